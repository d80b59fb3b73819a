// Planner's search for a resource: reservations, what the client had, what it asks for, the pools.
#include <algorithm>
#include <array>

#include "libdhcp6/lease/details.h"
#include "libdhcp6/server/planner.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {
namespace {

// First choices tried before the search for the next free unit; without a bitmap there is no such
// search, and a pool of more than kBitmapUnitsMax units is never nearly full.
constexpr std::uint8_t kFirstChoices = 8;
constexpr std::uint8_t kProbesWithoutBitmap = 64;
// Free units may be kept for hosts of every link, which bitmaps do not know: skip so many at most.
constexpr std::size_t kSkipsMax = 1024;
// Of so many idle units the one that was idle longest is recycled.
constexpr std::size_t kIdleSamples = 16;

// RFC 7943 §2: F(prefix, client, IAID, counter, secret), here over the pool's first address.
std::uint64_t choice_hash(const HashKey& key,
                          const Ipv6Address& first,
                          Bytes duid,
                          Iaid iaid,
                          std::uint8_t counter) noexcept {
  std::array<std::byte, kAddressSize + kDuidSizeMax + 5> buffer{};
  Writer writer{buffer};
  writer.address(first).raw(duid).u32(value(iaid)).u8(counter);
  return siphash(key, writer.written());
}

}  // namespace

bool Planner::is_free(const Exchange& exchange,
                      const Pool& pool,
                      const Resource& resource) const noexcept {
  return leases_.find(resource) == kNoLease && !exchange.plans(resource) &&
         !topology_.is_blocked(pool, resource) && topology_.overlapping_stray(resource) == nullptr;
}

std::optional<Planner::Candidate> Planner::usable_reservation(
    const Exchange& exchange, const Ia& ia, const Resource& resource) const noexcept {
  if (exchange.plans(resource)) return std::nullopt;
  const LeaseIndex existing = leases_.find(resource);
  const Resource* stray = topology_.overlapping_stray(resource);
  if (stray != nullptr && *stray != resource) return std::nullopt;
  if (existing == kNoLease) {
    if (!has_room(exchange)) return std::nullopt;
    return Candidate{resource, Choice::reservation, kNoLease};
  }
  const LeaseRecord record = leases_.get(existing);
  if (record.state == LeaseState::declined) return std::nullopt;
  // Still held by somebody else, or by another IA of the client: it comes free when that ends. A
  // host with several identities takes its address along when it comes back as another of them.
  if (record.state == LeaseState::bound) {
    const bool own = equal(record.duid, exchange.client.duid);
    if (own && record.iaid != ia.iaid) return std::nullopt;
    if (!own) {
      ClientFacts holder;
      holder.duid = record.duid;
      if (const auto details = decode_details(record.details)) {
        holder.link_layer = details->link_layer;
        holder.remote_id = details->remote_id;
        holder.interface_id = details->interface_id;
        holder.subscriber_id = details->subscriber_id;
      }
      const LinkId link = exchange.transaction->link;
      const Host* host = topology_.hosts().find(link, exchange.client, ia.iaid);
      if (topology_.hosts().find(link, holder, record.iaid) != host) return std::nullopt;
    }
  }
  return Candidate{resource, Choice::reservation, existing};
}

std::optional<Planner::Candidate> Planner::same_again(const Exchange& exchange,
                                                      const Ia& ia,
                                                      const Prefix& within,
                                                      const Host* host,
                                                      bool live_only) const noexcept {
  LeaseIndex best = kNoLease;
  LeaseRecord best_record;
  for (LeaseIndex at = leases_.first(exchange.client.duid); at != kNoLease; at = leases_.next(at)) {
    const LeaseRecord record = leases_.get(at);
    const bool live = record.state == LeaseState::bound;
    if (record.iaid != ia.iaid || is_address(record.resource) == ia.prefix ||
        record.state == LeaseState::declined || (live_only && !live) ||
        !within.contains(record.resource) || exchange.plans(record.resource)) {
      continue;
    }
    // Not from a pool of today, or meanwhile kept for another host: it may not be extended.
    const Pool* pool = topology_.pool_of(record.resource);
    if (pool == nullptr || pool->link != exchange.transaction->link) continue;
    if (!live && topology_.overlapping_stray(record.resource) != nullptr) continue;
    if (topology_.is_blocked(*pool, record.resource) &&
        (host == nullptr ||
         topology_.hosts().owner(pool->link, record.resource, pool->on) != host)) {
      continue;
    }
    const bool better =
        best == kNoLease || (live && best_record.state != LeaseState::bound) ||
        (live == (best_record.state == LeaseState::bound) && record.changed > best_record.changed);
    if (better) {
      best = at;
      best_record = record;
    }
  }
  if (best == kNoLease) return std::nullopt;
  return Candidate{best_record.resource, Choice::same_again, best};
}

std::optional<Planner::Candidate> Planner::hinted(const Exchange& exchange,
                                                  const Ia& ia,
                                                  const Prefix& within) const noexcept {
  for (const NamedLease& named : ia.leases()) {
    const auto resource = named.resource();
    if (!resource || !within.contains(*resource)) continue;
    const Pool* pool = topology_.pool_of(*resource);
    if (pool == nullptr || pool->link != exchange.transaction->link) continue;
    if (is_free(exchange, *pool, *resource) && has_room(exchange)) {
      return Candidate{*resource, Choice::hint, kNoLease};
    }
  }
  return std::nullopt;
}

