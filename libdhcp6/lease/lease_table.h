// Every lease, in memory: the truth that the server serves from. Indexed by resource and by client,
// ordered by expiry. Grows in small steps without a stall, and never forgets a lease by itself.
// A lease's link is not kept: it follows from the resource and the configuration in force.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "libdhcp6/core/siphash.h"
#include "libdhcp6/lease/lease.h"

namespace ward6::dhcp6 {

enum class LeaseIndex : std::uint32_t {
};  // a slot of the table; reused after the lease is forgotten
inline constexpr LeaseIndex kNoLease{0xffffffff};

class LeaseTable {
 public:
  // `index_key` is a secret of this boot. `leases_max`, below 2^31, bounds the number of records.
  LeaseTable(const HashKey& index_key, std::uint32_t leases_max);
  ~LeaseTable();
  LeaseTable(const LeaseTable&) = delete;
  LeaseTable& operator=(const LeaseTable&) = delete;
  LeaseTable(LeaseTable&&) = delete;
  LeaseTable& operator=(LeaseTable&&) = delete;

  [[nodiscard]] LeaseIndex find(const Resource& resource) const noexcept;
  // The record at an index, its link kNoLink; views borrow from the table until the next change.
  // Requires: `index` came from this table and was not forgotten.
  [[nodiscard]] LeaseRecord get(LeaseIndex index) const noexcept;

  // The leases of a client, newest first: first() with its DUID, then next().
  [[nodiscard]] LeaseIndex first(Bytes duid) const noexcept;
  [[nodiscard]] LeaseIndex next(LeaseIndex index) const noexcept;

  // Makes the lease's state what `record` says; state free forgets it. The one way to change a
  // lease. The record's views may borrow from this table. Details over kDetailsSizeMax are left
  // out. Returns false when the table is full (only for a resource that had no record).
  bool put(const LeaseRecord& record);
  [[nodiscard]] std::uint32_t room() const noexcept;  // how many records more

  // The lease that is due first, if it is due at `now`; kNoLease: none, or (deadline() <= now) more
  // calls are needed to find it.
  [[nodiscard]] LeaseIndex due(WallTime now) noexcept;
  [[nodiscard]] std::optional<WallTime> deadline() const noexcept;

  // Walks all leases in slot order: the next one at or after `cursor`, which is moved past it.
  // kNoLease at the end. Leases that come and go meanwhile may or may not be seen.
  [[nodiscard]] LeaseIndex walk(std::uint32_t& cursor) const noexcept;

  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] std::size_t size(LeaseState state) const noexcept;
  [[nodiscard]] std::size_t clients() const noexcept;
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ward6::dhcp6
