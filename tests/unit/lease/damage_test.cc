// Files that a disk, a crash or a later version has changed: what is lost, and what is said of it.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "libdhcp6/lease/file_store.h"
#include "libdhcp6/lease/journal.h"
#include "libdhcp6/lease/record.h"
#include "libdhcp6/lease/segment.h"
#include "tests/support/catch.h"
#include "tests/support/sim_disk.h"
#include "tests/support/store_script.h"

using namespace ward6::dhcp6;
using test::SimStorage;

namespace {

using File = std::vector<std::byte>;
using Versions = std::map<std::uint32_t, std::uint32_t>;

const std::string kJournal = "0000000001.journal";
const std::string kSnapshot = "0000000002.snapshot";

std::vector<std::byte> group_of(const std::vector<test::Lease>& leases) {
  Journal journal(64 * kRecordSizeMax);
  for (const test::Lease& lease : leases) static_cast<void>(journal.append(lease.record()));
  std::vector<std::byte> group;
  static_cast<void>(journal.seal(group));
  return group;
}

// A life of two groups with three leases each; closed in order, or not.
SimStorage make_storage(bool closed) {
  SimStorage storage;
  test::SimDisk disk(storage);
  SeededRandom random(3);
  FileStore store(disk, random, test::script_options());
  store.links({"lan"});
  REQUIRE(store.load([](const LeaseRecord&) {}));
  for (std::uint32_t group = 0; group < 2; ++group) {
    std::vector<test::Lease> leases;
    for (std::uint32_t i = 1; i <= 3; ++i)
      leases.push_back({.number = group * 3 + i, .version = 9});
    REQUIRE(store.commit(group_of(leases)));
  }
  if (closed) REQUIRE(store.close());
  return storage;
}

struct Reading {
  Result<LoadReport> report = fail(Errc::io);
  Versions leases;
  bool invented = false;
  std::string error;
};

// What a start would find, without the start.
Reading read(SimStorage& storage) {
  test::SimDisk disk(storage);
  Reading reading;
  Recovery recovery(disk, {"lan"}, [&reading](const StoredLease& stored) {
    const auto number = static_cast<std::uint32_t>(stored.record.resource.base().low());
    const auto version = test::Lease::version_of(stored.record);
    const test::Lease lease{.number = number, .version = version};
    if (!test::same(stored.record, lease.record())) reading.invented = true;
    if (stored.record.link != LinkId{0}) reading.invented = true;
    reading.leases[number] = version;
  });
  const auto files = find_store_files(disk);
  REQUIRE(files);
  const auto done = recovery.current(*files);
  if (done) {
    reading.report = recovery.report();
  } else {
    reading.report = tl::unexpected(done.error());
    reading.error = recovery.error_text();
  }
  return reading;
}

bool covers(const std::vector<LoadReport::Rot>& list, std::uint64_t offset) {
  return std::ranges::any_of(list, [offset](const LoadReport::Rot& rot) {
    return rot.file == kJournal && rot.offset <= offset && offset < rot.offset + rot.size;
  });
}

std::uint64_t used_size(const File& file) {
  const auto last =
      std::find_if(file.rbegin(), file.rend(), [](std::byte b) { return b != std::byte{0}; });
  return static_cast<std::uint64_t>(file.rend() - last);
}

}  // namespace

