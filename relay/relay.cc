#include "relay/relay.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace ward6::relay {
namespace {

using dhcp6::Ipv6Address;

constexpr std::size_t kFormerMax = 8;  // addresses of a link that are remembered

// fc00::/7: RFC 4193 §3.
bool is_unique_local(const Ipv6Address& address) noexcept {
  return (std::to_integer<unsigned>(address.octets[0]) & 0xfeU) == 0xfcU;
}

// RFC 9915 §19.1.1: a GUA or ULA of the link; a link-local one when there is nothing better. While
// a link is renumbered the former prefix is still there, deprecated: servers shall hear of the new.
std::optional<Ipv6Address> best_address(const Attachment& attachment) {
  const auto rank = [](const Attachment::Address& each) {
    if (!each.address.is_global()) return 4;
    return (each.passing ? 2 : 0) + (is_unique_local(each.address) ? 1 : 0);
  };
  const Attachment::Address* best = nullptr;
  for (const Attachment::Address& each : attachment.addresses) {
    if (!each.address.is_global() && !each.address.is_link_local()) continue;
    if (best == nullptr || rank(each) < rank(*best)) best = &each;
  }
  return best == nullptr ? std::nullopt : std::optional(best->address);
}

}  // namespace

Relay::Relay(std::shared_ptr<const RelayConfig> config, const dhcp6::HashKey& key)
    : config_(std::make_shared<RelayConfig>()), key_(key), stations_(key) {
  reconfigure(std::move(config));
}

void Relay::reconfigure(std::shared_ptr<const RelayConfig> config) {
  std::vector<UpstreamState> upstreams(config->servers.size());
  for (std::size_t at = 0; at < upstreams.size(); ++at) {
    const auto before = std::ranges::find(config_->servers, config->servers[at]);
    if (before == config_->servers.end()) continue;
    upstreams[at] = upstreams_[static_cast<std::size_t>(before - config_->servers.begin())];
  }
  std::map<std::string_view, Lower*> by_name;
  for (Lower& lower : links_) by_name.emplace(lower.config->name, &lower);
  std::vector<Lower> links(config->links.size());
  for (std::size_t at = 0; at < links.size(); ++at) {
    links[at].config = &config->links[at];
    const auto before = by_name.find(links[at].config->name);
    if (before == by_name.end()) continue;
    remember_addresses(*before->second);
    links[at].former = before->second->former;
    links[at].traffic = before->second->traffic;
  }
  config_ = std::move(config);
  links_ = std::move(links);
  upstreams_ = std::move(upstreams);
  known_servers_ = {};
  by_id_.clear();
  for (std::size_t at = 0; at < links_.size(); ++at) {
    const std::size_t id = value(links_[at].config->id);
    if (by_id_.size() <= id) by_id_.resize(id + 1);
    by_id_[id] = static_cast<std::uint32_t>(at + 1);
  }
  is_indexed_ = false;
}

void Relay::index_links() {
  is_indexed_ = true;
  by_interface_id_.clear();
  by_address_.clear();
  for (std::size_t at = 0; at < links_.size(); ++at) {
    Lower& lower = links_[at];
    name_link(at);
    // A link-local address names no link: every interface may have the same one.
    if (lower.link_address && lower.link_address->is_global()) {
      by_address_.try_emplace(*lower.link_address, at);
    }
    if (!lower.attachment) continue;
    for (const auto& each : lower.attachment->addresses) {
      if (each.address.is_global()) by_address_.try_emplace(each.address, at);
    }
  }
  // What a link has now comes before what another one had.
  for (std::size_t at = 0; at < links_.size(); ++at) {
    for (const Ipv6Address& address : links_[at].former) by_address_.try_emplace(address, at);
  }
}

// RFC 9915 §21.18: it identifies one interface. Of two links whose templates give the same, the one
// that the configuration has first keeps it.
void Relay::name_link(std::size_t at) {
  Lower& lower = links_[at];
  if (lower.label.empty()) return;
  std::string id(dhcp6::as_text(lower.label));
  if (by_interface_id_.contains(id)) id = lower.config->name;
  while (by_interface_id_.contains(id)) id += '+';
  const auto bytes = dhcp6::as_bytes(id);
  lower.interface_id.assign(bytes.begin(), bytes.end());
  by_interface_id_.emplace(std::move(id), at);
}

// A reply to an address that the link is about to lose shall still find it. The latest come last.
void Relay::remember_addresses(Lower& lower) {
  std::vector<Ipv6Address>& former = lower.former;
  const auto remember = [&former](const Ipv6Address& address) {
    if (!address.is_global()) return;
    std::erase(former, address);
    former.push_back(address);
  };
  if (lower.attachment) {
    for (const auto& each : lower.attachment->addresses) remember(each.address);
  }
  if (lower.link_address) remember(*lower.link_address);
  const auto surplus = std::max(former.size(), kFormerMax) - kFormerMax;
  former.erase(former.begin(), former.begin() + static_cast<std::ptrdiff_t>(surplus));
}

