#include "libdhcp6/core/slab.h"

#include <map>

#include "libdhcp6/core/random.h"
#include "tests/support/catch.h"

using namespace ward6::dhcp6;

namespace {

struct Item {
  std::uint64_t content = 7;
  std::uint32_t next_free = 0xffffffff;
};

}  // namespace

TEST_CASE("A slab gives each slot once and never moves it", "[core][slab]") {
  Slab<Item> slab(10'000);
  std::map<std::uint32_t, std::pair<std::uint64_t, const Item*>> model;
  SeededRandom random(1);
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    if (random.next() % 5 < 3) {
      const std::uint32_t at = slab.acquire();
      if (at == Slab<Item>::kNone) {
        REQUIRE(model.size() == 10'000);
        continue;
      }
      REQUIRE(slab[at].content == 7);  // in default state, whatever it was before
      slab[at].content = i;
      REQUIRE(model.emplace(at, std::pair{i, &slab[at]}).second);
    } else if (!model.empty()) {
      auto at = model.lower_bound(static_cast<std::uint32_t>(random.next() % 10'000));
      if (at == model.end()) at = model.begin();
      REQUIRE(slab[at->first].content == at->second.first);
      REQUIRE(&slab[at->first] == at->second.second);
      slab.release(at->first);
      model.erase(at);
    }
    REQUIRE(slab.used() == model.size());
    REQUIRE(slab.room() == 10'000 - model.size());
  }
  CHECK(slab.end() <= 10'000);
}

TEST_CASE("A slab of nothing has nothing to give", "[core][slab]") {
  Slab<Item> slab(0);
  CHECK(slab.acquire() == Slab<Item>::kNone);
  CHECK(slab.memory_bytes() == 0);
}
