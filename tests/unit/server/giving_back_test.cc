// Release, Decline, expiry, and what becomes of a lease when its holder is gone.
#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/client.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

namespace {

Serve small(std::string_view first,
            std::string_view last,
            Allocation how = Allocation::sequential) {
  Serve serve;
  serve.lifetimes = {Seconds{100}, Seconds{200}, {}, {}};
  serve.prefixes.push_back(with_pool("2001:db8:1::/64", pool(first, last, how)));
  return serve;
}

}  // namespace

TEST_CASE("Release gives the leases back and remembers their holder", "[server][rfc9915-18.3.7]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  const Answer held = client.na().pd().acquire();
  engine.advance(Seconds{7});
  const Answer answer = client.release();
  CHECK(answer.outcome == Outcome::released);
  CHECK(answer.status == StatusCode::success);
  CHECK(answer.ias.empty());
  CHECK(answer.after != CommitId::none);
  for (const Resource& resource : held.live()) {
    const auto lease = engine.lease(resource);
    CHECK(lease->state == LeaseState::released);
    CHECK(lease->expires == after(engine.now.wall, engine.config->former_hold));
  }
  // It comes back and gets the same.
  CHECK(client.request().live() == held.live());
  CHECK(engine.lease(held.address())->since == engine.now.wall);
}

TEST_CASE("Release of an unknown IA gets NoBinding in that IA, and nothing else in it",
          "[server][rfc9915-18.3.7]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  const Answer held = client.na(1).acquire();
  client.na(2, {host("2001:db8:1::5")}).pd(1, {net("2001:db8:1000::/56")});
  const auto type = GENERATE(MessageType::release, MessageType::decline);
  const Answer answer = client.send(type);
  CHECK(answer.status == StatusCode::success);
  REQUIRE(answer.ias.size() == 2);
  CHECK(answer.na(2).status == StatusCode::no_binding);
  CHECK(answer.pd(1).status == StatusCode::no_binding);
  for (const DecodedIa& ia : answer.ias) {
    CHECK(ia.leases.empty());
    CHECK(ia.t1 == Seconds{0});
    CHECK(ia.t2 == Seconds{0});
  }
  CHECK(engine.lease(held.address())->state != LeaseState::bound);
}

TEST_CASE("A lease that is not the client's stays when it releases or declines it",
          "[server][rfc9915-18.3.7][rfc9915-18.3.8]") {
  Engine engine(one_link(usual()));
  Client holder(engine, 1);
  const Resource held = holder.na().acquire().address();
  Client other(engine, 2);
  const Resource own = other.na().acquire().address();
  other.ias[0].named = {held};
  const auto type = GENERATE(MessageType::release, MessageType::decline);
  const Answer answer = other.send(type);
  CHECK(answer.status == StatusCode::success);
  CHECK(answer.ias.empty());
  CHECK(answer.after == CommitId::none);
  CHECK(engine.lease(held)->state == LeaseState::bound);
  CHECK(engine.lease(own)->state == LeaseState::bound);
}

TEST_CASE("A Release with more leases than one answer can tell of stays well-formed",
          "[server][rfc9915-18.3.7]") {
  Serve serve = usual();
  for (unsigned i = 2; i < 8; ++i) {
    serve.prefixes.push_back(on_link("2001:db8:" + std::to_string(i) + "::/64"));
  }
  ServerConfig config = one_link(serve);
  config.limits.leases_per_client_max = 1000;
  Engine engine(config);
  Client client(engine);
  client.learns = false;
  for (std::uint32_t i = 1; i <= kIasMax; ++i) {
    client.nothing().na(i);
    client.ias[0].named = client.acquire().live();
    REQUIRE(client.ias[0].named.size() == 7);
  }
  client.nothing();
  for (std::uint32_t i = 1; i <= kIasMax; ++i) {
    std::vector<Prefix> named;
    for (std::uint32_t at = 0; at < engine.table->size(); ++at) {
      const LeaseRecord lease = engine.table->get(LeaseIndex{at});
      if (value(lease.iaid) == i) named.push_back(lease.resource);
    }
    client.na(i, named);
  }
  const Answer answer = client.release();
  CHECK(answer.status == StatusCode::success);
  CHECK(answer.ias.empty());  // every IA is known: none may stand there, least of all empty
  CHECK(engine.table->size(LeaseState::released) == kGrantsMax);
}

TEST_CASE("A declined address is kept away from everyone until the quarantine ends",
          "[server][rfc9915-18.3.8]") {
  ServerConfig config = one_link(small("2001:db8:1::1", "2001:db8:1::2"));
  config.declined_hold = Seconds{5000};
  Engine engine(config);
  Client client(engine);
  const Resource bad = client.na().acquire().address();
  const Answer answer = client.decline();
  CHECK(answer.outcome == Outcome::declined);
  CHECK(answer.status == StatusCode::success);
  CHECK(answer.ias.empty());
  CHECK(answer.after != CommitId::none);
  CHECK(engine.lease(bad)->state == LeaseState::declined);
  const Resource next = client.request().address();
  CHECK(next != bad);
  Client other(engine, 2);
  CHECK(other.na(1, {bad}).solicit().na().status == StatusCode::no_addrs_avail);
  engine.advance(Seconds{4999});
  CHECK(engine.lease(bad)->state == LeaseState::declined);
  engine.advance(Seconds{1});
  CHECK_FALSE(engine.lease(bad));
  CHECK(other.acquire().address() == bad);
}

