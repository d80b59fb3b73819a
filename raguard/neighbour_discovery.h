// Messages of Neighbor Discovery (RFC 4861 §4) and their options, as checked views of the frame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/core/time.h"

namespace ward6::raguard {

// ICMPv6 types.
inline constexpr std::uint8_t kRouterSolicitation = 133;
inline constexpr std::uint8_t kRouterAdvertisement = 134;
inline constexpr std::uint8_t kNeighborSolicitation = 135;
inline constexpr std::uint8_t kNeighborAdvertisement = 136;
inline constexpr std::uint8_t kRedirect = 137;

// RFC 4861 §6.1.2: what all these messages bear, since a router never passes them on.
inline constexpr std::uint8_t kHopLimit = 255;

// The registry "IPv6 Neighbor Discovery Option Formats".
namespace nd_option {
inline constexpr std::uint8_t kSourceLinkLayer = 1;
inline constexpr std::uint8_t kPrefixInformation = 3;
inline constexpr std::uint8_t kMtu = 5;
inline constexpr std::uint8_t kRouteInformation = 24;  // RFC 4191 §2.3
inline constexpr std::uint8_t kDnsServers = 25;        // RFC 8106 §5.1
inline constexpr std::uint8_t kDnsSearch = 31;         // RFC 8106 §5.2
inline constexpr std::uint8_t kCaptivePortal = 37;     // RFC 8910 §2.3
inline constexpr std::uint8_t kPref64 = 38;            // RFC 8781 §4
}  // namespace nd_option

// RFC 4191 §2.1, from the least.
enum class Preference : std::uint8_t { low, medium, high };

struct PrefixInformation {
  dhcp6::Prefix prefix;
  bool on_link = false;     // L
  bool autonomous = false;  // A
  bool delegation = false;  // P: RFC 9762 §4
  dhcp6::Seconds valid{0};
  dhcp6::Seconds preferred{0};

  friend bool operator==(const PrefixInformation&, const PrefixInformation&) = default;
};
struct RouteInformation {
  dhcp6::Prefix prefix;
  Preference preference = Preference::medium;
  dhcp6::Seconds lifetime{0};

  friend bool operator==(const RouteInformation&, const RouteInformation&) = default;
};
struct DnsServers {
  std::vector<dhcp6::Ipv6Address> addresses;
  dhcp6::Seconds lifetime{0};

  friend bool operator==(const DnsServers&, const DnsServers&) = default;
};
struct DnsSearch {
  std::vector<std::string> names;  // in lower case, without a dot at the end
  dhcp6::Seconds lifetime{0};

  friend bool operator==(const DnsSearch&, const DnsSearch&) = default;
};
struct Pref64 {
  dhcp6::Prefix prefix;
  dhcp6::Seconds lifetime{0};

  friend bool operator==(const Pref64&, const Pref64&) = default;
};

// A Router Advertisement and all that its options say: RFC 4861 §4.2.
struct RouterAdvert {
  std::uint8_t hop_limit = 0;  // what hosts are to use; 0: not said
  bool managed = false;        // M
  bool other = false;          // O
  bool proxied = false;        // RFC 4389 §4.1.3.3
  Preference preference = Preference::medium;
  std::uint16_t lifetime = 0;  // of the default route, seconds
  std::uint32_t reachable_ms = 0;
  std::uint32_t retransmit_ms = 0;
  std::optional<dhcp6::LinkLayerAddress> link_layer;  // Source Link-Layer Address
  std::vector<std::uint32_t> mtus;                    // one; two are two opinions
  std::vector<PrefixInformation> prefixes;
  std::vector<RouteInformation> routes;
  std::vector<DnsServers> dns_servers;
  std::vector<DnsSearch> dns_search;
  std::vector<Pref64> pref64;
  std::vector<std::string> captive_portals;
  std::size_t options = 0;     // all of them
  bool is_well_formed = true;  // false: an option is of no length, of a wrong one, or breaks off

  friend bool operator==(const RouterAdvert&, const RouterAdvert&) = default;
};

// The body of an ICMPv6 message of this type, from its type octet on; nothing when it is shorter
// than RFC 4861 says. What follows a malformed option is not read.
[[nodiscard]] std::optional<RouterAdvert> parse_router_advert(dhcp6::Bytes icmp);

// The target of a Neighbor Advertisement: RFC 4861 §4.4.
[[nodiscard]] std::optional<dhcp6::Ipv6Address> advertised_target(dhcp6::Bytes icmp) noexcept;

}  // namespace ward6::raguard
