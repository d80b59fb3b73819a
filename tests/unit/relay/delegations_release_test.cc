// Releases that a relay sees: of the client itself, and of those who would like to be it.
#include "tests/support/catch.h"
#include "tests/unit/relay/delegations_rig.h"

namespace ward6::relay::test {
namespace {

using Texts = std::vector<std::string>;

// Client 7 holds 1 and 2 in IA 1, 3 in IA 2; client 8 holds 4 in IA 1.
struct Filled : Table {
  Filled() {
    reply(router(7), {{1, {{nth(1)}, {nth(2)}}}, {2, {{nth(3)}}}});
    reply(router(8), {{1, {{nth(4)}}}});
    (void)delegations.take_changes();
  }
};

TEST_CASE("G6: a Release ends what its IA_PDs name", "[relay][delegations][rfc8987]") {
  Filled table;
  table.release(router(7), {{1, {{nth(2)}}}});
  CHECK(changes(table) == Texts{"-2001:db8:0:200::/56 release"});
  table.release(router(7), {{1, {}}, {2, {{nth(3)}}}});
  CHECK(changes(table) == Texts{"-2001:db8:0:100::/56 release", "-2001:db8:0:300::/56 release"});
  CHECK(table.counters().released == 3);
  CHECK(table.has(nth(4)));
  CHECK(table.delegations.is_consistent());
}

TEST_CASE("G6: an IA_PD without prefixes means all of this IAID", "[relay][delegations][rfc8987]") {
  Filled table;
  table.release(router(7), {{1, {}}});
  CHECK(changes(table) == Texts{"-2001:db8:0:100::/56 release", "-2001:db8:0:200::/56 release"});
  CHECK(table.has(nth(3)));
}

TEST_CASE("G6: nobody is cut off by another's Release", "[relay][delegations][rfc8987]") {
  Filled table;
  Router neighbour = router(7);  // knows the DUID
  neighbour.address = ip("fe80::66");
  table.release(neighbour, {{1, {}}, {2, {{nth(3)}}}});
  CHECK(table.counters().not_released == 3);
  table.release(router(7, kGuests), {{1, {}}, {1, {{nth(1)}}}});          // from another link
  table.release(router(8), {{1, {{nth(1)}}}, {2, {{nth(3)}}}});           // another client's
  table.release(router(7), {{2, {{nth(1)}}}, {3, {}}, {4, {{nth(9)}}}});  // another IA
  CHECK(table.counters().released == 0);
  CHECK(table.size() == 4);
  CHECK(changes(table).empty());
}

TEST_CASE("G6: a Release that no server accepts releases nothing",
          "[relay][delegations][rfc8987]") {
  Filled table;
  Buffer bytes = message(MessageType::release, duid(7), {{1, {}}});
  constexpr std::size_t kServerIdAt = 4 + 4 + 10;
  bytes[kServerIdAt + 1] = std::byte{250};
  table.from(router(7), bytes);
  CHECK(table.size() == 4);
  for (const MessageType type : {MessageType::renew, MessageType::decline, MessageType::reply}) {
    table.from(router(7), message(type, duid(7), {{1, {}}}));
  }
  CHECK(table.size() == 4);
  table.delegations.on_server_message(
      table.now, {kOffice, ip("fe80::7"), {}, message(MessageType::release, duid(7), {{1, {}}})});
  CHECK(table.size() == 4);
}

TEST_CASE("G6: what does not parse is counted, and what does is released", "[relay][delegations]") {
  Filled table;
  const Buffer good = message(MessageType::release, duid(7), {{1, {{nth(1)}}}});
  table.from(router(7), {good.begin(), good.end() - 1});
  CHECK(table.counters().not_understood == 1);
  CHECK(table.has(nth(1)));
  table.from(router(7), with(good, OptionCode::ia_pd, Buffer(11)));
  CHECK(table.counters().not_understood == 2);
  CHECK_FALSE(table.has(nth(1)));
  Buffer length = message(MessageType::release, duid(7), {{1, {{nth(2)}}}});
  length[length.size() - 17] = std::byte{200};
  table.from(router(7), length);
  CHECK(table.counters().not_understood == 3);
  CHECK(table.has(nth(2)));
}

TEST_CASE("G6: a released prefix can be delegated anew", "[relay][delegations][rfc8987]") {
  Filled table;
  table.release(router(7), {{1, {{nth(1)}}}});
  table.pass(5);
  table.reply(router(8), {{1, {{nth(1)}}}});
  CHECK(table.counters().of_another == 0);
  CHECK(table.at(nth(1)).since == table.now);
}

}  // namespace
}  // namespace ward6::relay::test
