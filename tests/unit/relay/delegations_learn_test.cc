// What a relay knows of delegated prefixes from the Replies that pass: each test is named after
// the criterion that it shows.
#include "tests/support/alloc_count.h"
#include "tests/support/catch.h"
#include "tests/unit/relay/delegations_rig.h"

namespace ward6::relay::test {
namespace {

using Texts = std::vector<std::string>;

TEST_CASE("G2: several prefixes, each with its own lifetimes", "[relay][delegations][rfc8987]") {
  Table table;
  const Router who = router(7);
  table.from(who, message(MessageType::request, duid(7), {{1, {}}, {2, {}}}), mac(7));
  table.reply(who, {{1, {{nth(1), 100, 50}, {nth(2), 200, 200}}}, {2, {{nth(3), kInfinite, 9}}}});
  REQUIRE(table.size() == 3);
  CHECK(table.at(nth(1)) == Delegation{.prefix = nth(1),
                                       .link = kOffice,
                                       .next_hop = ip("fe80::7"),
                                       .mac = mac(7),
                                       .client = duid(7),
                                       .iaid = Iaid{1},
                                       .since = table.now,
                                       .preferred_until = {table.now.seconds + 50},
                                       .valid_until = {table.now.seconds + 100}});
  CHECK(table.at(nth(2)).valid_until.seconds == table.now.seconds + 200);
  CHECK(table.at(nth(3)).valid_until == kNever);
  CHECK(table.at(nth(3)).iaid == Iaid{2});
  CHECK(changes(table) == Texts{"+2001:db8:0:100::/56 reply", "+2001:db8:0:200::/56 reply",
                                "+2001:db8:0:300::/56 reply"});
  CHECK(changes(table).empty());
  CHECK(table.counters().learned == 3);
  CHECK(table.delegations.held_on(kOffice) == 3);
  CHECK(table.delegations.held_on(kGuests) == 0);
}

TEST_CASE("G3: the same DUID on two links", "[relay][delegations][rfc8987]") {
  Table table;
  table.reply(router(7), {{1, {{nth(1)}}}});
  table.reply(router(7, kGuests), {{1, {{nth(2)}}}});
  CHECK(table.at(nth(1)).link == kOffice);
  CHECK(table.at(nth(2)).link == kGuests);
  table.release(router(7, kGuests), {{1, {}}});
  CHECK(table.has(nth(1)));
  CHECK_FALSE(table.has(nth(2)));
}

TEST_CASE("G5: lifetimes follow the Replies", "[relay][delegations][rfc8987]") {
  Table table;
  const Router who = router(7);
  table.reply(who, {{1, {{nth(1), 100, 50}}}});
  const WallTime since = table.now;
  (void)table.delegations.take_changes();
  table.reply(who, {{1, {{nth(1), 100, 50}}}});  // sent once more
  CHECK(changes(table).empty());
  table.pass(60);
  table.reply(who, {{1, {{nth(1), 100, 50}}}});
  CHECK(changes(table) == Texts{"~2001:db8:0:100::/56 reply"});
  CHECK(table.at(nth(1)).since == since);
  CHECK(table.at(nth(1)).valid_until.seconds == table.now.seconds + 100);
  table.reply(who, {{1, {{nth(1), 10, 5}}}});  // shorter
  CHECK(table.delegations.deadline() == WallTime{table.now.seconds + 10});
  table.reply(who, {{1, {}}});  // RFC 9915 §18.2.10.1: what is not named stays
  CHECK(table.has(nth(1)));
  CHECK(table.counters().learned == 1);
  CHECK(table.counters().renewed == 3);
  CHECK(table.delegations.is_consistent());
}

TEST_CASE("G5: a valid lifetime of 0 ends it, for the IA that it stands in",
          "[relay][delegations][rfc8987]") {
  Table table;
  table.reply(router(7), {{1, {{nth(1)}}}});
  (void)table.delegations.take_changes();
  table.reply(router(7), {{2, {{nth(1), 0, 0}}}});           // of another IA
  table.reply(router(8), {{1, {{nth(1), 0, 0}}}});           // of another client
  table.reply(router(7, kGuests), {{1, {{nth(1), 0, 0}}}});  // of another link
  table.reply(router(7), {{1, {{nth(2), 0, 0}}}});           // of none
  CHECK(table.has(nth(1)));
  table.reply(router(7), {{1, {{nth(1), 0, 0}}}});
  CHECK(changes(table) == Texts{"-2001:db8:0:100::/56 reply"});
  CHECK(table.counters().withdrawn == 1);
  CHECK(table.size() == 0);
}

TEST_CASE("G5: renumbering, with prefixes within each other", "[relay][delegations][rfc8987]") {
  Table table;
  table.reply(router(7), {{1, {{net("2001:db8::/48")}}}});
  table.reply(router(7), {{1, {{net("2001:db8::/48"), 100, 0}, {net("2001:db8::/56")}}}});
  CHECK(table.size() == 2);
}

TEST_CASE("A server gives a prefix to another client: it is right",
          "[relay][delegations][rfc8987]") {
  Table table;
  table.reply(router(7), {{1, {{nth(1)}}}});
  (void)table.delegations.take_changes();
  table.reply(router(8, kGuests), {{1, {{nth(1)}}}});
  const auto found = table.delegations.take_changes();
  REQUIRE(found.size() == 2);
  CHECK(found[0].kind == Kind::gone);
  CHECK(found[0].delegation.client == duid(7));
  CHECK(found[0].delegation.link == kOffice);
  CHECK(found[1].kind == Kind::held);
  CHECK(found[1].delegation.client == duid(8));
  CHECK(found[1].delegation.link == kGuests);
  CHECK(table.counters().of_another == 1);
  CHECK(table.delegations.is_consistent());
}

TEST_CASE("A client that moved takes its prefix along", "[relay][delegations][rfc8987]") {
  Table table;
  table.reply(router(7), {{1, {{nth(1)}}}});
  (void)table.delegations.take_changes();
  table.reply(router(7, kGuests), {{1, {{nth(1)}}}});
  CHECK(changes(table) == Texts{"-2001:db8:0:100::/56 reply", "+2001:db8:0:100::/56 reply"});
  CHECK(table.at(nth(1)).link == kGuests);
  CHECK(table.delegations.held_on(kOffice) == 0);
  CHECK(table.delegations.held_on(kGuests) == 1);
}

TEST_CASE("G7: the next hop is where the client is now", "[relay][delegations][rfc8987]") {
  Table table;
  Router who = router(7);
  table.from(who, message(MessageType::request, duid(7), {{1, {}}}), mac(7));
  table.reply(who, {{1, {{nth(1)}}}});
  (void)table.delegations.take_changes();
  who.address = ip("fe80::77");
  table.from(who, message(MessageType::rebind, duid(7), {{1, {{nth(1)}}}}), mac(77));
  CHECK(table.at(nth(1)).next_hop == ip("fe80::7"));  // nobody has answered yet
  table.reply(who, {{1, {{nth(1)}}}});
  CHECK(changes(table) == Texts{"~2001:db8:0:100::/56 reply"});
  CHECK(table.at(nth(1)).next_hop == ip("fe80::77"));
  CHECK(table.at(nth(1)).mac == mac(77));
}

TEST_CASE("G7: only a link-local address is a next hop", "[relay][delegations][rfc8987]") {
  Table table;
  Router who = router(7);
  who.address = ip("2001:db8:1::7");
  table.reply(who, {{1, {{nth(1)}}}});
  CHECK(table.size() == 0);
  CHECK(table.counters().no_next_hop == 1);
  table.reply(router(8), {{1, {{nth(1)}}}});
  table.reply(who, {{1, {{nth(1)}}}});  // no longer of the other
  CHECK(table.size() == 0);
}

TEST_CASE("G10: the link-layer address is that of the client's own messages",
          "[relay][delegations][rfc8987]") {
  Table table;
  const Router who = router(7);
  table.from(who, message(MessageType::request, duid(7), {}), mac(1));  // asks for no prefix
  table.reply(who, {{1, {{nth(1)}}}});
  CHECK(table.at(nth(1)).mac.empty());
  table.from(router(7, kGuests), message(MessageType::renew, duid(7), {{1, {}}}), mac(2));
  table.reply(who, {{1, {{nth(1)}}}});
  CHECK(table.at(nth(1)).mac.empty());
  table.from(who, message(MessageType::renew, duid(7), {{1, {}}}), mac(7));
  table.reply(who, {{1, {{nth(1)}}}});
  CHECK(table.at(nth(1)).mac == mac(7));
  // Forgotten in between: kept as long as the client is where it was.
  for (unsigned i = 0; i < Senders::kSendersMax; ++i) {
    table.from(router(1000 + i), message(MessageType::solicit, duid(1), {{1, {}}}), mac(9));
  }
  table.reply(who, {{1, {{nth(1)}}}});
  CHECK(table.at(nth(1)).mac == mac(7));
  Router moved = who;
  moved.address = ip("fe80::8");
  table.reply(moved, {{1, {{nth(1)}}}});
  CHECK(table.at(nth(1)).mac.empty());
}

TEST_CASE("Senders: those that sent last are known", "[relay][delegations]") {
  Senders senders;
  const auto key = [](unsigned number) {
    return Senders::Key{kOffice, dhcp6::plus(ip("fe80::"), number)};
  };
  for (unsigned i = 0; i < Senders::kSendersMax; ++i) senders.remember(key(i), mac(i));
  senders.remember(key(0), mac(200));
  senders.remember(key(Senders::kSendersMax), mac(1));
  CHECK(senders.size() == Senders::kSendersMax);
  CHECK(senders.find(key(0)) == mac(200));
  CHECK(senders.find(key(1)).empty());
  CHECK(senders.find(key(2)) == mac(2));
}

TEST_CASE("G15: nothing is learned but from a Reply", "[relay][delegations][rfc8987]") {
  for (unsigned type = 0; type < 256; ++type) {
    Table table;
    const auto bytes = message(static_cast<MessageType>(type), duid(7), {{1, {{nth(1)}}}});
    table.to(router(7), bytes);
    CHECK(table.size() == (type == 7 ? 1 : 0));
    CHECK(table.counters().not_understood == 0);
  }
}

TEST_CASE("A Reply that reports a failure delegates nothing", "[relay][delegations]") {
  const Buffer failed = dhcp6::test::octets({0, 2});
  const auto learned = [](const Buffer& bytes) {
    Table table;
    table.to(router(7), bytes);
    return table.size();
  };
  const Buffer whole = message(MessageType::reply, duid(7), {{1, {{nth(1)}}}});
  CHECK(learned(with(whole, OptionCode::status_code, dhcp6::test::octets({0, 0}))) == 1);
  CHECK(learned(with(whole, OptionCode::status_code, failed)) == 0);
  CHECK(learned(with(whole, OptionCode::status_code, {})) == 0);
  // In the IA_PD, which is the last option: its length grows by that of the Status Code.
  Buffer in_ia = with(whole, OptionCode::status_code, failed);
  constexpr std::size_t kIaSize = 4 + 12 + 4 + 25;
  in_ia[whole.size() - kIaSize + 3] = dhcp6::to_byte(kIaSize - 4 + 6);
  CHECK(learned(in_ia) == 0);
  // And in the IA Prefix.
  in_ia[whole.size() - 25 - 1] = dhcp6::to_byte(25 + 6);
  CHECK(learned(in_ia) == 0);
  in_ia[in_ia.size() - 1] = std::byte{0};
  CHECK(learned(in_ia) == 1);
}

TEST_CASE("Prefixes that nobody can hold are refused", "[relay][delegations]") {
  Table table;
  const std::vector<const char*> refused{"::/0",      "::/16",     "::/128",    "::1/128",
                                         "fe80::/64", "ff00::/16", "ff02::/64", "2000::/15"};
  std::uint64_t count = 0;
  for (const char* text : refused) {
    table.reply(router(7), {{1, {{net(text)}}}});
    CHECK(table.counters().unusable == ++count);
  }
  CHECK(count == 8);
  table.reply(router(7), {{1, {{nth(1), 10, 11}}}});  // preferred > valid
  table.reply(router(7), {{1, {{nth(1), 10, kInfinite}}}});
  CHECK(table.counters().unusable == 10);
  CHECK(table.size() == 0);
  table.reply(router(7), {{1, {{net("2001::/16")}, {net("2001:db8::1/128")}}}});
  CHECK(table.size() == 2);
}

TEST_CASE("Bits past the length mean nothing", "[relay][delegations]") {
  Table table;
  Buffer bytes = message(MessageType::reply, duid(7), {{1, {{nth(1)}}}});
  bytes.back() = std::byte{1};
  table.to(router(7), bytes);
  CHECK(table.has(nth(1)));
}

TEST_CASE("What does not parse is counted, and what does is taken", "[relay][delegations]") {
  Table table;
  const Buffer good = message(MessageType::reply, duid(7), {{1, {{nth(1)}}}});
  std::uint64_t count = 0;
  const auto is_refused = [&](const Buffer& bytes) {
    table.to(router(7), bytes);
    return table.size() == 0 && table.counters().not_understood == ++count;
  };
  CHECK(is_refused({good.begin(), good.end() - 1}));
  CHECK(is_refused({good.begin(), good.begin() + 3}));
  CHECK(is_refused(with(good, OptionCode::client_id, {})));  // twice
  Buffer without = good;
  without[5] = std::byte{250};  // no Client Identifier
  CHECK(is_refused(without));
  Buffer length = good;
  length[good.size() - 17] = std::byte{129};
  CHECK(is_refused(length));
  Buffer short_ia = message(MessageType::reply, duid(7), {});
  CHECK(is_refused(with(short_ia, OptionCode::ia_pd, Buffer(11))));
  CHECK(is_refused(with(short_ia, OptionCode::ia_pd, {})));
  table.to(router(7), with(good, OptionCode::ia_pd, Buffer(11)));
  CHECK(table.has(nth(1)));
  table.to(router(7), {});
  table.from(router(7), {});
  CHECK(table.counters().not_understood == count + 1);
}

TEST_CASE("Links without a policy cost nothing", "[relay][delegations]") {
  Table table;
  table.reply(router(7, kOther), {{1, {{nth(1)}}}});
  table.to(router(7, kOther), {std::byte{7}});
  CHECK(table.size() == 0);
  CHECK(table.counters().not_understood == 0);
  CHECK(table.delegations.policy(kOther) == nullptr);
  CHECK(table.delegations.policy(kGuests)->name == "guests");
  CHECK(table.delegations.is_on());
  CHECK_FALSE(Delegations{}.is_on());
}

TEST_CASE("Messages without an IA_PD allocate nothing", "[relay][delegations]") {
  Table table;
  for (unsigned type = 0; type < 256; ++type) {
    const Buffer bytes = message(static_cast<MessageType>(type), duid(7), {});
    const std::size_t before = dhcp6::test::allocations();
    table.from(router(7), bytes, mac(7));
    table.to(router(7), bytes);
    CHECK(dhcp6::test::allocations() == before);
  }
}

}  // namespace
}  // namespace ward6::relay::test
