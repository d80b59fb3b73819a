// The table of delegations: limits, ends, restarts, commands and new configurations.
#include "tests/support/catch.h"
#include "tests/unit/relay/delegations_rig.h"

namespace ward6::relay::test {
namespace {

using Texts = std::vector<std::string>;

TEST_CASE("G4: eight prefixes of a client, unless configured", "[relay][delegations][rfc8987]") {
  Table table;
  for (unsigned i = 1; i <= 8; ++i) table.reply(router(7), {{i, {{nth(i)}}}});
  CHECK(table.size() == 8);
  CHECK_FALSE(table.delegations.take_refused());
  (void)table.delegations.take_changes();
  table.reply(router(7), {{9, {{nth(9)}}}});
  CHECK(table.size() == 8);
  CHECK(table.counters().over_client == 1);
  CHECK(changes(table).empty());
  const auto refused = table.delegations.take_refused();
  REQUIRE(refused);
  CHECK(refused->prefix == nth(9));
  CHECK(refused->client == duid(7));
  CHECK_FALSE(table.delegations.take_refused());
  table.reply(router(7), {{1, {{nth(1), 7200, 7200}}}});  // those that are held go on
  CHECK(table.at(nth(1)).valid_until.seconds == table.now.seconds + 7200);
  table.reply(router(8), {{1, {{nth(10)}}}});           // others have their own
  table.reply(router(7, kGuests), {{1, {{nth(11)}}}});  // so has the other link
  CHECK(table.size() == 10);
  table.release(router(7), {{1, {}}});
  table.reply(router(7), {{9, {{nth(9)}}}});
  CHECK(table.has(nth(9)));
}

TEST_CASE("G4: so many prefixes of all clients of a link", "[relay][delegations][rfc8987]") {
  Table table;
  DelegationPolicy office = policy(kOffice, "office");
  office.per_link = 3;
  table.delegations.configure({office, policy(kGuests, "guests")});
  for (unsigned i = 1; i <= 4; ++i) table.reply(router(i), {{1, {{nth(i)}}}});
  CHECK(table.size() == 3);
  CHECK(table.counters().over_link == 1);
  CHECK(table.counters().over_client == 0);
  CHECK(table.delegations.take_refused()->prefix == nth(4));
  table.reply(router(4, kGuests), {{1, {{nth(4)}}}});
  CHECK(table.size() == 4);
  // Given to another on a full link: the former's is gone, so there is room.
  table.reply(router(5), {{1, {{nth(3)}}}});
  CHECK(table.at(nth(3)).client == duid(5));
}

TEST_CASE("G4: a lower limit ends nothing", "[relay][delegations][rfc8987]") {
  Table table;
  table.reply(router(7), {{1, {{nth(1)}, {nth(2)}, {nth(3)}}}});
  DelegationPolicy office = policy(kOffice, "office");
  office.per_client = 1;
  office.per_link = 1;
  table.delegations.configure({office});
  CHECK(table.size() == 3);
  table.reply(router(7), {{1, {{nth(1)}, {nth(4)}}}});
  CHECK(table.size() == 3);
  CHECK(table.counters().over_client == 1);
  CHECK(table.delegations.is_consistent());
}

TEST_CASE("G5: a prefix goes when its valid lifetime is over", "[relay][delegations][rfc8987]") {
  Table table;
  CHECK_FALSE(table.delegations.deadline());
  table.reply(router(7), {{1, {{nth(1), kInfinite, kInfinite}}}});
  CHECK_FALSE(table.delegations.deadline());
  table.reply(router(7), {{1, {{nth(3), 100, 1}, {nth(2), 100, 1}, {nth(4), 50, 1}}}});
  (void)table.delegations.take_changes();
  CHECK(table.delegations.deadline() == WallTime{table.now.seconds + 50});
  table.pass(49);
  CHECK_FALSE(table.delegations.expire(table.now, 10));
  CHECK(table.size() == 4);
  table.pass(1);
  CHECK_FALSE(table.delegations.expire(table.now, 10));
  CHECK(changes(table) == Texts{"-2001:db8:0:400::/56 expiry"});
  CHECK(table.delegations.deadline() == WallTime{table.now.seconds + 50});
  table.pass(1'000'000);
  CHECK_FALSE(table.delegations.expire(table.now, 10));
  CHECK(changes(table) == Texts{"-2001:db8:0:200::/56 expiry", "-2001:db8:0:300::/56 expiry"});
  CHECK(table.has(nth(1)));
  CHECK(table.counters().expired == 3);
}

TEST_CASE("G5: much that ends at once ends in slices", "[relay][delegations]") {
  Table table;
  for (unsigned i = 0; i < 100; ++i) table.reply(router(i), {{1, {{nth(i), 10, 10}}}});
  table.pass(10);
  CHECK(table.delegations.expire(table.now, 60));
  CHECK(table.size() == 40);
  CHECK(table.delegations.deadline() == table.now);
  CHECK_FALSE(table.delegations.expire(table.now, 40));
  CHECK(table.size() == 0);
  CHECK_FALSE(table.delegations.expire(table.now, 0));
}

TEST_CASE("G11: delegations are restored, unless they are over", "[relay][delegations][rfc8987]") {
  Table before;
  before.reply(router(7), {{1, {{nth(1), 100, 50}, {nth(2), 10, 10}}}});
  Table table;
  table.pass(10);
  CHECK(table.delegations.restore(table.now, before.at(nth(1))));
  CHECK(table.at(nth(1)) == before.at(nth(1)));
  CHECK(changes(table) == Texts{"+2001:db8:0:100::/56 restored"});
  CHECK_FALSE(table.delegations.restore(table.now, before.at(nth(1))));  // held
  CHECK_FALSE(table.delegations.restore(table.now, before.at(nth(2))));  // over
  Delegation wrong = before.at(nth(1));
  wrong.prefix = nth(3);
  wrong.link = kOther;
  CHECK_FALSE(table.delegations.restore(table.now, wrong));
  wrong.link = kGuests;
  wrong.next_hop = ip("2001:db8::7");
  CHECK_FALSE(table.delegations.restore(table.now, wrong));
  wrong.next_hop = ip("fe80::7");
  wrong.prefix = net("fe80::/64");
  CHECK_FALSE(table.delegations.restore(table.now, wrong));
  wrong.prefix = nth(3);
  wrong.client = Duid{};
  CHECK_FALSE(table.delegations.restore(table.now, wrong));
  wrong.client = duid(7);
  wrong.valid_until = kNever;
  CHECK(table.delegations.restore(table.now, wrong));
  CHECK(table.delegations.deadline() == before.at(nth(1)).valid_until);
  CHECK(table.delegations.is_consistent());
}

// 1 and 2 of client 7 and 3 of client 8 on one link, 4 of client 7 on the other.
struct Filled : Table {
  Filled() {
    reply(router(7), {{1, {{nth(1)}}}, {2, {{net("2001:db8:0:200::/64")}}}});
    reply(router(8), {{1, {{nth(3)}}}});
    reply(router(7, kGuests), {{1, {{nth(4)}}}});
    (void)delegations.take_changes();
  }
};

TEST_CASE("G14: one lease, a client, a port, all, and what fits several can be cleared",
          "[relay][delegations][rfc8987]") {
  using Selection = Delegations::Selection;
  const auto cleared = [](const Selection& selection) {
    Filled table;
    const std::size_t count = table.delegations.clear(selection);
    CHECK(table.counters().cleared == count);
    CHECK(table.size() == 4 - count);
    CHECK(table.delegations.is_consistent());
    Texts texts = changes(table);
    CHECK(texts.size() == count);
    for (std::string& text : texts) text = text.substr(10, text.find("::/") - 10);
    return texts;
  };
  CHECK(cleared({nth(1), {}, {}}) == Texts{"0:100"});
  CHECK(cleared({nth(2), {}, {}}) == Texts{"0:200"});  // within
  CHECK(cleared({net("2001:db8:0:200::/65"), {}, {}}).empty());
  CHECK(cleared({nth(5), {}, {}}).empty());
  CHECK(cleared({net("2001:db8::/54"), {}, {}}) == Texts{"0:100", "0:200", "0:300"});
  CHECK(cleared({{}, duid(7), {}}) == Texts{"0:100", "0:200", "0:400"});
  CHECK(cleared({{}, duid(9), {}}).empty());
  CHECK(cleared({{}, {}, kGuests}) == Texts{"0:400"});
  CHECK(cleared({{}, duid(7), kOffice}) == Texts{"0:100", "0:200"});
  CHECK(cleared({nth(4), duid(7), kOffice}).empty());
  CHECK(cleared({}).size() == 4);
}

TEST_CASE("A cleared prefix comes back with the next Reply", "[relay][delegations]") {
  Filled table;
  table.delegations.clear({nth(1), {}, {}});
  table.reply(router(7), {{1, {{nth(1)}}}});
  CHECK(table.has(nth(1)));
}

TEST_CASE("A link that loses its policy loses its delegations", "[relay][delegations]") {
  Filled table;
  table.delegations.configure({policy(kGuests, "guests")});
  CHECK(changes(table) == Texts{"-2001:db8:0:100::/56 unconfigured",
                                "-2001:db8:0:200::/64 unconfigured",
                                "-2001:db8:0:300::/56 unconfigured"});
  CHECK(table.size() == 1);
  CHECK(table.delegations.held_on(kGuests) == 1);
  CHECK(table.delegations.is_consistent());
  table.delegations.configure({});
  CHECK(table.size() == 0);
  CHECK_FALSE(table.delegations.is_on());
}

TEST_CASE("Delegations follow their link by its name", "[relay][delegations]") {
  Filled table;
  // The two change places, one of them as a link of another name.
  table.delegations.configure({policy(kGuests, "office"), policy(kOffice, "lobby")});
  CHECK(changes(table) ==
        Texts{"-2001:db8:0:400::/56 unconfigured", "~2001:db8:0:100::/56 renumbered",
              "~2001:db8:0:200::/64 renumbered", "~2001:db8:0:300::/56 renumbered"});
  CHECK(table.delegations.held_on(kGuests) == 3);
  CHECK(table.delegations.held_on(kOffice) == 0);
  CHECK(table.delegations.is_consistent());
  table.release(router(7, kGuests), {{1, {}}});
  CHECK_FALSE(table.has(nth(1)));
  table.delegations.configure({policy(kGuests, "office"), policy(kOther, "lobby")});
  CHECK(table.delegations.held_on(kGuests) == 2);
  CHECK(table.delegations.is_consistent());
}

TEST_CASE("Two links that swap their numbers keep what is theirs", "[relay][delegations]") {
  Filled table;
  table.delegations.configure({policy(kGuests, "office"), policy(kOffice, "guests")});
  CHECK(table.at(nth(1)).link == kGuests);
  CHECK(table.at(nth(4)).link == kOffice);
  CHECK(table.delegations.held_on(kGuests) == 3);
  CHECK(table.delegations.held_on(kOffice) == 1);
  CHECK(table.delegations.is_consistent());
}

}  // namespace
}  // namespace ward6::relay::test
