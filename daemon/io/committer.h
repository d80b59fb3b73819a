// The second thread of ward6d: takes sealed groups from the event loop and makes them durable,
// while the loop fills the next one. Also writes snapshots, slice by slice, between the groups.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "daemon/io/fd.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/time.h"
#include "libdhcp6/lease/file_store.h"

namespace ward6::daemon {

// All calls are the event loop's. Work is done in the order in which it was handed over.
class Committer {
 public:
  // Starts the thread. `store` is loaded, must outlive the committer, and is the thread's alone
  // until stop() or the destructor. Throws std::system_error when there is no thread or descriptor.
  explicit Committer(dhcp6::FileStore& store);
  // Does what was handed over, then ends. Does not close the store.
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;
  Committer(Committer&&) = delete;
  Committer& operator=(Committer&&) = delete;

  // One group may wait while another is written.
  [[nodiscard]] bool can_submit() const;
  // Takes the sealed group and leaves an empty buffer with room for the next one in `group`.
  // Requires: can_submit(); id is greater than the one before.
  void submit(dhcp6::CommitId id, std::vector<std::byte>& group);
  // The configuration's links, for all that is handed over from here on. Seal and submit what was
  // encoded with the old ones first.
  void links(std::vector<std::string> names);

  // Readable when durable(), failed(), disk_full(), snapshots_failed() or can_slice() may have
  // changed.
  [[nodiscard]] int event_fd() const noexcept { return event_.get(); }
  // Makes it unreadable. Call this first, then look at what changed.
  void acknowledge() noexcept;

  // Every group up to this one is on the disk.
  [[nodiscard]] dhcp6::CommitId durable() const noexcept { return durable_.load(); }
  // A commit failed. Final: durable() stays as it is, nothing else is done, nothing may be
  // promised.
  [[nodiscard]] bool failed() const noexcept { return failed_.load(); }
  // The disk has no room: the group waits, and is tried again every second.
  [[nodiscard]] bool disk_full() const noexcept { return disk_full_.load(); }
  // What failed last, for the operator. Of the journal or of a snapshot.
  [[nodiscard]] std::string error_text() const;

  // A snapshot is due and none is under way.
  [[nodiscard]] bool wants_snapshot() const noexcept { return wants_snapshot_.load(); }
  // begin_snapshot(); then for every slice of the table, when can_slice(): slice(); then
  // finish_snapshot(). A snapshot that fails meanwhile swallows the rest of its slices.
  void begin_snapshot();
  [[nodiscard]] bool can_slice() const;
  // Takes and gives buffers as submit() does. Requires: can_slice().
  void slice(std::vector<std::byte>& leases);
  void finish_snapshot(dhcp6::WallTime now);
  // How many snapshots were completed and how many were given up.
  [[nodiscard]] std::uint32_t snapshots_done() const noexcept { return snapshots_done_.load(); }
  [[nodiscard]] std::uint32_t snapshots_failed() const noexcept { return snapshots_failed_.load(); }

  // Does what was handed over, ends the thread and closes the store's journal in order.
  [[nodiscard]] dhcp6::Result<void> stop();

 private:
  struct Group {
    dhcp6::CommitId id = dhcp6::CommitId::none;
    std::vector<std::byte> bytes;
  };
  struct Links {
    std::vector<std::string> names;
  };
  struct Begin {};
  struct Slice {
    std::vector<std::byte> bytes;
  };
  struct Finish {
    dhcp6::WallTime now;
  };
  using Spares = std::vector<std::vector<std::byte>>;
  using Work = std::variant<Group, Links, Begin, Slice, Finish>;

  void run();
  void perform(Work& work);
  void perform_group(Group& group);
  [[nodiscard]] dhcp6::Result<void> commit(dhcp6::Bytes group);
  void perform_snapshot(const dhcp6::Result<void>& result);
  void note_error();
  void hand_over(Work work);
  void notify() noexcept;
  void end_thread();

  dhcp6::FileStore& store_;
  Fd event_;
  std::atomic<dhcp6::CommitId> durable_{dhcp6::CommitId::none};
  std::atomic<bool> failed_{false};
  std::atomic<bool> disk_full_{false};
  std::atomic<bool> wants_snapshot_{false};
  std::atomic<std::uint32_t> snapshots_done_{0};
  std::atomic<std::uint32_t> snapshots_failed_{0};

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // Guarded by mutex_.
  std::deque<Work> queue_;
  std::size_t groups_waiting_ = 0;
  std::size_t slices_waiting_ = 0;  // or being written
  Spares spare_groups_;  // storage that goes round: nothing is allocated once all have been used
  Spares spare_slices_;
  std::string error_text_;
  bool stopping_ = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace ward6::daemon