bool Relay::attach(dhcp6::LinkId link, const Attachment& attachment) {
  Lower* lower = find(link);
  if (lower == nullptr || lower->attachment == attachment) return false;
  remember_addresses(*lower);
  lower->attachment = attachment;
  const RelayedLink& config = *lower->config;
  lower->link_address = config.link_address ? config.link_address : best_address(attachment);
  lower->label = config.interface_id.bytes({.link = config.name,
                                            .interface = attachment.name,
                                            .mac = attachment.mac,
                                            .vlan = attachment.vlan,
                                            .hostname = config_->hostname,
                                            .client_mac = {}});
  // RFC 9915 §21.18 gives no bound, but what is empty names nothing.
  if (lower->label.empty()) {
    const auto name = dhcp6::as_bytes(config.name);
    lower->label.assign(name.begin(), name.end());
  }
  is_indexed_ = false;
  return true;
}

void Relay::detach(dhcp6::LinkId link) {
  Lower* lower = find(link);
  if (lower == nullptr || !lower->attachment) return;
  remember_addresses(*lower);
  lower->attachment.reset();
  is_indexed_ = false;
}

void Relay::set_interface(const std::string& name, dhcp6::InterfaceIndex index) {
  for (std::size_t at = 0; at < upstreams_.size(); ++at) {
    if (config_->servers[at].interface == name) upstreams_[at].interface = index;
  }
}

Relay::Lower* Relay::find(dhcp6::LinkId link) noexcept {
  const std::size_t id = value(link);
  if (id >= by_id_.size() || by_id_[id] == 0) return nullptr;
  return &links_[by_id_[id] - 1];
}

bool Relay::relays(dhcp6::LinkId link) const noexcept {
  const std::size_t id = value(link);
  return id < by_id_.size() && by_id_[id] != 0;
}

Verdict Relay::handle(const dhcp6::Now& now,
                      const dhcp6::Inbound& inbound,
                      dhcp6::Outbox& outbox) noexcept {
  // Not in attach(): thousands of links are attached in a row.
  if (!is_indexed_) index_links();
  last_ = {};
  last_.link = inbound.link;
  last_.peer = inbound.from.address;
  last_.mac = inbound.link_layer;
  last_.verdict = decide(now, inbound, outbox);
  account(inbound);
  if (is_drop(last_.verdict)) samples_.add(last_.verdict, now.wall, inbound);
  return last_.verdict;
}

Verdict Relay::decide(const dhcp6::Now& now,
                      const dhcp6::Inbound& inbound,
                      dhcp6::Outbox& outbox) noexcept {
  if (inbound.payload.size() < dhcp6::kMessageHeaderSize) return Verdict::too_short;
  last_.type = std::to_integer<std::uint8_t>(inbound.payload.front());
  const bool down = last_.type == static_cast<std::uint8_t>(dhcp6::MessageType::relay_reply);
  return down ? deliver(inbound, outbox) : forward(now, inbound, outbox);
}

void Relay::account(const dhcp6::Inbound& inbound) noexcept {
  const std::size_t verdict = static_cast<std::size_t>(last_.verdict);
  const std::size_t type = type_place(last_.type);
  ++traffic_.received.at(type);
  ++traffic_.verdicts.at(verdict);
  // A Relay-reply is counted where it goes, everything else where it came from.
  Lower* link = find(last_.link);
  if (link != nullptr) {
    if (inbound.link == last_.link) ++link->traffic.received.at(type);
    ++link->traffic.verdicts.at(verdict);
  }
  if (last_.verdict == Verdict::to_servers) {
    traffic_.sent.at(static_cast<std::size_t>(dhcp6::MessageType::relay_forward)) += last_.sent;
  } else if (last_.verdict == Verdict::to_client) {
    ++traffic_.sent.at(type_place(last_.inner_type));
    if (link != nullptr) ++link->traffic.sent.at(type_place(last_.inner_type));
  }
}

const Traffic* Relay::traffic(dhcp6::LinkId link) const noexcept {
  return relays(link) ? &links_[by_id_[value(link)] - 1].traffic : nullptr;
}

dhcp6::Bytes Relay::interface_id(dhcp6::LinkId link) {
  if (!is_indexed_) index_links();
  return links_[by_id_[value(link)] - 1].interface_id;
}

std::optional<Ipv6Address> Relay::link_address(dhcp6::LinkId link) const noexcept {
  const Lower& lower = links_[by_id_[value(link)] - 1];
  return lower.attachment ? lower.link_address : std::nullopt;
}

std::optional<std::size_t> Relay::server_of(dhcp6::Bytes server_id) const noexcept {
  if (server_id.empty()) return std::nullopt;
  const std::uint64_t hash = dhcp6::siphash(key_, server_id);
  const KnownServer& known = known_servers_[hash % known_servers_.size()];
  if (known.hash != hash) return std::nullopt;
  return known.server;
}

}  // namespace ward6::relay
