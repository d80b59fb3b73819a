#include "libdhcp6/core/address.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/core/hex.h"

namespace ward6::dhcp6 {
namespace {

constexpr std::size_t kGroups = 8;
using Groups = std::array<std::uint16_t, kGroups>;

std::uint64_t load64(Bytes bytes) noexcept {
  std::uint64_t value = 0;
  for (const std::byte b : bytes) value = (value << 8U) | to_u8(b);
  return value;
}

void store64(MutableBytes out, std::uint64_t value) noexcept {
  for (std::size_t i = out.size(); i > 0; --i) {
    out[i - 1] = to_byte(static_cast<unsigned>(value & 0xffU));
    value >>= 8U;
  }
}

Result<std::uint16_t> parse_group(std::string_view text) noexcept {
  std::uint16_t value = 0;
  const char* end =
      text.data() + text.size();  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
                                  // from_chars takes a pointer pair
  const auto [stop, error] = std::from_chars(text.data(), end, value, 16);
  if (text.empty() || text.size() > 4 || error != std::errc{} || stop != end) {
    return fail(Errc::bad_text);
  }
  return value;
}

// Parses an IPv4 dotted quad into two groups: RFC 4291 §2.2 form 3.
Result<std::array<std::uint16_t, 2>> parse_dotted(std::string_view text) noexcept {
  std::array<unsigned, 4> quad{};
  for (std::size_t i = 0; i < quad.size(); ++i) {
    const auto dot = text.find('.');
    if ((dot == std::string_view::npos) != (i == 3)) return fail(Errc::bad_text);
    const auto part = text.substr(0, dot);
    const char* end =
        part.data() + part.size();  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
                                    // from_chars takes a pointer pair
    const auto [stop, error] = std::from_chars(part.data(), end, quad.at(i));
    if (part.empty() || part.size() > 3 || error != std::errc{} || stop != end ||
        quad.at(i) > 255) {
      return fail(Errc::bad_text);
    }
    text.remove_prefix(i == 3 ? text.size() : dot + 1);
  }
  return std::array<std::uint16_t, 2>{static_cast<std::uint16_t>(quad[0] << 8U | quad[1]),
                                      static_cast<std::uint16_t>(quad[2] << 8U | quad[3])};
}

// Parses colon-separated groups; how many were read, or an error. An empty text has none.
Result<std::size_t> parse_groups(std::string_view text, std::span<std::uint16_t> out) noexcept {
  std::size_t count = 0;
  while (!text.empty()) {
    const auto colon = text.find(':');
    const auto part = text.substr(0, colon);
    if (colon == std::string_view::npos && part.find('.') != std::string_view::npos) {
      const auto dotted = parse_dotted(part);
      if (!dotted || count + 2 > out.size()) return fail(Errc::bad_text);
      out[count] = (*dotted)[0];
      out[count + 1] = (*dotted)[1];
      return count + 2;
    }
    const auto group = parse_group(part);
    if (!group || count == out.size()) return fail(Errc::bad_text);
    out[count++] = *group;
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
    if (text.empty()) return fail(Errc::bad_text);
  }
  return count;
}

Ipv6Address from_groups(const Groups& groups) noexcept {
  Ipv6Address address;
  for (std::size_t i = 0; i < kGroups; ++i) {
    address.octets[2 * i] = to_byte(unsigned{groups[i]} >> 8U);
    address.octets[2 * i + 1] = to_byte(groups[i]);
  }
  return address;
}

// Mask of the bits of octet `index` that belong to a prefix of `length` bits.
std::byte network_mask(unsigned length, std::size_t index) noexcept {
  const auto start = static_cast<unsigned>(index) * 8;
  if (length >= start + 8) return std::byte{0xff};
  if (length <= start) return std::byte{0};
  return to_byte(0xffU << (8 - (length - start)));
}

}  // namespace

Ipv6Address Ipv6Address::from(Bytes bytes) noexcept {
  WARD6_ASSERT(bytes.size() == kAddressSize);
  Ipv6Address address;
  std::ranges::copy(bytes, address.octets.begin());
  return address;
}

Result<Ipv6Address> Ipv6Address::parse(std::string_view text) noexcept {
  Groups groups{};
  const auto gap = text.find("::");
  if (gap == std::string_view::npos) {
    const auto count = parse_groups(text, groups);
    if (!count || *count != kGroups) return fail(Errc::bad_text);
    return from_groups(groups);
  }
  Groups tail{};
  const auto before = text.substr(0, gap);
  if (before.find('.') != std::string_view::npos) return fail(Errc::bad_text);
  const auto head_count = parse_groups(before, groups);
  const auto tail_count = parse_groups(text.substr(gap + 2), tail);
  if (!head_count || !tail_count || *head_count + *tail_count >= kGroups) {
    return fail(Errc::bad_text);
  }
  std::copy_n(tail.begin(), *tail_count, groups.end() - static_cast<std::ptrdiff_t>(*tail_count));
  return from_groups(groups);
}

std::uint64_t Ipv6Address::high() const noexcept {
  return load64(Bytes(octets).first(8));
}
std::uint64_t Ipv6Address::low() const noexcept {
  return load64(Bytes(octets).last(8));
}

Ipv6Address Ipv6Address::from_halves(std::uint64_t high, std::uint64_t low) noexcept {
  Ipv6Address address;
  store64(MutableBytes(address.octets).first(8), high);
  store64(MutableBytes(address.octets).last(8), low);
  return address;
}

bool Ipv6Address::is_unspecified() const noexcept {
  return *this == Ipv6Address{};
}
bool Ipv6Address::is_loopback() const noexcept {
  return high() == 0 && low() == 1;
}
bool Ipv6Address::is_multicast() const noexcept {
  return octets[0] == std::byte{0xff};
}
bool Ipv6Address::is_link_local() const noexcept {
  return octets[0] == std::byte{0xfe} && (octets[1] & std::byte{0xc0}) == std::byte{0x80};
}

bool Ipv6Address::is_global() const noexcept {
  return !is_unspecified() && !is_loopback() && !is_multicast() && !is_link_local();
}

std::string Ipv6Address::to_string() const {
  Groups groups{};
  for (std::size_t i = 0; i < kGroups; ++i) {
    groups[i] = static_cast<std::uint16_t>(to_u8(octets[2 * i]) << 8U | to_u8(octets[2 * i + 1]));
  }
  // RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals.
  std::size_t best = kGroups;
  std::size_t best_size = 1;
  for (std::size_t i = 0; i < kGroups; ++i) {
    std::size_t end = i;
    while (end < kGroups && groups.at(end) == 0) ++end;
    if (end - i > best_size) {
      best = i;
      best_size = end - i;
    }
    if (end > i) i = end - 1;
  }
  std::string text;
  text.reserve(40);
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (i == best) {
      text += "::";
      i += best_size - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    std::array<char, 4> digits{};
    const auto [end, error] = std::to_chars(digits.begin(), digits.end(), groups.at(i), 16);
    text.append(digits.begin(), end);
  }
  return text;
}

Ipv6Address plus(const Ipv6Address& base, std::uint64_t offset) noexcept {
  const std::uint64_t low = base.low() + offset;
  return Ipv6Address::from_halves(base.high() + (low < offset ? 1 : 0), low);
}

std::optional<std::uint64_t> distance(const Ipv6Address& from, const Ipv6Address& to) noexcept {
  const std::uint64_t borrow = to.low() < from.low() ? 1 : 0;
  if (to.high() - from.high() != borrow) return std::nullopt;
  return to.low() - from.low();
}

bool has_reserved_interface_id(const Ipv6Address& address) noexcept {
  const std::uint64_t id = address.low();
  if (id == 0) return true;  // RFC 4291 §2.6.1: Subnet-Router anycast
  // RFC 5453 §3, registry "Reserved IPv6 Interface Identifiers": addresses made from the IANA
  // Ethernet block, Proxy Mobile IPv6 among them, and the subnet anycast identifiers.
  if (id >= 0x02005EFFFE000000U && id <= 0x02005EFFFEFFFFFFU) return true;
  return id >= 0xFDFFFFFFFFFFFF80U && id <= 0xFDFFFFFFFFFFFFFFU;
}

bool is_subnet_router_anycast(const Ipv6Address& address, const Prefix& prefix) noexcept {
  return prefix.length() < 127 && address == prefix.base();
}

Result<Prefix> Prefix::make(const Ipv6Address& base, unsigned length) noexcept {
  if (length > 128) return fail(Errc::bad_prefix);
  const Prefix prefix = containing(base, length);
  if (prefix.base_ != base) return fail(Errc::bad_prefix);
  return prefix;
}

Prefix Prefix::containing(const Ipv6Address& address, unsigned length) noexcept {
  WARD6_ASSERT(length <= 128);
  Prefix prefix;
  prefix.length_ = static_cast<std::uint8_t>(length);
  for (std::size_t i = 0; i < kAddressSize; ++i) {
    prefix.base_.octets.at(i) = address.octets.at(i) & network_mask(length, i);
  }
  return prefix;
}

Result<Prefix> Prefix::parse(std::string_view text) noexcept {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return fail(Errc::bad_text);
  const auto base = Ipv6Address::parse(text.substr(0, slash));
  if (!base) return tl::unexpected(base.error());
  const auto digits = text.substr(slash + 1);
  unsigned length = 0;
  const char* end =
      digits.data() + digits.size();  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
                                      // from_chars takes a pointer pair
  const auto [stop, error] = std::from_chars(digits.data(), end, length);
  if (digits.empty() || digits.size() > 3 || error != std::errc{} || stop != end) {
    return fail(Errc::bad_text, slash + 1);
  }
  return make(*base, length);
}

bool Prefix::contains(const Ipv6Address& address) const noexcept {
  const std::uint64_t high = address.high() ^ base_.high();
  const std::uint64_t low = address.low() ^ base_.low();
  if (length_ == 0) return true;
  if (length_ <= 64) return (high >> (64U - length_)) == 0;
  return high == 0 && (low >> (128U - length_)) == 0;
}

bool Prefix::contains(const Prefix& other) const noexcept {
  return other.length_ >= length_ && contains(other.base_);
}

Ipv6Address Prefix::last() const noexcept {
  Ipv6Address address = base_;
  for (std::size_t i = 0; i < kAddressSize; ++i) {
    address.octets.at(i) |= ~network_mask(length_, i);
  }
  return address;
}

std::string Prefix::to_string() const {
  return base_.to_string() + "/" + std::to_string(unsigned{length_});
}

Ipv6Address combine(const Prefix& prefix, const Ipv6Address& suffix) noexcept {
  Ipv6Address address = prefix.base();
  for (std::size_t i = 0; i < kAddressSize; ++i) {
    address.octets.at(i) |= suffix.octets.at(i) & ~network_mask(prefix.length(), i);
  }
  return address;
}

Result<LinkLayerAddress> LinkLayerAddress::from(Bytes bytes) noexcept {
  if (bytes.empty() || bytes.size() > kLinkLayerSizeMax) return fail(Errc::bad_length);
  LinkLayerAddress address;
  std::ranges::copy(bytes, address.octets.begin());
  address.size = static_cast<std::uint8_t>(bytes.size());
  return address;
}

Result<LinkLayerAddress> LinkLayerAddress::parse(std::string_view text) noexcept {
  LinkLayerAddress address;
  const auto count = parse_hex(text, address.octets);
  if (!count) return tl::unexpected(count.error());
  if (*count == 0) return fail(Errc::bad_text);
  address.size = static_cast<std::uint8_t>(*count);
  return address;
}

std::string LinkLayerAddress::to_string() const {
  return to_hex(bytes(), ':');
}

}  // namespace ward6::dhcp6
