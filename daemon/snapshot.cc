#include "daemon/snapshot.h"

#include <utility>

#include <fmt/format.h>

namespace ward6::daemon {

void Snapshot::step() {
  say_results();
  if (!running_) {
    if (!committer_.wants_snapshot() || committer_.failed()) return;
    running_ = true;
    cursor_ = 0;
    committer_.begin_snapshot();
  }
  if (!committer_.can_slice()) return;
  fill_slice();
  // What an encoder seals is a group; as a slice its number has no meaning.
  static_cast<void>(encoder_.seal(slice_));
  if (!slice_.empty()) return committer_.slice(slice_);
  running_ = false;
  committer_.finish_snapshot(read_clocks().wall);
}

void Snapshot::fill_slice() {
  for (std::size_t count = 0; count < kSliceLeases; ++count) {
    const dhcp6::LeaseIndex index = leases_.walk(cursor_);
    if (index == dhcp6::kNoLease) return;
    static_cast<void>(encoder_.append(server_.lease(index)));
  }
}

void Snapshot::say_results() {
  const std::uint32_t done = committer_.snapshots_done();
  if (std::exchange(done_, done) != done) {
    log_.event(LogId::store_snapshot,
               fmt::format("snapshot {} of {} leases", done, leases_.size()));
  }
  const std::uint32_t failed = committer_.snapshots_failed();
  if (std::exchange(failed_, failed) != failed) {
    log_.event(
        LogId::store_snapshot, LogLevel::error,
        fmt::format("a snapshot was given up, the journal goes on: {}", committer_.error_text()));
  }
}

}  // namespace ward6::daemon
