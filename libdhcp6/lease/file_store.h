// The lease store on a disk: numbered journals and snapshots. Format and reasons:
// docs/journal-format.md. All calls but the first links() and load() belong on the commit thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "libdhcp6/core/random.h"
#include "libdhcp6/core/time.h"
#include "libdhcp6/lease/disk.h"
#include "libdhcp6/lease/history.h"
#include "libdhcp6/lease/recovery.h"
#include "libdhcp6/lease/segment_writer.h"
#include "libdhcp6/lease/store.h"

namespace ward6::dhcp6 {

struct FileStoreOptions {
  std::uint64_t allocation_step = kAllocationStep;
  std::uint64_t segment_size_max = std::uint64_t{256} << 20U;  // then the next one begins
  std::uint64_t snapshot_after = std::uint64_t{64} << 20U;     // journal bytes, at the least
  unsigned snapshot_ratio = 2;                                 // journal bytes / snapshot bytes
  HistoryLimits history;
};

class FileStore final : public LeaseStore {
 public:
  // Borrows both for its life. `random` makes the salts of the files.
  FileStore(Disk& disk, RandomSource& random, const FileStoreOptions& options = {});

  // Also takes the lock, closes what a crash left open and begins a new journal. Fails with
  // conflict when another daemon runs, with not_allowed when a file is of a later version.
  [[nodiscard]] Result<LoadReport> load(const Visitor& visit) override;
  void links(const std::vector<std::string>& names) override;
  [[nodiscard]] Result<void> commit(Bytes group) override;
  [[nodiscard]] std::string last_error_text() const override { return error_text_; }

  // A snapshot is due: journals have outgrown it.
  [[nodiscard]] bool wants_snapshot() const noexcept;
  // A snapshot while the server runs: begin, all leases in slices encoded by a Journal, finish. A
  // slice must have been read from the table after begin_snapshot() was put in line behind the
  // groups. A failure gives the snapshot up and the old one stays; it is final only if failed()
  // says so, because the journal was hit as well.
  [[nodiscard]] Result<void> begin_snapshot();
  [[nodiscard]] Result<void> snapshot_slice(Bytes leases);
  // Also deletes what is past the limits of history at this time.
  [[nodiscard]] Result<void> finish_snapshot(WallTime now);
  [[nodiscard]] bool in_snapshot() const noexcept { return snapshot_ != nullptr; }

  // Ends the journal in order. Nothing may follow.
  [[nodiscard]] Result<void> close();
  // Nothing will ever be committed again: stop, and start into recovery.
  [[nodiscard]] bool failed() const noexcept { return failed_; }

 private:
  [[nodiscard]] Result<void> recover(const Visitor& visit, LoadReport& report);
  [[nodiscard]] Result<void> close_open_end(const OpenEnd& end);
  [[nodiscard]] Result<void> measure(std::uint64_t open_number);
  [[nodiscard]] Result<void> begin_segment(std::uint64_t number);
  [[nodiscard]] Result<void> rotate();
  // Notes what happened, for the operator, and passes it on.
  Result<void> fatal(const Result<void>& what);
  Result<void> give_up_snapshot(const Result<void>& why);

  Disk& disk_;
  RandomSource& random_;
  FileStoreOptions options_;
  std::vector<std::string> names_;
  std::unique_ptr<SegmentWriter> segment_;
  std::unique_ptr<SegmentWriter> snapshot_;
  std::uint64_t next_group_ = 1;
  std::uint64_t snapshot_number_ = 0;  // of the newest complete one
  std::uint64_t snapshot_bytes_ = 0;
  std::uint64_t journal_bytes_ = 0;  // since then, in ended segments
  std::uint64_t retry_after_ = 0;    // no snapshot before the journals are this large
  bool failed_ = false;
  std::string error_text_;
};

}  // namespace ward6::dhcp6
