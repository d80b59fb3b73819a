#include "libdhcp6/core/index.h"

#include <map>
#include <set>
#include <vector>

#include "libdhcp6/core/random.h"
#include "tests/support/catch.h"

using namespace ward6::dhcp6;

namespace {

// Keys whose hashes share shards and homes far more often than chance allows.
std::uint64_t hash_of(std::uint32_t slot, unsigned kind) {
  switch (kind) {
    case 0:
      return SeededRandom(slot).next();
    case 1:
      return slot % 7;  // a few hashes for all
    case 2:
      return (std::uint64_t{slot % 3} << 52U) | slot;  // three shards, runs of neighbours
    default:
      return 0xffffffffU - slot % 64;  // runs that wrap around the end
  }
}

}  // namespace

TEST_CASE("An index finds what is in it and nothing else, whatever the hashes", "[core][index]") {
  for (unsigned kind = 0; kind < 4; ++kind) {
    CAPTURE(kind);
    const std::uint32_t slots = kind == 1 || kind == 3 ? 300 : 4000;
    HashIndex index;
    std::set<std::uint32_t> model;
    SeededRandom random(kind + 1);
    const auto found = [&](std::uint32_t slot) {
      return index.find(hash_of(slot, kind), [&](std::uint32_t other) { return other == slot; });
    };
    for (int i = 0; i < 60'000; ++i) {
      const auto slot = static_cast<std::uint32_t>(random.next() % slots);
      REQUIRE(found(slot) == (model.contains(slot) ? slot : HashIndex::kNone));
      if (model.contains(slot)) {
        index.erase(hash_of(slot, kind), slot);
        model.erase(slot);
      } else {
        index.insert(hash_of(slot, kind), slot);
        model.insert(slot);
      }
    }
    for (std::uint32_t slot = 0; slot < slots; ++slot) {
      REQUIRE(found(slot) == (model.contains(slot) ? slot : HashIndex::kNone));
    }
  }
}

TEST_CASE("Of several slots with one hash the caller chooses", "[core][index]") {
  HashIndex index;
  for (std::uint32_t slot = 0; slot < 20; ++slot) index.insert(42, slot);
  std::size_t seen = 0;
  CHECK(index.find(42, [&](std::uint32_t) { return ++seen, false; }) == HashIndex::kNone);
  CHECK(seen == 20);
  CHECK(index.find(42, [](std::uint32_t slot) { return slot == 13; }) == 13);
}

TEST_CASE("Memory follows the number of entries", "[core][index]") {
  HashIndex index;
  const std::size_t empty = index.memory_bytes();
  SeededRandom random(1);
  for (std::uint32_t slot = 0; slot < 500'000; ++slot) index.insert(random.next(), slot);
  CHECK((index.memory_bytes() - empty) / 500'000 <= 24);
}
