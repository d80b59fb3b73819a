// The `relay` of a link.
#include "tests/support/bytes.h"
#include "tests/support/catch.h"
#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

using dhcp6::test::ip;
using dhcp6::test::octets;

TEST_CASE("A relayed link is what its settings say", "[config][relay]") {
  const auto loaded = load_text(R"(
links:
  office: {interface: eth1, serve: {}}
  floor1:
    interface: eth2
    relay:
      to: [2001:db8:f::1, "ff05::1:3%wan"]
      sending: failover
      trust-relays: true
      drop-relay-supplied: true
      link-address: 2001:db8:2::1
      interface-id: "{hostname}:{vlan}"
      client-link-layer: false
      remote-id: {enterprise: 32473, id: "{client-mac}"}
      subscriber-id: 0x0102
      relay-id: true
      echo: true
      options: {erp-local-domain-name: a}
      source-port: true
      vpn: red
      rate: 100
      client-rate: 5
      source: 2001:db8::7
      min-elapsed: 4s
  floor2: {interface: eth3, relay: {to: 2001:db8:f::1}}
)",
                                "t.yaml");
  REQUIRE(loaded);
  const relay::RelayConfig& config = *loaded->relay;
  REQUIRE(config.links.size() == 2);
  REQUIRE(config.servers.size() == 3);  // the first one once with and once without RFC 8357
  const relay::RelayedLink& floor1 = config.links[0];
  CHECK(floor1.id == dhcp6::LinkId{1});
  CHECK(floor1.name == "floor1");
  REQUIRE(floor1.servers == std::vector<std::size_t>{0, 1});
  CHECK(config.servers[0] == relay::Upstream{ip("2001:db8:f::1"), "", true, ip("2001:db8::7")});
  CHECK(config.servers[1] == relay::Upstream{ip("ff05::1:3"), "wan", true, ip("2001:db8::7")});
  CHECK(floor1.sending == relay::Sending::failover);
  CHECK(floor1.trust_relays);
  CHECK(floor1.drop_relay_supplied);
  CHECK(floor1.link_address == ip("2001:db8:2::1"));
  const auto id = floor1.interface_id.bytes({.link = "floor1",
                                             .interface = "eth2",
                                             .mac = {},
                                             .vlan = 7,
                                             .hostname = "h",
                                             .client_mac = {}});
  CHECK(id == octets("h:7"));
  CHECK_FALSE(floor1.client_link_layer);
  REQUIRE(floor1.remote_id);
  CHECK(floor1.remote_id->enterprise == 32473);
  CHECK(floor1.remote_id->value.is_per_client());
  CHECK(floor1.subscriber_id.bytes({}) == octets({1, 2}));
  CHECK(floor1.send_relay_id);
  CHECK(floor1.echo);
  CHECK(floor1.supplied == octets({0, 65, 0, 3, 1, 'a', 0}));
  CHECK(floor1.vpn == octets({0, 'r', 'e', 'd'}));
  CHECK(floor1.rate.per_second == 100);
  CHECK(floor1.client_rate.burst == 10);
  CHECK(floor1.min_elapsed == dhcp6::Seconds{4});
  const relay::RelayedLink& floor2 = config.links[1];
  CHECK(floor2.id == dhcp6::LinkId{2});
  CHECK(floor2.sending == relay::Sending::all);
  CHECK_FALSE(floor2.trust_relays);
  CHECK(floor2.client_link_layer);
  CHECK(floor2.interface_id.bytes({.link = "floor2",
                                   .interface = "eth3",
                                   .mac = {},
                                   .vlan = 0,
                                   .hostname = "",
                                   .client_mac = {}}) == octets("floor2"));
  CHECK(config.served_links == std::vector{dhcp6::LinkId{0}});
  CHECK(loaded->listen.size() == 1);  // where replies come in
}

TEST_CASE("Each server knows RFC 8357 or not", "[config][relay]") {
  const auto loaded = load_text(R"(
links:
  floor:
    interface: eth3
    relay: {to: ["2001:db8:f::1", "2001:db8:f::2"], source-port-to: "2001:db8:f::2"}
)",
                                "t.yaml");
  REQUIRE(loaded);
  const auto& servers = loaded->relay->servers;
  REQUIRE(servers.size() == 2);
  CHECK_FALSE(servers[0].source_port);
  CHECK(servers[1].source_port);
  check({{"a server of no link",
          "links: {a: {interface: b, relay: {to: 2001:db8::1, source-port-to: 2001:db8::2}}}\n",
          {{1, 68, "2001:db8::2 is no server of this link"}}}});
}

