// Why the guard judges a frame as it does. One row per reason, per finding and per cause: names,
// texts, the rule's source and what the operator can do derive from them.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ward6::raguard {

enum class Reason : std::uint8_t {
  // The frame passes.
  not_judged,      // nothing that a guard is there for
  trusted_port,    // the port is trusted
  later_fragment,  // its first fragment was, or will be, judged
  allowed_router,  // a router and what it may say
  allowed_server,  // a server that may serve here
  // The frame is dropped.
  router_advert,        // from a port without routers
  redirect,             // from a port without routers
  server_message,       // from a port without servers
  router_mac,           // the Ethernet source of a router that is behind another port
  router_address,       // likewise, its link-local address
  router_target,        // a Neighbor Advertisement for that address
  no_upper_layer,       // a first fragment, or a packet, that does not hold its whole header chain
  link_local_fragment,  // any fragment from a link-local source
  unrecognised_header,  // what follows cannot be judged
  authenticated,        // behind an Authentication Header
  nested_tags,          // VLAN tags where hosts have none
  snap,                 // IPv6 in the form of IEEE 802.3
  router_hidden,        // from a router port: an advertisement behind extension headers
  router_invalid,       // from a router port: hosts discard it
  router_unknown,       // from a router port: no router that may speak
  router_policy,        // from a router port: a router that says what it may not
  redirect_unknown,     // from a router port: not from a router that may speak
  server_unknown,       // from a router or server port: no server that may speak
};
inline constexpr std::size_t kReasonCount = 23;

[[nodiscard]] constexpr bool is_drop(Reason reason) noexcept {
  return reason >= Reason::router_advert;
}

// What is remarkable about the message, whatever became of it.
enum class Finding : std::uint8_t {
  source,          // no allowed router's address
  mac,             // no allowed router's Ethernet address
  link_layer,      // the Source Link-Layer Address is not the router's, or not the frame's
  not_link_local,  // hosts discard it: RFC 4861 §6.1.2
  hop_limit,       // likewise
  code,            // likewise
  checksum,        // likewise
  malformed,       // likewise
  advertised_hop_limit,
  managed,
  other,
  preference,
  lifetime,
  withdrawn,  // a router lifetime of 0
  prefix,
  prefix_lifetime,
  prefix_deprecated,  // an allowed prefix with a preferred lifetime of 0
  prefix_6to4,
  delegation,
  mtu,
  timers,
  route,
  dns_servers,
  dns_search,
  pref64,
  captive_portal,
  many_options,
  extension_headers,  // in front of a message that needs none
  fragmented,         // hosts must ignore it: RFC 6980 §5
  vlan_tagged,
};
inline constexpr std::size_t kFindingCount = 30;
using Findings = std::bitset<kFindingCount>;

// Who does such a thing, and why: RFC 6104 §2.
enum class Cause : std::uint8_t {
  none,
  looped_router,       // the real router's own words from a wrong port
  bridged_links,       // the prefix of another link of ours
  connection_sharing,  // a laptop that shares its connection
  tunnel,              // a host that advertises what a tunnel broker gave it
  stub_router,         // routes to a network of things, nothing else
  other_router,        // a router that nobody asked for, or that is not in the configuration
  shutdown,            // the real router says good-bye
  disagreement,        // the real router says other things than it may
  other_server,        // a DHCPv6 server that nobody asked for
  impersonation,       // in the name of the real router
  evasion,             // made to pass a guard
};
inline constexpr std::size_t kCauseCount = 12;

template <class V>
struct RowOf {
  V value;
  std::string_view id;      // "router-advert": stable
  std::string_view text;    // one clause, lower case
  std::string_view source;  // where the rule is from
  std::string_view remedy;  // what the operator can do; empty when there is nothing to do
};

[[nodiscard]] const RowOf<Reason>& row(Reason reason) noexcept;
[[nodiscard]] const RowOf<Finding>& row(Finding finding) noexcept;
[[nodiscard]] const RowOf<Cause>& row(Cause cause) noexcept;

}  // namespace ward6::raguard
