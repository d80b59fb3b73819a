// What the guard of one link is told: which ports there are, and which routers and servers may
// speak behind which. Plain data, immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/core/ids.h"
#include "raguard/neighbour_discovery.h"

namespace ward6::raguard {

// RFC 6105 §3, RFC 7610 §4: what is behind a port decides what may come from there.
enum class PortRole : std::uint8_t {
  host,     // neither routers nor servers
  router,   // the link's routers, and servers if they are allowed
  server,   // the link's DHCPv6 servers
  trusted,  // whoever: another switch that guards itself. Nothing is judged
  monitor,  // judged as `host`, never blocked
};

enum class Action : std::uint8_t {
  block,    // drops are installed in the kernel before the first frame
  observe,  // the same is reported, and nothing is touched
  learn,    // nothing is reported either: who speaks is written down (RFC 6105 §4.1 LEARNING)
};

// `within` itself when both bounds are its length; else any prefix in it of a length between them.
struct AllowedPrefix {
  dhcp6::Prefix within;
  std::uint8_t length_min = 0;
  std::uint8_t length_max = 0;

  [[nodiscard]] bool allows(const dhcp6::Prefix& prefix) const noexcept {
    return within.contains(prefix) && prefix.length() >= length_min &&
           prefix.length() <= length_max;
  }
  friend bool operator==(const AllowedPrefix&, const AllowedPrefix&) = default;
};

template <class T>
struct Bounds {
  T min{};
  T max{};

  [[nodiscard]] bool allow(const T& value) const noexcept { return min <= value && value <= max; }
  friend bool operator==(const Bounds&, const Bounds&) = default;
};

// One router and all that it may say. What is absent may be anything; a list that is there, even
// an empty one, names all that is allowed.
struct AllowedRouter {
  std::string name;
  std::optional<dhcp6::Ipv6Address> address;  // its link-local address
  dhcp6::LinkLayerAddress mac;                // empty: any
  std::optional<std::vector<AllowedPrefix>> prefixes;
  std::optional<Bounds<std::uint8_t>> hop_limit;  // as advertised; 0 is always allowed
  std::optional<bool> managed;                    // what the flag has to be
  std::optional<bool> other;
  std::optional<bool> delegation;  // P of any prefix
  Preference preference_max = Preference::high;
  std::optional<Bounds<dhcp6::Seconds>> lifetime;  // of the default route; 0 is a withdrawal
  std::optional<Bounds<dhcp6::Seconds>> valid;     // of prefixes
  std::optional<std::vector<std::uint32_t>> mtu;
  std::optional<Bounds<std::uint32_t>> reachable_ms;   // 0 is always allowed
  std::optional<Bounds<std::uint32_t>> retransmit_ms;  // likewise
  std::optional<std::vector<dhcp6::Ipv6Address>> dns_servers;
  std::optional<std::vector<std::string>> dns_search;
  std::optional<std::vector<dhcp6::Prefix>> pref64;
  std::optional<std::vector<AllowedPrefix>> routes;
  std::optional<std::vector<std::string>> captive_portals;

  friend bool operator==(const AllowedRouter&, const AllowedRouter&) = default;
};

struct AllowedServer {
  std::string name;
  std::optional<dhcp6::Ipv6Address> address;  // the source of its messages
  dhcp6::LinkLayerAddress mac;                // empty: any
  std::optional<dhcp6::Duid> duid;            // of its Server Identifier

  friend bool operator==(const AllowedServer&, const AllowedServer&) = default;
};

struct GuardPort {
  std::string name;  // of the interface
  PortRole role = PortRole::host;

  friend bool operator==(const GuardPort&, const GuardPort&) = default;
};

// RFC 6104 §2 names why rogue advertisements happen; the prefixes of our other links tell when two
// links are bridged.
struct OtherLink {
  std::string name;
  dhcp6::Prefix prefix;

  friend bool operator==(const OtherLink&, const OtherLink&) = default;
};

enum class Heal : std::uint8_t {
  nothing,
  solicit,  // ask the real router to advertise again: RFC 4861 §6.2.6
};

struct GuardPolicy {
  dhcp6::LinkId id = dhcp6::kNoLink;
  std::string name;       // of the link
  std::string interface;  // a bridge, whose members are the ports; or the only port itself
  Action action = Action::block;
  Heal heal = Heal::nothing;
  std::vector<GuardPort> ports;           // by name
  PortRole other_ports = PortRole::host;  // of members that are not named
  std::vector<AllowedRouter> routers;     // empty: whoever is behind a router port
  std::vector<AllowedServer> servers;     // empty: whoever is behind a router or server port
  bool drop_unrecognised_headers = true;  // RFC 7113 §3 (5)
  bool drop_link_local_fragments = true;  // nothing on the link needs them; RFC 6980 §5
  std::vector<OtherLink> other_links;

  friend bool operator==(const GuardPolicy&, const GuardPolicy&) = default;
};

}  // namespace ward6::raguard
