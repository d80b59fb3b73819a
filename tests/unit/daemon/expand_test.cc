// Links and servers that follow from the interfaces that are there.
#include "daemon/expand.h"

#include <string_view>

#include "libdhcp6/wire/protocol.h"
#include "tests/support/catch.h"

namespace ward6::daemon::test {
namespace {

InterfaceTable table_of(const std::vector<std::string>& names) {
  InterfaceTable table;
  std::uint32_t index = 0;
  for (const std::string& name : names) {
    Interface link;
    link.index = dhcp6::InterfaceIndex{++index};
    link.name = name;
    link.loopback = name == "lo";
    table.set_link(link);
  }
  return table;
}

dhcp6::Link link_of(const char* name, const char* interface) {
  dhcp6::Link link;
  link.name = name;
  link.interface = interface;
  return link;
}

// office eth1 (served), vlans vlan* (relayed to one server), rest eth[23] (relayed to all).
std::shared_ptr<const Settings> usual_settings() {
  auto server = std::make_shared<dhcp6::ServerConfig>();
  server->links = {link_of("office", "eth1"), link_of("vlans", "vlan*"),
                   link_of("rest", "eth[23]")};
  auto relay = std::make_shared<relay::RelayConfig>();
  relay->servers = {{*dhcp6::Ipv6Address::parse("2001:db8::547"), "", false}};
  relay->links.resize(2);
  relay->links[0].id = dhcp6::LinkId{1};
  relay->links[0].name = "vlans";
  relay->links[0].servers = {0};
  relay->links[1].id = dhcp6::LinkId{2};
  relay->links[1].name = "rest";
  auto settings = std::make_shared<Settings>();
  settings->server = std::move(server);
  settings->relay = std::move(relay);
  auto delegations = std::make_shared<relay::DelegationConfig>();
  delegations->links.resize(1);
  delegations->links[0].link = dhcp6::LinkId{1};
  delegations->links[0].name = "vlans";
  delegations->links[0].per_client = 3;
  settings->delegations = std::move(delegations);
  return settings;
}

std::shared_ptr<const Settings> expand_for(const std::vector<std::string>& interfaces) {
  const auto settings = usual_settings();
  return expand(settings, find_expansion(*settings, table_of(interfaces)));
}

}  // namespace

TEST_CASE("Each interface that matches a pattern is a link of its own", "[daemon]") {
  const auto settings = expand_for({"lo", "eth1", "vlan30", "vlan4", "wan"});
  const auto& links = settings->server->links;
  REQUIRE(links.size() == 5);
  CHECK(links[3].name == "vlans/vlan30");
  CHECK(links[3].interface == "vlan30");
  CHECK(links[4].name == "vlans/vlan4");
  // What is configured keeps its place; "rest" waits for its interfaces.
  const auto& relayed = settings->relay->links;
  REQUIRE(relayed.size() == 3);
  CHECK(relayed[0].name == "vlans/vlan30");
  CHECK(relayed[0].id == dhcp6::LinkId{3});
  CHECK(relayed[0].servers == std::vector<std::size_t>{0});
  CHECK(relayed[1].id == dhcp6::LinkId{4});
  CHECK(relayed[2].name == "rest");
  CHECK(relayed[2].id == dhcp6::LinkId{2});
  const auto& delegated = settings->delegations->links;
  REQUIRE(delegated.size() == 2);
  CHECK(delegated[1].link == dhcp6::LinkId{4});
  CHECK(delegated[1].name == "vlans/vlan4");
  CHECK(delegated[1].per_client == 3);
}

TEST_CASE("An interface that a link names is not matched by a pattern", "[daemon]") {
  auto settings = std::make_shared<Settings>(*usual_settings());
  auto server = std::make_shared<dhcp6::ServerConfig>(*settings->server);
  server->links[0].interface = "vlan30";
  settings->server = server;
  const Expansion expansion = find_expansion(*settings, table_of({"vlan30", "vlan31"}));
  REQUIRE(expansion.matches.size() == 1);
  CHECK(expansion.matches[0] == Expansion::Match{dhcp6::LinkId{1}, "vlan31"});
}

TEST_CASE("Without servers, all behind the interfaces of no link are asked", "[daemon]") {
  const auto settings = expand_for({"lo", "eth1", "eth2", "vlan30", "wan", "dmz"});
  const auto& servers = settings->relay->servers;
  REQUIRE(servers.size() == 3);
  CHECK(servers[1] == relay::Upstream{dhcp6::kAllServers, "dmz", false, {}});
  CHECK(servers[2] == relay::Upstream{dhcp6::kAllServers, "wan", false, {}});
  const auto& relayed = settings->relay->links;
  REQUIRE(relayed.size() == 2);
  CHECK(relayed[0].name == "vlans/vlan30");
  CHECK(relayed[0].servers == std::vector<std::size_t>{0});
  CHECK(relayed[1].name == "rest/eth2");
  CHECK(relayed[1].servers == std::vector<std::size_t>{1, 2});
}

TEST_CASE("Interfaces in any number do not multiply messages", "[daemon]") {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= kUplinksMax; ++at) names.push_back("up" + std::to_string(at));
  const auto settings = usual_settings();
  CHECK(find_expansion(*settings, table_of(names)).uplinks.size() == kUplinksMax);
  names.pop_back();
  CHECK(find_expansion(*settings, table_of(names)).uplinks.size() == kUplinksMax);
  names.assign(kMatchesMax + 1, "");
  for (std::size_t at = 0; at < names.size(); ++at) names[at] = "vlan" + std::to_string(at);
  CHECK(find_expansion(*settings, table_of(names)).matches.size() == kMatchesMax);
}

TEST_CASE("Settings that need no interfaces stay the same", "[daemon]") {
  auto settings = std::make_shared<Settings>(*usual_settings());
  auto server = std::make_shared<dhcp6::ServerConfig>();
  server->links = {link_of("office", "eth1")};
  settings->server = server;
  settings->relay = std::make_shared<relay::RelayConfig>();
  const std::shared_ptr<const Settings> same = settings;
  CHECK(find_expansion(*same, table_of({"wan", "vlan1"})) == Expansion{});
  CHECK(expand(same, {}) == same);
}

}  // namespace ward6::daemon::test
