// The `ldra` of a link.
#include "tests/support/bytes.h"
#include "tests/support/catch.h"
#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

using dhcp6::test::octets;
using relay::LdraPort;
using relay::PortRole;

TEST_CASE("A bridge with an LDRA is what its settings say", "[config][ldra]") {
  const auto loaded = load_text(R"(
links:
  office: {interface: eth1, serve: {}}
  access:
    interface: br0
    ldra:
      client-ports: [flat1, flat2]
      trusted-ports: cellar
      network-ports: [uplink]
      interface-id: "{link}.{interface}"
      client-link-layer: false
      remote-id: {enterprise: 32473, id: "{client-mac}"}
      subscriber-id: 0x0102
      rate: 100
      client-rate: 5
  cellar: {interface: br1, ldra: {trusted-ports: a, network-ports: b}}
)",
                                "t.yaml");
  REQUIRE(loaded);
  CHECK(loaded->warnings.empty());
  CHECK(loaded->listen.empty());  // it has no sockets of UDP
  REQUIRE(loaded->ldras->size() == 2);
  const relay::LdraConfig& access = loaded->ldras->at(0);
  CHECK(access.id == dhcp6::LinkId{1});
  CHECK(access.name == "access");
  CHECK(access.bridge == "br0");
  CHECK(access.ports == std::vector<LdraPort>{{"flat1", PortRole::client},
                                              {"flat2", PortRole::client},
                                              {"cellar", PortRole::trusted_client},
                                              {"uplink", PortRole::network}});
  relay::LabelFacts facts;
  facts.link = "access";
  facts.interface = "flat1";
  facts.hostname = "sw";
  CHECK(access.interface_id.bytes(facts) == octets("access.flat1"));
  CHECK_FALSE(access.client_link_layer);
  REQUIRE(access.remote_id);
  CHECK(access.remote_id->enterprise == 32473);
  CHECK(access.subscriber_id.bytes(facts) == octets({1, 2}));
  CHECK(access.rate.per_second == 100);
  CHECK(access.client_rate.burst == 10);
  const relay::LdraConfig& cellar = loaded->ldras->at(1);
  CHECK(cellar.interface_id.bytes(facts) == octets("sw:flat1"));
  CHECK(cellar.client_link_layer);
  CHECK_FALSE(cellar.remote_id);
  CHECK(cellar.client_rate.per_second == 20);
}

TEST_CASE("What cannot be an LDRA is found", "[config][ldra]") {
  check({
      {"no clients",
       "links: {a: {interface: br0, ldra: {network-ports: up}}}\n",
       {{1, 35, "no port of the bridge has clients. Name such ports in 'client-ports'"}}},
      {"no network",
       "links: {a: {interface: br0, ldra: {client-ports: x}}}\n",
       {{1, 35, "'network-ports' is missing in links.NAME.ldra"}}},
      {"an empty list",
       "links: {a: {interface: br0, ldra: {client-ports: x, network-ports: []}}}\n",
       {{1, 68, "'network-ports' names no port"}}},
      {"two roles",
       "links: {a: {interface: br0, ldra: {client-ports: x, network-ports: [y, x]}}}\n",
       {{1, 72, "port x stands here twice. A port has one role"}}},
      {"the bridge",
       "links: {a: {interface: br0, ldra: {client-ports: [x, br0], network-ports: y}}}\n",
       {{1, 54, "br0 is the bridge itself, not a port of it"}}},
      {"no name",
       "links: {a: {interface: br0, ldra: {client-ports: x/y, network-ports: y}}}\n",
       {{1, 35, "no port of the bridge has clients"}, {1, 50, "'client-ports'"}}},
      {"a name that stands for many",
       "links: {a: {interface: br0, ldra: {client-ports: [x, 'y*'], network-ports: z}}}\n",
       {{1, 54, "the packet filter cannot name port y*. Give the interface a name without"}}},
      {"a port of another link",
       "links: {a: {interface: br0, ldra: {client-ports: x, network-ports: y}},\n"
       "        b: {interface: y, serve: {}}}\n",
       {{2, 24, "interface 'y' belongs to another link already"}}},
      {"a port of two bridges",
       "links: {a: {interface: br0, ldra: {client-ports: x, network-ports: y}},\n"
       "        b: {interface: br1, ldra: {client-ports: x, network-ports: z}}}\n",
       {{2, 50, "interface 'x' belongs to another link already"}}},
      {"the same for all ports",
       "links: {a: {interface: br0, ldra: {client-ports: x, network-ports: y, "
       "interface-id: '{link}'}}}\n",
       {{1, 85, "'interface-id' is the same for all ports. Put {interface}"}}},
      {"of one client",
       "links: {a: {interface: br0, ldra: {client-ports: x, network-ports: y, "
       "interface-id: '{interface}{client-mac}'}}}\n",
       {{1, 85, "'interface-id' must be the same for all clients"}}},
      {"both",
       "links: {a: {interface: br0, serve: {}, ldra: {client-ports: x, network-ports: y}}}\n",
       {{1, 40, "what an LDRA takes from the ports does not reach the bridge's own interface"}}},
      {"where",
       "links: {a: {relayed: {interface-id: i}, ldra: {client-ports: x, network-ports: y}}}\n",
       {{1, 41, "link 'a' has no bridge for its relay agent. Give it the bridge"}}},
  });
}

}  // namespace
}  // namespace ward6::config::test