TEST_CASE("any flipped bit costs at most one lease and is reported with its place",
          "[store][damage]") {
  for (const bool closed : {true, false}) {
    SimStorage storage = make_storage(closed);
    File& file = storage.bytes(kJournal);
    file.resize(used_size(file));
    const Versions whole = read(storage).leases;
    REQUIRE(whole.size() == 6);
    for (std::uint64_t at = 0; at < file.size(); ++at) {
      const bool padding = at < kSegmentDataAt && at % kSegmentCopyAt >= kSegmentHeaderSize;
      if (padding) continue;
      for (unsigned bit = 0; bit < 8; ++bit) {
        file[at] ^= std::byte{1} << bit;
        const Reading reading = read(storage);
        file[at] ^= std::byte{1} << bit;
        INFO("byte " << at << ", bit " << bit << ", closed " << closed);
        REQUIRE(reading.report);
        REQUIRE_FALSE(reading.invented);
        REQUIRE(reading.leases.size() >= 5);
        if (at < kSegmentDataAt) {
          REQUIRE(reading.leases == whole);
          continue;
        }
        REQUIRE((covers(reading.report->rotten, at) || covers(reading.report->torn, at)));
        // What is in the last group of a journal without end is the one thing in doubt.
        if (closed && at + 16 < file.size()) REQUIRE(reading.report->lost());
      }
    }
  }
}

TEST_CASE("a journal cut at any byte keeps all groups before, and is not called rotten",
          "[store][damage]") {
  SimStorage storage = make_storage(false);
  const File whole = storage.bytes(kJournal);
  const std::uint64_t size = used_size(whole);
  std::size_t before = 0;
  for (std::uint64_t cut = kSegmentDataAt; cut <= size; ++cut) {
    for (const bool zeros : {false, true}) {
      INFO("cut at " << cut << (zeros ? ", zeros behind" : ""));
      File& file = storage.bytes(kJournal);
      file.assign(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut));
      if (zeros) file.resize(whole.size());
      const Reading reading = read(storage);
      REQUIRE(reading.report);
      CHECK_FALSE(reading.invented);
      CHECK(reading.report->rotten.empty());
      CHECK(reading.leases.size() >= before);
      before = reading.leases.size();
    }
  }
  CHECK(before == 6);
}

TEST_CASE("a start cuts a torn tail, says so once, and goes on", "[store][damage]") {
  SimStorage storage = make_storage(false);
  File& file = storage.bytes(kJournal);
  const std::uint64_t size = used_size(file);
  std::fill(file.begin() + static_cast<std::ptrdiff_t>(size) - 5, file.end(), std::byte{0});
  for (int start = 0; start < 2; ++start) {
    test::SimDisk disk(storage);
    SeededRandom random(8);
    FileStore store(disk, random, test::script_options());
    const test::Found found = test::load(store);
    REQUIRE(found.report);
    CHECK(found.leases.size() == 5);
    CHECK_FALSE(found.report->lost());
    CHECK(found.report->torn.size() == (start == 0 ? 1U : 0U));
    if (start == 0) {
      CHECK(found.report->torn_bytes > 0);
      CHECK(found.report->torn[0].file == kJournal);
    }
  }
}

TEST_CASE("a rotten snapshot is made good from the files before it", "[store][damage]") {
  SimStorage storage;
  test::Model model;
  {
    test::SimDisk disk(storage);
    SeededRandom random(3);
    FileStore store(disk, random, test::script_options());
    REQUIRE(test::load(store).report);
    REQUIRE(test::run_script(store, model, 7, random));
    REQUIRE(storage.has(kSnapshot));
    REQUIRE(store.close());
  }
  const File whole = storage.bytes(kSnapshot);
  for (std::uint64_t at = kSegmentDataAt; at < used_size(whole); at += 3) {
    storage.bytes(kSnapshot)[at] ^= std::byte{0x10};
    {
      test::SimDisk disk(storage);
      SeededRandom random(3);
      FileStore store(disk, random, test::script_options());
      const test::Found found = test::load(store);
      INFO("byte " << at);
      REQUIRE(found.report);
      CHECK_FALSE(found.invented);
      CHECK(model.check(found.leases).empty());
      REQUIRE_FALSE(found.report->rotten.empty());
      CHECK(found.report->rotten[0].file == kSnapshot);
      CHECK(found.report->rotten[0].repaired);
      CHECK_FALSE(found.report->lost());
    }
    storage.bytes(kSnapshot) = whole;
  }
  storage.remove(
      kJournal);  // the files before are not there: one lease may be lost, and it is said
  storage.bytes(kSnapshot)[kSegmentDataAt + 60] ^= std::byte{1};
  const Reading reading = read(storage);
  REQUIRE(reading.report);
  CHECK(reading.report->lost());
}

