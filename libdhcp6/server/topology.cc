#include "libdhcp6/server/topology.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "libdhcp6/core/assert.h"

namespace ward6::dhcp6 {
namespace {

// The link's own options and, of codes that it does not have, the server's.
OptionSet merge(const OptionSet& strong, const OptionSet& weak) {
  OptionSet merged = strong;
  for (const ConfiguredOption& option : weak) {
    const bool hidden = std::ranges::any_of(
        strong, [&](const ConfiguredOption& other) { return other.code == option.code; });
    if (!hidden) merged.push_back(option);
  }
  std::ranges::stable_sort(merged, {}, &ConfiguredOption::code);
  return merged;
}

// The highest unit of a delegation.
std::uint64_t last_unit(const Delegation& delegation) noexcept {
  const unsigned bits = unsigned{delegation.length} - delegation.from.length();
  return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

// The innermost value of an option that relays add; empty: none has it.
Bytes innermost(const Envelope& envelope, OptionCode code) noexcept {
  const auto relays = envelope.relays();
  for (std::size_t i = relays.size(); i > 0; --i) {
    if (const auto option = relays[i - 1].options.find(code)) return option->body;
  }
  return {};
}

}  // namespace

Resource Pool::resource(std::uint64_t unit) const noexcept {
  const unsigned shift = 128U - unit_length;
  if (shift == 0) return Prefix::containing(plus(first, unit), 128);
  std::uint64_t high = first.high();
  std::uint64_t low = first.low();
  if (shift >= 64) {
    high += unit << (shift - 64);
  } else {
    const std::uint64_t added = unit << shift;
    low += added;
    high += (unit >> (64 - shift)) + (low < added ? 1 : 0);
  }
  return Prefix::containing(Ipv6Address::from_halves(high, low), unit_length);
}

std::optional<std::uint64_t> Pool::unit(const Resource& resource) const noexcept {
  if (resource.length() != unit_length || resource.base() < first) return std::nullopt;
  const std::uint64_t low = resource.base().low() - first.low();
  const std::uint64_t high =
      resource.base().high() - first.high() - (resource.base().low() < first.low() ? 1 : 0);
  const unsigned shift = 128U - unit_length;
  std::uint64_t unit = low;
  if (shift >= 64) {
    unit = high >> (shift - 64);
  } else if (shift > 0) {
    if ((high >> shift) != 0) return std::nullopt;
    unit = low >> shift | high << (64 - shift);
  } else if (high != 0) {
    return std::nullopt;
  }
  if (unit > space.last()) return std::nullopt;
  return unit;
}

Topology::Topology(std::shared_ptr<const ServerConfig> config,
                   const HashKey& key,
                   const LeaseTable& table)
    : config_(std::move(config)),
      hosts_(*config_, key),
      links_(config_->links.size()),
      by_link_address_(0, KeyedHash{key}),
      by_interface_id_(0, KeyedHash{key}) {
  WARD6_ASSERT(config_->links.size() < value(kNoLink));
  for (std::size_t i = 0; i < config_->links.size(); ++i) {
    add_link(LinkId{static_cast<std::uint16_t>(i)}, config_->links[i]);
  }
  const auto first_of = [this](std::uint32_t index) { return pools_[index].first; };
  std::ranges::sort(by_first_, {}, first_of);
  std::ranges::sort(networks_, {}, [](const Network& n) { return n.prefix.base(); });
  for (Pool& pool : pools_) block_reserved(pool);
  hosts_.for_each_kept([this](const Resource& resource, LinkId link) {
    Pool* pool = mutable_pool_of(resource);
    if (pool == nullptr || (link != kNoLink && link != pool->link)) return;
    pool->space.block(*pool->unit(resource));
  });
  for (Pool& pool : pools_) block_suffixes(pool);
  std::uint32_t cursor = 0;
  for (LeaseIndex at = table.walk(cursor); at != kNoLease; at = table.walk(cursor)) {
    const LeaseRecord record = table.get(at);
    on_change(record.resource, LeaseState::free, record.state);
    if (record.state == LeaseState::bound && is_stray(record.resource)) {
      strays_.push_back(record.resource);
    }
  }
  std::ranges::sort(strays_);
}

void Topology::add_link(LinkId id, const Link& link) {
  const auto reach = [this, id](const Prefix& prefix) {
    auto& links = by_link_address_[prefix];
    if (std::ranges::find(links, id) == links.end()) links.push_back(id);
    link_address_lengths_.at(prefix.length()) = true;
  };
  for (const Prefix& prefix : link.relayed.link_addresses) reach(prefix);
  for (const auto& interface_id : link.relayed.interface_ids) {
    // With link-addresses too, both must match: select() tests that.
    if (link.relayed.link_addresses.empty()) {
      by_interface_id_.emplace(std::string(as_text(interface_id)), id);
    }
  }
  if (!link.serve) return;
  const Serve& serve = *link.serve;
  ServedLink& served = links_[value(id)];
  served.link = &link;
  served.options = merge(serve.options, config_->options);
  for (const LinkPrefix& prefix : serve.prefixes) {
    reach(prefix.prefix);
    networks_.push_back({prefix.prefix, id, false});
    auto& on_link = served.prefixes.emplace_back(ServedLink::OnLink{&prefix, {}});
    for (const AddressPool& pool : prefix.pools) {
      const auto last = distance(pool.first, pool.last);
      WARD6_ASSERT(last.has_value());  // the loader refuses larger pools
      on_link.pools.push_back(static_cast<std::uint32_t>(pools_.size()));
      add_pool(Pool{id, pool.first, 128, pool.allocation, &prefix, nullptr,
                    PoolSpace(*last, pool.allocation == Allocation::sequential)});
    }
  }
  for (const Delegation& delegation : serve.delegate) {
    networks_.push_back({delegation.from, id, true});
    served.delegations.push_back(static_cast<std::uint32_t>(pools_.size()));
    add_pool(Pool{
        id, delegation.from.base(), delegation.length, delegation.allocation, nullptr, &delegation,
        PoolSpace(last_unit(delegation), delegation.allocation == Allocation::sequential)});
  }
}

void Topology::add_pool(Pool pool) {
  by_first_.push_back(static_cast<std::uint32_t>(pools_.size()));
  pools_.push_back(std::move(pool));
}

void Topology::block_reserved(Pool& pool) {
  if (pool.unit_length != 128 || !pool.space.has_bitmap()) return;
  // Bitmap pools are small: at most the 2^24 of the largest reserved range are looked at. Jump from
  // one candidate to the next instead of testing each address.
  constexpr std::array<std::pair<std::uint64_t, std::uint64_t>, 3> kRanges{{
      {0, 0},
      {0x02005EFFFE000000U, 0x02005EFFFEFFFFFFU},
      {0xFDFFFFFFFFFFFF80U, 0xFDFFFFFFFFFFFFFFU},
  }};
  const Ipv6Address last = pool.resource(pool.space.last()).base();
  for (const std::uint64_t high : {pool.first.high(), last.high()}) {
    for (const auto& [from, to] : kRanges) {
      const Ipv6Address lowest = std::max(pool.first, Ipv6Address::from_halves(high, from));
      const Ipv6Address highest = std::min(last, Ipv6Address::from_halves(high, to));
      for (Ipv6Address at = lowest; at <= highest; at = plus(at, 1)) {
        if (!has_reserved_interface_id(at)) break;
        pool.space.block(*distance(pool.first, at));
      }
    }
    if (pool.first.high() == last.high()) break;
  }
  const auto anycast = distance(pool.first, pool.on->prefix.base());
  const bool in_pool = anycast && *anycast <= pool.space.last();
  if (in_pool && is_subnet_router_anycast(pool.on->prefix.base(), pool.on->prefix)) {
    pool.space.block(*anycast);
  }
}

void Topology::block_suffixes(Pool& pool) {
  if (pool.on == nullptr) return;
  hosts_.for_each_kept_suffix([&pool](const Ipv6Address& suffix) {
    const Ipv6Address address = combine(pool.on->prefix, suffix);
    // One that reaches into the network part belongs to another kind of prefix.
    if (Prefix::containing(suffix, pool.on->prefix.length()) !=
        Prefix::containing({}, pool.on->prefix.length())) {
      return;
    }
    if (const auto unit = pool.unit(Prefix::containing(address, 128))) pool.space.block(*unit);
  });
}

// Of no pool, but overlapping a block that is delegated from: of an earlier configuration.
bool Topology::is_stray(const Resource& resource) const noexcept {
  if (pool_of(resource) != nullptr) return false;
  const auto next = std::ranges::lower_bound(networks_, resource.base(), {},
                                             [](const Network& n) { return n.prefix.base(); });
  const auto overlaps = [&](const Network& network) {
    return network.delegated &&
           (resource.contains(network.prefix) || network.prefix.contains(resource));
  };
  if (next != networks_.end() && overlaps(*next)) return true;
  return next != networks_.begin() && overlaps(*std::prev(next));
}

const Resource* Topology::overlapping_stray(const Resource& resource) const noexcept {
  if (strays_.empty()) return nullptr;
  const auto next = std::ranges::lower_bound(strays_, resource.base(), {}, &Resource::base);
  if (next != strays_.end() && (resource.contains(*next) || next->contains(resource))) {
    return &*next;
  }
  if (next == strays_.begin()) return nullptr;
  const auto before = std::prev(next);
  return before->contains(resource) ? &*before : nullptr;
}

Topology::Selection Topology::select(const Inbound& inbound,
                                     const Envelope& envelope) const noexcept {
  if (!envelope.is_relayed()) {
    return {inbound.link, inbound.link == kNoLink ? LinkChoice::none : LinkChoice::interface};
  }
  const Bytes interface_id = innermost(envelope, OptionCode::interface_id);
  const auto has_interface_id = [&](LinkId id) {
    const auto& ids = config_->links[value(id)].relayed.interface_ids;
    return std::ranges::any_of(ids, [&](const auto& other) { return equal(other, interface_id); });
  };
  // RFC 9915 §13: the innermost link-address that is not zero tells the link.
  const auto relays = envelope.relays();
  Ipv6Address link_address;
  for (std::size_t i = relays.size(); i > 0 && link_address.is_unspecified(); --i) {
    link_address = relays[i - 1].link_address;
  }
  if (link_address.is_unspecified()) {
    const auto by_id = by_interface_id_.find(as_text(interface_id));
    if (!interface_id.empty() && by_id != by_interface_id_.end()) {
      return {by_id->second, LinkChoice::interface_id};
    }
    // A layer-2 relay (RFC 6221 §5.1) leaves link-address zero: it is on our own link.
    return {inbound.link, inbound.link == kNoLink ? LinkChoice::none : LinkChoice::interface};
  }
  for (unsigned length = 129; length > 0; --length) {
    if (!link_address_lengths_.at(length - 1)) continue;
    const auto found = by_link_address_.find(Prefix::containing(link_address, length - 1));
    if (found == by_link_address_.end()) continue;
    LinkId plain = kNoLink;
    for (const LinkId id : found->second) {
      if (has_interface_id(id)) return {id, LinkChoice::interface_id};
      if (config_->links[value(id)].relayed.interface_ids.empty()) plain = id;
    }
    if (plain != kNoLink) return {plain, LinkChoice::link_address};
  }
  const auto by_id = by_interface_id_.find(as_text(interface_id));
  if (!interface_id.empty() && by_id != by_interface_id_.end()) {
    return {by_id->second, LinkChoice::interface_id};
  }
  return {};
}

const ServedLink* Topology::served(LinkId link) const noexcept {
  if (value(link) >= links_.size()) return nullptr;
  const ServedLink& served = links_[value(link)];
  return served.link == nullptr ? nullptr : &served;
}

const Pool* Topology::pool_of(const Resource& resource) const noexcept {
  const auto after = std::ranges::upper_bound(
      by_first_, resource.base(), {}, [this](std::uint32_t index) { return pools_[index].first; });
  if (after == by_first_.begin()) return nullptr;
  const Pool& pool = pools_[*std::prev(after)];
  return pool.unit(resource) ? &pool : nullptr;
}

Pool* Topology::mutable_pool_of(const Resource& resource) noexcept {
  const Pool* pool = pool_of(resource);
  return pool == nullptr ? nullptr : &pools_[static_cast<std::size_t>(pool - pools_.data())];
}

LinkId Topology::link_of(const Resource& resource) const noexcept {
  const auto after = std::ranges::upper_bound(networks_, resource.base(), {},
                                              [](const Network& n) { return n.prefix.base(); });
  if (after == networks_.begin()) return kNoLink;
  const Network& network = *std::prev(after);
  return network.prefix.contains(resource) ? network.link : kNoLink;
}

bool Topology::is_blocked(const Pool& pool, const Resource& resource) const noexcept {
  // RFC 9915 §13.1: what is reserved is never assigned.
  if (pool.unit_length == 128 && (has_reserved_interface_id(resource.base()) ||
                                  is_subnet_router_anycast(resource.base(), pool.on->prefix))) {
    return true;
  }
  return hosts_.owner(pool.link, resource, pool.on) != nullptr;
}

void Topology::on_change(const Resource& resource, LeaseState before, LeaseState after) noexcept {
  Pool* pool = mutable_pool_of(resource);
  if (pool == nullptr) {
    if (after != LeaseState::bound) std::erase(strays_, resource);
    return;
  }
  const std::uint64_t unit = *pool->unit(resource);
  if (before == LeaseState::free && after != LeaseState::free) pool->space.take(unit);
  if (before != LeaseState::free && after == LeaseState::free) {
    pool->space.give_back(unit, is_blocked(*pool, resource));
    return;
  }
  const bool idle = after == LeaseState::released || after == LeaseState::expired;
  if (after != LeaseState::free) pool->space.set_idle(unit, idle);
}

}  // namespace ward6::dhcp6
