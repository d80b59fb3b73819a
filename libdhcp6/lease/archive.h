// Reads a store's directory without changing it: needs no lock, works while the daemon runs, after
// a crash, and on a copy. For ward6ctl --offline.
#pragma once

#include <string>

#include "libdhcp6/core/result.h"
#include "libdhcp6/lease/disk.h"
#include "libdhcp6/lease/recovery.h"
#include "libdhcp6/lease/segment_replay.h"
#include "libdhcp6/lease/store.h"

namespace ward6::dhcp6 {

class LeaseArchive {
 public:
  explicit LeaseArchive(Disk& disk) noexcept : disk_(disk) {}

  // Visits every lease that is not free once, in its last state and by resource. Links are names:
  // StoredLease::link. While the daemon runs, the report may call the group torn that is just being
  // written. Keeps all leases in memory meanwhile.
  [[nodiscard]] Result<LoadReport> leases(const StoredLeaseVisitor& visit);

  // Visits every record that is kept, in the order in which they happened, behind what the oldest
  // snapshot tells of the time before.
  [[nodiscard]] Result<LoadReport> history(const StoredLeaseVisitor& visit);

  // What the last failure was, for the operator.
  [[nodiscard]] const std::string& error_text() const noexcept { return error_text_; }

 private:
  Disk& disk_;
  std::string error_text_;
};

}  // namespace ward6::dhcp6
