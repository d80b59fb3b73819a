// What every lease store must do, whatever it stands on.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/io/posix_disk.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/lease/file_store.h"
#include "libdhcp6/lease/journal.h"
#include "libdhcp6/lease/store.h"
#include "tests/support/catch.h"
#include "tests/support/leases.h"
#include "tests/support/sim_disk.h"
#include "tests/support/temp_directory.h"

using namespace ward6;
using namespace ward6::dhcp6;

namespace {

// A place where a store keeps its leases: open() is the start of another daemon on it.
class SimPlace {
 public:
  std::unique_ptr<Disk> disk() { return std::make_unique<test::SimDisk>(storage_); }

 private:
  test::SimStorage storage_;
};

class PosixPlace {
 public:
  std::unique_ptr<Disk> disk() {
    auto disk = std::make_unique<daemon::PosixDisk>(directory_.path() + "/leases");
    REQUIRE(disk->open_directory(Disk::Access::write));
    return disk;
  }

 private:
  test::TempDirectory directory_;
};

// FileStore on one of the two.
template <class Place>
class Backend {
 public:
  class Opened {
   public:
    explicit Opened(Place& place) : disk_(place.disk()), store_(*disk_, random_) {}
    LeaseStore& store() { return store_; }

   private:
    std::unique_ptr<Disk> disk_;
    SeededRandom random_{7};
    FileStore store_;
  };
  std::unique_ptr<Opened> open() { return std::make_unique<Opened>(place_); }

 private:
  Place place_;
};

struct Kept {
  LeaseRecord record;
  std::vector<std::byte> duid;
  std::vector<std::byte> details;
};

using State = std::map<Resource, Kept>;

Result<LoadReport> load(LeaseStore& store, State& state) {
  return store.load([&state](const LeaseRecord& record) {
    Kept& kept = state[record.resource];
    kept.record = record;
    kept.duid.assign(record.duid.begin(), record.duid.end());
    kept.details.assign(record.details.begin(), record.details.end());
    kept.record.duid = kept.duid;
    kept.record.details = kept.details;
  });
}

std::vector<std::byte> group_of(const std::vector<test::Lease>& leases) {
  Journal journal;
  for (const test::Lease& lease : leases) static_cast<void>(journal.append(lease.record()));
  std::vector<std::byte> group;
  static_cast<void>(journal.seal(group));
  return group;
}

}  // namespace

TEMPLATE_TEST_CASE("an empty store loads nothing, as often as it is opened",
                   "[store]",
                   SimPlace,
                   PosixPlace) {
  Backend<TestType> backend;
  for (int start = 0; start < 3; ++start) {
    const auto opened = backend.open();
    State state;
    const auto report = load(opened->store(), state);
    REQUIRE(report);
    CHECK(report->records == 0);
    CHECK_FALSE(report->lost());
    CHECK(report->torn_bytes == 0);
    CHECK(state.empty());
  }
}

TEMPLATE_TEST_CASE("what was committed is there after a restart, the last state of each lease",
                   "[store]",
                   SimPlace,
                   PosixPlace) {
  Backend<TestType> backend;
  std::map<std::uint32_t, std::uint32_t> expected;  // version by number
  for (std::uint32_t start = 0; start < 4; ++start) {
    const auto opened = backend.open();
    opened->store().links({"lan"});
    State state;
    const auto report = load(opened->store(), state);
    REQUIRE(report);
    CHECK_FALSE(report->lost());
    REQUIRE(state.size() == expected.size());
    for (const auto& [number, version] : expected) {
      const Kept& kept = state.at(test::Lease::resource(number));
      CHECK(test::same(kept.record, test::Lease{.number = number, .version = version}.record()));
      CHECK(kept.record.link == LinkId{0});
    }
    std::vector<test::Lease> leases;
    for (std::uint32_t i = start; i < 10; ++i) {  // twice, as in a busy batch
      leases.push_back({.number = i, .version = 100});
      leases.push_back({.number = i, .version = start});
      expected[i] = start;
    }
    REQUIRE(opened->store().commit(group_of(leases)));
    REQUIRE(opened->store().commit(group_of({{.number = 10 + start, .version = start}})));
    expected[10 + start] = start;
  }
}

