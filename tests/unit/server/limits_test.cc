// What the engine does when something is full, and what must not change then.
#include <set>

#include "libdhcp6/core/outcome.h"
#include "tests/support/catch.h"
#include "tests/support/client.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

TEST_CASE("Without room in the journal nothing is answered and nothing changes",
          "[server][limits]") {
  EngineSetup setup;
  setup.journal_bytes = 2 * kRecordSizeMax;
  Engine engine(one_link(usual()), setup);
  Client client(engine);
  const Answer held = client.na().pd().acquire();
  REQUIRE(held.sent);
  const std::size_t bytes = engine.journal->open_bytes();
  const auto before = engine.lease(held.address());
  engine.now.wall = after(kStart, Seconds{100});
  for (const auto type :
       {MessageType::request, MessageType::renew, MessageType::rebind, MessageType::release}) {
    CHECK(client.send(type).outcome == Outcome::dropped_overload);
  }
  CHECK(engine.journal->open_bytes() == bytes);
  CHECK(engine.lease(held.address())->expires == before->expires);
  // What needs no commit is still answered.
  CHECK(client.solicit().sent);
  CHECK(client.confirm().sent);
  CHECK(client.information_request().sent);
  (void)engine.written();
  CHECK(client.renew().sent);
}

TEST_CASE("The timer waits for room in the journal", "[server][limits]") {
  EngineSetup setup;
  setup.journal_bytes = 2 * kRecordSizeMax;
  Engine engine(one_link(usual()), setup);
  for (std::uint32_t i = 1; i <= 60; ++i) {
    Client(engine, i).na().acquire();
    (void)engine.written();
  }
  engine.jump(86400);
  while (engine.journal->has_room(1)) {
    const std::size_t expired = engine.table->size(LeaseState::expired);
    CHECK(engine.server->on_timer(engine.now));
    REQUIRE(engine.table->size(LeaseState::expired) > expired);
  }
  const std::size_t some = engine.table->size(LeaseState::expired);
  CHECK(some < 60);
  CHECK(engine.server->on_timer(engine.now));
  CHECK(engine.table->size(LeaseState::expired) == some);
  engine.run_timers();
  CHECK(engine.table->size(LeaseState::expired) == 60);
  CHECK(same_leases(*engine.table, *engine.replay()));
}

TEST_CASE("Without room in the outbox nothing changes", "[server][limits]") {
  Serve serve = usual();
  serve.options = {option(23, Buffer(160), true)};
  EngineSetup setup;
  SECTION("the answer is longer than all of it") {
    setup.outbox_bytes = 200;
    Engine engine(one_link(serve), setup);
    Client client(engine);
    CHECK(client.na().request().outcome == Outcome::dropped_reply_too_big);
    CHECK(engine.table->size() == 0);
    CHECK(engine.journal->open_bytes() == 0);
    CHECK(client.release().sent);  // a short one fits
  }
  SECTION("other answers have filled it") {
    setup.outbox_bytes = 400;
    Engine engine(one_link(serve), setup);
    Client client(engine);
    Inbound inbound;
    const Buffer message = client.na().message(MessageType::request);
    inbound.link = LinkId{0};
    inbound.to = {kAllRelayAgentsAndServers, kServerPort};
    inbound.payload = message;
    CHECK(engine.server->handle(engine.now, inbound, engine.outbox) == Outcome::replied);
    const auto before = engine.journal->open_bytes();
    CHECK(engine.server->handle(engine.now, inbound, engine.outbox) == Outcome::dropped_overload);
    CHECK(engine.outbox.datagrams().size() == 1);
    CHECK(engine.journal->open_bytes() == before);
  }
  SECTION("as many datagrams as it takes") {
    setup.outbox_datagrams = 0;
    Engine engine(one_link(serve), setup);
    CHECK(Client(engine).na().request().outcome == Outcome::dropped_overload);
    CHECK(engine.table->size() == 0);
  }
}

