// A UDP datagram in its Ethernet frame: read as checked views, and written. For the relay agent
// that sits on the ports of a bridge and has no sockets of its own.
#pragma once

#include <cstdint>
#include <optional>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/wire/header_chain.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::relay {

inline constexpr std::size_t kMacSize = 6;
inline constexpr std::size_t kIpv6HeaderSize = 40;
inline constexpr std::size_t kUdpHeaderSize = 8;
// Addresses, a VLAN tag, type; then the largest packet without jumbograms: RFC 8200 §3.
inline constexpr std::size_t kFrameSizeMax = 2 * kMacSize + 4 + 2 + kIpv6HeaderSize + 65535;

// IEEE 802.1Q: the tag as it stands between the addresses and the type.
struct VlanTag {
  std::uint16_t protocol = 0x8100;
  std::uint16_t control = 0;

  friend bool operator==(const VlanTag&, const VlanTag&) = default;
};

// What of a frame's headers lives on in the frames that are made from it.
struct FrameHead {
  dhcp6::Bytes destination_mac;
  dhcp6::Bytes source_mac;
  std::optional<VlanTag> tag;
  std::uint32_t first_word = 0;  // version, traffic class, flow label
  std::uint8_t hop_limit = 0;
  dhcp6::Ipv6Address source;
  dhcp6::Ipv6Address destination;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
};

struct Ipv6View {
  FrameHead head;             // without tag and ports
  std::uint8_t protocol = 0;  // behind the extension headers; of a later fragment it is a guess
  bool is_fragment = false;   // not the whole datagram
  bool is_later_fragment = false;
  dhcp6::Bytes payload;  // behind the extension headers
};

struct UdpView {
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  dhcp6::Bytes payload;
  dhcp6::Bytes whole;  // with the header
};

// A frame without VLAN tag, such as a packet socket gives it. Nothing: it is no IPv6, it breaks
// off, or its lengths disagree. Padding behind the packet is passed over.
[[nodiscard]] std::optional<Ipv6View> parse_ipv6(dhcp6::Bytes frame) noexcept;
// Nothing: no room for what the header announces. Requires: ip.protocol is kUdp.
[[nodiscard]] std::optional<UdpView> parse_udp(const Ipv6View& ip) noexcept;
inline constexpr std::uint8_t kUdp = dhcp6::next_header::kUdp;

// RFC 8200 §8.1: the checksum of a whole datagram holds, and is not 0.
[[nodiscard]] bool has_good_checksum(const Ipv6View& ip, const UdpView& udp) noexcept;

// Appends the frame with `payload` in UDP; the writer fails when it has no room, or the datagram
// none for its length.
void write_frame(const FrameHead& head, dhcp6::Bytes payload, dhcp6::Writer& writer) noexcept;

}  // namespace ward6::relay
