// The judge: what may a frame that came in by this port do? RFC 6105, 7113, 7610. A function of the
// frame and the policy; it reassembles nothing and keeps nothing. The rules that the daemon
// installs in the kernel say the same of a host's port: this is their oracle, and explains what
// they did.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/wire/header_chain.h"
#include "raguard/link_layer.h"
#include "raguard/neighbour_discovery.h"
#include "raguard/policy.h"
#include "raguard/reason.h"

namespace ward6::raguard {

// The IPv6 packet in a frame. `bytes` are borrowed from it.
struct PacketView {
  dhcp6::Ipv6Address source;
  dhcp6::Ipv6Address destination;
  std::uint8_t hop_limit = 0;
  std::uint8_t first_header = 0;  // Next Header of the IPv6 header
  dhcp6::HeaderChain chain;
  dhcp6::Bytes upper;  // the upper layer as far as the packet's own length goes
};

// What was seen and how it was judged. Borrows from the frame and the policy.
struct Judgement {
  Reason reason = Reason::not_judged;
  Findings findings;
  Cause cause = Cause::none;
  LinkLayerView link;
  std::optional<PacketView> packet;
  std::optional<std::uint8_t> icmp_type;  // of the upper layer, if that is ICMPv6
  std::optional<std::uint8_t> dhcp_type;  // if it is a message for a DHCPv6 client, or a server's
  std::optional<RouterAdvert> advert;
  const AllowedRouter* router = nullptr;  // the one that it is, or that it is nearest to

  [[nodiscard]] bool is_drop() const noexcept { return raguard::is_drop(reason); }
};

// `role` is that of the port where the frame came in; `frame` is whole, from the destination
// address on, with its VLAN tags.
[[nodiscard]] Judgement judge(const GuardPolicy& policy, PortRole role, dhcp6::Bytes frame);

// The role of the port of this name.
[[nodiscard]] PortRole role_of(const GuardPolicy& policy, std::string_view port) noexcept;

}  // namespace ward6::raguard
