#include "daemon/expand.h"

#include <algorithm>
#include <fnmatch.h>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "config/scalars.h"
#include "libdhcp6/wire/protocol.h"

namespace ward6::daemon {
namespace {

[[nodiscard]] bool needs_uplinks(const Settings& settings) noexcept {
  return std::ranges::any_of(settings.relay->links,
                             [](const auto& link) { return link.servers.empty(); });
}

// The interfaces that a link's pattern matches, by link.
using Matches = std::map<dhcp6::LinkId, std::vector<std::string>>;

[[nodiscard]] Matches by_link(const Expansion& expansion) {
  Matches matches;
  for (const Expansion::Match& match : expansion.matches) {
    matches[match.link].push_back(match.interface);
  }
  return matches;
}

// A link of each match, behind the others; where a match of a link became which link.
using NewLinks = std::map<dhcp6::LinkId, std::vector<dhcp6::LinkId>>;

[[nodiscard]] NewLinks add_links(const Matches& matches, std::vector<dhcp6::Link>& links) {
  NewLinks added;
  for (const auto& [pattern, interfaces] : matches) {
    for (const std::string& interface : interfaces) {
      added[pattern].push_back(dhcp6::LinkId{static_cast<std::uint16_t>(links.size())});
      dhcp6::Link link = links[value(pattern)];
      link.name += '/' + interface;
      link.interface = interface;
      links.push_back(std::move(link));
    }
  }
  return added;
}

// Each of `from` that is of a link with a pattern once for each link that the pattern gave, under
// the number and the name of that link; the others as they are. `id`: the member with the number.
template <class T>
[[nodiscard]] std::vector<T> multiply(const std::vector<T>& from,
                                      dhcp6::LinkId T::*id,
                                      const NewLinks& added,
                                      const std::vector<dhcp6::Link>& links) {
  std::vector<T> to;
  for (const T& each : from) {
    const auto matched = added.find(each.*id);
    if (matched == added.end()) {
      to.push_back(each);
      continue;
    }
    for (const dhcp6::LinkId link : matched->second) {
      to.push_back(each);
      to.back().*id = link;
      to.back().name = links[value(link)].name;
    }
  }
  return to;
}

// RFC 9915 §19: without a configured destination it is All_DHCP_Servers.
void expand_servers(const Expansion& expansion, relay::RelayConfig& relay) {
  std::vector<std::size_t> group;
  for (const std::string& uplink : expansion.uplinks) {
    const relay::Upstream server{dhcp6::kAllServers, uplink, false, {}};
    const auto found = std::ranges::find(relay.servers, server);
    group.push_back(static_cast<std::size_t>(found - relay.servers.begin()));
    if (found == relay.servers.end()) relay.servers.push_back(server);
  }
  for (relay::RelayedLink& link : relay.links) {
    if (link.servers.empty()) link.servers = group;
  }
}

}  // namespace

Expansion find_expansion(const Settings& settings, const InterfaceTable& interfaces) {
  const auto& links = settings.server->links;
  std::vector<dhcp6::LinkId> patterns;
  for (std::size_t at = 0; at < links.size(); ++at) {
    if (!config::is_interface_pattern(links[at].interface)) continue;
    patterns.push_back(dhcp6::LinkId{static_cast<std::uint16_t>(at)});
  }
  const bool wants_uplinks = needs_uplinks(settings);
  Expansion expansion;
  if (patterns.empty() && !wants_uplinks) return expansion;
  std::set<std::string_view> of_links;
  for (const dhcp6::Link& link : links) of_links.insert(link.interface);
  // By name, so that the same interfaces give the same links.
  std::set<std::string> names;
  for (const auto& [index, interface] : interfaces.all()) {
    // A link that names the interface goes before one whose pattern matches it.
    if (!interface.loopback && !of_links.contains(interface.name)) names.insert(interface.name);
  }
  for (const std::string& name : names) {
    const auto pattern = std::ranges::find_if(patterns, [&](dhcp6::LinkId link) {
      return ::fnmatch(links[value(link)].interface.c_str(), name.c_str(), 0) == 0;
    });
    if (pattern != patterns.end()) {
      if (expansion.matches.size() < kMatchesMax) expansion.matches.push_back({*pattern, name});
    } else if (wants_uplinks && expansion.uplinks.size() < kUplinksMax) {
      expansion.uplinks.push_back(name);
    }
  }
  return expansion;
}

std::shared_ptr<const Settings> expand(const std::shared_ptr<const Settings>& settings,
                                       const Expansion& expansion) {
  if (expansion == Expansion{}) return settings;
  auto server = std::make_shared<dhcp6::ServerConfig>(*settings->server);
  auto relay = std::make_shared<relay::RelayConfig>(*settings->relay);
  auto delegations = std::make_shared<relay::DelegationConfig>(*settings->delegations);
  const NewLinks added = add_links(by_link(expansion), server->links);
  relay->links = multiply(relay->links, &relay::RelayedLink::id, added, server->links);
  delegations->links =
      multiply(delegations->links, &relay::DelegationPolicy::link, added, server->links);
  auto guards = std::make_shared<std::vector<raguard::GuardPolicy>>(
      multiply(*settings->guards, &raguard::GuardPolicy::id, added, server->links));
  for (raguard::GuardPolicy& guard : *guards) {
    guard.interface = server->links[value(guard.id)].interface;
  }
  expand_servers(expansion, *relay);
  auto expanded = std::make_shared<Settings>(*settings);
  expanded->server = std::move(server);
  expanded->relay = std::move(relay);
  expanded->delegations = std::move(delegations);
  expanded->guards = std::move(guards);
  return expanded;
}

}  // namespace ward6::daemon
