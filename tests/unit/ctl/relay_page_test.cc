// What `ward6ctl relay` prints for people.
#include "ctl/relay_page.h"

#include <boost/json/parse.hpp>

#include "tests/support/catch.h"

namespace ward6::ctl {
namespace {

boost::json::object object(std::string_view text) {
  return boost::json::parse({text.data(), text.size()}).as_object();
}

constexpr Screen kWide{.width = 200, .colour = false};

TEST_CASE("relay page: counters of all types are added up", "[ctl]") {
  RelayPage page(kWide, 1000);
  page.line(object(R"({"link":{"name":"floor","interface":"eth1","state":"ready",
      "interface_id":"edge:eth1","link_address":"2001:db8::1","counters":{
      "solicit-received-count":3,"renew-received-count":4,"reply-sent-count":5,
      "discarded-message-count":2}}})"));
  page.line(object(R"({"server":{"address":"2001:db8:f::1","state":"silent","sent":9,
      "answers":0}})"));
  const std::string text = page.finish();
  CHECK(text.find("edge:eth1     2001:db8::1   7         5          2") != std::string::npos);
  CHECK(text.find("2001:db8:f::1  silent  9     0") != std::string::npos);
  CHECK(text.find("COUNT") == std::string::npos);  // nothing was dropped
}

TEST_CASE("relay page: a reason comes with its last sender and what to do", "[ctl]") {
  RelayPage page(kWide, 1000);
  page.line(object(R"({"drop":{"id":"hop-limit","count":12,"text":"relayed too often",
      "source":"RFC 9915 §19.1.2","remedy":"look for a loop","samples":[
      {"time":940,"from":"fe80::9","mac":"02:00:00:00:00:09","link":"floor"},
      {"time":10,"from":"fe80::8"}]}})"));
  const std::string text = page.finish();
  CHECK(text.find("hop-limit  12     1m ago  fe80::9 (02:00:00:00:00:09) on floor") !=
        std::string::npos);
  CHECK(text.find("hop-limit: relayed too often (RFC 9915 §19.1.2).\n  To do: look for a loop") !=
        std::string::npos);
  CHECK(text.find("fe80::8") == std::string::npos);
}

TEST_CASE("relay page: the ports of a bridge, and no tables of nothing", "[ctl]") {
  RelayPage page(kWide, 1000);
  page.line(object(R"({"port":{"link":"access","bridge":"br0","name":"lan1","role":"client",
      "interface_id":"sw:lan1","counters":{"solicit-received-count":3,"reply-sent-count":2,
      "discarded-message-count":1}}})"));
  CHECK(page.finish() ==
        "PORT  ROLE    INTERFACE-ID  RECEIVED  DELIVERED  DISCARDED\n"
        "lan1  client  sw:lan1       3         2          1\n");
}

TEST_CASE("relay page: an answer without fields is shown without them", "[ctl]") {
  RelayPage page(kWide, 1000);
  page.line(object(R"({"link":{}})"));
  page.line(object(R"({"drop":{"samples":[3]}})"));
  page.line(object(R"({"server":[]})"));
  CHECK(page.finish().find("INTERFACE-ID") != std::string::npos);
}

}  // namespace
}  // namespace ward6::ctl
