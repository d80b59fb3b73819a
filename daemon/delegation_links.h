// The links whose clients' delegated prefixes are looked after, as they are now: which interface,
// whether it is up, and which sources belong there.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "daemon/delegation_filter.h"
#include "daemon/net/interface_table.h"
#include "daemon/settings.h"
#include "relay/delegations.h"

namespace ward6::daemon {

struct DelegationLink {
  relay::DelegationPolicy policy;
  std::string interface;
  dhcp6::InterfaceIndex index{};  // 0: there is none, or it is down
  std::uint32_t came_up = 0;
  bool has_stations = false;       // more than one can be on it: they have link-layer addresses
  std::set<dhcp6::Prefix> served;  // by the server role, whether the interface has them or not
  std::set<dhcp6::Prefix> on_link;

  friend bool operator==(const DelegationLink&, const DelegationLink&) = default;
};

// What was known of an interface in `former` is known on.
[[nodiscard]] std::vector<DelegationLink> make_delegation_links(
    const Settings& settings, const std::vector<DelegationLink>& former);
// Takes what the interfaces are now. False: it is as it was.
[[nodiscard]] bool refresh(DelegationLink& link, const InterfaceTable& interfaces);

// What the packet filter needs for the link itself, and for one prefix delegated there.
[[nodiscard]] FilterElements link_elements(const DelegationLink& link);
[[nodiscard]] FilterElements delegation_elements(const DelegationLink& link,
                                                 const relay::Delegation& delegation);

}  // namespace ward6::daemon
