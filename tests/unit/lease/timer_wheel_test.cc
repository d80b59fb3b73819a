#include "libdhcp6/lease/timer_wheel.h"

#include <map>
#include <set>
#include <vector>

#include "libdhcp6/core/random.h"
#include "tests/support/catch.h"

using namespace ward6::dhcp6;

namespace {

struct Entries {
  std::vector<WheelLinks> links_;
  std::vector<WallTime> expires_;
  explicit Entries(std::size_t count) : links_(count), expires_(count) {}
  WheelLinks& links(std::uint32_t index) { return links_[index]; }
  [[nodiscard]] WallTime expires(std::uint32_t index) const { return expires_[index]; }
};

// The wheel beside a multimap that does the same slowly.
struct Model {
  explicit Model(std::size_t count) : entries(count), wheel(entries), in(count, false) {}

  void insert(std::uint32_t index, std::uint32_t at) {
    entries.expires_[index] = WallTime{at};
    wheel.insert(index);
    order.emplace(at, index);
    in[index] = true;
  }
  void remove(std::uint32_t index) {
    wheel.remove(index);
    order.erase({entries.expires_[index].seconds, index});
    in[index] = false;
  }
  // Takes out all that is due; false: something was early, or late.
  bool run(std::uint32_t now) {
    std::size_t calls = 0;
    while (true) {
      const std::uint32_t at = wheel.due(WallTime{now});
      if (at == Wheel::kNone) {
        const auto deadline = wheel.deadline();
        if (!deadline || deadline->seconds > now) break;
        if (++calls > 10'000) return false;
        continue;
      }
      if (entries.expires_[at].seconds > now || !in[at]) return false;
      remove(at);
    }
    if (wheel.size() != order.size()) return false;
    if (order.empty()) return !wheel.deadline();
    return order.begin()->first > now && wheel.deadline()->seconds <= order.begin()->first;
  }

  using Wheel = TimerWheel<Entries>;
  Entries entries;
  Wheel wheel;
  std::vector<bool> in;
  std::set<std::pair<std::uint32_t, std::uint32_t>> order;
};

}  // namespace

TEST_CASE("An empty wheel has no deadline and nothing due", "[lease][wheel]") {
  Model model(1);
  CHECK_FALSE(model.wheel.deadline());
  CHECK(model.wheel.due(WallTime{0xfffffffe}) == Model::Wheel::kNone);
}

TEST_CASE("At every distance an entry is due in its second, not before", "[lease][wheel]") {
  for (const std::uint32_t start : {0U, 1U, 255U, 256U, 65535U, 0x00ffffffU, 1'800'000'000U}) {
    for (unsigned bit = 0; bit < 31; ++bit) {
      for (const std::int64_t off : {-1, 0, 1}) {
        const std::int64_t at = start + (std::int64_t{1} << bit) + off;
        if (at <= start || at >= 0xffffffff) continue;
        Model model(2);
        REQUIRE(model.run(start));
        model.insert(1, start);  // moves the wheel to its start
        REQUIRE(model.run(start));
        model.insert(0, static_cast<std::uint32_t>(at));
        REQUIRE(model.run(static_cast<std::uint32_t>(at - 1)));
        REQUIRE(model.in[0]);
        REQUIRE(model.run(static_cast<std::uint32_t>(at)));
        REQUIRE_FALSE(model.in[0]);
      }
    }
  }
}

TEST_CASE("A wheel does what a sorted set does, over jumps of every size and backwards",
          "[lease][wheel]") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    SeededRandom random(seed);
    Model model(300);
    std::uint32_t now = 1'800'000'000;
    for (int i = 0; i < 5000; ++i) {
      const auto index = static_cast<std::uint32_t>(random.next() % 300);
      const std::uint64_t width = random.next() % 27;
      const auto ahead = static_cast<std::uint32_t>(random.next() % (std::uint64_t{1} << width));
      switch (random.next() % 8) {
        case 0:
          now += ahead;
          REQUIRE(model.run(now));
          break;
        case 1:
          if (seed % 2 == 0) now -= ahead / 2;
          REQUIRE(model.run(now));
          break;
        case 2:
          if (model.in[index]) model.remove(index);
          break;
        default:
          if (model.in[index]) model.remove(index);
          model.insert(index, now + ahead);  // also what is already due
          break;
      }
      if (now > 3'000'000'000U) now = 1'000'000'000;
    }
  }
}

TEST_CASE("A hundred thousand entries of one second are handled in slices", "[lease][wheel]") {
  constexpr std::uint32_t kMany = 100'000;
  Model model(kMany);
  for (std::uint32_t i = 0; i < kMany; ++i) model.insert(i, 1'800'000'000);
  // Each call does a bounded part of the moving down: many calls until the first is found.
  std::size_t calls = 0;
  while (model.wheel.due(WallTime{1'800'000'000}) == Model::Wheel::kNone) ++calls;
  CHECK(calls >= kMany / 1024);
  CHECK(calls <= 10 * (kMany / 1024));
  CHECK(model.run(1'800'000'000));
  CHECK(model.wheel.size() == 0);
}
