#include "libdhcp6/server/pool_space.h"

#include <optional>
#include <set>
#include <vector>

#include "libdhcp6/core/random.h"
#include "tests/support/catch.h"

using namespace ward6::dhcp6;

namespace {

std::optional<std::uint64_t> slow_next(const std::vector<bool>& set, std::uint64_t from) {
  const std::size_t size = set.size();
  for (std::size_t i = 0; i < size; ++i) {
    // Past the end is the beginning, not a remainder.
    const std::size_t at = from >= size ? i : (from + i) % size;
    if (!set[at]) return at;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("A bitmap of every size up to 5000 finds the next clear bit", "[server][bitmap]") {
  SeededRandom random(2);
  for (std::size_t size = 0; size <= 5000; size += size < 300 ? 1 : 97) {
    CAPTURE(size);
    const bool filled = size % 2 == 0;
    Bitmap bitmap(size, filled);
    std::vector<bool> model(size, filled);
    REQUIRE(bitmap.size() == size);
    REQUIRE(bitmap.next_clear(0) == slow_next(model, 0));
    for (int i = 0; i < 300 && size > 0; ++i) {
      const std::uint64_t at = random.next() % size;
      if (random.next() % 8 < (filled ? 2U : 6U)) {
        bitmap.set(at);
        model[at] = true;
      } else {
        bitmap.clear(at);
        model[at] = false;
      }
      REQUIRE(bitmap.test(at) == model[at]);
      const std::uint64_t from = random.next() % (size + 2);
      REQUIRE(bitmap.next_clear(from) == slow_next(model, from));
    }
    // Full, then empty but for one, at each end.
    for (std::size_t at = 0; at < size; ++at) bitmap.set(at);
    REQUIRE_FALSE(bitmap.next_clear(0));
    for (const std::size_t only : {std::size_t{0}, size / 2, size - 1}) {
      if (size == 0) break;
      bitmap.clear(only);
      for (const std::size_t from : {std::size_t{0}, only, only + 1, size}) {
        REQUIRE(bitmap.next_clear(from) == only);
      }
      bitmap.set(only);
    }
  }
}

TEST_CASE("The largest bitmap has five levels, so a search is at most nine words",
          "[server][bitmap]") {
  Bitmap bitmap(kBitmapUnitsMax, true);
  REQUIRE_FALSE(bitmap.next_clear(0));
  SeededRandom random(4);
  // A search up and down over words of 64: ceil(log64(2^27)) = 5 levels.
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t at = random.next() % kBitmapUnitsMax;
    bitmap.clear(at);
    REQUIRE(bitmap.next_clear(random.next() % kBitmapUnitsMax) == at);
    bitmap.set(at);
  }
  std::size_t levels = 0;
  for (std::uint64_t bits = kBitmapUnitsMax; bits > 1; bits = (bits + 63) / 64) ++levels;
  CHECK(levels == 5);
}

TEST_CASE("A pool's space counts and finds like a list of its units", "[server][pool]") {
  for (const std::uint64_t last : {0U, 1U, 63U, 64U, 1000U}) {
    CAPTURE(last);
    enum class Unit { free, blocked, held, idle, kept };  // kept: held, and blocked after that
    std::vector<Unit> model(last + 1, Unit::free);
    PoolSpace space(last, false);
    SeededRandom random(last + 1);
    const auto next = [&](std::uint64_t from, auto wanted) -> std::optional<std::uint64_t> {
      for (std::uint64_t i = 0; i <= last; ++i) {
        const std::uint64_t at = from > last ? i : (from + i) % (last + 1);
        if (model[at] == wanted) return at;
      }
      return std::nullopt;
    };
    std::uint64_t taken = 0;
    std::uint64_t blocked = 0;
    for (int i = 0; i < 20'000; ++i) {
      const std::uint64_t at = random.next() % (last + 1);
      switch (model[at]) {
        case Unit::free:
          if (random.next() % 8 == 0) {
            space.block(at);
            model[at] = Unit::blocked;
            ++blocked;
          } else {
            space.take(at);
            model[at] = Unit::held;
            ++taken;
          }
          break;
        case Unit::blocked:
          space.block(at);  // a second time changes nothing
          if (random.next() % 4 != 0) break;
          space.take(at);
          model[at] = Unit::kept;
          ++taken;
          break;
        case Unit::held:
          space.set_idle(at, true);
          model[at] = Unit::idle;
          break;
        case Unit::idle:
          if (random.next() % 2 == 0) {
            space.set_idle(at, false);
            model[at] = Unit::held;
          } else {
            space.give_back(at, false);
            model[at] = Unit::free;
            --taken;
          }
          break;
        case Unit::kept:
          space.give_back(at, true);
          model[at] = Unit::blocked;
          --taken;
          break;
      }
      REQUIRE(space.taken() == taken);
      REQUIRE(space.blocked() == blocked);
      const std::uint64_t from = random.next() % (last + 3);
      REQUIRE(space.next_free(from) == next(from, Unit::free));
      REQUIRE(space.next_idle(from) == next(from, Unit::idle));
    }
  }
}

TEST_CASE("A space too large for a bitmap counts, and a sequential one searches its first part",
          "[server][pool]") {
  PoolSpace large(~std::uint64_t{0}, false);
  CHECK_FALSE(large.has_bitmap());
  large.take(~std::uint64_t{0});
  CHECK(large.taken() == 1);
  CHECK_FALSE(large.next_free(0));
  CHECK_FALSE(large.next_idle(0));
  large.set_idle(5, true);
  large.give_back(~std::uint64_t{0}, false);
  CHECK(large.taken() == 0);
  CHECK(large.unit_of(0xfedcba9876543210U) == 0xfedcba9876543210U);
  PoolSpace in_order(kBitmapUnitsMax, true);
  CHECK(in_order.has_bitmap());
  in_order.take(0);
  CHECK(in_order.next_free(0) == 1);
  CHECK(in_order.next_free(kBitmapUnitsMax) == 1);
  CHECK(PoolSpace(kBitmapUnitsMax - 1, false).has_bitmap());
  CHECK_FALSE(PoolSpace(kBitmapUnitsMax, false).has_bitmap());
  CHECK(PoolSpace(9, false).unit_of(123) == 3);
}
