#include "libdhcp6/lease/archive.h"

#include <map>
#include <string>
#include <vector>

#include "libdhcp6/lease/history.h"
#include "tests/support/catch.h"
#include "tests/support/sim_disk.h"
#include "tests/support/store_script.h"

using namespace ward6::dhcp6;
using test::SimStorage;

TEST_CASE("the archive shows every lease once, while the daemon holds the lock", "[archive]") {
  SimStorage storage;
  test::SimDisk disk(storage);
  SeededRandom random(5);
  FileStore store(disk, random, test::script_options());
  REQUIRE(test::load(store).report);
  test::Model model;
  REQUIRE(test::run_script(store, model, 20, random));

  test::SimDisk other(storage);
  LeaseArchive archive(other);
  std::map<std::uint32_t, test::Status> found;
  const auto names = storage.names();
  const auto report = archive.leases([&](const StoredLease& stored) {
    const auto number = static_cast<std::uint32_t>(stored.record.resource.base().low());
    CHECK_FALSE(found.contains(number));
    found[number] = {.version = test::Lease::version_of(stored.record)};
    CHECK(stored.link == "lan");
    CHECK(stored.record.state != LeaseState::free);
    CHECK(storage.has(std::string(stored.file)));
  });
  REQUIRE(report);
  CHECK_FALSE(report->lost());
  CHECK(model.check(found).empty());
  CHECK(storage.names() == names);
  CHECK(storage.operations() > 0);
}

TEST_CASE("history has every change in order, with its place", "[archive]") {
  SimStorage storage;
  test::SimDisk disk(storage);
  SeededRandom random(5);
  FileStoreOptions options = test::script_options();
  options.history = {};
  FileStore store(disk, random, options);
  REQUIRE(test::load(store).report);
  test::Model model;
  constexpr std::size_t kSteps = 20;
  REQUIRE(test::run_script(store, model, kSteps, random));

  LeaseArchive archive(disk);
  std::vector<std::uint32_t> versions;
  std::uint64_t group = 0;
  const auto report = archive.history([&](const StoredLease& stored) {
    if (stored.group == 0) return;  // of a snapshot
    CHECK(stored.group >= group);
    group = stored.group;
    versions.push_back(test::Lease::version_of(stored.record));
  });
  REQUIRE(report);
  CHECK(report->missing_groups == 0);
  CHECK(group == kSteps);
  REQUIRE(versions.size() == 3 * kSteps);
  for (std::uint32_t i = 0; i < versions.size(); ++i) CHECK(versions[i] == (i / 3 + 1) * 4 + i % 3);
}

TEST_CASE("history is kept within its limits, oldest first, and one snapshot to fall back on",
          "[archive]") {
  SimStorage storage;
  for (const char* name : {"0000000001.journal", "0000000002.snapshot", "0000000002.journal",
                           "0000000003.journal", "0000000004.snapshot", "0000000004.journal",
                           "0000000005.snapshot", "0000000005.journal", "notes.txt"}) {
    storage.put(name, std::vector<std::byte>(100));
  }
  test::SimDisk disk(storage);
  const WallTime now{1'000'100};
  REQUIRE(prune_history(disk, 5, {.bytes_max = 1000, .age_max = Seconds{1000}}, now));
  CHECK_FALSE(storage.has("0000000002.snapshot"));  // superseded by 4
  CHECK(storage.names().size() == 8);
  REQUIRE(prune_history(disk, 5, {.bytes_max = 300, .age_max = Seconds{1000}}, now));
  CHECK_FALSE(storage.has("0000000001.journal"));
  CHECK_FALSE(storage.has("0000000002.journal"));
  CHECK(storage.has("0000000003.journal"));
  storage.touch("0000000003.journal", WallTime{100});
  REQUIRE(prune_history(disk, 5, {.bytes_max = 300, .age_max = Seconds{1000}}, now));
  CHECK(storage.names() == std::vector<std::string>{"0000000004.journal", "0000000004.snapshot",
                                                    "0000000005.journal", "0000000005.snapshot",
                                                    "notes.txt"});
  REQUIRE(prune_history(disk, 5, {.bytes_max = 0, .age_max = Seconds{0}}, now));
  CHECK(storage.has("0000000005.journal"));
  CHECK(storage.has("0000000005.snapshot"));
  CHECK(storage.names().size() == 3);
}

TEST_CASE("a snapshot that fails costs nothing but itself and is tried again", "[archive]") {
  SimStorage storage;
  test::SimDisk disk(storage);
  SeededRandom random(5);
  FileStoreOptions options = test::script_options();
  FileStore store(disk, random, options);
  REQUIRE(test::load(store).report);
  CHECK(store.wants_snapshot());
  storage.set_full(true);
  CHECK_FALSE(store.begin_snapshot());
  CHECK_FALSE(store.failed());
  CHECK_FALSE(store.in_snapshot());
  CHECK_FALSE(store.wants_snapshot());  // not before the journal has grown a good deal
  CHECK(store.last_error_text().find("No space left") != std::string::npos);
  storage.set_full(false);
  test::Model model;
  REQUIRE(test::run_script(store, model, 20, random));
  CHECK_FALSE(store.failed());
}
