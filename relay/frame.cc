#include "relay/frame.h"

#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/checksum.h"
#include "libdhcp6/wire/header_chain.h"

namespace ward6::relay {
namespace {

using dhcp6::Bytes;
using dhcp6::Reader;

constexpr std::uint16_t kEtherTypeIpv6 = 0x86dd;
// More than RFC 8200 §4.1 has use for; each is at least eight octets anyway.
constexpr std::size_t kExtensionHeadersMax = 16;

// RFC 8200 §8.1: the pseudo-header.
[[nodiscard]] dhcp6::InternetSum pseudo_header(const FrameHead& head, std::size_t size) noexcept {
  dhcp6::InternetSum sum;
  sum.add_pseudo_header(head.source, head.destination, size, kUdp);
  return sum;
}

}  // namespace

std::optional<Ipv6View> parse_ipv6(Bytes frame) noexcept {
  Reader reader(frame);
  Ipv6View ip;
  ip.head.destination_mac = reader.take(kMacSize);
  ip.head.source_mac = reader.take(kMacSize);
  if (reader.u16() != kEtherTypeIpv6) return std::nullopt;
  ip.head.first_word = reader.u32();
  const std::size_t size = reader.u16();
  const std::uint8_t first = reader.u8();
  ip.head.hop_limit = reader.u8();
  ip.head.source = reader.address();
  ip.head.destination = reader.address();
  const dhcp6::HeaderChain chain = dhcp6::walk_headers(first, reader.take(size));
  if (!reader.ok() || ip.head.first_word >> 28U != 6) return std::nullopt;
  if (!chain.is_whole || chain.count > kExtensionHeadersMax) return std::nullopt;
  ip.protocol = chain.next;
  ip.is_fragment = chain.is_fragment;
  ip.is_later_fragment = chain.is_later_fragment;
  ip.payload = chain.rest;
  return ip;
}

std::optional<UdpView> parse_udp(const Ipv6View& ip) noexcept {
  Reader reader(ip.payload);
  UdpView udp;
  udp.source_port = reader.u16();
  udp.destination_port = reader.u16();
  const std::size_t size = reader.u16();
  reader.u16();  // checksum
  if (!reader.ok() || size < kUdpHeaderSize || size > ip.payload.size()) return std::nullopt;
  udp.whole = ip.payload.first(size);
  udp.payload = udp.whole.subspan(kUdpHeaderSize);
  return udp;
}

bool has_good_checksum(const Ipv6View& ip, const UdpView& udp) noexcept {
  dhcp6::InternetSum sum = pseudo_header(ip.head, udp.whole.size());
  sum.add(udp.whole);
  Reader reader(udp.whole);
  reader.take(6);
  return reader.u16() != 0 && sum.folded() == 0xffff;
}

void write_frame(const FrameHead& head, Bytes payload, dhcp6::Writer& writer) noexcept {
  const std::size_t size = payload.size() + kUdpHeaderSize;
  writer.raw(head.destination_mac).raw(head.source_mac);
  if (head.tag) writer.u16(head.tag->protocol).u16(head.tag->control);
  writer.u16(kEtherTypeIpv6).u32(head.first_word).u16(static_cast<std::uint16_t>(size));
  writer.u8(kUdp).u8(head.hop_limit).address(head.source).address(head.destination);
  dhcp6::InternetSum sum = pseudo_header(head, size);
  sum.add(head.source_port);
  sum.add(head.destination_port);
  sum.add(size);
  sum.add(payload);
  const std::uint16_t checksum = static_cast<std::uint16_t>(~sum.folded());
  writer.u16(head.source_port).u16(head.destination_port).u16(static_cast<std::uint16_t>(size));
  // A sum of 0 is sent as all ones: in UDP over IPv6 0 stands for none, which is forbidden.
  writer.u16(checksum == 0 ? std::uint16_t{0xffff} : checksum).raw(payload);
}

}  // namespace ward6::relay
