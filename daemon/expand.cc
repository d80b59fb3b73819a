#include "daemon/expand.h"

#include <algorithm>
#include <fnmatch.h>
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

// Links of a pattern: copies of its relayed link under their own names.
void expand_links(const Settings& settings,
                  const Expansion& expansion,
                  dhcp6::ServerConfig& server,
                  relay::RelayConfig& relay) {
  std::vector<relay::RelayedLink> links;
  for (const relay::RelayedLink& link : settings.relay->links) {
    if (std::ranges::find(expansion.matches, value(link.id), &Expansion::Match::link) ==
        expansion.matches.end()) {
      links.push_back(link);
    }
  }
  for (const Expansion::Match& match : expansion.matches) {
    const auto pattern = std::ranges::find(settings.relay->links,
                                           dhcp6::LinkId{static_cast<std::uint16_t>(match.link)},
                                           &relay::RelayedLink::id);
    dhcp6::Link link = settings.server->links[match.link];
    link.name += '/' + match.interface;
    link.interface = match.interface;
    relay::RelayedLink relayed = *pattern;
    relayed.id = dhcp6::LinkId{static_cast<std::uint16_t>(server.links.size())};
    relayed.name = link.name;
    server.links.push_back(std::move(link));
    links.push_back(std::move(relayed));
  }
  relay.links = std::move(links);
}

// What is done for delegated prefixes on a link with a pattern is done on each of its links.
void expand_delegations(const Expansion& expansion,
                        const dhcp6::ServerConfig& server,
                        relay::DelegationConfig& delegations) {
  std::vector<relay::DelegationPolicy> links;
  for (const relay::DelegationPolicy& policy : delegations.links) {
    bool matched = false;
    for (std::size_t at = 0; at < expansion.matches.size(); ++at) {
      if (expansion.matches[at].link != value(policy.link)) continue;
      matched = true;
      const std::size_t id = server.links.size() - expansion.matches.size() + at;
      links.push_back(policy);
      links.back().link = dhcp6::LinkId{static_cast<std::uint16_t>(id)};
      links.back().name = server.links[id].name;
    }
    if (!matched) links.push_back(policy);
  }
  delegations.links = std::move(links);
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
  std::set<std::string, std::less<>> of_links;
  for (const dhcp6::Link& link : links) of_links.insert(link.interface);
  Expansion expansion;
  // By name, so that the same interfaces give the same links.
  std::set<std::string, std::less<>> names;
  for (const auto& [index, interface] : interfaces.all()) {
    if (!interface.loopback) names.insert(interface.name);
  }
  for (const std::string& name : names) {
    // A link that names the interface goes before one whose pattern matches it.
    if (of_links.contains(name)) continue;
    const auto link = std::ranges::find_if(links, [&name](const dhcp6::Link& each) {
      return config::is_interface_pattern(each.interface) &&
             ::fnmatch(each.interface.c_str(), name.c_str(), 0) == 0;
    });
    const std::size_t at = static_cast<std::size_t>(link - links.begin());
    if (at < links.size() && expansion.matches.size() < kMatchesMax) {
      expansion.matches.push_back({at, name});
    } else if (at == links.size() && expansion.uplinks.size() < kUplinksMax &&
               needs_uplinks(settings)) {
      expansion.uplinks.push_back(name);
    }
  }
  return expansion;
}

std::shared_ptr<const Settings> expand(const std::shared_ptr<const Settings>& settings,
                                       const Expansion& expansion) {
  const bool has_pattern = std::ranges::any_of(settings->server->links, [](const auto& link) {
    return config::is_interface_pattern(link.interface);
  });
  if (!has_pattern && !needs_uplinks(*settings)) return settings;
  auto server = std::make_shared<dhcp6::ServerConfig>(*settings->server);
  auto relay = std::make_shared<relay::RelayConfig>(*settings->relay);
  expand_links(*settings, expansion, *server, *relay);
  expand_servers(expansion, *relay);
  auto delegations = std::make_shared<relay::DelegationConfig>(*settings->delegations);
  expand_delegations(expansion, *server, *delegations);
  auto expanded = std::make_shared<Settings>(*settings);
  expanded->server = std::move(server);
  expanded->relay = std::move(relay);
  expanded->delegations = std::move(delegations);
  return expanded;
}

}  // namespace ward6::daemon
