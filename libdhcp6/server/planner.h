// Decides what each IA of a message gets, and why. Reads leases and pools, changes nothing but the
// cursors of sequential pools, which are only advice.
#pragma once

#include <optional>

#include "libdhcp6/core/random.h"
#include "libdhcp6/core/siphash.h"
#include "libdhcp6/lease/lease_table.h"
#include "libdhcp6/server/exchange.h"
#include "libdhcp6/server/topology.h"

namespace ward6::dhcp6 {

class Planner {
 public:
  // All of them must outlive the planner.
  Planner(Topology& topology,
          const LeaseTable& leases,
          const HashKey& allocation_key,
          RandomSource& random) noexcept
      : topology_(topology), leases_(leases), key_(allocation_key), random_(random) {}

  // Solicit and Request: RFC 9915 §18.3.1, §18.3.2, §18.3.9.
  void assign(Exchange& exchange) noexcept;
  // Renew and Rebind: §18.3.4, §18.3.5.
  void extend(Exchange& exchange) noexcept;
  // Release and Decline: §18.3.7, §18.3.8.
  void give_up(Exchange& exchange, LeaseEvent event) noexcept;
  // Confirm: §18.3.3. Nothing when it cannot be judged, so must not be answered.
  [[nodiscard]] std::optional<StatusCode> confirm(const Exchange& exchange) const noexcept;

 private:
  struct Candidate {
    Resource resource;
    Choice choice = Choice::unknown;
    LeaseIndex existing = kNoLease;
  };

  // Gives leases to one IA; true when it got at least one.
  bool serve(Exchange& exchange, Ia& ia, LeaseEvent event) noexcept;
  bool serve_addresses(Exchange& exchange, Ia& ia, LeaseEvent event) noexcept;
  bool serve_prefix(Exchange& exchange, Ia& ia, LeaseEvent event) noexcept;
  bool grant(Exchange& exchange,
             Ia& ia,
             const Candidate& candidate,
             const Lifetimes& lifetimes,
             LeaseEvent event) noexcept;
  void settle_times(Exchange& exchange) const noexcept;
  // Tells the client to stop using what it named and did not get.
  void withdraw_rest(Exchange& exchange, Ia& ia, bool only_off_link) noexcept;

  [[nodiscard]] std::optional<Candidate> usable_reservation(
      const Exchange& exchange, const Ia& ia, const Resource& resource) const noexcept;
  [[nodiscard]] std::optional<Candidate> same_again(const Exchange& exchange,
                                                    const Ia& ia,
                                                    const Prefix& within,
                                                    const Host* host,
                                                    bool live_only) const noexcept;
  [[nodiscard]] std::optional<Candidate> hinted(const Exchange& exchange,
                                                const Ia& ia,
                                                const Prefix& within) const noexcept;
  [[nodiscard]] std::optional<Candidate> allocate(const Exchange& exchange,
                                                  const Ia& ia,
                                                  Pool& pool) noexcept;
  [[nodiscard]] std::optional<Candidate> first_choice(const Exchange& exchange,
                                                      const Ia& ia,
                                                      Pool& pool) noexcept;
  [[nodiscard]] std::optional<Candidate> recycle(const Exchange& exchange,
                                                 const Pool& pool,
                                                 std::uint64_t from) const noexcept;
  [[nodiscard]] std::optional<Candidate> choose_prefix(const Exchange& exchange,
                                                       const Ia& ia,
                                                       const Host* host) noexcept;
  [[nodiscard]] std::optional<Candidate> prefix_by_length(const Exchange& exchange,
                                                          const Ia& ia) noexcept;
  [[nodiscard]] std::optional<Candidate> address_in(Exchange& exchange,
                                                    const Ia& ia,
                                                    const ServedLink::OnLink& on,
                                                    const Host* host) noexcept;
  [[nodiscard]] bool is_free(const Exchange& exchange,
                             const Pool& pool,
                             const Resource& resource) const noexcept;
  [[nodiscard]] bool is_on_link(const Exchange& exchange,
                                const Ia& ia,
                                const NamedLease& named) const noexcept;
  [[nodiscard]] bool has_binding(const Exchange& exchange, const Ia& ia) const noexcept;
  // Room in the table for one record more than the exchange plans.
  [[nodiscard]] bool has_room(const Exchange& exchange) const noexcept;
  [[nodiscard]] bool at_client_limit(const Exchange& exchange) const noexcept;
  // The exchange's own lease of this IA, bound; kNoLease when it is not that.
  [[nodiscard]] LeaseIndex own_lease(const Exchange& exchange,
                                     const Ia& ia,
                                     const Resource& resource) const noexcept;

  Topology& topology_;
  const LeaseTable& leases_;
  HashKey key_;
  RandomSource& random_;
};

}  // namespace ward6::dhcp6
