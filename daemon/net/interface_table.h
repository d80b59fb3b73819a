// What the kernel says about network interfaces, as far as DHCPv6 cares: names, indexes, whether
// they are up, and their addresses. A value; netlink fills it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "libdhcp6/core/address.h"
#include "libdhcp6/wire/outbox.h"

namespace ward6::daemon {

// How far an interface is from being able to serve.
enum class Readiness : std::uint8_t {
  missing,        // no interface of this name
  down,           // not up
  no_link_local,  // up, without a link-local address
  tentative,      // duplicate address detection is not through
  duplicate,      // duplicate address detection failed
  ready,
};
[[nodiscard]] std::string_view describe(Readiness readiness) noexcept;  // "is down", for people
[[nodiscard]] std::string_view word(Readiness readiness) noexcept;      // "down", for programs

struct InterfaceAddress {
  std::uint32_t flags = 0;  // IFA_F_*
  std::uint8_t length = 0;  // of the on-link prefix
};
// Duplicate address detection is through, or need not be waited for.
[[nodiscard]] bool is_usable(const InterfaceAddress& address) noexcept;
// Others are better to be known by: this one is deprecated (RFC 4862 §5.5.4), or temporary (RFC
// 8981).
[[nodiscard]] bool is_passing(const InterfaceAddress& address) noexcept;

struct Interface {
  dhcp6::InterfaceIndex index{};
  std::string name;
  dhcp6::LinkLayerAddress mac;
  std::uint16_t hardware = 0;  // ARPHRD_*
  bool up = false;
  std::uint32_t came_up = 0;  // how often, since it is in the table; not of set_link()
  bool loopback = false;
  std::uint16_t vlan = 0;  // 802.1Q number; 0: no VLAN interface
  std::size_t mtu = 0;
  bool filters_vlans = false;      // a bridge that knows which port is in which VLAN
  dhcp6::InterfaceIndex master{};  // the bridge that it is a port of; 0: none
  bool forwards = false;           // as such a port: spanning tree permits it
  std::map<dhcp6::Ipv6Address, InterfaceAddress> addresses;
  std::uint32_t link_generation = 0;
};

[[nodiscard]] Readiness readiness(const Interface* interface) noexcept;

class InterfaceTable {
 public:
  // A fresh listing by the kernel follows: what it does not name again is gone at its end.
  void begin_listing();
  void end_listing();

  void set_link(const Interface& link);  // its addresses are ignored
  void remove_link(dhcp6::InterfaceIndex index);
  void set_forwards(dhcp6::InterfaceIndex index, bool forwards);
  void set_address(dhcp6::InterfaceIndex index,
                   const dhcp6::Ipv6Address& address,
                   const InterfaceAddress& facts);
  void remove_address(dhcp6::InterfaceIndex index, const dhcp6::Ipv6Address& address);

  // Null: none.
  [[nodiscard]] const Interface* find(std::string_view name) const noexcept;
  [[nodiscard]] const Interface* find(dhcp6::InterfaceIndex index) const noexcept;
  [[nodiscard]] const std::map<dhcp6::InterfaceIndex, Interface>& all() const noexcept {
    return interfaces_;
  }

 private:
  std::map<dhcp6::InterfaceIndex, Interface> interfaces_;
  std::map<std::string, dhcp6::InterfaceIndex, std::less<>> names_;
  std::uint32_t generation_ = 0;
};

}  // namespace ward6::daemon
