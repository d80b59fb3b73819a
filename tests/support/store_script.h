// A long scripted life of a FileStore, with a model of what it has promised: for tests that end it
// at every point.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "libdhcp6/core/random.h"
#include "libdhcp6/lease/file_store.h"
#include "libdhcp6/lease/journal.h"
#include "tests/support/leases.h"
#include "tests/support/sim_disk.h"

namespace ward6::dhcp6::test {

// What a lease of a number is: its version, and whether it was forgotten. Version 0: never granted.
struct Status {
  std::uint32_t version = 0;
  bool freed = false;

  friend auto operator<=>(const Status&, const Status&) = default;
  [[nodiscard]] bool absent() const noexcept { return version == 0 || freed; }
};

class Model {
 public:
  void change(std::uint32_t number, Status status) {
    now_[number] = status;
    open_[number].insert(status);
  }
  // All changes so far are promised.
  void acknowledge() {
    promised_ = now_;
    open_.clear();
  }
  [[nodiscard]] const std::map<std::uint32_t, Status>& now() const noexcept { return now_; }
  [[nodiscard]] std::map<std::uint32_t, Status>& now() noexcept { return now_; }

  // Empty when `found` is a state that keeps every promise, else what is wrong.
  [[nodiscard]] std::string check(const std::map<std::uint32_t, Status>& found) const {
    for (const auto& [number, status] : now_) {
      const auto at = found.find(number);
      const Status there = at == found.end() ? Status{} : at->second;
      const auto promised = promised_.find(number);
      const Status promise = promised == promised_.end() ? Status{} : promised->second;
      if (there == promise || (there.absent() && promise.absent())) continue;
      const auto open = open_.find(number);
      if (open != open_.end()) {
        bool allowed = open->second.contains(there);
        for (const Status& status_of_open : open->second) {
          if (status_of_open.absent() && there.absent()) allowed = true;
        }
        if (allowed) continue;
      }
      return "lease " + std::to_string(number) + ": found version " +
             std::to_string(there.version) + ", promised " + std::to_string(promise.version);
    }
    for (const auto& [number, status] : found) {
      if (!now_.contains(number)) return "lease " + std::to_string(number) + " was never granted";
    }
    return {};
  }

 private:
  std::map<std::uint32_t, Status> now_;
  std::map<std::uint32_t, Status> promised_;
  std::map<std::uint32_t, std::set<Status>> open_;
};

// What a start finds, and the report. A record that is no state of its lease sets `invented`.
struct Found {
  Result<LoadReport> report = fail(Errc::io);
  std::map<std::uint32_t, Status> leases;
  bool invented = false;

  void visit(const LeaseRecord& record) {
    const auto number = static_cast<std::uint32_t>(record.resource.base().low());
    const Lease lease{.number = number,
                      .version = Lease::version_of(record),
                      .freed = record.state == LeaseState::free};
    if (!same(record, lease.record())) invented = true;
    leases[number] = {.version = lease.version, .freed = lease.freed};
  }
};

inline Found load(FileStore& store) {
  Found found;
  store.links({"lan"});
  found.report = store.load([&found](const LeaseRecord& record) { found.visit(record); });
  return found;
}

// Small files, so that a short script passes through every kind of event.
inline FileStoreOptions script_options() {
  return {.allocation_step = 1024,
          .segment_size_max = 12'000,
          .snapshot_after = 1,
          .snapshot_ratio = 2,
          .history = {.bytes_max = 30'000, .age_max = Seconds{1'000'000}}};
}

// Runs `steps` groups against the store, with two snapshots on the way. Stops at the first failure
// of a commit, and returns whether there was none.
inline bool run_script(FileStore& store, Model& model, std::uint32_t steps, RandomSource& random) {
  constexpr std::uint32_t kLeases = 12;
  Journal journal(64 * kRecordSizeMax);
  Journal walker(4 * kRecordSizeMax);
  std::vector<std::byte> bytes;
  std::uint32_t walked = kLeases;  // where the walk of a snapshot is; kLeases: none
  for (std::uint32_t step = 1; step <= steps; ++step) {
    if (step % 8 == 3) {
      if (!store.begin_snapshot() && store.failed()) return false;
      walked = 0;
    }
    for (int i = 0; i < 3; ++i) {
      const auto number = static_cast<std::uint32_t>(random.next() % kLeases);
      const Status status{.version = step * 4 + static_cast<std::uint32_t>(i),
                          .freed = random.next() % 3 == 0};
      model.change(number, status);
      const Lease lease{.number = number, .version = status.version, .freed = status.freed};
      static_cast<void>(journal.append(lease.record()));
    }
    if (walked < kLeases && store.in_snapshot()) {  // a slice shows changes that are not promised
      for (const std::uint32_t end = walked + 4; walked < end; ++walked) {
        const auto at = model.now().find(walked);
        if (at == model.now().end() || at->second.absent()) continue;
        const Lease lease{.number = walked, .version = at->second.version};
        static_cast<void>(walker.append(lease.record()));
      }
      static_cast<void>(walker.seal(bytes));
      const bool written = store.snapshot_slice(bytes).has_value();
      if (written && walked == kLeases) static_cast<void>(store.finish_snapshot(WallTime{5}));
      if (store.failed()) return false;
    }
    static_cast<void>(journal.seal(bytes));
    if (!store.commit(bytes)) return false;
    model.acknowledge();
  }
  return true;
}

}  // namespace ward6::dhcp6::test
