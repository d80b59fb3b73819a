// Reservations: hosts that are known by what they or their relays say, and what is kept for them.
#include <string>

#include "libdhcp6/lease/details.h"
#include "tests/support/catch.h"
#include "tests/support/client.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

namespace {

const Client& sample() {
  static Engine engine(one_link(usual()));
  static const Client client(engine, 1);
  return client;
}

// "::7" and 2001:db8:1000:700::/56 for a host known by `identity`.
Host printer(Identity identity) {
  Host host = known_host("printer", std::move(identity));
  host.addresses = {{ip("::7"), true}};
  host.prefixes = {net("2001:db8:1000:700::/56")};
  return host;
}

ServerConfig with_host(const Host& host, bool everywhere = false) {
  ServerConfig config = one_link(usual());
  if (everywhere) {
    config.hosts.push_back(host);
  } else {
    config.links[0].serve->hosts.push_back(host);
  }
  return config;
}

const Resource kSeven = host("2001:db8:1::7");
const Resource kPrefix = net("2001:db8:1000:700::/56");

}  // namespace

TEST_CASE("A host is known by its DUID", "[server][host]") {
  Engine engine(with_host(printer(by_duid(sample().duid.bytes())), GENERATE(false, true)));
  Client client(engine, 1);
  const Answer answer = client.na().pd().acquire();
  CHECK(answer.address() == kSeven);
  CHECK(answer.prefix() == kPrefix);
  CHECK(engine.lease(kSeven)->choice == Choice::reservation);
  CHECK(engine.server->last().host == "printer");
  CHECK(client.renew().live() == answer.live());
  // Nobody else gets them, nor by asking.
  Client other(engine, 2);
  const Answer others = other.na(1, {kSeven}).pd(1, {kPrefix}).acquire();
  CHECK(others.address() != kSeven);
  CHECK(others.prefix() != kPrefix);
  client.release();
  CHECK(other.na(2, {kSeven}).request().address(2) != kSeven);
}

TEST_CASE("A host is known by DUID and IAID together", "[server][host]") {
  Identity identity = by_duid(sample().duid.bytes());
  identity.iaid = Iaid{5};
  Engine engine(with_host(printer(identity)));
  Client client(engine, 1);
  const Answer answer = client.na(4).na(5).acquire();
  CHECK(answer.address(4) != kSeven);
  CHECK(answer.address(5) == kSeven);
}

TEST_CASE("A host is known by its MAC, from the frame or from its relay",
          "[server][host][rfc6939-4]") {
  const Identity identity = by_mac(sample().mac.to_string());
  Engine engine(with_host(printer(identity)));
  Client direct(engine, 1);
  CHECK(direct.na().acquire().address() == kSeven);
  direct.release();
  Client relayed(engine, 2);
  relayed.na().through({ip("2001:db8:1::1"), {}, {link_layer_option(sample().mac.to_string())}});
  CHECK(relayed.acquire().address() == kSeven);
  relayed.release();
  // The frame of a relayed message has the relay's address: it says nothing.
  Client fooled(engine, 3);
  fooled.mac = sample().mac;
  CHECK(fooled.na().through({ip("2001:db8:1::1"), {}, {}}).acquire().address() != kSeven);
}

TEST_CASE("A host is known by what its relay says of it", "[server][host]") {
  const auto code = GENERATE(
      values({OptionCode::remote_id, OptionCode::interface_id, OptionCode::subscriber_id}));
  Identity identity;
  if (code == OptionCode::remote_id) identity.remote_id = octets("who");
  if (code == OptionCode::interface_id) identity.interface_id = octets("who");
  if (code == OptionCode::subscriber_id) identity.subscriber_id = octets("who");
  Engine engine(with_host(printer(identity)));
  Client client(engine, 1);
  client.na()
      .through({ip("2001:db8:1::1"), {}, {raw(code, "who")}})
      .through({{}, {}, {raw(code, "x")}});
  CHECK(client.acquire().address() == kSeven);  // the innermost counts
  client.relays[0].options = {raw(code, "whom")};
  Client other(engine, 2);
  other.relays = client.relays;
  CHECK(other.na().acquire().address() != kSeven);
}

