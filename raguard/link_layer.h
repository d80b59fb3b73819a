// An Ethernet frame as far as the IPv6 packet in it: any stack of VLAN tags, and the 802.3 form
// with LLC/SNAP, both of which hosts peel off where a careless guard does not (VU#855201).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "libdhcp6/core/bytes.h"

namespace ward6::raguard {

inline constexpr std::size_t kMacSize = 6;
inline constexpr std::uint16_t kEtherTypeIpv6 = 0x86dd;

enum class Encapsulation : std::uint8_t {
  ethernet,
  snap,  // LLC/SNAP of RFC 1042, or of the bridge tunnel (00-00-F8), somewhere in the frame
};

struct LinkLayerView {
  // Of so many tags the control word is kept; the rest is peeled off all the same.
  static constexpr std::size_t kNoted = 4;

  dhcp6::Bytes destination;  // MAC; empty: the frame is too short for a header
  dhcp6::Bytes source;
  Encapsulation encapsulation = Encapsulation::ethernet;
  std::array<std::uint16_t, kNoted> noted{};  // IEEE 802.1Q tag control information
  std::size_t tags = 0;
  // A tag that is not the outermost, or that has a type of its own (0x9100, 0x9200): the kernel
  // leaves it in the packet, where a bridge without VLANs does not look.
  bool has_odd_tag = false;
  std::uint16_t type = 0;  // behind all of that
  dhcp6::Bytes payload;

  [[nodiscard]] std::span<const std::uint16_t> vlans() const noexcept {
    return std::span(noted).first(tags < kNoted ? tags : kNoted);
  }
};

[[nodiscard]] LinkLayerView parse_link_layer(dhcp6::Bytes frame) noexcept;

}  // namespace ward6::raguard
