#include "daemon/ldra_table.h"

#include <array>

#include "tests/support/catch.h"

namespace ward6::daemon::test {
namespace {

using relay::LdraConfig;
using relay::PortRole;

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("The table names the ports of all bridges by their roles", "[daemon][ldra]") {
  LdraConfig first;
  first.ports = {{"flat1", PortRole::client}, {"up", PortRole::network}};
  LdraConfig second;
  second.ports = {{"hall", PortRole::trusted_client}, {"wan", PortRole::network}};
  const std::array<const LdraConfig*, 2> both{&first, &second};
  const std::string text = ldra_table(both);
  CHECK(text.starts_with("table bridge ward6_ldra\ndelete table bridge ward6_ldra\n"));
  CHECK(has(text, R"(iifname { "flat1", "hall" } jump from_client)"));
  CHECK(has(text, R"(iifname { "up", "wan" } oifname { "flat1", "hall" } jump to_client)"));
  CHECK_FALSE(has(text, R"(iifname { "up", "wan" } jump)"));
  // Relay-forwards pass from trusted ports only.
  CHECK(has(text, R"(iifname { "flat1" } meta protocol ip6)"));
}

TEST_CASE("A bridge whose client ports are all trusted has no empty set in its table",
          "[daemon][ldra]") {
  LdraConfig config;
  config.ports = {{"hall", PortRole::trusted_client}, {"wan", PortRole::network}};
  const std::array<const LdraConfig*, 1> one{&config};
  CHECK_FALSE(has(ldra_table(one), "@th,64,8 12"));
  CHECK_FALSE(has(ldra_table(one), "{  }"));
}

TEST_CASE("Without bridges the table goes", "[daemon][ldra]") {
  CHECK(ldra_table({}) == "table bridge ward6_ldra\ndelete table bridge ward6_ldra\n");
}

}  // namespace ward6::daemon::test
