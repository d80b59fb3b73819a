#include "daemon/net/interface_table.h"

#include <linux/if_addr.h>
#include <utility>

namespace ward6::daemon {

std::string_view describe(Readiness readiness) noexcept {
  switch (readiness) {
    case Readiness::missing:
      return "does not exist";
    case Readiness::down:
      return "is down";
    case Readiness::no_link_local:
      return "has no link-local address";
    case Readiness::tentative:
      return "is checking its link-local address for duplicates";
    case Readiness::duplicate:
      return "has a link-local address that another host uses";
    case Readiness::ready:
      return "is ready";
  }
  return "";
}

std::string_view word(Readiness readiness) noexcept {
  switch (readiness) {
    case Readiness::missing:
      return "missing";
    case Readiness::down:
      return "down";
    case Readiness::no_link_local:
      return "no-link-local";
    case Readiness::tentative:
      return "tentative";
    case Readiness::duplicate:
      return "duplicate-address";
    case Readiness::ready:
      return "ready";
  }
  return "";
}

bool is_usable(const InterfaceAddress& address) noexcept {
  if ((address.flags & IFA_F_DADFAILED) != 0) return false;
  return (address.flags & IFA_F_TENTATIVE) == 0 || (address.flags & IFA_F_OPTIMISTIC) != 0;
}

bool is_passing(const InterfaceAddress& address) noexcept {
  return (address.flags & (IFA_F_DEPRECATED | IFA_F_TEMPORARY)) != 0;
}

Readiness readiness(const Interface* interface) noexcept {
  if (interface == nullptr) return Readiness::missing;
  if (!interface->up) return Readiness::down;
  Readiness best = Readiness::no_link_local;
  for (const auto& [address, facts] : interface->addresses) {
    if (!address.is_link_local()) continue;
    if (is_usable(facts)) return Readiness::ready;
    const bool failed = (facts.flags & IFA_F_DADFAILED) != 0;
    if (!failed) {
      best = Readiness::tentative;
    } else if (best == Readiness::no_link_local) {
      best = Readiness::duplicate;
    }
  }
  return best;
}

void InterfaceTable::begin_listing() {
  ++generation_;
  // Addresses come in a second listing, always after the links: none is kept from before.
  for (auto& [index, interface] : interfaces_) interface.addresses.clear();
}

void InterfaceTable::end_listing() {
  std::erase_if(interfaces_,
                [this](const auto& entry) { return entry.second.link_generation != generation_; });
  std::erase_if(names_, [this](const auto& entry) {
    const Interface* interface = find(entry.second);
    return interface == nullptr || interface->name != entry.first;
  });
}

void InterfaceTable::set_link(const Interface& link) {
  Interface& known = interfaces_[link.index];
  if (known.name != link.name) {
    const auto old = names_.find(known.name);
    // The old name may have gone to another interface already.
    if (old != names_.end() && old->second == link.index) names_.erase(old);
    names_[link.name] = link.index;
  }
  auto addresses = std::move(known.addresses);
  const std::uint32_t came_up = known.came_up + (link.up && !known.up ? 1U : 0U);
  known = link;
  known.came_up = came_up;
  known.addresses = std::move(addresses);
  known.link_generation = generation_;
}

void InterfaceTable::remove_link(dhcp6::InterfaceIndex index) {
  const auto found = interfaces_.find(index);
  if (found == interfaces_.end()) return;
  const auto named = names_.find(found->second.name);
  if (named != names_.end() && named->second == index) names_.erase(named);
  interfaces_.erase(found);
}

void InterfaceTable::set_forwards(dhcp6::InterfaceIndex index, bool forwards) {
  const auto found = interfaces_.find(index);
  if (found != interfaces_.end()) found->second.forwards = forwards;
}

void InterfaceTable::set_address(dhcp6::InterfaceIndex index,
                                 const dhcp6::Ipv6Address& address,
                                 const InterfaceAddress& facts) {
  const auto found = interfaces_.find(index);
  if (found != interfaces_.end()) found->second.addresses[address] = facts;
}

void InterfaceTable::remove_address(dhcp6::InterfaceIndex index,
                                    const dhcp6::Ipv6Address& address) {
  const auto found = interfaces_.find(index);
  if (found != interfaces_.end()) found->second.addresses.erase(address);
}

const Interface* InterfaceTable::find(std::string_view name) const noexcept {
  const auto named = names_.find(name);
  return named == names_.end() ? nullptr : find(named->second);
}

const Interface* InterfaceTable::find(dhcp6::InterfaceIndex index) const noexcept {
  const auto found = interfaces_.find(index);
  return found == interfaces_.end() ? nullptr : &found->second;
}

}  // namespace ward6::daemon