TEST_CASE("All parts of an identity must match, any identity will do", "[server][host]") {
  Identity both = by_duid(sample().duid.bytes());
  both.link_layer = *LinkLayerAddress::parse("02:00:00:00:00:99");
  Host host = printer(both);
  host.match.push_back(by_mac("02:00:00:00:00:05"));
  Engine engine(with_host(host));
  Client half(engine, 1);
  CHECK(half.na().solicit().address() != kSeven);
  half.mac = *both.link_layer;
  CHECK(half.solicit().address() == kSeven);
  CHECK(Client(engine, 5).na().solicit().address() == kSeven);
}

TEST_CASE("A host that comes back with another DUID takes its address along", "[server][host]") {
  SECTION("known by its MAC") {
    Engine engine(with_host(printer(by_mac("02:00:00:00:00:77"))));
    Client loader(engine, 1);
    Client system(engine, 2);
    loader.mac = system.mac = *LinkLayerAddress::parse("02:00:00:00:00:77");
    CHECK(loader.na().pd().acquire().address() == kSeven);
    const Answer answer = system.na().pd().acquire();
    CHECK(answer.address() == kSeven);
    CHECK(answer.prefix() == kPrefix);
    CHECK(equal(engine.lease(kSeven)->duid, system.duid.bytes()));
    CHECK(engine.table->clients() == 1);
  }
  SECTION("known by several DUIDs") {
    Host host = printer(by_duid(sample().duid.bytes()));
    Engine engine(with_host(host));
    host.match.push_back(by_duid(Client(engine, 2).duid.bytes()));
    engine.reconfigure(with_host(host));
    CHECK(Client(engine, 1).na().acquire().address() == kSeven);
    CHECK(Client(engine, 2).na().acquire().address() == kSeven);
  }
}

TEST_CASE("An address that another client still holds comes to its host when that ends",
          "[server][host]") {
  Engine engine(one_link(usual()));
  Client holder(engine, 2);
  CHECK(holder.na(1, {kSeven}).pd(1, {kPrefix}).acquire().address() == kSeven);
  engine.reconfigure(with_host(printer(by_duid(sample().duid.bytes()))));
  Client client(engine, 1);
  const Answer meanwhile = client.na().pd().acquire();
  CHECK(meanwhile.address() != kSeven);
  CHECK(meanwhile.prefix() != kPrefix);
  const Answer moved = holder.renew();  // may not keep it
  CHECK(moved.na().lease(kSeven).valid == Seconds{0});
  CHECK(moved.pd().lease(kPrefix).valid == Seconds{0});
  CHECK(moved.live().size() == 2);
  engine.advance(Seconds{86400});
  const Answer after = client.renew();
  CHECK(after.live() == std::vector<Resource>{kSeven, kPrefix});
}

TEST_CASE("A full address and a suffix are kept for their prefix or for each", "[server][host]") {
  Host host = known_host("h", by_duid(sample().duid.bytes()));
  host.addresses = {{ip("2001:db8:1::abc"), false}, {ip("::7"), true}};
  ServerConfig config = with_host(host, GENERATE(false, true));
  config.links[0].serve->prefixes.push_back(on_link("fd00:1::/64"));
  Engine engine(config);
  Client client(engine, 1);
  CHECK(client.na().acquire().live() ==
        std::vector<Resource>{test::host("2001:db8:1::abc"), kSeven, test::host("fd00:1::7")});
  CHECK(client.renew().live().size() == 3);
}

TEST_CASE("A suffix survives renumbering", "[server][host]") {
  Engine engine(with_host(printer(by_duid(sample().duid.bytes()))));
  Client client(engine, 1);
  client.na().acquire();
  ServerConfig config = with_host(printer(by_duid(sample().duid.bytes())));
  config.links[0].serve->prefixes = {on_link("2001:db8:2::/64")};
  engine.reconfigure(config);
  const Answer answer = client.renew();
  CHECK(answer.na().lease(kSeven).valid == Seconds{0});
  CHECK(answer.live() == std::vector<Resource>{host("2001:db8:2::7")});
}

