// The table of delegations: what it holds, and what ends by itself or by command.
#include "relay/delegations.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "libdhcp6/core/assert.h"

namespace ward6::relay {

using dhcp6::as_text;
using dhcp6::kNever;
using dhcp6::LinkId;
using dhcp6::Prefix;
using dhcp6::WallTime;
using Kind = DelegationChange::Kind;
using Reason = DelegationChange::Reason;

std::string_view name(Reason reason) noexcept {
  switch (reason) {
    case Reason::reply:
      return "reply";
    case Reason::release:
      return "release";
    case Reason::expiry:
      return "expiry";
    case Reason::cleared:
      return "cleared";
    case Reason::unconfigured:
      return "unconfigured";
    case Reason::restored:
      return "restored";
    case Reason::renumbered:
      return "renumbered";
  }
  return {};
}

bool is_delegable(const Prefix& prefix) noexcept {
  return prefix.length() >= kDelegatedLengthMin && prefix.base().is_global();
}

bool Delegations::ByClient::operator()(const Delegation* a, const Delegation* b) const noexcept {
  return std::tuple(a->link, as_text(a->client.bytes()), a->prefix) <
         std::tuple(b->link, as_text(b->client.bytes()), b->prefix);
}

bool Delegations::ByClient::operator()(const Delegation* a, const ClientKey& b) const noexcept {
  return std::tuple(a->link, as_text(a->client.bytes())) < std::tuple(b.link, b.client);
}

bool Delegations::ByExpiry::operator()(const Delegation* a, const Delegation* b) const noexcept {
  return std::tie(a->valid_until, a->prefix) < std::tie(b->valid_until, b->prefix);
}

void Delegations::configure(std::vector<DelegationPolicy> policies) {
  std::map<std::string, LinkId> by_name;
  for (const DelegationPolicy& policy : policies) by_name.emplace(policy.name, policy.link);
  std::map<LinkId, LinkId> links;  // what a link was, and is
  for (const Port& port : ports_) {
    const auto found = by_name.find(port.policy.name);
    if (found != by_name.end()) links.emplace(port.policy.link, found->second);
  }
  for (const Port& port : ports_) {
    if (!links.contains(port.policy.link)) end_link(port.policy.link);
  }
  std::vector<Port> ports;
  ports.reserve(policies.size());
  for (DelegationPolicy& policy : policies) ports.push_back({std::move(policy), 0});
  std::ranges::sort(ports, {}, [](const Port& port) { return port.policy.link; });
  ports_.swap(ports);
  for (const Port& was : ports) {
    const auto link = links.find(was.policy.link);
    if (link != links.end()) find_port(link->second)->held = was.held;
  }
  const auto is_moved = [](const auto& link) { return link.first != link.second; };
  if (std::ranges::any_of(links, is_moved)) renumber(links);
}

const DelegationPolicy* Delegations::policy(LinkId link) const noexcept {
  const Port* port = find_port(link);
  return port == nullptr ? nullptr : &port->policy;
}

bool Delegations::expire(WallTime now, std::size_t limit) {
  const auto is_due = [&] {
    return !by_expiry_.empty() && (*by_expiry_.begin())->valid_until <= now;
  };
  for (; limit > 0 && is_due(); --limit) {
    ++counters_.expired;
    end(held_.find((*by_expiry_.begin())->prefix), Reason::expiry);
  }
  return is_due();
}

std::optional<WallTime> Delegations::deadline() const noexcept {
  if (by_expiry_.empty()) return std::nullopt;
  return (*by_expiry_.begin())->valid_until;
}

bool Delegations::restore(WallTime now, const Delegation& delegation) {
  Port* port = find_port(delegation.link);
  if (port == nullptr || delegation.valid_until <= now || delegation.client.empty()) return false;
  if (!is_delegable(delegation.prefix) || !delegation.next_hop.is_link_local()) return false;
  if (held_.contains(delegation.prefix)) return false;
  hold(*port, delegation, Reason::restored);
  return true;
}

std::size_t Delegations::clear(const Selection& selection) {
  // What is within a prefix stands together behind it.
  auto at = selection.prefix ? held_.lower_bound(*selection.prefix) : held_.begin();
  std::size_t count = 0;
  while (at != held_.end()) {
    if (selection.prefix && !selection.prefix->contains(at->first)) break;
    const auto here = at++;
    const Delegation& held = here->second;
    if (selection.link && held.link != *selection.link) continue;
    if (selection.client && held.client != *selection.client) continue;
    end(here, Reason::cleared);
    ++count;
  }
  counters_.cleared += count;
  return count;
}

std::vector<DelegationChange> Delegations::take_changes() {
  return std::exchange(changes_, {});
}

std::uint32_t Delegations::held_on(LinkId link) const noexcept {
  const Port* port = find_port(link);
  return port == nullptr ? 0 : port->held;
}

std::optional<Delegation> Delegations::take_refused() {
  return std::exchange(refused_, std::nullopt);
}

bool Delegations::is_consistent() const {
  std::map<LinkId, std::uint32_t> held;
  std::size_t ending = 0;
  for (const auto& [prefix, delegation] : held_) {
    if (prefix != delegation.prefix || !by_client_.contains(&delegation)) return false;
    ++held[delegation.link];
    if (delegation.valid_until == kNever) continue;
    ++ending;
    if (!by_expiry_.contains(&delegation)) return false;
  }
  const auto is_counted = [&](const Port& port) { return port.held == held[port.policy.link]; };
  return std::ranges::all_of(ports_, is_counted) && held.size() == ports_.size() &&
         by_client_.size() == held_.size() && by_expiry_.size() == ending;
}

std::size_t Delegations::place_of(LinkId link) const noexcept {
  const auto at =
      std::ranges::lower_bound(ports_, link, {}, [](const Port& port) { return port.policy.link; });
  const bool is_there = at != ports_.end() && at->policy.link == link;
  return is_there ? static_cast<std::size_t>(at - ports_.begin()) : ports_.size();
}

const Delegations::Port* Delegations::find_port(LinkId link) const noexcept {
  const std::size_t place = place_of(link);
  return place < ports_.size() ? &ports_[place] : nullptr;
}

Delegations::Port* Delegations::find_port(LinkId link) noexcept {
  const std::size_t place = place_of(link);
  return place < ports_.size() ? &ports_[place] : nullptr;
}

void Delegations::hold(Port& port, const Delegation& delegation, Reason reason) {
  const auto [at, is_new] = held_.emplace(delegation.prefix, delegation);
  WARD6_ASSERT(is_new);
  index(at->second);
  ++port.held;
  changes_.push_back({Kind::held, reason, delegation});
}

void Delegations::end(Held::iterator at, Reason reason) {
  Port* port = find_port(at->second.link);
  WARD6_ASSERT(port != nullptr);
  --port->held;
  unindex(at->second);
  changes_.push_back({Kind::gone, reason, at->second});
  held_.erase(at);
}

void Delegations::end_link(LinkId link) {
  for (;;) {
    const auto first = by_client_.lower_bound(ClientKey{link, {}});
    if (first == by_client_.end() || (*first)->link != link) return;
    end(held_.find((*first)->prefix), Reason::unconfigured);
  }
}

void Delegations::renumber(const std::map<LinkId, LinkId>& links) {
  senders_.clear();
  by_client_.clear();
  for (auto& [prefix, held] : held_) {
    const LinkId link = links.at(held.link);
    if (link != held.link) {
      held.link = link;
      changes_.push_back({Kind::changed, Reason::renumbered, held});
    }
    by_client_.insert(&held);
  }
}

void Delegations::index(const Delegation& delegation) {
  by_client_.insert(&delegation);
  if (delegation.valid_until != kNever) by_expiry_.insert(&delegation);
}

void Delegations::unindex(const Delegation& delegation) {
  by_client_.erase(&delegation);
  by_expiry_.erase(&delegation);
}

}  // namespace ward6::relay