TEST_CASE("An Interface-Id can be left out", "[config][relay]") {
  const auto loaded = load_text(
      "links: {a: {interface: eth0, relay: {to: 3fff::1, interface-id: none}}}\n", "t.yaml");
  REQUIRE(loaded);
  CHECK(loaded->relay->links[0].interface_id.empty());
}

TEST_CASE("A link may be a pattern, and need not say where servers are", "[config][relay]") {
  const auto loaded = load_text("links: {vlans: {interface: 'vlan[0-9]*', relay: {}}}\n", "t.yaml");
  REQUIRE(loaded);
  CHECK(loaded->server->links[0].interface == "vlan[0-9]*");
  CHECK(loaded->relay->links[0].servers.empty());
}

TEST_CASE("Messages may leave from where answers are heard", "[config][relay]") {
  for (const std::string_view listen : {"3fff::8", "[3fff::7, 3fff::8]", "'::'"}) {
    INFO(listen);
    CHECK(load_text("server: {listen: " + std::string(listen) +
                        "}\nlinks: {a: {interface: eth0, relay: {to: 3fff::1, source: 3fff::8}}}\n",
                    "t.yaml"));
  }
}

TEST_CASE("What cannot be relayed is found", "[config][relay]") {
  check({
      {"a source that cannot be answered",
       "links: {a: {interface: eth0, relay: {to: 3fff::1, source: fe80::1}}}\n",
       {{1, 59, "servers cannot answer to fe80::1"}}},
      {"a source where nobody listens",
       "server: {listen: 3fff::7}\n"
       "links: {a: {interface: eth0, relay: {to: 3fff::1, source: 3fff::8}}}\n",
       {{2, 59, "'listen' is without 3fff::8, so nobody hears what servers answer to it"}}},
      {"longer than clients can tell",
       "links: {a: {interface: eth0, relay: {to: 3fff::1, min-elapsed: 11m}}}\n",
       {{1, 64, "'min-elapsed' must be at most 10m, not 11m"}}},
      {"a pattern that is served",
       "links: {a: {interface: 'vlan*', serve: {}}}\n",
       {{1, 24, "'vlan*' stands for many interfaces, so it can only be relayed"}}},
      {"one link-address for many",
       "links: {a: {interface: 'vlan*', relay: {to: 3fff::1, link-address: 3fff:1::1}}}\n",
       {{1, 33, "the interfaces of a pattern cannot have one 'link-address'"}}},
      {"no address",
       "links: {a: {interface: eth0, relay: {to: server.example.net}}}\n",
       {{1, 42, "no server is at 'server.example.net'. Write an address such as"}}},
      {"on which link",
       "links: {a: {interface: eth0, relay: {to: 'ff05::1:3'}}}\n",
       {{1, 42, "ff05::1:3 is on every link, so its interface is missing. Add the interface"}}},
      {"nobody",
       "links: {a: {interface: eth0, relay: {to: []}}}\n",
       {{1, 42, "'to' names no server"}}},
      {"an option that no relay may supply",
       "links: {a: {interface: eth0, relay: {to: 3fff::1, options: {dns-servers: ['3fff::2']}}}}\n",
       {{1, 51, "option 23 may not be supplied by a relay agent"}}},
      {"twice",
       "links: {a: {interface: eth0, relay: {to: [3fff::1, 3fff::1]}}}\n",
       {{1, 52, "3fff::1 stands here twice. Remove one."}}},
      {"both",
       "links: {a: {interface: eth0, serve: {}, relay: {to: 3fff::1}}}\n",
       {{1, 41, "a link is either served or relayed"}}},
      {"from where",
       "links: {a: {relayed: {interface-id: x}, relay: {to: 3fff::1}}}\n",
       {{1, 41, "link 'a' has no interface to relay from"}}},
      {"a variable that is none",
       "links: {a: {interface: eth0, relay: {to: 3fff::1, interface-id: 'a{ifindex}'}}}\n",
       {{1, 65, "'interface-id': there is no variable {ifindex}; there are {link} {interface}"}}},
      {"not the same for all",
       "links: {a: {interface: eth0, relay: {to: 3fff::1, interface-id: '{client-mac}'}}}\n",
       {{1, 65, "'interface-id' must be the same for all clients of the link"}}},
      {"a VPN of no known kind",
       "links: {a: {interface: eth0, relay: {to: 3fff::1, vpn: 0x01}}}\n",
       {{1, 56, "no VPN is '0x01'. Write its name, or 0x with a type"}}},
      {"a link-address that names nothing",
       "links: {a: {interface: eth0, relay: {to: 3fff::1, link-address: fe80::1}}}\n",
       {{1, 65, "no link is named by fe80::1"}}},
  });
}

}  // namespace
}  // namespace ward6::config::test
