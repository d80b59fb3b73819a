#include "relay/frame.h"

#include "libdhcp6/core/reader.h"

namespace ward6::relay {
namespace {

using dhcp6::Bytes;
using dhcp6::Reader;

constexpr std::uint16_t kEtherTypeIpv6 = 0x86dd;
// More than RFC 8200 §4.1 has use for; each is at least eight octets anyway.
constexpr int kExtensionHeadersMax = 16;

// RFC 8200 §4; the Authentication Header is of RFC 4302 §2.
constexpr std::uint8_t kHopByHop = 0;
constexpr std::uint8_t kRouting = 43;
constexpr std::uint8_t kFragment = 44;
constexpr std::uint8_t kAuthentication = 51;
constexpr std::uint8_t kDestinationOptions = 60;

// Leaves in `ip` what follows the extension headers. False: they break off, or are too many.
[[nodiscard]] bool skip_extensions(Reader& reader, Ipv6View& ip) noexcept {
  for (int count = 0; count < kExtensionHeadersMax; ++count) {
    const bool is_fixed = ip.protocol == kFragment;
    const bool is_authentication = ip.protocol == kAuthentication;
    if (!is_fixed && !is_authentication && ip.protocol != kHopByHop && ip.protocol != kRouting &&
        ip.protocol != kDestinationOptions) {
      return true;
    }
    const std::uint8_t next = reader.u8();
    const std::size_t length = reader.u8();
    if (is_fixed) {
      const unsigned place = reader.u16();
      reader.u32();  // identification
      // RFC 6946: offset 0 without a successor is a whole datagram after all.
      ip.is_fragment = ip.is_fragment || (place & ~6U) != 0;
      ip.is_later_fragment = ip.is_later_fragment || (place & ~7U) != 0;
    } else {
      reader.take((is_authentication ? (length + 2) * 4 : (length + 1) * 8) - 2);
    }
    ip.protocol = next;
    if (!reader.ok()) return false;
    if (ip.is_later_fragment) return true;  // here is no header any more
  }
  return false;
}

// One's complement sums: RFC 1071.
class Sum {
 public:
  void add(Bytes bytes) noexcept {
    Reader reader(bytes);
    while (reader.remaining() >= 2) sum_ += reader.u16();
    if (reader.remaining() == 1) sum_ += std::uint64_t{reader.u8()} << 8U;
  }
  void add(std::uint64_t number) noexcept { sum_ += number; }
  [[nodiscard]] std::uint16_t folded() const noexcept {
    std::uint64_t sum = sum_;
    while (sum > 0xffff) sum = (sum & 0xffffU) + (sum >> 16U);
    return static_cast<std::uint16_t>(sum);
  }

 private:
  std::uint64_t sum_ = 0;
};

// RFC 8200 §8.1: the pseudo-header.
[[nodiscard]] Sum pseudo_header(const FrameHead& head, std::size_t size) noexcept {
  Sum sum;
  sum.add(head.source.octets);
  sum.add(head.destination.octets);
  sum.add(size);
  sum.add(kUdp);
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
  ip.protocol = reader.u8();
  ip.head.hop_limit = reader.u8();
  ip.head.source = reader.address();
  ip.head.destination = reader.address();
  Reader packet(reader.take(size));
  if (!reader.ok() || ip.head.first_word >> 28U != 6) return std::nullopt;
  if (!skip_extensions(packet, ip)) return std::nullopt;
  ip.payload = packet.rest();
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
  Sum sum = pseudo_header(ip.head, udp.whole.size());
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
  Sum sum = pseudo_header(head, size);
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
