// Reads the files of a store back: which ones, in which order, and what to do about damage.
// The rules and the reasons: docs/journal-format.md, "Reading".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libdhcp6/core/result.h"
#include "libdhcp6/lease/disk.h"
#include "libdhcp6/lease/segment.h"
#include "libdhcp6/lease/segment_replay.h"
#include "libdhcp6/lease/store.h"

namespace ward6::dhcp6 {

// What the directory holds, each sorted by number.
struct StoreFiles {
  std::vector<std::uint64_t> journals;
  std::vector<std::uint64_t> snapshots;
  std::vector<std::string> unfinished;
};
[[nodiscard]] Result<StoreFiles> find_store_files(Disk& disk);

// The newest journal, when the daemon that wrote it did not close it.
struct OpenEnd {
  SegmentHeader header;
  std::uint64_t good_end = 0;
  std::uint64_t leases = 0;
  bool used = false;            // has a group
  bool damaged_inside = false;  // its last group has damage with good frames behind it
};

class Recovery {
 public:
  // `names`: the configured links by LinkId, for StoredLease::record.link. Borrows `disk`.
  Recovery(Disk& disk, std::vector<std::string> names, StoredLeaseVisitor visit);

  // Visits what makes up the current state, in an order in which the last record of a resource
  // wins. Fails with not_allowed when a file is of a later major version, else with what the disk
  // says.
  [[nodiscard]] Result<void> current(const StoreFiles& files);
  // Visits everything that is kept: the oldest snapshot that belongs to a kept journal, then the
  // journals in order.
  [[nodiscard]] Result<void> history(const StoreFiles& files);

  [[nodiscard]] const LoadReport& report() const noexcept { return report_; }
  // Sequence number of the group after the last one.
  [[nodiscard]] std::uint64_t next_group() const noexcept { return next_group_; }
  [[nodiscard]] const std::optional<OpenEnd>& open_end() const noexcept { return open_end_; }
  // After a failure: what was wrong with which file.
  [[nodiscard]] std::string error_text() const;

 private:
  [[nodiscard]] Result<std::uint64_t> snapshots(const StoreFiles& files);
  [[nodiscard]] Result<void> journals(const StoreFiles& files, std::uint64_t from);
  // Whether everything in it was there and good.
  [[nodiscard]] Result<bool> read_file(const SegmentName& name);
  [[nodiscard]] Result<void> check_version(const SegmentHeader& header, const std::string& name);

  Disk& disk_;
  std::vector<std::string> names_;
  StoredLeaseVisitor visit_;
  std::vector<std::byte> buffer_;
  LoadReport report_;
  std::size_t repairable_ = 0;  // entries of report_.rotten that older files make good
  std::uint64_t next_group_ = 1;
  bool from_middle_ = false;  // the next file may begin at any group
  std::optional<OpenEnd> open_end_;
  std::string error_text_;
};

}  // namespace ward6::dhcp6
