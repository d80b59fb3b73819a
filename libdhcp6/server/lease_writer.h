// The one way in which the engine changes leases: journal, pools and table together, in that order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "libdhcp6/lease/journal.h"
#include "libdhcp6/lease/lease_table.h"
#include "libdhcp6/server/exchange.h"
#include "libdhcp6/server/topology.h"

namespace ward6::dhcp6 {

class LeaseWriter {
 public:
  // Both must outlive the writer.
  LeaseWriter(LeaseTable& leases, Journal& journal) noexcept : leases_(leases), journal_(journal) {}

  // Room in journal and table for everything that `exchange` plans.
  [[nodiscard]] bool has_room(const Exchange& exchange) const noexcept;
  // Writes the planned changes; the commit that the answer must wait for.
  // Requires: has_room(exchange).
  CommitId commit(const Exchange& exchange, Topology& topology) noexcept;

  // Expires and forgets what is due, a bounded number. True when more is due at once.
  bool expire(WallTime now, Topology& topology) noexcept;
  // Takes a lease away by the operator's will. False: there is none, or the journal has no room.
  bool remove(WallTime now, const Resource& resource, Topology& topology) noexcept;
  // Makes room in a table that is nearly full: forgets some former holders, the first that are met.
  void reclaim(WallTime now, Topology& topology) noexcept;
  // Of a client with more records than it may have leases, forgets some that it no longer holds:
  // else one client that asks and releases without end would make its own list endless.
  void forget_surplus(WallTime now, Bytes duid, Topology& topology) noexcept;

 private:
  LeaseRecord changed_record(const Exchange& exchange,
                             const PlannedChange& change,
                             const ServerConfig& config) noexcept;
  Bytes details_of(const Exchange& exchange, Bytes known) noexcept;
  bool write(const LeaseRecord& record, LeaseState before, Topology& topology) noexcept;
  bool forget(WallTime now, LeaseIndex at, LeaseEvent event, Topology& topology) noexcept;

  LeaseTable& leases_;
  Journal& journal_;
  std::array<std::byte, kDetailsSizeMax> details_buffer_{};
  std::uint32_t reclaim_cursor_ = 0;
};

}  // namespace ward6::dhcp6
