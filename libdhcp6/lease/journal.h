// The engine's side of the store: collects the changes of a batch into the open group. The daemon
// seals the group and has it committed on another thread while the engine fills the next one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/lease/lease.h"
#include "libdhcp6/lease/record.h"

namespace ward6::dhcp6 {

inline constexpr std::size_t kGroupSizeMax = std::size_t{8} << 20U;

// Also encodes the slices of a snapshot: a Journal of its own, filled from LeaseTable::walk().
class Journal {
 public:
  // Requires: group_size_max >= kRecordSizeMax.
  explicit Journal(std::size_t group_size_max = kGroupSizeMax);

  // Room for `records` more of the largest size. Without room the engine drops the message.
  [[nodiscard]] bool has_room(std::size_t records) const noexcept;

  // Encodes `record` at the end of the open group; the id of that group. Allocates nothing.
  // Requires: has_room(1); record.duid and record.details within their limits.
  CommitId append(const LeaseRecord& record) noexcept;

  // Ends the open group and swaps its bytes into `out` (whose storage becomes the next group's).
  // The id of the sealed group; none, and `out` cleared, when there was nothing in it.
  // Allocates only when `out` has never held a group of this journal.
  [[nodiscard]] CommitId seal(std::vector<std::byte>& out) noexcept;

  [[nodiscard]] std::size_t open_bytes() const noexcept { return open_.size(); }

 private:
  std::vector<std::byte> open_;
  std::size_t group_size_max_;
  std::uint64_t open_id_ = 1;
};

}  // namespace ward6::dhcp6