TEST_CASE("a journal that was taken away is missed", "[store][damage]") {
  SimStorage storage;
  test::Model model;
  for (std::uint64_t life = 1; life <= 3; ++life) {
    test::SimDisk disk(storage);
    SeededRandom random(life);
    FileStore store(disk, random, test::script_options());
    REQUIRE(test::load(store).report);
    REQUIRE(store.commit(group_of({{.number = 1, .version = 1}})));
    REQUIRE(store.close());
  }
  CHECK_FALSE(read(storage).report->lost());
  storage.remove("0000000002.journal");
  const Reading reading = read(storage);
  CHECK(reading.report->missing_groups == 1);
  CHECK(reading.report->lost());
}

TEST_CASE("old bytes of another journal behind the end are not read", "[store][damage]") {
  SimStorage storage = make_storage(false);
  SimStorage other;
  {
    test::SimDisk disk(other);
    SeededRandom random(77);  // another salt
    FileStore store(disk, random, test::script_options());
    store.links({"lan"});
    REQUIRE(store.load([](const LeaseRecord&) {}));
    REQUIRE(store.commit(group_of({{.number = 50, .version = 1}})));
  }
  File& file = storage.bytes(kJournal);
  const std::uint64_t size = used_size(file);
  const File& stale = other.bytes(kJournal);
  file.resize(size);
  file.insert(file.end(), stale.begin() + kSegmentDataAt, stale.end());
  const Reading reading = read(storage);
  REQUIRE(reading.report);
  CHECK(reading.leases.size() == 6);
  CHECK(reading.report->torn_bytes > 0);
}

TEST_CASE("a file of a later major version is refused by name, and nothing is changed",
          "[store][damage]") {
  SimStorage storage = make_storage(true);
  const auto header = decode_header(storage.bytes(kJournal));
  REQUIRE(header);
  SegmentHeader later = *header;
  later.major = 2;
  std::ranges::copy(encode_header(later), storage.bytes(kJournal).begin());
  test::SimDisk disk(storage);
  SeededRandom random(1);
  FileStore store(disk, random, test::script_options());
  const auto before = storage.names();
  const auto report = store.load([](const LeaseRecord&) {});
  REQUIRE_FALSE(report);
  CHECK(report.error().code == Errc::not_allowed);
  CHECK(store.last_error_text().find(kJournal) != std::string::npos);
  CHECK(store.last_error_text().find("2.0") != std::string::npos);
  CHECK(storage.names() == before);
}

TEST_CASE("a later minor version is read: unknown frames and tags are skipped", "[store][damage]") {
  SimStorage storage = make_storage(true);
  File& file = storage.bytes(kJournal);
  SegmentHeader header = *decode_header(file);
  header.minor = 7;
  std::ranges::copy(encode_header(header), file.begin());
  // A frame of type 99 in front of everything else.
  std::array<std::byte, 64> frame{};
  const std::array<std::byte, 5> body{};
  const std::size_t size = write_frame(static_cast<FrameType>(99), body, header.salt, frame);
  file.insert(file.begin() + kSegmentDataAt, frame.begin(),
              frame.begin() + static_cast<std::ptrdiff_t>(size));
  const Reading reading = read(storage);
  REQUIRE(reading.report);
  CHECK(reading.leases.size() == 6);
  CHECK_FALSE(reading.report->lost());
  CHECK(reading.report->torn_bytes == 0);
}

TEST_CASE("a directory of other people's files is left alone", "[store][damage]") {
  SimStorage storage = make_storage(true);
  storage.put("notes.txt", File(10));
  storage.put("x0000000001.journal", File(10));
  storage.put("99999999999999999999999.journal", File(10));
  storage.put("0000000009.journal.bak", File(10));
  CHECK(read(storage).leases.size() == 6);
}
