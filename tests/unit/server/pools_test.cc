// Where addresses and prefixes come from: pools of every size, the ways to choose, hints.
#include <set>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/client.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

namespace {

Serve addresses(std::string_view prefix, const AddressPool& pool) {
  Serve serve;
  serve.prefixes.push_back(with_pool(prefix, pool));
  return serve;
}

Serve prefixes(std::string_view from, std::uint8_t length, Allocation how = Allocation::hashed) {
  Serve serve;
  serve.delegate.push_back(delegation(from, length, how));
  return serve;
}

constexpr auto kEach = {Allocation::hashed, Allocation::random, Allocation::sequential};

}  // namespace

TEST_CASE("A /120 is given to the last address and then there are none", "[server][pool]") {
  for (const Allocation how : kEach) {
    Serve serve;
    serve.prefixes.push_back(on_link("2001:db8:1::ab00/120", how));
    Engine engine(one_link(serve));
    std::set<Resource> given;
    // RFC 4291 §2.6.1: the first one is that of the routers.
    for (std::uint32_t i = 1; i <= 255; ++i)
      given.insert(Client(engine, i).na().acquire().address());
    CHECK(given.size() == 255);
    CHECK_FALSE(given.contains(host("2001:db8:1::ab00")));
    const Answer full = Client(engine, 999).na().solicit();
    CHECK(full.na().status == StatusCode::no_addrs_avail);
    CHECK(full.na().leases.empty());
    CHECK(full.outcome == Outcome::no_leases);
    CHECK(engine.pool().taken == 255);
    CHECK(engine.pool().blocked == 1);
    CHECK(engine.pool().last_unit == 255);
  }
}

TEST_CASE("Reserved interface identifiers are never given", "[server][pool][rfc9915-13.1]") {
  struct Case {
    const char* first;
    const char* last;
    std::size_t usable;
  };
  const auto c =
      GENERATE(Case{"2001:db8:1::", "2001:db8:1::3", 3},
               Case{"2001:db8:1:0:fdff:ffff:ffff:ff7e", "2001:db8:1:0:fdff:ffff:ffff:ff81", 2},
               Case{"2001:db8:1:0:fe00::", "2001:db8:1:0:fe00::1", 2},
               Case{"2001:db8:1:0:200:5eff:feff:ffff", "2001:db8:1:0:200:5eff:ff00:1", 2},
               Case{"2001:db8:1:0:200:5eff:fe00:0", "2001:db8:1:0:200:5eff:fe00:f", 0});
  for (const Allocation how : kEach) {
    CAPTURE(c.first);
    Engine engine(one_link(addresses("2001:db8:1::/64", pool(c.first, c.last, how))));
    std::size_t given = 0;
    for (std::uint32_t i = 1; i <= 20; ++i) {
      for (const Resource& r : Client(engine, i).na(1, {host(c.first)}).acquire().live()) {
        CHECK_FALSE(has_reserved_interface_id(r.base()));
        ++given;
      }
    }
    CHECK(given == c.usable);
    CHECK(engine.pool().blocked == engine.pool().last_unit + 1 - c.usable);
  }
}

TEST_CASE("A pool of two addresses, /127, has one to give beside the anycast address",
          "[server][pool]") {
  Serve serve;
  serve.prefixes.push_back(on_link("2001:db8:1::/127"));
  Engine engine(one_link(serve));
  CHECK(Client(engine, 1).na().acquire().address() == host("2001:db8:1::1"));
  CHECK(Client(engine, 2).na().acquire().na().status == StatusCode::no_addrs_avail);
}

TEST_CASE("Hashed addresses of a whole /64 are spread and not predictable",
          "[server][pool][rfc9915-13.1]") {
  Engine engine(one_link(usual()));
  std::set<std::uint64_t> seen;
  std::uint64_t all_or = 0;
  std::uint64_t all_and = ~std::uint64_t{0};
  for (std::uint32_t i = 1; i <= 1000; ++i) {
    const std::uint64_t low = Client(engine, i).na().acquire().address().base().low();
    seen.insert(low);
    all_or |= low;
    all_and &= low;
  }
  CHECK(seen.size() == 1000);
  CHECK(all_or == ~std::uint64_t{0});
  CHECK(all_and == 0);
  // Another server's secret gives others.
  Engine other(one_link(usual()));
  other.identity.allocation_key = {1, 2};
  other.server = std::make_unique<Server>(other.config, other.identity, *other.table,
                                          *other.journal, other.random);
  CHECK_FALSE(seen.contains(Client(other, 1).na().solicit().address().base().low()));
}

