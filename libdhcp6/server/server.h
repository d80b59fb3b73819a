// The DHCPv6 lease engine: RFC 9915 §18.3. It owns every decision and no file descriptor.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "libdhcp6/core/duid.h"
#include "libdhcp6/core/outcome.h"
#include "libdhcp6/core/random.h"
#include "libdhcp6/core/siphash.h"
#include "libdhcp6/core/time.h"
#include "libdhcp6/lease/journal.h"
#include "libdhcp6/lease/lease_table.h"
#include "libdhcp6/server/config.h"
#include "libdhcp6/server/transaction.h"
#include "libdhcp6/wire/outbox.h"

namespace ward6::dhcp6 {

// What makes this server this server; kept in the state directory for ever.
struct ServerIdentity {
  Duid duid;
  HashKey allocation_key;  // secret: decides which client gets which address (RFC 7943 §2)
};

// How full a pool is.
struct PoolUse {
  LinkId link{};
  Resource first;  // of the pool: an address, or the first prefix
  Resource last;
  std::uint64_t last_unit = 0;  // the pool has one more; 2^64 - 1: all of a /64
  std::uint64_t taken = 0;      // leases and remembered former leases
  std::uint64_t blocked = 0;    // reserved interface identifiers, kept for hosts
};

class Server {
 public:
  // `leases`, `journal` and `random` must outlive the server. `leases` is already loaded.
  Server(std::shared_ptr<const ServerConfig> config,
         const ServerIdentity& identity,
         LeaseTable& leases,
         Journal& journal,
         RandomSource& random);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  Server(Server&&) = delete;
  Server& operator=(Server&&) = delete;

  // Takes a new configuration, between two batches. Leases whose pool is gone stay with their
  // holders until they renew; then they get lifetimes of zero and a new one.
  void reconfigure(std::shared_ptr<const ServerConfig> config);

  // Decides, encodes the answer into `outbox`, and only if it fits applies the changes to the lease
  // table and the journal. Allocates nothing but the lease table's own growth.
  Outcome handle(const Now& now, const Inbound& inbound, Outbox& outbox) noexcept;

  // What the last handle() did.
  [[nodiscard]] const Transaction& last() const noexcept;

  // Expires and forgets what is due, a bounded number per call. True when more is due at once.
  bool on_timer(const Now& now) noexcept;
  // Not later than the next instant at which something is due.
  [[nodiscard]] std::optional<WallTime> deadline() const noexcept;

  // A lease with its link filled in, for printing and for snapshots.
  [[nodiscard]] LeaseRecord lease(LeaseIndex index) const noexcept;
  // Takes a lease away by the operator's will. False: there is none, or the journal has no room.
  bool remove(const Now& now, const Resource& resource) noexcept;
  [[nodiscard]] std::vector<PoolUse> pools() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ward6::dhcp6
