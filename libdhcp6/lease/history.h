// Which old files of the store are kept. Nothing here is needed to know the current leases.
#pragma once

#include <cstdint>

#include "libdhcp6/core/result.h"
#include "libdhcp6/core/time.h"
#include "libdhcp6/lease/disk.h"

namespace ward6::dhcp6 {

struct HistoryLimits {
  std::uint64_t bytes_max = std::uint64_t{1} << 30U;
  Seconds age_max{180U * 86400U};  // since the file was last written
};

// Removes files that are older than snapshot number `snapshot`, oldest first, until what is left of
// them is within the limits. Of older snapshots only the newest stays, to repair this one.
[[nodiscard]] Result<void> prune_history(Disk& disk,
                                         std::uint64_t snapshot,
                                         const HistoryLimits& limits,
                                         WallTime now);

}  // namespace ward6::dhcp6
