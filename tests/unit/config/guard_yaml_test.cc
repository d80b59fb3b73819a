// What was learned, as configuration, and back.
#include "config/guard_yaml.h"

#include "config/load.h"
#include "tests/support/catch.h"

namespace ward6::config::test {
namespace {

raguard::LearnedRouter learned() {
  raguard::LearnedRouter one;
  one.port = "lan1";
  one.seen.frames = 7;
  raguard::AllowedRouter& router = one.router;
  router.name = "router1";
  router.address = dhcp6::Ipv6Address::parse("fe80::1").value();
  router.mac = dhcp6::LinkLayerAddress::parse("02:00:00:00:00:01").value();
  const auto prefix = dhcp6::Prefix::parse("2001:db8:1::/64").value();
  router.prefixes = {{prefix, 64, 64}};
  router.hop_limit = raguard::Bounds<std::uint8_t>{64, 64};
  router.managed = true;
  router.preference_max = raguard::Preference::medium;
  router.lifetime = raguard::Bounds<dhcp6::Seconds>{dhcp6::Seconds{900}, dhcp6::Seconds{1801}};
  router.reachable_ms = raguard::Bounds<std::uint32_t>{0, 0};
  router.retransmit_ms = raguard::Bounds<std::uint32_t>{0, 1000};
  router.mtu = {1500};
  router.dns_servers = {dhcp6::Ipv6Address::parse("2001:db8::53").value()};
  router.dns_search = {"example.net"};
  router.pref64.emplace();
  router.routes.emplace();
  router.captive_portals = {"https://a/\"b\\"};
  return one;
}

TEST_CASE("what was learned reads back as what it is", "[config][guard]") {
  const std::vector<raguard::LearnedRouter> routers{learned()};
  raguard::LearnedServer server;
  server.port = "lan2";
  server.server.name = "server1";
  server.server.address = dhcp6::Ipv6Address::parse("fe80::53").value();
  server.server.mac = dhcp6::LinkLayerAddress::parse("02:00:00:00:00:53").value();
  const std::vector<raguard::LearnedServer> servers{server};
  const std::string text = learned_yaml({{"lan", "br0", routers, servers}});
  INFO(text);
  const auto loaded = load_text(text, "learned.yaml");
  REQUIRE(loaded);
  CHECK(loaded->warnings.empty());
  const raguard::GuardPolicy& guard = loaded->guards->front();
  CHECK(guard.interface == "br0");
  REQUIRE(guard.routers.size() == 1);
  CHECK(guard.routers.front() == learned().router);
  REQUIRE(guard.servers.size() == 1);
  CHECK(guard.servers.front() == server.server);
  CHECK(guard.ports == std::vector<raguard::GuardPort>{{"lan1", raguard::PortRole::router},
                                                       {"lan2", raguard::PortRole::server}});
}

TEST_CASE("what peers say cannot leave its quotes", "[config][guard]") {
  raguard::LearnedRouter one = learned();
  one.router.dns_search.reset();
  one.router.captive_portals = {"\"]\n    evil: {a: b}\n\xff"};
  const std::vector<raguard::LearnedRouter> routers{one};
  const auto loaded = load_text(learned_yaml({{"lan", "br0", routers, {}}}), "learned.yaml");
  REQUIRE(loaded);
  REQUIRE(loaded->guards->front().routers.front().captive_portals);
  CHECK(loaded->guards->front().routers.front().captive_portals->front() ==
        "\"]?    evil: {a: b}??");
}

}  // namespace
}  // namespace ward6::config::test