TEST_CASE("A hashed address is the same after release, after a restart, and without memory of it",
          "[server][pool]") {
  ServerConfig config = one_link(usual());
  config.former_hold = Seconds{10};
  Engine engine(config);
  Client client(engine);
  const Answer first = client.na().pd().acquire();
  client.release();
  CHECK(client.acquire().live() == first.live());
  client.release();
  engine.advance(Seconds{100});
  REQUIRE(engine.table->size() == 0);
  for (IaWish& ia : client.ias) ia.named.clear();
  CHECK(client.acquire().live() == first.live());
  engine.restart();
  CHECK(client.renew().live() == first.live());
  // Other IAs of the client and other clients have others.
  Client other(engine, 2);
  CHECK(other.na().solicit().address() != first.address());
  CHECK(client.nothing().na(2).solicit().address(2) != first.address());
}

TEST_CASE("Sequential pools go on from the last one and wrap", "[server][pool]") {
  Engine engine(one_link(addresses(
      "2001:db8:1::/64", pool("2001:db8:1::10", "2001:db8:1::13", Allocation::sequential))));
  for (std::uint32_t i = 0; i < 3; ++i) {
    Client client(engine, i + 1);
    CHECK(client.na().acquire().address() ==
          host(Ipv6Address::from_halves(0x20010db800010000U, 0x10 + i)));
  }
  CHECK(engine.server->remove(engine.now, host("2001:db8:1::10")));
  CHECK(Client(engine, 9).na().acquire().address() == host("2001:db8:1::13"));
  CHECK(Client(engine, 10).na().acquire().address() == host("2001:db8:1::10"));
}

TEST_CASE("The second pool of a prefix is used when the first is full", "[server][pool]") {
  Serve serve = addresses("2001:db8:1::/64", pool("2001:db8:1::1", "2001:db8:1::1"));
  serve.prefixes[0].pools.push_back(pool("2001:db8:1::f", "2001:db8:1::f"));
  Engine engine(one_link(serve));
  CHECK(Client(engine, 1).na().acquire().address() == host("2001:db8:1::1"));
  CHECK(Client(engine, 2).na().acquire().address() == host("2001:db8:1::f"));
  CHECK(Client(engine, 2).na().acquire().address() == host("2001:db8:1::f"));
}

TEST_CASE("Prefixes are cut from blocks at every depth", "[server][pool]") {
  struct Case {
    const char* from;
    std::uint8_t length;
    std::uint64_t last;
  };
  const auto c = GENERATE(Case{"2001:db8:1000::/40", 56, 0xffff}, Case{"2001:db8::/32", 96, ~0ULL},
                          Case{"2001:db8::/32", 64, 0xffffffff}, Case{"2001:db8::/56", 56, 0},
                          Case{"2001:db8::/60", 72, 0xfff}, Case{"2001:db8::/64", 128, ~0ULL},
                          Case{"2001:db8:0:0:8000::/65", 66, 1}, Case{"8000::/1", 65, ~0ULL});
  for (const Allocation how : {Allocation::hashed, Allocation::random}) {
    CAPTURE(c.from, c.length);
    if (c.length == 128) continue;  // an address is no prefix to delegate
    Engine engine(one_link(prefixes(c.from, c.length, how)));
    CHECK(engine.pool().last_unit == c.last);
    std::set<Resource> given;
    const std::uint64_t wanted = std::min<std::uint64_t>(c.last, 40) + 1;
    for (std::uint32_t i = 1; i <= wanted; ++i) {
      const Resource prefix = Client(engine, i).pd().acquire().prefix();
      CHECK(net(c.from).contains(prefix));
      CHECK(prefix.length() == c.length);
      given.insert(prefix);
    }
    CHECK(given.size() == wanted);
    CHECK(engine.pool().taken == wanted);
    if (c.last < 40) {
      const Answer full = Client(engine, 999).pd().request();
      CHECK(full.pd().status == StatusCode::no_prefix_avail);
      CHECK(full.pd().leases.empty());
    }
    engine.restart();
    CHECK(engine.pool().taken == wanted);
  }
}

TEST_CASE("A free address that the client names is given", "[server][hint][rfc9915-18.3.9]") {
  Serve serve = usual();
  serve.prefixes.push_back(without_pool("fd00:9::/64"));
  Engine engine(one_link(serve));
  CHECK(Client(engine, 1).na(1, {host("2001:db8:1::77")}).solicit().address() ==
        host("2001:db8:1::77"));
  CHECK(Client(engine, 1).pd(1, {net("2001:db8:10ab:cd00::/56")}).acquire().prefix() ==
        net("2001:db8:10ab:cd00::/56"));
  // Not what is taken, outside of pools, reserved, or of another length.
  Client other(engine, 2);
  other.learns = false;
  for (const char* wish : {"2001:db8:1::", "fd00:9::1", "2001:db8:2::1"}) {
    CHECK_FALSE(other.nothing().na(1, {host(wish)}).solicit().na().has(host(wish)));
  }
  for (const char* wish : {"2001:db8:10ab:cd00::/56", "2001:db8:10ab:cc00::/55", "2001:db9::/56"}) {
    const Answer answer = other.nothing().pd(1, {net(wish)}).solicit();
    CHECK_FALSE(answer.pd().has(net(wish)));
    CHECK(answer.prefix().length() == 56);
  }
}

