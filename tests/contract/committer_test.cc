// The commit thread with a real disk: what it says is durable is there, in order, and it never
// needs more room than it promises.
#include "daemon/io/committer.h"

#include <map>
#include <poll.h>
#include <vector>

#include "daemon/io/posix_disk.h"
#include "libdhcp6/lease/file_store.h"
#include "libdhcp6/lease/journal.h"
#include "tests/support/catch.h"
#include "tests/support/leases.h"
#include "tests/support/temp_directory.h"

using namespace ward6;
using namespace ward6::dhcp6;

namespace {

void wait(daemon::Committer& committer) {
  ::pollfd descriptor{.fd = committer.event_fd(), .events = POLLIN, .revents = 0};
  REQUIRE(::poll(&descriptor, 1, 10'000) == 1);
  committer.acknowledge();
}

}  // namespace

TEST_CASE("the commit thread makes groups durable in order while the loop goes on", "[committer]") {
  const test::TempDirectory directory;
  constexpr std::uint32_t kGroups = 200;
  std::map<Resource, std::uint32_t> expected;
  {
    daemon::PosixDisk disk(directory.path());
    REQUIRE(disk.open_directory(Disk::Access::write));
    SeededRandom random(1);
    FileStore store(disk, random);
    store.links({"lan", "guests"});
    REQUIRE(store.load([](const LeaseRecord&) {}));
    daemon::Committer committer(store);
    Journal journal(64 * kRecordSizeMax);
    Journal walker(64 * kRecordSizeMax);
    std::vector<std::byte> group;
    CommitId last = CommitId::none;
    for (std::uint32_t i = 0; i < kGroups; ++i) {
      while (!committer.can_submit()) wait(committer);
      for (std::uint32_t k = 0; k < 5; ++k) {
        const test::Lease lease{.number = i * 3 + k, .version = i};
        static_cast<void>(journal.append(lease.record()));
        expected[lease.record().resource] = i;
      }
      const CommitId id = journal.seal(group);
      REQUIRE(value(id) == value(last) + 1);
      committer.submit(id, group);
      last = id;
      if (i == 50) committer.links({"guests", "lan", "new"});
      if (i == 100) {  // the whole state so far, as the table would give it
        committer.begin_snapshot();
        for (const auto& [resource, version] : expected) {
          if (!walker.has_room(1)) {
            std::vector<std::byte> slice;
            static_cast<void>(walker.seal(slice));
            while (!committer.can_slice()) wait(committer);
            committer.slice(slice);
          }
          const auto number = static_cast<std::uint32_t>(resource.base().low());
          static_cast<void>(
              walker.append(test::Lease{.number = number, .version = version}.record()));
        }
        std::vector<std::byte> slice;
        static_cast<void>(walker.seal(slice));
        while (!committer.can_slice()) wait(committer);
        committer.slice(slice);
        committer.finish_snapshot(WallTime{1000});
      }
      REQUIRE(committer.durable() <= last);
    }
    while (committer.durable() != last) wait(committer);
    REQUIRE_FALSE(committer.failed());
    REQUIRE(committer.snapshots_done() == 1);
    REQUIRE(committer.stop());
  }
  daemon::PosixDisk disk(directory.path());
  REQUIRE(disk.open_directory(Disk::Access::write));
  SeededRandom random(2);
  FileStore store(disk, random);
  std::map<Resource, std::uint32_t> found;
  store.links({"lan"});
  const auto report = store.load([&found](const LeaseRecord& record) {
    found[record.resource] = test::Lease::version_of(record);
  });
  REQUIRE(report);
  CHECK_FALSE(report->lost());
  CHECK(report->torn_bytes == 0);
  CHECK(found == expected);
}