TEST_CASE("Of two IAs of a host one gets its address, and it keeps it", "[server][host]") {
  Engine engine(with_host(printer(by_duid(sample().duid.bytes()))));
  Client client(engine, 1);
  const Answer answer = client.na(1).na(2).acquire();
  CHECK(answer.address(1) == kSeven);
  CHECK(answer.address(2) != kSeven);
  std::swap(client.ias[0], client.ias[1]);
  const Answer swapped = client.renew();
  CHECK(swapped.address(1) == kSeven);
  CHECK(swapped.address(2) == answer.address(2));
}

TEST_CASE("A declined reservation is not given again before the quarantine ends",
          "[server][host]") {
  Engine engine(with_host(printer(by_duid(sample().duid.bytes()))));
  Client client(engine, 1);
  client.na().acquire();
  client.decline();
  CHECK(client.request().address() != kSeven);
  engine.advance(Seconds{86400});
  CHECK(client.request().address() == kSeven);
}

TEST_CASE("Where only known hosts are served, others are not even refused", "[server][host]") {
  ServerConfig config = with_host(printer(by_mac("02:00:00:00:00:05")));
  config.links[0].serve->known_only = true;
  Engine engine(config);
  Client stranger(engine, 1);
  stranger.na(1, {kSeven});
  for (const auto type :
       {MessageType::solicit, MessageType::request, MessageType::renew, MessageType::rebind}) {
    CHECK(stranger.send(type).outcome == Outcome::dropped_unknown_client);
  }
  CHECK(stranger.information_request().sent);
  CHECK(stranger.confirm().sent);
  CHECK(Client(engine, 5).na().acquire().address() == kSeven);
}

TEST_CASE("Lifetimes of the host are stronger than the prefix's, those than the link's",
          "[server][host]") {
  Host host = printer(by_duid(sample().duid.bytes()));
  host.lifetimes = Lifetimes{Seconds{10}, Seconds{20}, {}, {}};
  ServerConfig config = with_host(host);
  config.links[0].serve->prefixes[0].lifetimes = Lifetimes{Seconds{30}, Seconds{40}, {}, {}};
  Engine engine(config);
  const auto valid = [&](std::uint32_t number) {
    const Answer answer = Client(engine, number).na().pd().solicit();
    return std::pair{answer.na().leases[0].valid, answer.pd().leases[0].valid};
  };
  CHECK(valid(1) == std::pair{Seconds{20}, Seconds{20}});
  CHECK(valid(2) == std::pair{Seconds{40}, Seconds{86400}});
}

TEST_CASE("Thousands of suffixes kept in a row do not hide the free addresses behind them",
          "[server][host][pool]") {
  const auto how = GENERATE(Allocation::sequential, Allocation::hashed);
  ServerConfig config = one_link({});
  config.links[0].serve->prefixes.push_back(
      with_pool("2001:db8:1::/64", pool("2001:db8:1::1", "2001:db8:1::bb8", how)));
  for (std::uint32_t i = 1; i < 3000; ++i) {
    Host host = known_host("h" + std::to_string(i), by_duid(octets({9, i >> 8U, i})));
    host.addresses = {{Ipv6Address::from_halves(0, i), true}};
    config.hosts.push_back(host);
  }
  Engine engine(config);
  CHECK(engine.pool().blocked == 2999);
  CHECK(Client(engine, 1).na().acquire().address() == host("2001:db8:1::bb8"));
  CHECK(Client(engine, 2).na().acquire().na().status == StatusCode::no_addrs_avail);
  CHECK(engine.pool().blocked == 2999);
}

TEST_CASE("A reserved address that comes and goes stays kept and is counted once",
          "[server][host][pool]") {
  ServerConfig config = with_host(printer(by_duid(sample().duid.bytes())));
  config.former_hold = Seconds{0};
  config.links[0].serve->prefixes = {
      with_pool("2001:db8:1::/64", pool("2001:db8:1::7", "2001:db8:1::8"))};
  Engine engine(config);
  for (int i = 0; i < 3; ++i) {
    Client client(engine, 1);
    CHECK(client.na().acquire().address() == kSeven);
    CHECK(engine.pool().taken == 1);
    client.release();
    engine.advance(Seconds{1});
    CHECK(engine.pool().taken == 0);
    CHECK(engine.pool().blocked == 1);
  }
  CHECK(Client(engine, 2).na().acquire().address() == host("2001:db8:1::8"));
  CHECK(Client(engine, 3).na().acquire().live().empty());
}