TEST_CASE("A prefix cannot be declined", "[server][rfc9915-18.3.8]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  const Resource held = client.pd().acquire().prefix();
  CHECK(client.decline().ias.empty());
  CHECK(engine.lease(held)->state == LeaseState::bound);
}

TEST_CASE("A client that declines without end is stopped at its limit", "[server]") {
  ServerConfig config = one_link(usual());
  config.limits.leases_per_client_max = 10;
  Engine engine(config);
  Client client(engine);
  client.na();
  std::size_t declined = 0;
  for (int i = 0; i < 50; ++i) {
    client.ias[0].named.clear();
    if (client.acquire().live().empty()) break;
    client.decline();
    ++declined;
  }
  CHECK(declined == 10);
  CHECK(engine.table->size() == 10);
  CHECK(Client(engine, 2).na().acquire().live().size() == 1);
}

TEST_CASE("A client that asks and releases without end leaves a bounded number of records",
          "[server]") {
  ServerConfig config = one_link(usual());
  config.limits.leases_per_client_max = 10;
  Engine engine(config);
  Client client(engine);
  for (std::uint32_t i = 1; i < 200; ++i) {
    client.nothing().na(i).acquire();
    client.release();
    engine.advance(Seconds{1});
    REQUIRE(engine.table->size() <= 11);
  }
  CHECK(engine.table->size(LeaseState::released) >= 10);
}

TEST_CASE("A lease that is not renewed expires and its holder is remembered for a while",
          "[server][rfc9915-18.3.7]") {
  ServerConfig config = one_link(small("2001:db8:1::1", "2001:db8:1::9"));
  config.former_hold = Seconds{1000};
  Engine engine(config);
  Client client(engine);
  const Resource held = client.na().acquire().address();
  CHECK(engine.server->deadline() <= after(kStart, Seconds{200}));
  engine.advance(Seconds{199});
  CHECK(engine.lease(held)->state == LeaseState::bound);
  engine.advance(Seconds{1});
  CHECK(engine.lease(held)->state == LeaseState::expired);
  CHECK(engine.lease(held)->expires == after(kStart, Seconds{1200}));
  CHECK(client.renew().address() == held);  // as before, not as an extension
  CHECK(engine.lease(held)->event == LeaseEvent::grant);
  engine.advance(Seconds{200});
  engine.advance(Seconds{1000});
  CHECK(engine.table->size() == 0);
  CHECK_FALSE(engine.server->deadline());
  CHECK(engine.pool().taken == 0);
}

TEST_CASE("Others get a remembered address only when nothing else is free, the oldest first",
          "[server]") {
  const auto how = GENERATE(Allocation::sequential, Allocation::hashed, Allocation::random);
  Engine engine(one_link(small("2001:db8:1::1", "2001:db8:1::4", how)));
  std::vector<Resource> held;
  for (std::uint32_t i = 1; i <= 3; ++i) {
    Client client(engine, i);
    held.push_back(client.na().acquire().address());
    client.release();
    engine.advance(Seconds{1});
  }
  Client fourth(engine, 4);
  const Resource free_one = fourth.na().acquire().address();
  CHECK(std::ranges::find(held, free_one) == held.end());
  Client fifth(engine, 5);
  CHECK(fifth.na().acquire().address() == held[0]);
  CHECK(engine.lease(held[0])->choice == Choice::recycled);
  CHECK(engine.lease(held[0])->since == engine.now.wall);
  CHECK(Client(engine, 2).na().acquire().address() == held[1]);
  CHECK(Client(engine, 1).na().acquire().address() == held[2]);
  CHECK(Client(engine, 6).na().acquire().na().status == StatusCode::no_addrs_avail);
  CHECK(engine.table->clients() == 4);
}

TEST_CASE("When the wall clock jumps forward leases end, and back they do not end late",
          "[server][time]") {
  Engine engine(one_link(small("2001:db8:1::1", "2001:db8:1::ff")));
  Client client(engine, 1);
  client.na().acquire();
  engine.jump(86400 * 365);
  engine.run_timers();
  CHECK(engine.table->size(LeaseState::expired) == 1);
  engine.jump(-86400 * 365);  // that was a mistake: all that comes now lies before it
  Client early(engine, 2);
  const Resource first = early.na().acquire().address();
  engine.advance(Seconds{100});
  Client late(engine, 3);
  const Resource second = late.na().acquire().address();
  CHECK(engine.server->deadline() <= after(kStart, Seconds{200}));
  engine.advance(Seconds{100});
  CHECK(engine.lease(first)->state == LeaseState::expired);
  CHECK(engine.lease(second)->state == LeaseState::bound);
  engine.advance(Seconds{100});
  CHECK(engine.lease(second)->state == LeaseState::expired);
}

TEST_CASE("The operator can take any lease away", "[server]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  const Answer held = client.na().pd().acquire();
  for (const Resource& resource : held.live()) {
    CHECK(engine.server->remove(engine.now, resource));
    CHECK_FALSE(engine.server->remove(engine.now, resource));
  }
  CHECK(engine.table->size() == 0);
  CHECK(engine.pool(0).taken == 0);
  CHECK(engine.pool(1).taken == 0);
  CHECK(same_leases(*engine.table, *engine.replay()));
}
