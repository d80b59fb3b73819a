#include "libdhcp6/server/planner.h"

#include <algorithm>
#include <array>

namespace ward6::dhcp6 {
namespace {

// Lifetimes by the strongest level that sets them: host, prefix or delegation, link.
const Lifetimes& lifetimes_for(const Exchange& exchange,
                               const Host* host,
                               const std::optional<Lifetimes>& of_prefix) noexcept {
  if (host != nullptr && host->lifetimes) return *host->lifetimes;
  if (of_prefix) return *of_prefix;
  return exchange.served->link->serve->lifetimes;
}

Seconds fraction(Seconds of, std::uint64_t tenths) noexcept {
  if (of == kInfinity) return kInfinity;
  return Seconds{static_cast<std::uint32_t>(std::uint64_t{of.count()} * tenths / 10)};
}

}  // namespace

void Planner::assign(Exchange& exchange) noexcept {
  for (Ia& ia : std::span(exchange.ias).first(exchange.ia_count)) {
    if (exchange.type() == MessageType::request && !ia.prefix) {
      // RFC 9915 §18.3.2: an IA_NA with an address of another link gets NotOnLink and nothing else.
      // The unspecified address names nothing (§21.6: clients should not send it).
      const bool off_link = std::ranges::any_of(ia.leases(), [&](const NamedLease& named) {
        return named.resource() && !is_on_link(exchange, ia, named);
      });
      if (off_link) {
        ia.status = StatusCode::not_on_link;
        continue;
      }
    }
    if (!serve(exchange, ia, LeaseEvent::grant)) {
      // RFC 9915 §18.3.2, §18.3.9.
      ia.status = ia.prefix ? StatusCode::no_prefix_avail : StatusCode::no_addrs_avail;
    }
  }
  settle_times(exchange);
}

void Planner::extend(Exchange& exchange) noexcept {
  const bool rebind = exchange.type() == MessageType::rebind;
  const Serve& serve_config = *exchange.served->link->serve;
  // RFC 9915 §18.3.5: other servers hear a Rebind too, so only one that may also commit at once
  // makes new bindings for it.
  const bool may_bind = rebind ? serve_config.rapid_commit : serve_config.bind_on_renew;
  const LeaseEvent event = rebind ? LeaseEvent::rebind : LeaseEvent::renew;
  const auto ias = std::span(exchange.ias).first(exchange.ia_count);
  std::array<bool, kIasMax> known{};
  for (std::size_t i = 0; i < ias.size(); ++i) {
    Ia& ia = ias[i];
    known.at(i) = has_binding(exchange, ia);
    if (!known.at(i) && !may_bind) {
      ia.status = StatusCode::no_binding;
    } else if (!serve(exchange, ia, event)) {
      ia.status = ia.prefix ? StatusCode::no_prefix_avail : StatusCode::no_addrs_avail;
    }
  }
  // §18.3.4: what the client named and may not keep comes back with lifetimes of zero. Of an IA
  // that is not known, what fits the link may be another server's: §18.3.5 lets it be. Only now,
  // since what one IA names another may have got.
  for (std::size_t i = 0; i < ias.size(); ++i) {
    Ia& ia = ias[i];
    const bool refused = ia.status == StatusCode::no_binding;
    if (!refused || rebind) withdraw_rest(exchange, ia, rebind && !known.at(i));
    if (refused && ia.withdrawn.count > 0) ia.status = StatusCode::success;
  }
  settle_times(exchange);
}

void Planner::give_up(Exchange& exchange, LeaseEvent event) noexcept {
  const auto ias = std::span(exchange.ias).first(exchange.ia_count);
  for (Ia& ia : ias) ia.in_reply = false;
  for (Ia& ia : ias) {
    if (!has_binding(exchange, ia)) {
      // RFC 9915 §18.3.7, §18.3.8: an IA that is not known comes back with NoBinding, alone.
      ia.in_reply = true;
      ia.status = StatusCode::no_binding;
      continue;
    }
    // §18.3.8: only addresses can be declined.
    if (event == LeaseEvent::decline && ia.prefix) continue;
    for (const NamedLease& named : ia.leases()) {
      const auto resource = named.resource();
      const LeaseIndex lease = resource ? own_lease(exchange, ia, *resource) : kNoLease;
      if (lease == kNoLease || exchange.plans(*resource)) continue;
      const LeaseRecord record = leases_.get(lease);
      // What a full plan leaves out stays bound until it expires.
      if (!exchange.change({lease, *resource, ia.iaid, event, record.choice, {}, {}})) break;
      (void)exchange.tell(ia.granted, {ia.prefix,
                                       ia.iaid,
                                       *resource,
                                       StatusCode::success,
                                       record.choice,
                                       {},
                                       {}});  // a full list of grants only shortens the log line
    }
  }
}

std::optional<StatusCode> Planner::confirm(const Exchange& exchange) const noexcept {
  if (exchange.served->prefixes.empty()) return std::nullopt;
  bool any = false;
  bool all = true;
  for (const Ia& ia : std::span(exchange.ias).first(exchange.ia_count)) {
    if (ia.prefix) continue;
    for (const NamedLease& named : ia.leases()) {
      any = true;
      all = all && is_on_link(exchange, ia, named);
    }
  }
  if (!any) return std::nullopt;
  return all ? StatusCode::success : StatusCode::not_on_link;
}

bool Planner::serve(Exchange& exchange, Ia& ia, LeaseEvent event) noexcept {
  return ia.prefix ? serve_prefix(exchange, ia, event) : serve_addresses(exchange, ia, event);
}

bool Planner::serve_addresses(Exchange& exchange, Ia& ia, LeaseEvent event) noexcept {
  const LinkId link = exchange.transaction->link;
  const Host* host = topology_.hosts().find(link, exchange.client, ia.iaid);
  bool any = false;
  // RFC 9915 §6.5: one address of each prefix of the link.
  for (const ServedLink::OnLink& on : exchange.served->prefixes) {
    const Lifetimes& lifetimes = lifetimes_for(exchange, host, on.prefix->lifetimes);
    bool reserved = false;
    if (host != nullptr) {
      for (const Host::Address& address : host->addresses) {
        const Ipv6Address full =
            address.suffix ? combine(on.prefix->prefix, address.address) : address.address;
        if (!on.prefix->prefix.contains(full)) continue;
        const auto kept = usable_reservation(exchange, ia, Prefix::containing(full, 128));
        if (kept && grant(exchange, ia, *kept, lifetimes, event)) reserved = true;
      }
    }
    if (reserved) {
      any = true;
      continue;
    }
    const auto candidate = address_in(exchange, ia, on, host);
    if (candidate && grant(exchange, ia, *candidate, lifetimes, event)) any = true;
  }
  return any;
}

std::optional<Planner::Candidate> Planner::address_in(Exchange& exchange,
                                                      const Ia& ia,
                                                      const ServedLink::OnLink& on,
                                                      const Host* host) noexcept {
  if (const auto again = same_again(exchange, ia, on.prefix->prefix, host, false)) return again;
  if (at_client_limit(exchange)) return std::nullopt;
  if (const auto hint = hinted(exchange, ia, on.prefix->prefix)) return hint;
  for (const std::uint32_t pool : on.pools) {
    if (const auto found = allocate(exchange, ia, topology_.pools()[pool])) return found;
  }
  return std::nullopt;
}

bool Planner::serve_prefix(Exchange& exchange, Ia& ia, LeaseEvent event) noexcept {
  const LinkId link = exchange.transaction->link;
  const Host* host = topology_.hosts().find(link, exchange.client, ia.iaid);
  bool reserved = false;
  if (host != nullptr) {
    const Lifetimes& lifetimes = lifetimes_for(exchange, host, std::nullopt);
    for (const Prefix& prefix : host->prefixes) {
      const auto kept = usable_reservation(exchange, ia, prefix);
      if (kept && grant(exchange, ia, *kept, lifetimes, event)) reserved = true;
    }
  }
  if (reserved) return true;
  const auto candidate = choose_prefix(exchange, ia, host);
  if (!candidate) return false;
  const Pool* pool = topology_.pool_of(candidate->resource);
  const auto& of_delegation =
      pool != nullptr && pool->delegation != nullptr ? pool->delegation->lifetimes : std::nullopt;
  return grant(exchange, ia, *candidate, lifetimes_for(exchange, host, of_delegation), event);
}

bool Planner::grant(Exchange& exchange,
                    Ia& ia,
                    const Candidate& candidate,
                    const Lifetimes& lifetimes,
                    LeaseEvent event) noexcept {
  if (exchange.plans(candidate.resource)) return false;
  bool bound = false;
  if (candidate.existing != kNoLease) {
    const LeaseRecord record = leases_.get(candidate.existing);
    bound = record.state == LeaseState::bound && equal(record.duid, exchange.client.duid);
  }
  const PlannedChange change{
      candidate.existing, candidate.resource,  ia.iaid,        bound ? event : LeaseEvent::grant,
      candidate.choice,   lifetimes.preferred, lifetimes.valid};
  const Grant told{ia.prefix,           ia.iaid,          candidate.resource,
                   StatusCode::success, candidate.choice, lifetimes.preferred,
                   lifetimes.valid};
  if (exchange.change_count == kGrantsMax || !exchange.tell(ia.granted, told)) return false;
  (void)exchange.change(change);  // there is room: tested above
  if (lifetimes.renew) exchange.t1 = std::min(exchange.t1, *lifetimes.renew);
  if (lifetimes.rebind) exchange.t2 = std::min(exchange.t2, *lifetimes.rebind);
  // RFC 9915 §21.4: T1 and T2 should be 0.5 and 0.8 times the shortest preferred lifetime.
  if (!lifetimes.renew) exchange.t1 = std::min(exchange.t1, fraction(lifetimes.preferred, 5));
  if (!lifetimes.rebind) exchange.t2 = std::min(exchange.t2, fraction(lifetimes.preferred, 8));
  return true;
}

void Planner::settle_times(Exchange& exchange) const noexcept {
  // Two links of lifetimes may mix: T1 must not pass T2 (RFC 9915 §21.4).
  exchange.t1 = std::min(exchange.t1, exchange.t2);
}

void Planner::withdraw_rest(Exchange& exchange, Ia& ia, bool only_off_link) noexcept {
  for (const NamedLease& named : ia.leases()) {
    const auto resource = named.resource();
    if (!resource || exchange.plans(*resource)) continue;
    if (only_off_link && is_on_link(exchange, ia, named)) continue;
    (void)exchange.tell(ia.withdrawn,
                        {ia.prefix, ia.iaid, *resource, StatusCode::success, Choice::unknown,
                         Seconds{0}, Seconds{0}});  // what does not fit runs out by itself
  }
}

bool Planner::is_on_link(const Exchange& exchange,
                         const Ia& ia,
                         const NamedLease& named) const noexcept {
  if (!ia.prefix) {
    return std::ranges::any_of(exchange.served->prefixes, [&](const ServedLink::OnLink& on) {
      return on.prefix->prefix.contains(named.address);
    });
  }
  const auto resource = named.resource();
  if (!resource) return false;
  const LinkId link = exchange.transaction->link;
  return topology_.link_of(*resource) == link ||
         topology_.hosts().owner(link, *resource, nullptr) != nullptr;
}

bool Planner::has_binding(const Exchange& exchange, const Ia& ia) const noexcept {
  for (LeaseIndex at = leases_.first(exchange.client.duid); at != kNoLease; at = leases_.next(at)) {
    const LeaseRecord record = leases_.get(at);
    if (record.state == LeaseState::bound && record.iaid == ia.iaid &&
        is_address(record.resource) != ia.prefix) {
      return true;
    }
  }
  return false;
}

bool Planner::has_room(const Exchange& exchange) const noexcept {
  return leases_.room() > exchange.new_records();
}

bool Planner::at_client_limit(const Exchange& exchange) const noexcept {
  // What a client declined counts too: else it could decline a whole pool.
  const auto counts = [&](const LeaseRecord& record) {
    return (record.state == LeaseState::bound || record.state == LeaseState::declined) &&
           equal(record.duid, exchange.client.duid);
  };
  std::size_t held = 0;
  for (LeaseIndex at = leases_.first(exchange.client.duid); at != kNoLease; at = leases_.next(at)) {
    if (counts(leases_.get(at))) ++held;
  }
  for (const PlannedChange& change : exchange.planned()) {
    if (change.existing == kNoLease || !counts(leases_.get(change.existing))) ++held;
  }
  return held >= topology_.config().limits.leases_per_client_max;
}

LeaseIndex Planner::own_lease(const Exchange& exchange,
                              const Ia& ia,
                              const Resource& resource) const noexcept {
  const LeaseIndex lease = leases_.find(resource);
  if (lease == kNoLease) return kNoLease;
  const LeaseRecord record = leases_.get(lease);
  const bool own = record.state == LeaseState::bound && record.iaid == ia.iaid &&
                   equal(record.duid, exchange.client.duid);
  return own ? lease : kNoLease;
}

}  // namespace ward6::dhcp6
