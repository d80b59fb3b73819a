// The `guard` of a link, and that of the file.
#include "tests/support/catch.h"
#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

using dhcp6::Seconds;
using raguard::AllowedPrefix;
using raguard::GuardPort;
using raguard::PortRole;

dhcp6::Prefix prefix(std::string_view text) {
  return dhcp6::Prefix::parse(text).value();
}

AllowedPrefix exactly(std::string_view text) {
  const dhcp6::Prefix allowed = prefix(text);
  return {allowed, allowed.length(), allowed.length()};
}

TEST_CASE("A guard is what its settings say", "[config][guard]") {
  const auto loaded = load_text(R"(
links:
  lan:
    interface: br0
    guard:
      action: observe
      heal: solicit
      host-ports: [lan1, lan2]
      router-ports: up
      server-ports: srv
      trusted-ports: sw2
      monitor-ports: lab
      other-ports: trusted
      unrecognised-headers: pass
      link-local-fragments: pass
      routers:
        gw:
          address: fe80::1
          mac: "02:00:00:00:00:01"
          prefixes: [2001:db8:1::/64]
          prefixes-within: 2001:db8::/32
          hop-limit-min: 64
          managed: true
          preference-max: medium
          lifetime-max: 30m
          valid-min: 2h
          mtu: 1500
          reachable-time-max: 0
          retransmit-time-max: 1000
          dns-servers: []
          dns-search: [Example.NET.]
          pref64: 64:ff9b::/96
          routes: fd00:1::/48
          captive-portal: https://a/
      servers: [{duid: "00:03:00:01:02:00:00:00:00:53"}]
guard: {filter: bridge, on-exit: remove, evidence: 0}
)",
                                "t.yaml");
  REQUIRE(loaded);
  CHECK(loaded->warnings.empty());
  CHECK(loaded->guard.in_bridge);
  CHECK(loaded->guard.remove_on_exit);
  CHECK(loaded->guard.evidence_mib == 0);
  REQUIRE(loaded->guards->size() == 1);
  const raguard::GuardPolicy& guard = loaded->guards->front();
  CHECK(guard.id == dhcp6::LinkId{0});
  CHECK(guard.name == "lan");
  CHECK(guard.interface == "br0");
  CHECK(guard.action == raguard::Action::observe);
  CHECK(guard.heal == raguard::Heal::solicit);
  CHECK(guard.ports == std::vector<GuardPort>{{"lan1", PortRole::host},
                                              {"lan2", PortRole::host},
                                              {"up", PortRole::router},
                                              {"srv", PortRole::server},
                                              {"sw2", PortRole::trusted},
                                              {"lab", PortRole::monitor}});
  CHECK(guard.other_ports == PortRole::trusted);
  CHECK_FALSE(guard.drop_unrecognised_headers);
  CHECK_FALSE(guard.drop_link_local_fragments);
  REQUIRE(guard.routers.size() == 1);
  const raguard::AllowedRouter& router = guard.routers.front();
  CHECK(router.name == "gw");
  CHECK(router.address == dhcp6::Ipv6Address::parse("fe80::1").value());
  CHECK(router.mac.to_string() == "02:00:00:00:00:01");
  CHECK(router.prefixes ==
        std::vector<AllowedPrefix>{exactly("2001:db8:1::/64"), {prefix("2001:db8::/32"), 64, 64}});
  CHECK(router.hop_limit == raguard::Bounds<std::uint8_t>{64, 255});
  CHECK(router.managed == true);
  CHECK_FALSE(router.other);
  CHECK(router.preference_max == raguard::Preference::medium);
  CHECK(router.lifetime == raguard::Bounds<Seconds>{Seconds{0}, Seconds{1800}});
  CHECK(router.valid == raguard::Bounds<Seconds>{Seconds{7200}, dhcp6::kInfinity});
  CHECK(router.mtu == std::vector<std::uint32_t>{1500});
  CHECK(router.reachable_ms == raguard::Bounds<std::uint32_t>{0, 0});
  CHECK(router.retransmit_ms == raguard::Bounds<std::uint32_t>{0, 1000});
  REQUIRE(router.dns_servers);
  CHECK(router.dns_servers->empty());
  CHECK(router.dns_search == std::vector<std::string>{"example.net"});
  CHECK(router.pref64 == std::vector<dhcp6::Prefix>{prefix("64:ff9b::/96")});
  CHECK(router.routes == std::vector<AllowedPrefix>{exactly("fd00:1::/48")});
  CHECK(router.captive_portals == std::vector<std::string>{"https://a/"});
  REQUIRE(guard.servers.size() == 1);
  CHECK(guard.servers.front().duid->to_string() == "00:03:00:01:02:00:00:00:00:53");
}

