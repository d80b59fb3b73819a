#include "libdhcp6/lease/lease_table.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "libdhcp6/core/random.h"
#include "tests/support/bytes.h"
#include "tests/support/catch.h"
#include "tests/support/leases.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

namespace {

constexpr HashKey kKey{1, 2};

struct Kept {
  LeaseRecord record;
  Buffer duid;
  Buffer details;
};

// A table beside a map that does the same slowly.
struct Model {
  explicit Model(std::uint32_t leases_max) : table(kKey, leases_max), max(leases_max) {}

  // As the table's put(); the views of `record` are copied.
  void put(const LeaseRecord& record) {
    const auto known = leases.find(record.resource);
    const bool fits =
        record.state == LeaseState::free || known != leases.end() || leases.size() < max;
    REQUIRE(table.put(record) == fits);
    if (!fits) return;
    if (record.state == LeaseState::free) {
      leases.erase(record.resource);
      return;
    }
    Kept& kept = leases[record.resource];
    kept.record = record;
    kept.record.link = kNoLink;
    kept.duid = octets(record.duid);
    kept.details = octets(record.details);
    kept.record.duid = kept.duid;
    kept.record.details = kept.details;
  }

  void check_all() const {
    REQUIRE(table.size() == leases.size());
    REQUIRE(table.room() == max - leases.size());
    std::map<Buffer, std::set<Resource>> clients;
    std::array<std::size_t, kLeaseStateCount> counts{};
    for (const auto& [resource, kept] : leases) {
      clients[kept.duid].insert(resource);
      ++counts.at(static_cast<std::size_t>(kept.record.state));
      const LeaseIndex at = table.find(resource);
      REQUIRE(at != kNoLease);
      REQUIRE(same(table.get(at), kept.record));
    }
    REQUIRE(table.clients() == clients.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
      REQUIRE(table.size(static_cast<LeaseState>(i)) == counts.at(i));
    }
    for (const auto& [duid, resources] : clients) {
      std::set<Resource> listed;
      for (LeaseIndex at = table.first(duid); at != kNoLease; at = table.next(at)) {
        REQUIRE(listed.insert(table.get(at).resource).second);
      }
      REQUIRE(listed == resources);
    }
    std::set<Resource> walked;
    std::uint32_t cursor = 0;
    for (LeaseIndex at = table.walk(cursor); at != kNoLease; at = table.walk(cursor)) {
      REQUIRE(walked.insert(table.get(at).resource).second);
    }
    REQUIRE(walked.size() == leases.size());
  }

  LeaseTable table;
  std::uint32_t max;
  std::map<Resource, Kept> leases;
};

// Leases of few resources and clients, so that they meet often.
struct Source {
  explicit Source(std::uint64_t seed) : random(seed) {}

  std::uint64_t below(std::uint64_t bound) { return random.next() % bound; }

  // Borrows from this object until the next call.
  LeaseRecord next(WallTime now) {
    const std::uint64_t number = below(3000);
    const std::array<unsigned, 4> lengths{128, 128, 64, 56};
    LeaseRecord record;
    record.resource = Prefix::containing(
        Ipv6Address::from_halves(0x20010db800000000U + number * 256, number), lengths.at(below(4)));
    record.state = static_cast<LeaseState>(below(kLeaseStateCount));
    record.event = static_cast<LeaseEvent>(below(kLeaseEventCount));
    record.choice = static_cast<Choice>(below(kChoiceCount));
    record.iaid = Iaid{static_cast<std::uint32_t>(below(3))};
    duid.assign(3 + below(20), to_byte(static_cast<unsigned>(below(200))));
    details.assign(below(3) * below(kDetailsSizeMax / 2), to_byte(static_cast<unsigned>(below(4))));
    record.duid = duid;
    record.details = details;
    record.since = now;
    record.changed = WallTime{now.seconds + 1};
    record.preferred_lifetime = Seconds{static_cast<std::uint32_t>(below(100))};
    record.valid_lifetime = Seconds{static_cast<std::uint32_t>(below(1000))};
    record.expires = below(10) == 0 ? kNever : after(now, record.valid_lifetime);
    return record;
  }

