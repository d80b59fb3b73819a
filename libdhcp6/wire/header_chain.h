// The chain of IPv6 extension headers (RFC 8200 §4), walked to its end however long it is: every
// header has eight octets or more, so the packet's size bounds the walk (RFC 7113 §3 forbids any
// other bound).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "libdhcp6/core/bytes.h"

namespace ward6::dhcp6 {

// Values of Next Header, from the registry "Protocol Numbers".
namespace next_header {
inline constexpr std::uint8_t kHopByHop = 0;
inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::uint8_t kRouting = 43;
inline constexpr std::uint8_t kFragment = 44;
inline constexpr std::uint8_t kEsp = 50;
inline constexpr std::uint8_t kAuthentication = 51;
inline constexpr std::uint8_t kIcmpV6 = 58;
inline constexpr std::uint8_t kNone = 59;
inline constexpr std::uint8_t kDestinationOptions = 60;
}  // namespace next_header

struct HeaderChain {
  // Of so many headers the kind is kept, for people to read.
  static constexpr std::size_t kNoted = 12;

  std::array<std::uint8_t, kNoted> noted{};
  std::size_t count = 0;  // whole extension headers
  // What the last whole one says is next; of a later fragment it is a guess of its sender.
  std::uint8_t next = 0;
  Bytes rest;             // what is next, to the end of what was given
  bool is_whole = false;  // false: an extension header breaks off, and `next` names it
  // RFC 6946: a Fragment header with offset 0 and no successor is no fragment ("atomic").
  bool has_fragment_header = false;
  bool is_fragment = false;
  bool is_later_fragment = false;             // its offset is not 0: no header follows in here
  std::optional<std::uint8_t> authenticated;  // what follows the first Authentication Header

  // The header after the extension headers is here, at least its first octet, or there is to be
  // none.
  [[nodiscard]] bool reaches_upper_layer() const noexcept {
    return is_whole && !is_later_fragment && (!rest.empty() || next == next_header::kNone);
  }
};

// `first` is the Next Header of the IPv6 header that `packet` follows.
[[nodiscard]] HeaderChain walk_headers(std::uint8_t first, Bytes packet) noexcept;

}  // namespace ward6::dhcp6