namespace {

// The first length that the client names, with a prefix or alone; 0: none.
unsigned wished_length(const Ia& ia) noexcept {
  for (const NamedLease& named : ia.leases()) {
    if (named.length != 0) return named.length;
  }
  return 0;
}

// RFC 8168 §3.2: the wished length, else the closest: shorter ones (more room) before longer.
unsigned length_rank(unsigned wish, unsigned length) noexcept {
  if (wish == 0 || length == wish) return 0;
  return length < wish ? wish - length : 128 + length - wish;
}

}  // namespace

std::optional<Planner::Candidate> Planner::choose_prefix(const Exchange& exchange,
                                                         const Ia& ia,
                                                         const Host* host) noexcept {
  const auto in_each = [&](const auto& search) {
    std::optional<Candidate> found;
    for (const std::uint32_t pool : exchange.served->delegations) {
      if (!found) found = search(topology_.pools()[pool].delegation->from);
    }
    return found;
  };
  const auto held =
      in_each([&](const Prefix& from) { return same_again(exchange, ia, from, host, true); });
  if (held) return held;
  const bool may_grow = !at_client_limit(exchange);
  if (may_grow) {
    const auto hint = in_each([&](const Prefix& from) { return hinted(exchange, ia, from); });
    if (hint) return hint;
  }
  // RFC 8168 §3.2: a wish for a length comes before what the client once held.
  const auto former =
      in_each([&](const Prefix& from) { return same_again(exchange, ia, from, host, false); });
  const unsigned wish = wished_length(ia);
  if (former && length_rank(wish, former->resource.length()) == 0) return former;
  const auto fresh = may_grow ? prefix_by_length(exchange, ia) : std::nullopt;
  if (!former || !fresh) return former ? former : fresh;
  const bool better =
      length_rank(wish, fresh->resource.length()) < length_rank(wish, former->resource.length());
  return better ? fresh : former;
}

std::optional<Planner::Candidate> Planner::prefix_by_length(const Exchange& exchange,
                                                            const Ia& ia) noexcept {
  const unsigned wish = wished_length(ia);
  const auto rank = [&](std::uint32_t index) {
    return length_rank(wish, topology_.pools()[index].unit_length);
  };
  std::optional<Candidate> found;
  unsigned least = 0;
  // Delegations of equal rank are tried in the order of the configuration, each rank once.
  for (unsigned round = 0; round < 2 * 128 && !found; ++round) {
    unsigned next = ~0U;
    for (const std::uint32_t index : exchange.served->delegations) {
      const unsigned here = rank(index);
      if (here >= least && here < next) next = here;
    }
    if (next == ~0U) break;
    for (const std::uint32_t index : exchange.served->delegations) {
      if (!found && rank(index) == next) found = allocate(exchange, ia, topology_.pools()[index]);
    }
    least = next + 1;
  }
  return found;
}

std::optional<Planner::Candidate> Planner::first_choice(const Exchange& exchange,
                                                        const Ia& ia,
                                                        Pool& pool) noexcept {
  const PoolSpace& space = pool.space;
  const std::uint8_t tries = space.has_bitmap() ? kFirstChoices : kProbesWithoutBitmap;
  const bool random = pool.allocation == Allocation::random;
  for (std::uint8_t i = 0; i < tries; ++i) {
    const std::uint64_t hash =
        random ? random_.next() : choice_hash(key_, pool.first, exchange.client.duid, ia.iaid, i);
    const Resource resource = pool.resource(space.unit_of(hash));
    if (is_free(exchange, pool, resource)) {
      return Candidate{resource, random ? Choice::random : Choice::hashed, kNoLease};
    }
  }
  return std::nullopt;
}

std::optional<Planner::Candidate> Planner::allocate(const Exchange& exchange,
                                                    const Ia& ia,
                                                    Pool& pool) noexcept {
  const bool sequential = pool.allocation == Allocation::sequential;
  std::uint64_t from = pool.cursor;
  if (!sequential) {
    const auto found = has_room(exchange) ? first_choice(exchange, ia, pool) : std::nullopt;
    if (found) return found;
    from = pool.space.unit_of(
        choice_hash(key_, pool.first, exchange.client.duid, ia.iaid, kProbesWithoutBitmap));
  }
  for (std::size_t skips = 0; skips < kSkipsMax && has_room(exchange); ++skips) {
    const auto unit = pool.space.next_free(from);
    if (!unit) break;
    from = *unit + 1;
    const Resource resource = pool.resource(*unit);
    if (const Resource* stray = topology_.overlapping_stray(resource)) {
      const auto last = pool.unit(Prefix::containing(stray->last(), pool.unit_length));
      from = last ? *last + 1 : 0;
      continue;
    }
    if (!is_free(exchange, pool, resource)) continue;
    if (sequential) pool.cursor = from;
    return Candidate{resource, sequential ? Choice::sequential : Choice::next_free, kNoLease};
  }
  return recycle(exchange, pool, from);
}

std::optional<Planner::Candidate> Planner::recycle(const Exchange& exchange,
                                                   const Pool& pool,
                                                   std::uint64_t from) const noexcept {
  std::optional<Candidate> oldest;
  WallTime oldest_change = kNever;
  for (std::size_t i = 0; i < kIdleSamples; ++i) {
    const auto unit = pool.space.next_idle(from);
    if (!unit) break;
    from = *unit + 1;
    const Resource resource = pool.resource(*unit);
    const LeaseIndex existing = leases_.find(resource);
    if (existing == kNoLease || exchange.plans(resource) || topology_.is_blocked(pool, resource) ||
        topology_.overlapping_stray(resource) != nullptr) {
      continue;
    }
    const LeaseRecord record = leases_.get(existing);
    if (record.changed >= oldest_change) continue;
    oldest_change = record.changed;
    oldest = Candidate{resource, Choice::recycled, existing};
  }
  return oldest;
}

}  // namespace ward6::dhcp6
