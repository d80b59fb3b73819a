#include "daemon/link_finder.h"

#include "tests/support/catch.h"

namespace ward6::daemon::test {
namespace {

dhcp6::Prefix prefix(const char* text) {
  return *dhcp6::Prefix::parse(text);
}

dhcp6::Link make_link(const char* on_link, const char* block) {
  dhcp6::Link link;
  link.serve.emplace();
  link.serve->prefixes.push_back(
      {.prefix = prefix(on_link), .pools = {}, .lifetimes = {}, .source = {}});
  dhcp6::Delegation delegation;
  delegation.from = prefix(block);
  delegation.length = 56;
  link.serve->delegate.push_back(delegation);
  return link;
}

}  // namespace

TEST_CASE("A lease belongs to the link whose prefix or block holds it", "[daemon]") {
  dhcp6::ServerConfig config;
  config.links.push_back(make_link("2001:db8:1::/64", "2001:db8:1000::/40"));
  config.links.push_back({});  // serves nothing
  config.links.push_back(make_link("2001:db8:2::/64", "2001:db8:2000::/40"));
  const LinkFinder finder(config);
  CHECK(finder.find(prefix("2001:db8:1::7/128")) == dhcp6::LinkId{0});
  CHECK(finder.find(prefix("2001:db8:1:0:ffff:ffff:ffff:ffff/128")) == dhcp6::LinkId{0});
  CHECK(finder.find(prefix("2001:db8:1:1::/128")) == dhcp6::kNoLink);
  CHECK(finder.find(prefix("2001:db8:2::7/128")) == dhcp6::LinkId{2});
  CHECK(finder.find(prefix("2001:db8:2000:100::/56")) == dhcp6::LinkId{2});
  // An address inside of a delegated prefix is the client's business.
  CHECK(finder.find(prefix("2001:db8:2000:100::1/128")) == dhcp6::kNoLink);
  CHECK(finder.find(prefix("2001:db8::/32")) == dhcp6::kNoLink);
}

}  // namespace ward6::daemon::test
