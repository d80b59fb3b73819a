// Ends a store's life at every operation on the disk, in every way that a disk has, and looks at
// what the next start finds.
#include <cstdint>
#include <string>
#include <vector>

#include "libdhcp6/lease/file_store.h"
#include "tests/support/catch.h"
#include "tests/support/sim_disk.h"
#include "tests/support/store_script.h"

using namespace ward6::dhcp6;
using test::SimStorage;

namespace {

constexpr std::uint32_t kSteps = 24;
constexpr std::uint64_t kScriptSeed = 5;

// How many operations the script takes when nothing fails.
std::uint64_t count_operations() {
  SimStorage storage;
  test::SimDisk disk(storage);
  SeededRandom random(kScriptSeed);
  FileStore store(disk, random, test::script_options());
  REQUIRE(test::load(store).report);
  test::Model model;
  REQUIRE(test::run_script(store, model, kSteps, random));
  REQUIRE(store.close());
  return storage.operations();
}

// One life: until operation number `at` meets `fault`. Whether it got through.
bool live(SimStorage& storage, test::Model& model, std::uint64_t at, SimStorage::Fault fault) {
  test::SimDisk disk(storage);
  SeededRandom random(kScriptSeed);
  FileStore store(disk, random, test::script_options());
  storage.fail_at(at, fault);
  bool through = test::load(store).report.has_value();
  if (through) through = test::run_script(store, model, kSteps, random);
  if (through) return store.close().has_value();
  // Whatever failed: from then on nothing is promised.
  const bool refuses = !store.commit(std::vector<std::byte>(16));
  REQUIRE(refuses);
  return false;
}

test::Found start(SimStorage& storage, std::uint64_t seed) {
  test::SimDisk disk(storage);
  SeededRandom random(seed);
  FileStore store(disk, random, test::script_options());
  return test::load(store);
}

// Two starts after one another find the same, and it keeps all promises.
void require_recovery(SimStorage& storage, const test::Model& model, std::uint64_t seed) {
  const test::Found first = start(storage, seed);
  REQUIRE(first.report);
  CHECK_FALSE(first.invented);
  CHECK(model.check(first.leases).empty());
  CHECK_FALSE(first.report->lost());
  const test::Found second = start(storage, seed + 1);
  REQUIRE(second.report);
  CHECK(second.leases == first.leases);
  CHECK_FALSE(second.report->lost());
}

}  // namespace

TEST_CASE("a power loss at any operation costs nothing that was promised", "[store][crash]") {
  const std::uint64_t operations = count_operations();
  REQUIRE(operations > 100);
  for (std::uint64_t at = 1; at <= operations; ++at) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      INFO("power loss at operation " << at << ", seed " << seed);
      SimStorage storage;
      test::Model model;
      static_cast<void>(live(storage, model, at, SimStorage::Fault::power_loss));
      SeededRandom chance(seed * 1000 + at);
      storage.lose_power(chance);
      require_recovery(storage, model, seed);
    }
  }
}

TEST_CASE("a failed operation, then a power loss, costs nothing that was promised",
          "[store][crash]") {
  const std::uint64_t operations = count_operations();
  for (const auto fault : {SimStorage::Fault::io, SimStorage::Fault::full}) {
    for (std::uint64_t at = 1; at <= operations; ++at) {
      INFO("failure at operation " << at);
      SimStorage storage;
      test::Model model;
      static_cast<void>(live(storage, model, at, fault));
      SeededRandom chance(at);
      storage.lose_power(chance);
      require_recovery(storage, model, at);
    }
  }
}

TEST_CASE("a failed operation without a power loss costs nothing that was promised",
          "[store][crash]") {
  const std::uint64_t operations = count_operations();
  for (std::uint64_t at = 1; at <= operations; ++at) {
    INFO("failure at operation " << at);
    SimStorage storage;
    test::Model model;
    static_cast<void>(live(storage, model, at, SimStorage::Fault::full));
    storage.no_fault();
    require_recovery(storage, model, at);
  }
}

TEST_CASE("a power loss during recovery from a power loss costs nothing", "[store][crash]") {
  const std::uint64_t operations = count_operations();
  for (std::uint64_t at = 2; at <= operations; at += 7) {
    for (std::uint64_t again = 1; again <= 12; ++again) {
      INFO("power losses at " << at << " and then " << again);
      SimStorage storage;
      test::Model model;
      static_cast<void>(live(storage, model, at, SimStorage::Fault::power_loss));
      SeededRandom chance(at * 100 + again);
      storage.lose_power(chance);
      const auto before = start(storage, 3).leases;
      storage.fail_at(again, SimStorage::Fault::power_loss);
      static_cast<void>(start(storage, 4));
      storage.lose_power(chance);
      const test::Found after = start(storage, 5);
      REQUIRE(after.report);
      CHECK(after.leases == before);
      CHECK_FALSE(after.report->lost());
    }
  }
}

TEST_CASE("a full disk refuses a group and writes nothing of it; with space again it takes it",
          "[store][crash]") {
  SimStorage storage;
  test::Model model;
  {
    test::SimDisk disk(storage);
    SeededRandom random(kScriptSeed);
    FileStore store(disk, random);
    REQUIRE(test::load(store).report);
    REQUIRE(test::run_script(store, model, 5, random));
    storage.set_full(true);
    Journal journal;
    std::vector<std::byte> group;
    Result<void> committed;
    for (std::uint32_t round = 0; round < 10 && committed; ++round) {  // 4 MiB are there already
      for (std::uint32_t i = 0; i < 8000 && journal.has_room(1); ++i) {
        static_cast<void>(
            journal.append(test::Lease{.number = 100 + i, .version = round + 1}.record()));
      }
      static_cast<void>(journal.seal(group));
      committed = store.commit(group);
      for (std::uint32_t i = 0; i < 8000; ++i) model.change(100 + i, {.version = round + 1});
      if (committed) model.acknowledge();
    }
    REQUIRE_FALSE(committed);
    CHECK(committed.error().code == Errc::no_space);
    CHECK(store.last_error_text().find("No space left") != std::string::npos);
    CHECK_FALSE(store.failed());
    store.links({"lan", "guests", "new"});  // their frames wait with the group
    CHECK_FALSE(store.commit(group));
    SECTION("and a restart finds what was acknowledged") {}
    SECTION("and with space it goes on") {
      storage.set_full(false);
      REQUIRE(store.commit(group));
      model.acknowledge();
      REQUIRE(test::run_script(store, model, 2, random));  // its snapshots hold its leases only
    }
  }
  storage.set_full(false);
  require_recovery(storage, model, 9);
}