TEST_CASE("A full table gives no new leases but extends the old", "[server][limits]") {
  EngineSetup setup;
  setup.leases_max = 3;
  Engine engine(one_link(usual()), setup);
  Client first(engine, 1);
  first.na().pd().acquire();
  Client second(engine, 2);
  // Room for one more record: one IA gets it, the other hears why not.
  const Answer offered = second.na().pd().solicit();
  CHECK(offered.live().size() == 1);
  const Answer half = second.request();
  CHECK(half.live() == offered.live());
  CHECK(half.pd().status == StatusCode::no_prefix_avail);
  CHECK(half.outcome == Outcome::no_leases);
  Client third(engine, 3);
  CHECK(third.na().acquire().na().status == StatusCode::no_addrs_avail);
  CHECK(first.renew().live().size() == 2);
  CHECK(second.rebind().live().size() == 1);
  first.release();
  CHECK(third.request().live().size() == 1);  // a former holder is forgotten for it
  CHECK(engine.table->size() <= 3);
  CHECK(same_leases(*engine.table, *engine.replay()));
}

TEST_CASE("A client gets no more leases than its limit, and keeps what it has",
          "[server][limits]") {
  ServerConfig config = one_link(usual());
  config.limits.leases_per_client_max = 3;
  Engine engine(config);
  Client client(engine);
  client.na(1).na(2).pd(1);
  CHECK(client.acquire().live().size() == 3);
  CHECK(client.request().live().size() == 3);
  const Answer more = client.pd(2).na(3).request();
  CHECK(more.live().size() == 3);
  CHECK(more.pd(2).status == StatusCode::no_prefix_avail);
  CHECK(more.na(3).status == StatusCode::no_addrs_avail);
  CHECK(Client(engine, 2).na().acquire().live().size() == 1);
}

TEST_CASE("A client that holds less than its limit gets the rest", "[server][limits]") {
  ServerConfig config = one_link(usual());
  config.limits.leases_per_client_max = 2;
  Engine engine(config);
  Client client(engine);
  client.na().acquire();
  // One message that extends the one and asks for the other.
  const auto type = GENERATE(MessageType::request, MessageType::renew);
  CHECK(client.pd().send(type).live().size() == 2);
}

TEST_CASE("The answer may be longer than a datagram with few options", "[server][limits]") {
  Serve serve = usual();
  serve.options = {option(700, Buffer(65000), true)};
  EngineSetup setup;
  setup.outbox_bytes = 200'000;
  Engine engine(one_link(serve), setup);
  Client client(engine);
  CHECK(client.na().solicit().sent);
  client.through({ip("2001:db8:1::1"), {}, {raw(OptionCode::interface_id, Buffer(500))}});
  CHECK(client.request().outcome == Outcome::dropped_reply_too_big);
  CHECK(engine.table->size() == 0);
}

TEST_CASE("What waits for a commit and what does not", "[server][limits]") {
  Serve serve = usual();
  serve.rapid_commit = true;
  Engine engine(one_link(serve));
  Client client(engine);
  client.na();
  std::set<CommitId> seen;
  const auto waits = [&](const Answer& answer) {
    REQUIRE(answer.sent);
    if (answer.after != CommitId::none) seen.insert(answer.after);
    (void)engine.written();
    return answer.after != CommitId::none;
  };
  CHECK_FALSE(waits(client.solicit()));
  CHECK(waits(client.rapid()));
  CHECK(waits(client.request()));
  CHECK(waits(client.renew()));
  CHECK(waits(client.rebind()));
  CHECK_FALSE(waits(client.confirm()));
  CHECK_FALSE(waits(client.information_request()));
  CHECK(waits(client.release()));
  CHECK_FALSE(waits(client.release()));  // nothing more to give back
  CHECK(waits(client.request()));
  CHECK(waits(client.decline()));
  CHECK(seen.size() == 7);  // each in a group of its own
}