TEST_CASE("A wish for a prefix length gets it, or else the closest with more room",
          "[server][hint][rfc8168-3.2]") {
  Serve serve;
  serve.delegate = {delegation("2001:db8:1000::/40", 56), delegation("2001:db8:2000::/40", 48),
                    delegation("2001:db8:3000::/40", 60)};
  Engine engine(one_link(serve));
  struct Case {
    unsigned wish;
    unsigned given;
  };
  std::uint32_t number = 0;
  for (const auto& [wish, given] :
       {Case{48, 48}, Case{56, 56}, Case{60, 60}, Case{54, 48}, Case{58, 56}, Case{64, 60},
        Case{128, 60}, Case{40, 48}, Case{1, 48}, Case{0, 56}}) {
    CAPTURE(wish);
    Client client(engine, ++number);
    CHECK(client.pd(1, {Prefix::containing({}, wish)}).acquire().prefix().length() == given);
  }
  CHECK(Client(engine, 100).pd().acquire().prefix().length() ==
        56);  // in the order of configuration
  // A prefix that cannot be given still tells the length.
  CHECK(Client(engine, 101).pd(1, {net("2001:db9::/60")}).acquire().prefix().length() == 60);
  // When they are out of it, the next best.
  Serve little = serve;
  little.delegate[2].from = net("2001:db8:3000::/60");
  Engine small(one_link(little));
  CHECK(Client(small, 1).pd(1, {net("::/60")}).acquire().prefix().length() == 60);
  CHECK(Client(small, 2).pd(1, {net("::/60")}).acquire().prefix().length() == 56);
}

TEST_CASE("A wish for a length comes before a prefix that the client once held, not one it holds",
          "[server][hint][rfc8168-3.2][rfc8168-3.5]") {
  Serve serve;
  serve.delegate = {delegation("2001:db8:1000::/40", 56), delegation("2001:db8:2000::/40", 60)};
  Engine engine(one_link(serve));
  Client client(engine);
  const Resource first = client.pd().acquire().prefix();
  REQUIRE(first.length() == 56);
  client.ias[0].named = {first, net("::/60")};
  CHECK(client.renew().prefix() == first);
  client.release();
  client.ias[0].named.clear();
  CHECK(client.solicit().prefix() == first);
  client.ias[0].named = {net("::/60")};
  CHECK(client.solicit().prefix().length() == 60);
}

TEST_CASE("PD-exclude has the bytes of the RFC's example, only if asked for",
          "[server][rfc6603-4.2]") {
  Serve serve = prefixes("2001:db8:dead:bee0::/59", 59);
  serve.delegate[0].exclude = net("0:0:0:f::/64");
  Engine engine(one_link(serve));
  Client client(engine);
  CHECK(client.pd().acquire().pd().leases[0].options.empty());
  client.wants({OptionCode::pd_exclude});
  for (const auto type : {MessageType::solicit, MessageType::request, MessageType::renew}) {
    const Answer answer = client.send(type);
    CHECK(answer.pd().leases[0].options == octets({0, 67, 0, 2, 64, 0x78}));
    CHECK_FALSE(answer.has(OptionCode::pd_exclude));
  }
}

TEST_CASE("PD-exclude is cut at octets of the subnet ID", "[server][rfc6603-4.2]") {
  struct Case {
    const char* from;
    std::uint8_t length;
    const char* exclude;
    Buffer option;
  };
  const std::vector<Case> cases{
      {"2001:db8:ff00::/48", 48, "0:0:0:1234::/64", octets({0, 67, 0, 3, 64, 0x12, 0x34})},
      {"2001:db8:ff00::/56", 56, "0:0:0:ab::/64", octets({0, 67, 0, 2, 64, 0xab})},
      {"2001:db8:ff00::/56", 56, "::/57", octets({0, 67, 0, 2, 57, 0})},
      {"2001:db8:ff00::/55", 55, "0:0:0:1ff::/64", octets({0, 67, 0, 3, 64, 0xff, 0x80})},
      {"2001:db8:ff00::/56", 56, "0:0:0:ff:ffff:ffff:ffff:ffff/128",
       octets({0, 67, 0, 10, 128, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})},
  };
  for (const Case& c : cases) {
    CAPTURE(c.exclude);
    Serve serve = prefixes(c.from, c.length);
    serve.delegate[0].exclude = net(c.exclude);
    Engine engine(one_link(serve));
    Client client(engine);
    const Answer answer = client.wants({OptionCode::pd_exclude}).pd().solicit();
    CHECK(answer.pd().leases[0].options == c.option);
  }
}