  SeededRandom random;
  Buffer duid;
  Buffer details;
};

}  // namespace

TEST_CASE("A table does what a map does, a million times", "[lease][table]") {
  Model model(2500);  // fewer than there are resources: it is often full
  Source source(11);
  WallTime now{1'800'000'000};
  for (int i = 0; i < 1'000'000; ++i) {
    const std::uint64_t what = source.below(16);
    if (what < 8) {
      model.put(source.next(now));
    } else if (what < 12) {
      const LeaseRecord record = source.next(now);
      const LeaseIndex at = model.table.find(record.resource);
      const auto known = model.leases.find(record.resource);
      REQUIRE((at == kNoLease) == (known == model.leases.end()));
      if (at == kNoLease) continue;
      REQUIRE(same(model.table.get(at), known->second.record));
      if (what != 8) continue;
      LeaseRecord changed = model.table.get(at);  // views into the table itself
      changed.state = source.below(2) == 0 ? LeaseState::free : LeaseState::declined;
      model.put(changed);
    } else if (what == 12) {
      now = after(now, Seconds{static_cast<std::uint32_t>(source.below(20))});
      const LeaseIndex at = model.table.due(now);
      if (at == kNoLease) continue;
      LeaseRecord due = model.table.get(at);
      REQUIRE(due.expires <= now);
      due.state = LeaseState::free;
      model.put(due);
    }
    if (i % 50'000 == 0) model.check_all();
  }
  model.check_all();
  CHECK(model.leases.size() > 500);
}

TEST_CASE("Leases are due in the order of their ends", "[lease][table]") {
  Model model(5000);
  Source source(5);
  const WallTime start{1'800'000'000};
  for (int i = 0; i < 3000; ++i) {
    LeaseRecord record = source.next(start);
    record.state = LeaseState::bound;
    model.put(record);
  }
  std::multiset<std::uint32_t> expected;
  for (const auto& [resource, kept] : model.leases) {
    if (kept.record.expires != kNever) expected.insert(kept.record.expires.seconds);
  }
  std::vector<std::uint32_t> ended;
  for (std::uint32_t second = start.seconds; second <= start.seconds + 1000; ++second) {
    const WallTime now{second};
    while (model.table.deadline() && *model.table.deadline() <= now) {
      const LeaseIndex at = model.table.due(now);
      if (at == kNoLease) continue;
      LeaseRecord record = model.table.get(at);
      REQUIRE(record.expires == now);
      ended.push_back(record.expires.seconds);
      record.state = LeaseState::free;
      model.put(record);
    }
  }
  CHECK(std::ranges::equal(ended, expected));
  CHECK_FALSE(model.table.deadline());
}

TEST_CASE("A full table takes changes and refuses what is new", "[lease][table]") {
  Model model(2);
  Lease lease{1, 1};
  model.put(lease.record());
  lease.number = 2;
  model.put(lease.record());
  CHECK(model.table.room() == 0);
  lease.number = 3;
  CHECK_FALSE(model.table.put(lease.record()));
  lease = {2, 7};
  model.put(lease.record());  // another client, even
  lease = {1, 1};
  lease.freed = true;
  model.put(lease.record());
  lease = {3, 1};
  model.put(lease.record());
  model.check_all();
  CHECK(model.table.put(Lease{9, 1, LinkId{0}, true}.record()));  // to forget what is not there
  model.check_all();
}

TEST_CASE("Details that are too long are left out", "[lease][table]") {
  LeaseTable table(kKey, 1);
  const Buffer details(kDetailsSizeMax + 1);
  const Lease lease{1, 1};
  LeaseRecord record = lease.record();
  record.details = details;
  CHECK(table.put(record));
  CHECK(table.get(table.find(record.resource)).details.empty());
}

TEST_CASE("A lease costs little more than a hundred bytes", "[lease][table]") {
  constexpr std::uint32_t kMany = 200'000;
  LeaseTable table(kKey, kMany);
  for (std::uint32_t i = 0; i < kMany; ++i) REQUIRE(table.put(Lease{i, 0}.record()));
  // Of which DUID and details of these leases are 16 and about 64.
  CHECK(table.memory_bytes() / kMany < 260);
}
