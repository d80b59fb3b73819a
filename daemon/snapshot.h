// Walks the lease table for a snapshot of the store, a slice per turn of the event loop, as fast as
// the commit thread takes them. The table may change between slices: the journal has the changes.
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/io/clock.h"
#include "daemon/io/committer.h"
#include "daemon/log.h"
#include "libdhcp6/lease/journal.h"
#include "libdhcp6/lease/lease_table.h"
#include "libdhcp6/server/server.h"

namespace ward6::daemon {

class Snapshot {
 public:
  // Encoding that many takes some hundred microseconds.
  static constexpr std::size_t kSliceLeases = 2000;

  Snapshot(const dhcp6::Server& server,
           const dhcp6::LeaseTable& leases,
           Committer& committer,
           Log& log)
      : server_(server), leases_(leases), committer_(committer), log_(log) {}

  // Does one step if one is due: begins, hands over a slice, or ends. Call it whenever the
  // committer has news.
  void step();

  [[nodiscard]] bool running() const noexcept { return running_; }

 private:
  void fill_slice();
  void say_results();

  const dhcp6::Server& server_;  // knows the link of a lease
  const dhcp6::LeaseTable& leases_;
  Committer& committer_;
  Log& log_;
  // Encodes the slices; apart from the engine's.
  dhcp6::Journal encoder_{kSliceLeases * dhcp6::kRecordSizeMax};
  std::vector<std::byte> slice_;
  std::uint32_t cursor_ = 0;
  bool running_ = false;
  std::uint32_t done_ = 0;
  std::uint32_t failed_ = 0;
};

}  // namespace ward6::daemon
