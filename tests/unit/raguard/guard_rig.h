// Frames made by hand for the guard's tests, and the policy that they are judged by.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "raguard/guard.h"
#include "tests/unit/wire/wire_support.h"

namespace ward6::raguard::test {

using dhcp6::test::Buffer;

inline constexpr std::string_view kRouterMac = "02:00:00:00:00:01";
inline constexpr std::string_view kRouterAddress = "fe80::ff:fe00:1";
inline constexpr std::string_view kHostMac = "02:00:00:00:00:66";
inline constexpr std::string_view kHostAddress = "fe80::ff:fe00:66";

[[nodiscard]] dhcp6::Ipv6Address address(std::string_view text);
[[nodiscard]] dhcp6::Prefix prefix(std::string_view text);
[[nodiscard]] dhcp6::LinkLayerAddress mac(std::string_view text);

// One extension header with its type.
struct Header {
  std::uint8_t type = 0;
  Buffer rest{};  // behind its Next Header octet
};
[[nodiscard]] Header hop_by_hop();
[[nodiscard]] Header destination_options();
[[nodiscard]] Header fragment(unsigned offset, bool more);  // offset in eight octets
[[nodiscard]] Header authentication();

struct Packet {
  std::string_view mac = kHostMac;
  std::string_view source = kHostAddress;
  std::string_view destination = "ff02::1";
  std::uint8_t hop_limit = 255;
  std::vector<Header> headers{};
  std::uint8_t upper = 58;
  Buffer payload{};  // the upper layer; an ICMPv6 checksum is filled in
  bool good_checksum = true;
  std::vector<std::uint16_t> tag_types{};  // outermost first
  bool snap = false;
};
[[nodiscard]] Buffer frame(const Packet& packet);

// An advertisement with the options that follow, as they are on the wire.
struct Advert {
  std::uint8_t hop_limit = 64;
  std::uint8_t flags = 0;
  std::uint16_t lifetime = 1800;
  std::uint32_t reachable_ms = 0;
  std::uint32_t retransmit_ms = 0;
  std::vector<Buffer> options{};
};
[[nodiscard]] Buffer icmp(const Advert& advert);
[[nodiscard]] Buffer redirect();
[[nodiscard]] Buffer neighbor_advert(std::string_view target);
[[nodiscard]] Buffer udp(std::uint16_t from, std::uint16_t to, std::uint8_t type);

[[nodiscard]] Buffer prefix_option(std::string_view text,
                                   std::uint32_t valid = 86400,
                                   std::uint32_t preferred = 14400,
                                   std::uint8_t flags = 0xc0);
[[nodiscard]] Buffer option(std::uint8_t type, std::initializer_list<unsigned> body);

// One router behind another port, which may advertise 2001:db8:1::/64 and nothing else.
[[nodiscard]] GuardPolicy policy();
// The frame of that router.
[[nodiscard]] Packet from_router(const Advert& advert);

[[nodiscard]] bool has(const Judgement& judgement, Finding finding);
[[nodiscard]] bool has_only(const Judgement& judgement, std::initializer_list<Finding> findings);

}  // namespace ward6::raguard::test
