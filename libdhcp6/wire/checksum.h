// The Internet checksum: one's complement sums (RFC 1071), as the transports over IPv6 use them
// (RFC 8200 §8.1).
#pragma once

#include <cstddef>
#include <cstdint>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/reader.h"

namespace ward6::dhcp6 {

class InternetSum {
 public:
  // Only the last bytes added may be odd in number.
  void add(Bytes bytes) noexcept {
    Reader reader(bytes);
    while (reader.remaining() >= 2) sum_ += reader.u16();
    if (reader.remaining() == 1) sum_ += std::uint64_t{reader.u8()} << 8U;
  }
  void add(std::uint64_t number) noexcept { sum_ += number; }
  // RFC 8200 §8.1: the pseudo-header of `size` octets of an upper layer.
  void add_pseudo_header(const Ipv6Address& source,
                         const Ipv6Address& destination,
                         std::size_t size,
                         std::uint8_t protocol) noexcept {
    add(source.octets);
    add(destination.octets);
    add(size);
    add(protocol);
  }
  // 0xffff over a datagram with its checksum in it: it holds.
  [[nodiscard]] std::uint16_t folded() const noexcept {
    std::uint64_t sum = sum_;
    while (sum > 0xffff) sum = (sum & 0xffffU) + (sum >> 16U);
    return static_cast<std::uint16_t>(sum);
  }

 private:
  std::uint64_t sum_ = 0;
};

}  // namespace ward6::dhcp6
