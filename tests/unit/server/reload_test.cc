// A new configuration in the middle of life: old leases stay with their holders until they renew.
#include "tests/support/catch.h"
#include "tests/support/client.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

namespace {

Serve serving(std::string_view prefix) {
  Serve serve;
  serve.prefixes.push_back(on_link(prefix));
  return serve;
}

Serve delegating(std::string_view from, std::uint8_t length) {
  Serve serve;
  serve.delegate.push_back(delegation(from, length));
  return serve;
}

}  // namespace

TEST_CASE("After a renumbering, Renew takes the old address back and gives a new one",
          "[server][reload][rfc9915-18.3.4]") {
  Engine engine(one_link(serving("2001:db8:1::/64")));
  Client client(engine);
  const Resource old = client.na().acquire().address();
  engine.reconfigure(one_link(serving("2001:db8:2::/64")));
  CHECK(engine.lease(old)->state == LeaseState::bound);
  const Answer answer = client.renew();
  CHECK(answer.na().lease(old).valid == Seconds{0});
  REQUIRE(answer.live().size() == 1);
  CHECK(net("2001:db8:2::/64").contains(answer.live()[0]));
  CHECK(client.confirm().status == StatusCode::success);
  client.ias[0].named = {old};
  CHECK(client.confirm().status == StatusCode::not_on_link);
}

TEST_CASE("A pool that shrank no longer extends what lies outside of it", "[server][reload]") {
  Engine engine(one_link(serving("2001:db8:1::/64")));
  Client client(engine);
  const Resource old = client.na().acquire().address();
  Serve smaller;
  smaller.prefixes.push_back(with_pool("2001:db8:1::/64", pool("2001:db8:1::1", "2001:db8:1::ff")));
  engine.reconfigure(one_link(smaller));
  const Answer answer = client.rebind();
  CHECK(answer.na().lease(old).valid == Seconds{0});
  CHECK(answer.live().size() == 1);
}

TEST_CASE("New lifetimes count from the next Renew on", "[server][reload]") {
  Serve serve = usual();
  Engine engine(one_link(serve));
  Client client(engine);
  client.na().acquire();
  serve.lifetimes = {Seconds{10}, Seconds{20}, {}, {}};
  engine.reconfigure(one_link(serve));
  const Answer answer = client.renew();
  CHECK(answer.na().lease(answer.address()).valid == Seconds{20});
  CHECK(engine.lease(answer.address())->expires == after(kStart, Seconds{20}));
}

TEST_CASE("Prefixes of a new length never overlap those of the old that are still held",
          "[server][reload]") {
  const auto lengths = GENERATE(std::pair{56, 60}, std::pair{60, 56});
  Engine engine(
      one_link(delegating("2001:db8:1000::/52", static_cast<std::uint8_t>(lengths.first))));
  Client holder(engine, 1);
  const Resource old = holder.pd().acquire().prefix();
  engine.reconfigure(
      one_link(delegating("2001:db8:1000::/52", static_cast<std::uint8_t>(lengths.second))));
  std::size_t given = 0;
  for (std::uint32_t i = 2; i < 400; ++i) {
    Client client(engine, i);
    const Answer answer = client.pd(1, {old}).acquire();
    for (const Resource& resource : answer.live()) {
      ++given;
      CHECK_FALSE(old.contains(resource));
      CHECK_FALSE(resource.contains(old));
    }
  }
  CHECK(given == (lengths.second == 60 ? 256U - 16U : 16U - 1U));
  // Once it is gone, its place is used.
  const Answer answer = holder.renew();
  CHECK(answer.pd().lease(old).valid == Seconds{0});
  engine.advance(Seconds{86400});
  Client later(engine, 1000);
  for (std::uint32_t i = 1; i <= 16; ++i) later.nothing().pd(i).acquire();
  std::size_t inside = 0;
  std::uint32_t cursor = 0;
  for (LeaseIndex at = engine.table->walk(cursor); at != kNoLease;
       at = engine.table->walk(cursor)) {
    const LeaseRecord lease = engine.table->get(at);
    const bool overlaps = old.contains(lease.resource) || lease.resource.contains(old);
    if (lease.state == LeaseState::bound && overlaps) ++inside;
  }
  CHECK(inside > 0);
}

TEST_CASE("A block whose old prefixes are held everywhere has none to give", "[server][reload]") {
  Engine engine(one_link(delegating("2001:db8:1000::/52", 56)));
  for (std::uint32_t i = 1; i <= 16; ++i)
    CHECK(Client(engine, i).pd().acquire().live().size() == 1);
  engine.reconfigure(one_link(delegating("2001:db8:1000::/52", 64)));
  Client client(engine, 100);
  CHECK(client.pd().acquire().pd().status == StatusCode::no_prefix_avail);
  engine.restart();
  CHECK(client.request().pd().status == StatusCode::no_prefix_avail);
  engine.advance(Seconds{86400});
  CHECK(client.request().live().size() == 1);
}

TEST_CASE("The engine starts again from its journal as it was", "[server][recovery]") {
  ServerConfig config = one_link(usual());
  config.former_hold = Seconds{500};
  Engine engine(config);
  for (std::uint32_t i = 1; i <= 50; ++i) {
    Client client(engine, i);
    client.na().pd().acquire();
    if (i % 3 == 0) client.renew();
    if (i % 5 == 0) client.release();
    if (i % 7 == 0) client.decline();
    engine.advance(Seconds{100});
  }
  const auto before = engine.replay();
  REQUIRE(same_leases(*engine.table, *before));
  const auto uses = engine.server->pools();
  engine.restart();
  CHECK(same_leases(*engine.table, *before));
  for (std::size_t i = 0; i < uses.size(); ++i) {
    CHECK(engine.pool(i).taken == uses[i].taken);
    CHECK(engine.pool(i).blocked == uses[i].blocked);
  }
  // What a client is promised after a restart is what it has.
  Client client(engine, 11);
  const Resource had = client.na().renew().address();
  CHECK(before->get(before->find(had)).iaid == Iaid{1});
}