TEST_CASE("A guard without settings blocks on every port", "[config][guard]") {
  const auto loaded = load_text("links: {lan: {interface: br0, guard: {}}}\n", "t.yaml");
  REQUIRE(loaded);
  CHECK(loaded->warnings.empty());
  const raguard::GuardPolicy& guard = loaded->guards->front();
  CHECK(guard.action == raguard::Action::block);
  CHECK(guard.other_ports == PortRole::host);
  CHECK(guard.drop_unrecognised_headers);
  CHECK(guard.drop_link_local_fragments);
  CHECK_FALSE(loaded->guard.in_bridge);
  CHECK_FALSE(loaded->guard.remove_on_exit);
  CHECK(loaded->guard.evidence_mib == 16);
}

TEST_CASE("What the rest of the file says needs no repeating", "[config][guard]") {
  const auto loaded = load_text(R"(
links:
  lan:
    interface: br0
    serve: {prefixes: [{prefix: 2001:db8:1::/64}]}
    guard:
      router-ports: up
      routers: [{address: fe80::1}, {address: fe80::2, prefixes: []}]
      servers: [{address: fe80::53}]
  hall: {interface: eth1, serve: {prefixes: [{prefix: 2001:db8:2::/64}]}}
  far: {relayed: {link-address: 2001:db8:3::/64}, serve: {}}
  up: {interface: eth2, relay: {to: ["2001:db8:f::1", "ff05::1:3%eth9"]}}
)",
                                "t.yaml");
  REQUIRE(loaded);
  const raguard::GuardPolicy& guard = loaded->guards->front();
  REQUIRE(guard.routers.size() == 2);
  CHECK(guard.routers[0].prefixes == std::vector<AllowedPrefix>{exactly("2001:db8:1::/64")});
  CHECK(guard.routers[1].prefixes->empty());
  CHECK(guard.routers[1].name == "fe80::2");  // for want of another
  REQUIRE(guard.servers.size() == 2);
  CHECK(guard.servers[1].address == dhcp6::Ipv6Address::parse("2001:db8:f::1").value());
  CHECK(guard.other_links == std::vector<raguard::OtherLink>{{"hall", prefix("2001:db8:2::/64")},
                                                             {"far", prefix("2001:db8:3::/64")}});
}

TEST_CASE("What is wrong with a guard is told where it stands", "[config][guard]") {
  const auto guard = [](const std::string& inner) {
    return "links:\n  a:\n    interface: br0\n    guard:\n      " + inner + "\n";
  };
  check({
      {"no interface",
       "links: {a: {relayed: {interface-id: b}, serve: {}, guard: {}}}\n",
       {{1, 52, "no ports to guard"}}},
      {"a port twice", guard("{host-ports: [x, y], router-ports: x}"), {{5, 42, "port x"}}},
      {"the bridge as its port", guard("{host-ports: br0}"), {{5, 20, "br0 is the bridge"}}},
      {"a router without a name",
       guard("{routers: [{managed: true}], router-ports: up}"),
       {{5, 18, "which router this is"}}},
      {"a router that is not of the link",
       guard("{routers: [{address: 2001:db8::1}], router-ports: up}"),
       {{5, 28, "do not speak from 2001:db8::1"}}},
      {"the same router twice",
       guard("{routers: [{address: fe80::1}, {address: fe80::1}], router-ports: up}"),
       {{5, 38, "stands here twice"}}},
      {"bounds the wrong way round",
       guard("{routers: [{address: fe80::1, lifetime-min: 30m, lifetime-max: 10m}], router-ports: "
             "up}"),
       {{5, 37, "'lifetime-min' is more"}}},
      {"a length that PREF64 cannot tell",
       guard("{routers: [{address: fe80::1, pref64: 64:ff9b::/80}], router-ports: up}"),
       {{5, 45, "'pref64'"}}},
      {"no prefix to be within",
       guard("{routers: [{address: fe80::1, prefixes-within: 3fff::/80}], router-ports: up}"),
       {{5, 54, "'prefixes-within'"}}},
      {"an MTU that IPv6 does not have",
       guard("{routers: [{address: fe80::1, mtu: 576}], router-ports: up}"),
       {{5, 42, "'mtu'"}}},
      {"a server without a name",
       guard("{servers: [{name: x}]}"),
       {{5, 18, "which server this is"}}},
  });
}

TEST_CASE("A guard that is likely not meant so is warned of", "[config][guard]") {
  const auto warned = [](const std::string& inner) {
    const auto loaded =
        load_text("links: {a: {interface: br0, guard: {" + inner + "}}}\n", "t.yaml");
    REQUIRE(loaded);
    return loaded->warnings.size();
  };
  CHECK(warned("routers: [{address: fe80::1}]") == 1);
  CHECK(warned("routers: [{address: fe80::1}], router-ports: up") == 0);
  CHECK(warned("router-ports: up") == 1);
}

}  // namespace
}  // namespace ward6::config::test
