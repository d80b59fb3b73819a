#include "daemon/relaying.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace ward6::daemon {
namespace {

using relay::Verdict;

// What the options of a Relay-forward take, generously.
constexpr std::size_t kOverhead = 2048;

// Somebody is trying something, or the configuration is wrong: worth a line at once.
constexpr std::array kAlarming{Verdict::server_message,
                               Verdict::relay_not_trusted,
                               Verdict::hop_limit,
                               Verdict::client_rate,
                               Verdict::link_rate,
                               Verdict::no_server,
                               Verdict::reply_on_client_link,
                               Verdict::reply_unknown_server,
                               Verdict::reply_bad_peer,
                               Verdict::reply_other_vpn};

[[nodiscard]] bool is_alarming(Verdict verdict) noexcept {
  return std::ranges::find(kAlarming, verdict) != kAlarming.end();
}

[[nodiscard]] relay::Attachment to_attachment(const Interface& interface) {
  relay::Attachment attachment;
  attachment.index = interface.index;
  attachment.name = interface.name;
  attachment.vlan = interface.vlan;
  attachment.hardware_type = interface.hardware;
  attachment.mac = interface.mac;
  for (const auto& [address, facts] : interface.addresses) {
    if (!is_usable(facts)) continue;
    attachment.addresses.push_back({address, facts.length, is_passing(facts)});
  }
  return attachment;
}

}  // namespace

Relaying::Relaying(Log& log, const dhcp6::HashKey& key)
    : log_(log), relay_(std::make_shared<relay::RelayConfig>(), key) {}

void Relaying::configure(std::shared_ptr<const Settings> settings, const dhcp6::Duid& duid) {
  settings_ = std::move(settings);
  auto config = std::make_shared<relay::RelayConfig>(*settings_->relay);
  config->hostname = settings_->hostname;
  config->relay_id.assign(duid.bytes().begin(), duid.bytes().end());
  relay_.reconfigure(std::move(config));
  fan_out_ = 1;
  for (const relay::RelayedLink& link : relay_.config().links) {
    fan_out_ = std::max(fan_out_, link.servers.size());
  }
  link_local_said_.clear();
}

void Relaying::update(const InterfaceTable& interfaces) {
  if (!is_on()) return follow_topology(interfaces);
  for (const relay::RelayedLink& link : relay_.config().links) {
    const std::string& name = settings_->server->links[value(link.id)].interface;
    const Interface* interface = interfaces.find(name);
    if (interface == nullptr || !interface->up) {
      relay_.detach(link.id);
    } else if (relay_.attach(link.id, to_attachment(*interface))) {
      link_local_said_.erase(link.id);
    }
  }
  for (const relay::Upstream& server : relay_.config().servers) {
    if (server.interface.empty()) continue;
    const Interface* interface = interfaces.find(server.interface);
    const bool up = interface != nullptr && interface->up;
    relay_.set_interface(server.interface, up ? interface->index : dhcp6::InterfaceIndex{});
  }
  std::set<dhcp6::Ipv6Address> own;
  for (const auto& [index, interface] : interfaces.all()) {
    for (const auto& [address, facts] : interface.addresses) own.insert(address);
  }
  relay_.set_own(std::move(own));
  follow_topology(interfaces);
}

// RFC 9243 §3.2, topology-change. An interface that is only down stays what it was.
void Relaying::follow_topology(const InterfaceTable& interfaces) {
  std::map<std::string, Place> places;
  for (const relay::RelayedLink& link : relay_.config().links) {
    const std::string& name = settings_->server->links[value(link.id)].interface;
    const Interface* interface = interfaces.find(name);
    if (interface == nullptr) continue;
    const auto before = places_.find(name);
    Place place = before == places_.end() ? Place() : before->second;
    place.link = link.name;
    if (interface->up) {
      place.address = relay_.link_address(link.id).value_or(dhcp6::Ipv6Address{});
      if (!place.address.is_unspecified()) place.last = place.address;
    }
    places.emplace(name, std::move(place));
  }
  for (const auto& [name, before] : places_) {
    const auto now = places.find(name);
    const bool is_gone = now == places.end();
    if (is_gone || now->second.address != before.address) {
      say_changed(name, before, is_gone ? nullptr : &now->second);
    }
  }
  places_ = std::move(places);
}

void Relaying::say_changed(const std::string& interface, const Place& before, const Place* now) {
  // The first address that comes is no change.
  if (now != nullptr && before.last.is_unspecified()) return;
  const std::string last = before.last.is_unspecified() ? "" : before.last.to_string();
  std::string text = fmt::format("link {}: interface {} ", before.link, interface);
  if (now == nullptr) {
    text += "has no clients of the relay agent any more";
  } else if (now->address.is_unspecified()) {
    text += "has no address for the link now";
  } else {
    text += fmt::format("has the link-address {} now", now->address.to_string());
  }
  if (!last.empty()) text += fmt::format("; the last was {}", last);
  log_.event(LogId::relay_topology, text,
             {{"link", before.link}, {"relay-if-name", interface}, {"last-ipv6-addr", last}});
}

bool Relaying::takes(const dhcp6::Inbound& inbound) const noexcept {
  if (!is_on()) return false;
  if (relay_.relays(inbound.link)) return true;
  return !inbound.payload.empty() && std::to_integer<std::uint8_t>(inbound.payload.front()) ==
                                         static_cast<std::uint8_t>(dhcp6::MessageType::relay_reply);
}

std::size_t Relaying::bytes_needed(std::size_t payload) const noexcept {
  return fan_out_ * std::min(payload + kOverhead, dhcp6::kDatagramSizeMax);
}

void Relaying::handle(const dhcp6::Now& now, const dhcp6::Inbound& inbound, dhcp6::Outbox& outbox) {
  const Verdict verdict = relay_.handle(now, inbound, outbox);
  const relay::Passage& passage = relay_.last();
  if (is_alarming(verdict)) {
    if (report_.is_time(verdict, now.steady)) log_.event(LogId::relay_alarm, describe(passage));
  } else if (log_.wants(LogLevel::debug)) {
    log_.event(LogId::relay_passage, describe(passage));
  }
  if (passage.link_local_address && link_local_said_.insert(passage.link).second) {
    log_.event(LogId::relay_link_local,
               fmt::format("link {}: no global address; its messages carry a link-local one",
                           settings_->server->links[value(passage.link)].name));
  }
}

std::string Relaying::describe(const relay::Passage& passage) const {
  const auto& links = settings_->server->links;
  const std::size_t link = value(passage.link);
  std::string text = verdict_text(passage.verdict);
  text += fmt::format("; {}", name(dhcp6::MessageType{passage.type}));
  if (passage.inner_type != 0 && passage.inner_type != passage.type) {
    text += fmt::format(" around {}", name(dhcp6::MessageType{passage.inner_type}));
  }
  text += fmt::format(", peer {}", passage.peer.to_string());
  if (!passage.mac.empty()) text += fmt::format(" ({})", passage.mac.to_string());
  if (link < links.size()) text += fmt::format(", link {}", links[link].name);
  if (!passage.server.is_unspecified()) {
    text += fmt::format(", server {}", passage.server.to_string());
  }
  return text + remedy_text(passage.verdict);
}

void Relaying::report() {
  const std::string text = report_.since_last(relay_.traffic().verdicts);
  if (!text.empty()) log_.event(LogId::drops, "relay: " + text);
}

}  // namespace ward6::daemon
