// Templates, and the rows of the verdicts.
#include "relay/label.h"

#include <set>
#include <string>

#include "relay/verdict.h"
#include "tests/support/bytes.h"
#include "tests/support/catch.h"

using namespace ward6;
using namespace ward6::relay;
using dhcp6::test::octets;

namespace {

const LabelFacts kFacts{.link = "office",
                        .interface = "eth1.30",
                        .mac = dhcp6::LinkLayerAddress::parse("02:00:00:00:0a:01").value(),
                        .vlan = 30,
                        .hostname = "edge",
                        .client_mac = {}};

std::string expand(std::string_view text) {
  const auto bytes = Label::parse(text).value().bytes(kFacts);
  return std::string(dhcp6::as_text(bytes));
}

}  // namespace

TEST_CASE("a label is text with variables", "[relay]") {
  CHECK(expand("vlan30") == "vlan30");
  CHECK(expand("{link}") == "office");
  CHECK(expand("{hostname}/{interface}:{vlan} {mac}") == "edge/eth1.30:30 02:00:00:00:0a:01");
  CHECK(expand("{{{vlan}}}") == "{30}");
  CHECK(expand("{client-mac}").empty());
  CHECK(expand("0x000aFF") == std::string("\0\n\xff", 3));
  CHECK(Label::parse("{client-mac}")->is_per_client());
  CHECK_FALSE(Label::parse("{mac}")->is_per_client());
  CHECK(Label::parse("")->empty());
}

TEST_CASE("a label that is wrong says where and what may stand there", "[relay]") {
  const auto error = [](std::string_view text) { return Label::parse(text).error(); };
  CHECK(error("ab{ifindex}").column == 2);
  CHECK(error("ab{ifindex}").text.find("{interface}") != std::string::npos);
  CHECK(error("ab{link").column == 2);
  CHECK(error("ab}").column == 2);
  CHECK(error("0x1").column == 2);
  CHECK(error("0x").column == 2);
  CHECK(error(std::string(256, 'a')).column == 255);
}

TEST_CASE("every verdict has a row of its own", "[relay]") {
  std::set<std::string_view> ids;
  for (std::size_t at = 0; at < kVerdictCount; ++at) {
    const VerdictRow& each = row(Verdict{static_cast<std::uint8_t>(at)});
    CHECK(ids.insert(each.id).second);
    CHECK_FALSE(each.text.empty());
  }
}
