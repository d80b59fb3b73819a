// What `ward6ctl guard` prints for people.
#include "ctl/guard_page.h"

#include <boost/json/parse.hpp>

#include "ctl/render.h"
#include "tests/support/catch.h"

namespace ward6::ctl {
namespace {

boost::json::object object(std::string_view text) {
  return boost::json::parse({text.data(), text.size()}).as_object();
}

constexpr Screen kWide{.width = 200, .colour = false};
constexpr std::string_view kRogue = R"~({"rogue":{"link":"lan","port":"lan1","outcome":"blocked",
    "reason":"router-advert","text":"a Router Advertisement from a port without routers",
    "source_of_rule":"RFC 7113 §3 (5)","cause":"other-router","cause_text":"a router too many",
    "frames":12,"first":900,"last":990,"mac":"02:00:00:00:00:66","from":"fe80::66",
    "says":"a default route","findings":["source","mac"],"remedy":"find it",
    "duid":"00:01","lease":"2001:db8::7","hostname":"laptop","hex":"00"}})~";

TEST_CASE("guard page: links, ports and stations", "[ctl]") {
  GuardPage page(kWide, 1000, false);
  page.line(object(R"({"link":{"name":"lan","interface":"br0","action":"block",
      "filter_in_force":false}})"));
  page.line(object(R"({"port":{"name":"lan1","link":"lan","role":"host","state":"ready",
      "captured":20,"capture_dropped":3,"dropped":{"router-advert":11,"snap":1}}})"));
  page.line(object(kRogue));
  const std::string text = page.finish();
  CHECK(text.find("br0        block   NOT in force") != std::string::npos);
  CHECK(text.find("lan1  lan   host  ready  20        12       3 frames not looked at") !=
        std::string::npos);
  CHECK(text.find("02:00:00:00:00:66 fe80::66  lan1  blocked  12      10s ago  router-advert") !=
        std::string::npos);
  CHECK(text.find("to do") == std::string::npos);
}

TEST_CASE("guard page: of a station what it did and what to do", "[ctl]") {
  GuardPage page(kWide, 1000, true);
  page.line(object(kRogue));
  const std::string text = page.finish();
  CHECK(text.find("did       router-advert: a Router Advertisement") != std::string::npos);
  CHECK(text.find("findings  source, mac\n") != std::string::npos);
  CHECK(text.find("who       lease 2001:db8::7, DUID 00:01, host name laptop\n") !=
        std::string::npos);
  CHECK(text.find("to do     find it\n") != std::string::npos);
}

TEST_CASE("guard page: a packet filter that is there", "[ctl]") {
  GuardPage page(kWide, 1000, false);
  page.line(object(R"({"link":{"name":"lan","interface":"br0","action":"block",
      "filter_in_force":true}})"));
  page.line(object(R"({"link":{"name":"hall","interface":"br1","action":"observe",
      "filter_in_force":false}})"));
  const std::string text = page.finish();
  CHECK(text.find("block    in force") != std::string::npos);
  CHECK(text.find("observe  none") != std::string::npos);
}

TEST_CASE("status: a full disk is told", "[ctl]") {
  CHECK(status_text(object(R"({"disk_full":true})")).find("FULL") != std::string::npos);
  CHECK(status_text(object(R"({"disk_full":false})")).find("FULL") == std::string::npos);
}

TEST_CASE("guard page: an answer without fields, and without stations", "[ctl]") {
  GuardPage page(kWide, 1000, true);
  CHECK(page.finish() == "nobody did what may not be done\n");
  GuardPage other(kWide, 1000, false);
  other.line(object(R"({"link":{}})"));
  other.line(object(R"({"port":{"dropped":3}})"));
  other.line(object(R"({"rogue":{"findings":7}})"));
  CHECK(other.finish().find("(many)") != std::string::npos);
}

}  // namespace
}  // namespace ward6::ctl
