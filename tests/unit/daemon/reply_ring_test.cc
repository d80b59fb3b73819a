#include "daemon/reply_ring.h"

#include <array>
#include <deque>
#include <string>

#include "tests/support/catch.h"

namespace ward6::daemon {
namespace {

using dhcp6::CommitId;

[[nodiscard]] Departure departure(std::string_view payload, CommitId after = CommitId::none) {
  Departure made;
  made.payload = dhcp6::as_bytes(payload);
  made.after = after;
  return made;
}

[[nodiscard]] std::string front_of(const ReplyRing& ring) {
  const auto first = ring.front();
  return first ? std::string(dhcp6::as_text(first->payload)) : "";
}

TEST_CASE("A reply ring gives copies back in order", "[daemon]") {
  ReplyRing ring(64, 4);
  std::string payload = "one";
  REQUIRE(ring.push(departure(payload)));
  payload = "xxx";
  REQUIRE(ring.push(departure("two")));
  CHECK(front_of(ring) == "one");
  ring.pop();
  CHECK(front_of(ring) == "two");
  ring.pop();
  CHECK(ring.empty());
  CHECK_FALSE(ring.front());
}

TEST_CASE("A full reply ring takes nothing and keeps what it has", "[daemon]") {
  ReplyRing few(64, 1);
  REQUIRE(few.push(departure("one")));
  CHECK_FALSE(few.push(departure("two")));
  CHECK(front_of(few) == "one");

  ReplyRing small(8, 4);
  CHECK_FALSE(small.push(departure("nine bytes")));
  REQUIRE(small.push(departure("12345678")));
  CHECK_FALSE(small.push(departure("9")));
  CHECK(front_of(small) == "12345678");
}

TEST_CASE("Replies wait for the commit that makes them true", "[daemon]") {
  ReplyRing ring(64, 4);
  REQUIRE(ring.push(departure("a", CommitId{1})));
  REQUIRE(ring.push(departure("b", CommitId{3})));
  REQUIRE(ring.push(departure("c", CommitId{3})));
  std::array<Departure, 4> out;
  CHECK(ring.peek(CommitId{0}, out) == 0);
  CHECK(ring.peek(CommitId{2}, out) == 1);
  CHECK(ring.peek(CommitId{3}, out) == 3);
  CHECK(ring.peek(CommitId{3}, std::span(out).first(2)) == 2);
  CHECK(ring.size() == 3);
}

TEST_CASE("A reply ring that comes round behaves as a queue does", "[daemon]") {
  ReplyRing ring(100, 8);
  std::deque<std::string> model;
  std::uint32_t random = 1;
  for (int step = 0; step < 20'000; ++step) {
    random = random * 1664525U + 1013904223U;
    const std::size_t size = (random >> 16U) % 40;
    if ((random >> 28U) % 2 == 0) {
      const std::string payload(size, static_cast<char>('a' + step % 26));
      const bool sure = ring.has_room(1, size);
      const bool taken = ring.push(departure(payload));
      REQUIRE((taken || !sure));
      if (taken) model.push_back(payload);
    } else if (!model.empty()) {
      REQUIRE(front_of(ring) == model.front());
      ring.pop();
      model.pop_front();
    }
    REQUIRE(ring.size() == model.size());
  }
}

}  // namespace
}  // namespace ward6::daemon