TEMPLATE_TEST_CASE("every field of a record survives", "[store]", SimPlace, PosixPlace) {
  Backend<TestType> backend;
  std::vector<std::byte> duid(kDuidSizeMax, std::byte{0x2a});
  std::vector<std::byte> details(kDetailsSizeMax, std::byte{0x2a});
  LeaseRecord record;
  record.resource = *Prefix::parse("2001:db8:1234:5600::/56");
  record.state = LeaseState::declined;
  record.event = LeaseEvent::decline;
  record.choice = Choice::recycled;
  record.link = LinkId{1};
  record.iaid = Iaid{0xffffffff};
  record.duid = duid;
  record.since = WallTime{1};
  record.changed = WallTime{0xfffffffe};
  record.preferred_lifetime = kInfinity;
  record.valid_lifetime = kInfinity;
  record.expires = WallTime{77};
  record.details = details;
  {
    const auto opened = backend.open();
    opened->store().links({"a", "b"});
    REQUIRE(opened->store().load([](const LeaseRecord&) {}));
    Journal journal;
    static_cast<void>(journal.append(record));
    record.resource = *Prefix::parse("::/0");
    record.duid = {};
    record.details = {};
    record.expires = kNever;
    static_cast<void>(journal.append(record));
    std::vector<std::byte> group;
    static_cast<void>(journal.seal(group));
    REQUIRE(opened->store().commit(group));
  }
  const auto opened = backend.open();
  opened->store().links({"a", "b"});
  State state;
  REQUIRE(load(opened->store(), state));
  REQUIRE(state.size() == 2);
  CHECK(test::same(state.at(record.resource).record, record));
  record.resource = *Prefix::parse("2001:db8:1234:5600::/56");
  record.duid = duid;
  record.details = details;
  record.expires = WallTime{77};
  CHECK(test::same(state.at(record.resource).record, record));
  CHECK(state.at(record.resource).record.link == LinkId{1});
}

TEMPLATE_TEST_CASE("links are found by name, whatever their number was",
                   "[store]",
                   SimPlace,
                   PosixPlace) {
  Backend<TestType> backend;
  {
    const auto opened = backend.open();
    opened->store().links({"lan", "guests", "old"});
    State state;
    REQUIRE(load(opened->store(), state));
    REQUIRE(opened->store().commit(group_of({{.number = 1, .link = LinkId{0}},
                                             {.number = 2, .link = LinkId{1}},
                                             {.number = 3, .link = LinkId{2}},
                                             {.number = 4, .link = kNoLink}})));
    // A reload: one is gone, one is new, one has moved.
    opened->store().links({"guests", "new", "lan"});
    REQUIRE(opened->store().commit(group_of({{.number = 5, .link = LinkId{0}},
                                             {.number = 6, .link = LinkId{1}},
                                             {.number = 7, .link = LinkId{2}},
                                             {.number = 8, .link = LinkId{9}}})));
  }
  const auto opened = backend.open();
  opened->store().links({"new", "lan", "guests"});
  State state;
  REQUIRE(load(opened->store(), state));
  const auto link = [&state](std::uint32_t number) {
    return state.at(test::Lease::resource(number)).record.link;
  };
  CHECK(link(1) == LinkId{1});
  CHECK(link(2) == LinkId{2});
  CHECK(link(3) == kNoLink);
  CHECK(link(4) == kNoLink);
  CHECK(link(5) == LinkId{2});
  CHECK(link(6) == LinkId{0});
  CHECK(link(7) == LinkId{1});
  CHECK(link(8) == kNoLink);
}

TEMPLATE_TEST_CASE("a second daemon is refused with a reason while the first one runs",
                   "[store]",
                   SimPlace,
                   PosixPlace) {
  Backend<TestType> backend;
  auto first = backend.open();
  REQUIRE(first->store().load([](const LeaseRecord&) {}));
  {
    const auto second = backend.open();
    const auto report = second->store().load([](const LeaseRecord&) {});
    REQUIRE_FALSE(report);
    CHECK(report.error().code == Errc::conflict);
    CHECK(second->store().last_error_text().find("another ward6d") != std::string::npos);
  }
  REQUIRE(first->store().commit(group_of({{.number = 1}})));
  first.reset();
  const auto third = backend.open();
  State state;
  REQUIRE(load(third->store(), state));
  CHECK(state.size() == 1);
}

TEMPLATE_TEST_CASE("bytes that no journal made are refused, and then everything is",
                   "[store]",
                   SimPlace,
                   PosixPlace) {
  Backend<TestType> backend;
  {
    const auto opened = backend.open();
    REQUIRE(opened->store().load([](const LeaseRecord&) {}));
    REQUIRE(opened->store().commit({}));
    REQUIRE(opened->store().commit(group_of({{.number = 1}})));
    auto group = group_of({{.number = 2}, {.number = 3}});
    group[group.size() - 1] ^= std::byte{1};
    const auto committed = opened->store().commit(group);
    REQUIRE_FALSE(committed);
    CHECK(committed.error().code == Errc::corrupt);
    CHECK_FALSE(opened->store().last_error_text().empty());
    REQUIRE_FALSE(opened->store().commit(group_of({{.number = 4}})));
  }
  const auto opened = backend.open();
  State state;
  REQUIRE(load(opened->store(), state));
  CHECK(state.size() == 1);
}

TEMPLATE_TEST_CASE("a group of the largest size is one commit", "[store]", SimPlace, PosixPlace) {
  Backend<TestType> backend;
  std::uint32_t count = 0;
  {
    const auto opened = backend.open();
    REQUIRE(opened->store().load([](const LeaseRecord&) {}));
    Journal journal;
    while (journal.has_room(1)) {
      static_cast<void>(journal.append(test::Lease{.number = count++}.record()));
    }
    std::vector<std::byte> group;
    static_cast<void>(journal.seal(group));
    REQUIRE(opened->store().commit(group));
  }
  const auto opened = backend.open();
  State state;
  REQUIRE(load(opened->store(), state));
  CHECK(state.size() == count);
}
