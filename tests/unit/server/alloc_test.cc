// The packet path allocates nothing in the steady state.
#include <new>
#include <string>
#include <vector>

#include "tests/support/alloc_count.h"
#include "tests/support/catch.h"
#include "tests/support/client.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

namespace {

struct Packet {
  Buffer bytes;
  LinkLayerAddress mac;
  Ipv6Address from;
};

// What every tenth of ten clients sends differs: hosts, relays, names, options.
std::vector<Packet> messages(Engine& engine) {
  std::vector<Packet> packets;
  for (std::uint32_t number = 1; number <= 200; ++number) {
    Client client(engine, number);
    client.wants({OptionCode::dns_servers, OptionCode::pd_exclude}).na();
    if (number % 3 == 0) client.pd(1, {net("::/60")});
    if (number % 5 == 0) {
      client.options.push_back(raw(OptionCode::client_fqdn, octets({0, 2, 'p', 'c', 0})));
    }
    if (number % 4 == 0) {
      client.through({ip("2001:db8:1::1"), {}, {raw(OptionCode::interface_id, "port")}});
    }
    client.acquire();
    using M = MessageType;
    for (const M type : {M::renew, M::solicit, M::request, M::rebind, M::confirm,
                         M::information_request, M::release, M::request, M::renew}) {
      packets.push_back({client.relayed(client.message(type)), client.mac, client.address});
    }
  }
  return packets;
}

}  // namespace

TEST_CASE("The counter counts every form of operator new", "[support]") {
  const std::size_t before = allocations();
  // Called by name, so that the compiler may not leave them out.
  ::operator delete(::operator new(1));
  ::operator delete[](::operator new[](100));
  ::operator delete(::operator new(64, std::align_val_t{64}), std::align_val_t{64});
  ::operator delete(::operator new(1, std::nothrow));
  CHECK(allocations() - before == 4);
}

TEST_CASE("A hundred thousand messages are answered without one allocation", "[server][alloc]") {
  Serve serve = usual();
  serve.rapid_commit = true;
  serve.options = {option(23, Buffer(16)), option(24, octets({1, 'x', 0}), true)};
  serve.prefixes.push_back(on_link("fd00:1::/120", Allocation::sequential));
  ServerConfig config = one_link(serve);
  for (std::uint32_t i = 1; i <= 20; ++i) {
    Host host =
        known_host("h" + std::to_string(i), by_duid(octets({0, 2, 0, 0, 126, 217, 0, 0, 0, i})));
    host.addresses = {{Ipv6Address::from_halves(0, i), true}};
    host.options = {option(23, Buffer(32))};
    config.hosts.push_back(host);
  }
  Engine engine(config);
  const std::vector<Packet> packets = messages(engine);
  Buffer group;
  const auto run = [&](int rounds) {
    std::size_t answered = 0;
    for (int round = 0; round < rounds; ++round) {
      engine.now.wall = after(engine.now.wall, Seconds{7});
      for (const Packet& packet : packets) {
        engine.outbox.reset();
        Inbound inbound;
        inbound.link = LinkId{0};
        inbound.link_layer = packet.mac;
        inbound.from = {packet.from, kClientPort};
        inbound.to = {kAllRelayAgentsAndServers, kServerPort};
        inbound.payload = packet.bytes;
        if (!is_drop(engine.server->handle(engine.now, inbound, engine.outbox))) ++answered;
        if (!engine.journal->has_room(kGrantsMax)) (void)engine.journal->seal(group);
      }
      (void)engine.server->on_timer(engine.now);
    }
    return answered;
  };
  (void)run(2);
  (void)engine.journal->seal(group);
  const std::size_t before = allocations();
  const std::size_t answered = run(60);
  CHECK(allocations() - before == 0);
  CHECK(answered == packets.size() * 60);
  CHECK(answered > 100'000);
}
