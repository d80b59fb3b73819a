#include "daemon/links.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "daemon/net/udp_socket.h"
#include "libdhcp6/wire/protocol.h"

namespace ward6::daemon {
namespace {

// RFC 9915 §7.1: relay agents are in the first, servers in both.
constexpr std::array kGroups{dhcp6::kAllRelayAgentsAndServers, dhcp6::kAllServers};

[[nodiscard]] std::span<const dhcp6::Ipv6Address> groups_of(bool relayed) noexcept {
  return std::span(kGroups).first(relayed ? 1 : kGroups.size());
}

[[nodiscard]] std::set<dhcp6::LinkId> relayed_links(const Settings& settings) {
  std::set<dhcp6::LinkId> links;
  for (const relay::RelayedLink& link : settings.relay->links) links.insert(link.id);
  return links;
}

}  // namespace

void Links::configure(std::shared_ptr<const Settings> settings) {
  settings_ = std::move(settings);
  std::vector<Attached> before = std::exchange(attached_, {});
  relayed_only_.clear();
  const auto& links = settings_->server->links;
  const std::set<dhcp6::LinkId> relayed_ids = relayed_links(*settings_);
  for (std::size_t at = 0; at < links.size(); ++at) {
    const dhcp6::LinkId id{static_cast<std::uint16_t>(at)};
    const bool relayed = relayed_ids.contains(id);
    if (!links[at].serve && !relayed) continue;
    if (links[at].interface.empty()) {
      relayed_only_.push_back(links[at].name);
      continue;
    }
    Attached link;
    link.name = links[at].name;
    link.interface = links[at].interface;
    link.id = id;
    link.relayed = relayed;
    // An interface that stays keeps its sockets and what is queued in them.
    const auto same = std::ranges::find(before, link.interface, &Attached::interface);
    if (same != before.end() && same->relayed == relayed) {
      link.open = std::exchange(same->open, {});
      link.said = same->said;
      link.trouble_said = same->trouble_said;
      if (Port* port = ports_.find(link.open)) port->link = link.id;
    }
    attached_.push_back(std::move(link));
  }
  for (Attached& gone : before) close(gone);
}

bool Links::update(const InterfaceTable& interfaces) {
  // First all closing, then all opening: a name may have moved from one index to another.
  for (Attached& link : attached_) {
    const Interface* interface = interfaces.find(link.interface);
    const bool same = interface != nullptr && interface->index == link.open;
    if (link.open != dhcp6::InterfaceIndex{} && !same) close(link);
  }
  bool complete = true;
  for (Attached& link : attached_) {
    complete = update(link, interfaces.find(link.interface)) && complete;
  }
  complete = update_relayed() && complete;
  join_everywhere(interfaces);
  return complete;
}

bool Links::update(Attached& link, const Interface* interface) {
  const Readiness now = readiness(interface);
  const bool was_ready = link.said == Readiness::ready;
  if (now == Readiness::ready && link.open == dhcp6::InterfaceIndex{}) {
    if (!open(link, *interface)) return false;
  } else if (now == Readiness::ready && !was_ready) {
    rejoin(link);
  }
  say(link, now);
  return true;
}

bool Links::open(Attached& link, const Interface& interface) {
  const auto opened = ports_.open_interface(interface.index, link.id, groups_of(link.relayed));
  if (!opened) {
    if (!std::exchange(link.trouble_said, true)) {
      log_.event(
          LogId::interface_trouble,
          fmt::format("link {}: interface {}: {}", link.name, link.interface, opened.error()),
          {{"link", link.name}, {"interface", link.interface}});
    }
    return false;
  }
  link.trouble_said = false;
  link.open = interface.index;
  if (!opened->no_tap.empty() && !std::exchange(tap_said_, true)) {
    log_.event(LogId::tap_unavailable,
               fmt::format("frames cannot be seen ({}): link-layer addresses of clients come from "
                           "the neighbour table",
                           opened->no_tap));
  }
  return true;
}

void Links::close(Attached& link) {
  if (const Port* port = ports_.find(link.open)) ports_.close(port->id);
  link.open = {};
}

// An interface that was down, or whose IPv6 was off, may have left its groups.
void Links::rejoin(const Attached& link) {
  Port* port = ports_.find(link.open);
  if (port == nullptr) return;
  for (const dhcp6::Ipv6Address& group : groups_of(link.relayed)) {
    if (const auto joined = join(port->fd(), group, link.open); !joined) {
      log_.event(LogId::interface_trouble, fmt::format("link {}: {}", link.name, joined.error()),
                 {{"link", link.name}, {"interface", link.interface}});
    }
  }
}

void Links::say(Attached& link, Readiness now) {
  if (link.said == now) return;
  link.said = now;
  const LogId id = now == Readiness::ready ? LogId::interface_ready : LogId::interface_waiting;
  // Each interface goes through these two for a second or so when it comes up: no reason to worry.
  const bool passing = now == Readiness::tentative || now == Readiness::no_link_local;
  const LogLevel level = passing || now == Readiness::ready ? LogLevel::info : LogLevel::warn;
  const std::string_view at_work = link.relayed ? "relaying" : "serving";
  const std::string_view then = now == Readiness::ready ? at_work : "waiting for it";
  log_.event(
      id, level,
      fmt::format("link {}: interface {} {}; {}", link.name, link.interface, describe(now), then),
      {{"link", link.name}, {"interface", link.interface}, {"reason", describe(now)}});
}

bool Links::update_relayed() {
  const auto& wanted = settings_->listen;
  std::vector<dhcp6::Ipv6Address> open;
  for (const PortId id : std::vector<PortId>(ports_.relayed())) {
    const dhcp6::Ipv6Address address = ports_.find(id)->address;
    if (std::ranges::find(wanted, address) == wanted.end()) {
      ports_.close(id);
      joined_.clear();
    } else {
      open.push_back(address);
    }
  }
  bool complete = true;
  for (const dhcp6::Ipv6Address& address : wanted) {
    if (std::ranges::find(open, address) != open.end()) continue;
    const std::string text = address.to_string();
    const auto opened = ports_.open_relayed(address);
    complete = opened.has_value() && complete;
    if (opened) {
      joined_.clear();
      relayed_trouble_said_.erase(text);
      log_.event(LogId::relayed_listening,
                 fmt::format("relayed messages are taken on [{}]:547", text), {{"address", text}});
    } else if (relayed_trouble_said_.insert(text).second) {
      log_.event(LogId::interface_trouble, opened.error(), {{"address", text}});
    }
  }
  return complete;
}

// RFC 9915 §7.1: servers are in All_DHCP_Servers, to which relays send that know no server's
// address. One socket in the group is enough.
void Links::join_everywhere(const InterfaceTable& interfaces) {
  if (ports_.relayed().empty()) return;
  Port* port = ports_.find(ports_.relayed().front());
  for (const auto& [index, interface] : interfaces.all()) {
    if (!interface.up || interface.loopback) {
      joined_.erase(index);
      continue;
    }
    // Served interfaces have sockets of their own in the group.
    if (ports_.find(index) != nullptr || joined_.contains(index)) continue;
    // An interface without multicast or IPv6 refuses: no relay speaks from there.
    if (join(port->fd(), dhcp6::kAllServers, index)) joined_.insert(index);
  }
  std::erase_if(joined_, [&interfaces](dhcp6::InterfaceIndex index) {
    return interfaces.find(index) == nullptr;
  });
}

std::vector<Links::State> Links::states() const {
  std::vector<State> states;
  for (const Attached& link : attached_) {
    const Port* port = ports_.find(link.open);
    states.push_back({link.name, link.interface, link.said.value_or(Readiness::missing), link.open,
                      port != nullptr, port != nullptr && port->tap.has_value()});
  }
  for (const std::string& name : relayed_only_) {
    states.push_back({name, "", Readiness::ready, {}, !ports_.relayed().empty(), false});
  }
  return states;
}

std::size_t Links::waiting() const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      attached_, [](const Attached& link) { return link.said != Readiness::ready; }));
}

std::size_t Links::listening() const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      attached_, [](const Attached& link) { return link.open != dhcp6::InterfaceIndex{}; }));
}

}  // namespace ward6::daemon
