// IPv6 addresses and prefixes as values.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"

namespace ward6::dhcp6 {

inline constexpr std::size_t kAddressSize = 16;

struct Ipv6Address {
  std::array<std::byte, kAddressSize> octets{};

  friend auto operator<=>(const Ipv6Address&, const Ipv6Address&) = default;

  // From exactly 16 bytes. Requires: bytes.size() == 16.
  [[nodiscard]] static Ipv6Address from(Bytes bytes) noexcept;
  // From text as RFC 4291 §2.2 allows, without a zone or a length.
  [[nodiscard]] static Result<Ipv6Address> parse(std::string_view text) noexcept;

  [[nodiscard]] std::uint64_t high() const noexcept;  // the first 64 bits
  [[nodiscard]] std::uint64_t low() const noexcept;   // the last 64 bits
  [[nodiscard]] static Ipv6Address from_halves(std::uint64_t high, std::uint64_t low) noexcept;

  [[nodiscard]] bool is_unspecified() const noexcept;
  [[nodiscard]] bool is_loopback() const noexcept;
  [[nodiscard]] bool is_multicast() const noexcept;
  [[nodiscard]] bool is_link_local() const noexcept;  // fe80::/10
  [[nodiscard]] bool is_global() const noexcept;      // unicast beyond the link: a GUA or ULA

  // RFC 5952 text.
  [[nodiscard]] std::string to_string() const;
};

// `base` plus `offset`, wrapping at 128 bits.
[[nodiscard]] Ipv6Address plus(const Ipv6Address& base, std::uint64_t offset) noexcept;
// `to` - `from` when it fits in 64 bits. Requires: from <= to for a meaningful answer.
[[nodiscard]] std::optional<std::uint64_t> distance(const Ipv6Address& from,
                                                    const Ipv6Address& to) noexcept;

// Interface identifiers that must never be assigned: the Subnet-Router anycast address (RFC 4291
// §2.6.1) and the ranges of the registry of RFC 5453 §3, seen in the last 64 bits.
[[nodiscard]] bool has_reserved_interface_id(const Ipv6Address& address) noexcept;

// Invariant: length <= 128 and every bit past the length is zero.
class Prefix {
 public:
  constexpr Prefix() noexcept = default;

  // Fails with bad_prefix when the length is over 128 or a host bit is set.
  [[nodiscard]] static Result<Prefix> make(const Ipv6Address& base, unsigned length) noexcept;
  // The prefix of this length that holds `address`. Requires: length <= 128.
  [[nodiscard]] static Prefix containing(const Ipv6Address& address, unsigned length) noexcept;
  // "2001:db8::/32"; a set host bit is bad_prefix.
  [[nodiscard]] static Result<Prefix> parse(std::string_view text) noexcept;

  [[nodiscard]] const Ipv6Address& base() const noexcept { return base_; }
  [[nodiscard]] std::uint8_t length() const noexcept { return length_; }
  [[nodiscard]] bool contains(const Ipv6Address& address) const noexcept;
  [[nodiscard]] bool contains(const Prefix& other) const noexcept;
  [[nodiscard]] Ipv6Address last() const noexcept;
  [[nodiscard]] std::string to_string() const;

  friend auto operator<=>(const Prefix&, const Prefix&) = default;

 private:
  Ipv6Address base_;
  std::uint8_t length_ = 0;
};

// It is that of all routers on a link with this prefix: RFC 4291 §2.6.1. Links of two addresses
// have none: RFC 6164 §6.
[[nodiscard]] bool is_subnet_router_anycast(const Ipv6Address& address,
                                            const Prefix& prefix) noexcept;

// `prefix`'s network bits with the rest taken from `suffix`: how "::7" becomes an address.
[[nodiscard]] Ipv6Address combine(const Prefix& prefix, const Ipv6Address& suffix) noexcept;

// A link-layer address, at most 20 bytes (RFC 6939 §4 sets no bound; Ethernet has 6, InfiniBand
// 20).
inline constexpr std::size_t kLinkLayerSizeMax = 20;
struct LinkLayerAddress {
  std::array<std::byte, kLinkLayerSizeMax> octets{};
  std::uint8_t size = 0;

  friend bool operator==(const LinkLayerAddress&, const LinkLayerAddress&) = default;

  [[nodiscard]] static Result<LinkLayerAddress> from(Bytes bytes) noexcept;
  // "02:00:5e:10:00:01", also with '-'.
  [[nodiscard]] static Result<LinkLayerAddress> parse(std::string_view text) noexcept;
  [[nodiscard]] Bytes bytes() const noexcept { return Bytes(octets).first(size); }
  [[nodiscard]] bool empty() const noexcept { return size == 0; }
  [[nodiscard]] std::string to_string() const;
};

}  // namespace ward6::dhcp6
