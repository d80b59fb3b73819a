#include "libdhcp6/server/lease_writer.h"

#include <algorithm>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/lease/details.h"
#include "libdhcp6/lease/lease_state.h"

namespace ward6::dhcp6 {
namespace {

constexpr std::size_t kTimerSlice = 256;   // leases handled in one expire()
constexpr std::size_t kReclaimSlice = 64;  // slots looked at to make room in a full table
constexpr std::size_t kSurplusSlice = 16;  // of one client, forgotten at once

bool is_former(LeaseState state) noexcept {
  return state == LeaseState::released || state == LeaseState::expired;
}

}  // namespace

bool LeaseWriter::has_room(const Exchange& exchange) const noexcept {
  if (!journal_.has_room(exchange.change_count)) return false;
  return exchange.new_records() <= leases_.room();
}

CommitId LeaseWriter::commit(const Exchange& exchange, Topology& topology) noexcept {
  CommitId last = CommitId::none;
  for (const PlannedChange& change : exchange.planned()) {
    LeaseState before = LeaseState::free;
    if (change.existing != kNoLease) before = leases_.get(change.existing).state;
    const LeaseRecord record = changed_record(exchange, change, topology.config());
    last = journal_.append(record);
    topology.on_change(record.resource, before, record.state);
    const bool put = leases_.put(record);
    WARD6_ASSERT(put);
  }
  return last;
}

LeaseRecord LeaseWriter::changed_record(const Exchange& exchange,
                                        const PlannedChange& change,
                                        const ServerConfig& config) noexcept {
  const WallTime now = exchange.now.wall;
  LeaseRecord old;
  if (change.existing != kNoLease) old = leases_.get(change.existing);
  // A new holder begins anew, whatever the record was before.
  const bool same_holder = change.existing != kNoLease && equal(old.duid, exchange.client.duid) &&
                           old.iaid == change.iaid;
  const LeaseState from = same_holder ? old.state : LeaseState::free;
  const LeaseTransition* step = transition(from, change.event);
  WARD6_ASSERT(step != nullptr);
  LeaseRecord record;
  record.resource = change.resource;
  record.state = step->to;
  record.event = change.event;
  record.choice = change.choice;
  record.link = exchange.transaction->link;
  record.iaid = change.iaid;
  record.duid = exchange.client.duid;
  record.changed = now;
  record.since = same_holder && old.state == LeaseState::bound ? old.since : now;
  if (record.state == LeaseState::bound) {
    record.preferred_lifetime = change.preferred_lifetime;
    record.valid_lifetime = change.valid_lifetime;
    record.expires = after(now, change.valid_lifetime);
    record.details = details_of(exchange, same_holder ? old.details : Bytes{});
    return record;
  }
  record.preferred_lifetime = old.preferred_lifetime;
  record.valid_lifetime = old.valid_lifetime;
  const bool declined = record.state == LeaseState::declined;
  record.expires = after(now, declined ? config.declined_hold : config.former_hold);
  record.details = old.details;
  return record;
}

// What is known of the client now; what its message does not say, as it was `known` before.
Bytes LeaseWriter::details_of(const Exchange& exchange, Bytes known) noexcept {
  LeaseDetails details;
  details.link_layer = exchange.client.link_layer;
  details.hostname = exchange.hostname;
  if (exchange.host != nullptr && !exchange.host->hostname.empty()) {
    details.hostname = exchange.host->hostname;
  }
  if (const auto earlier = decode_details(known)) {
    if (details.link_layer.empty()) details.link_layer = earlier->link_layer;
    if (details.hostname.empty()) details.hostname = earlier->hostname;
  }
  details.peer = exchange.transaction->client;
  const auto relays = exchange.envelope.relays();
  if (!relays.empty()) details.relay = relays.back().link_address;
  details.interface_id = exchange.client.interface_id;
  details.remote_id = exchange.client.remote_id;
  details.subscriber_id = exchange.client.subscriber_id;
  return encode_details(details, details_buffer_);
}

// Writes a change that no answer waits for. `record` may borrow from the table.
bool LeaseWriter::write(const LeaseRecord& record, LeaseState before, Topology& topology) noexcept {
  if (!journal_.has_room(1)) return false;
  LeaseRecord complete = record;
  complete.link = topology.link_of(record.resource);
  (void)journal_.append(complete);  // nobody waits for it: the next commit takes it along
  topology.on_change(record.resource, before, record.state);
  return leases_.put(record);
}

bool LeaseWriter::forget(WallTime now,
                         LeaseIndex at,
                         LeaseEvent event,
                         Topology& topology) noexcept {
  LeaseRecord record = leases_.get(at);
  const LeaseState before = record.state;
  record.state = LeaseState::free;
  record.event = event;
  record.changed = now;
  return write(record, before, topology);
}

bool LeaseWriter::expire(WallTime now, Topology& topology) noexcept {
  for (std::size_t i = 0; i < kTimerSlice; ++i) {
    const LeaseIndex at = leases_.due(now);
    if (at == kNoLease) break;
    LeaseRecord record = leases_.get(at);
    const LeaseState before = record.state;
    record.event = before == LeaseState::bound ? LeaseEvent::expire : LeaseEvent::forget;
    const LeaseTransition* step = transition(before, record.event);
    WARD6_ASSERT(step != nullptr);
    record.state = step->to;
    record.changed = now;
    if (record.state == LeaseState::expired) {
      record.expires = after(now, topology.config().former_hold);
    }
    if (!write(record, before, topology)) break;
  }
  const auto next = leases_.deadline();
  return next && *next <= now;
}

bool LeaseWriter::remove(WallTime now, const Resource& resource, Topology& topology) noexcept {
  const LeaseIndex at = leases_.find(resource);
  return at != kNoLease && forget(now, at, LeaseEvent::remove, topology);
}

void LeaseWriter::reclaim(WallTime now, Topology& topology) noexcept {
  for (std::size_t i = 0; i < kReclaimSlice; ++i) {
    const LeaseIndex at = leases_.walk(reclaim_cursor_);
    if (at == kNoLease) {
      reclaim_cursor_ = 0;
      continue;
    }
    if (!is_former(leases_.get(at).state)) continue;
    if (!forget(now, at, LeaseEvent::forget, topology)) return;
  }
}

void LeaseWriter::forget_surplus(WallTime now, Bytes duid, Topology& topology) noexcept {
  for (std::size_t i = 0; i < kSurplusSlice; ++i) {
    std::size_t records = 0;
    LeaseIndex oldest = kNoLease;
    WallTime oldest_change = kNever;
    for (LeaseIndex at = leases_.first(duid); at != kNoLease; at = leases_.next(at)) {
      ++records;
      const LeaseRecord record = leases_.get(at);
      if (!is_former(record.state) || record.changed >= oldest_change) continue;
      oldest = at;
      oldest_change = record.changed;
    }
    if (records <= topology.config().limits.leases_per_client_max || oldest == kNoLease) return;
    if (!forget(now, oldest, LeaseEvent::forget, topology)) return;
  }
}

}  // namespace ward6::dhcp6
