#include "daemon/delegation_links.h"

#include <algorithm>
#include <linux/if_arp.h>
#include <utility>

namespace ward6::daemon {
namespace {

using Set = FilterElement::Set;

constexpr std::size_t kEthernetSize = 6;

}  // namespace

std::vector<DelegationLink> make_delegation_links(const Settings& settings,
                                                  const std::vector<DelegationLink>& former) {
  std::vector<DelegationLink> links;
  for (const relay::DelegationPolicy& policy : settings.delegations->links) {
    const dhcp6::Link& config = settings.server->links[value(policy.link)];
    const auto known = std::ranges::find(former, config.interface, &DelegationLink::interface);
    DelegationLink link = known == former.end() ? DelegationLink{} : *known;
    link.policy = policy;
    link.interface = config.interface;
    link.served.clear();
    if (config.serve) {
      for (const dhcp6::LinkPrefix& each : config.serve->prefixes) link.served.insert(each.prefix);
    }
    link.on_link.insert(link.served.begin(), link.served.end());
    links.push_back(std::move(link));
  }
  return links;
}

bool refresh(DelegationLink& link, const InterfaceTable& interfaces) {
  DelegationLink now = link;
  const Interface* interface = interfaces.find(link.interface);
  now.on_link = link.served;
  now.index = {};
  if (interface != nullptr) {
    if (interface->up) now.index = interface->index;
    now.came_up = interface->came_up;
    now.has_stations = interface->hardware == ARPHRD_ETHER;
    for (const auto& [address, facts] : interface->addresses) {
      if (address.is_link_local()) continue;
      now.on_link.insert(dhcp6::Prefix::containing(address, facts.length));
    }
  }
  if (now == link) return false;
  link = std::move(now);
  return true;
}

FilterElements link_elements(const DelegationLink& link) {
  FilterElements elements;
  if (!is_plain_name(link.interface)) return elements;
  if (link.policy.loop_guard && link.policy.loop_reject) {
    elements.insert({Set::rejecting, link.interface, {}, {}});
  }
  if (!link.policy.filter) return elements;
  elements.insert({Set::filtered, link.interface, {}, {}});
  for (const dhcp6::Prefix& prefix : link.on_link) {
    elements.insert({Set::on_link, link.interface, {}, prefix});
  }
  return elements;
}

FilterElements delegation_elements(const DelegationLink& link,
                                   const relay::Delegation& delegation) {
  FilterElements elements;
  if (!is_plain_name(link.interface)) return elements;
  if (link.policy.filter) {
    elements.insert({Set::delegated, link.interface, {}, delegation.prefix});
  }
  if (!link.policy.loop_guard) return elements;
  // RFC 8987 §4.2 R-5: where several stations are, only the client's own frames can be looping; a
  // neighbour may well reach it by way of us.
  if (!link.has_stations) {
    elements.insert({Set::loop, link.interface, {}, delegation.prefix});
  } else if (delegation.mac.size == kEthernetSize) {
    elements.insert({Set::loop_mac, link.interface, delegation.mac.to_string(), delegation.prefix});
  }
  return elements;
}

}  // namespace ward6::daemon
