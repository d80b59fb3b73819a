#include "raguard/reason.h"

#include <array>

namespace ward6::raguard {
namespace {

template <class V, std::size_t kSize>
consteval bool in_order(const std::array<RowOf<V>, kSize>& rows) {
  for (std::size_t at = 0; at < rows.size(); ++at) {
    if (static_cast<std::size_t>(rows.at(at).value) != at) return false;
  }
  return true;
}

constexpr std::string_view kFindStation =
    "find the station behind the port and take it off the net";
constexpr std::string_view kRouterRemedy =
    "if this router is wanted, give the port the role router and name it in guard.routers; else "
    "find what is plugged in there";
constexpr std::string_view kPolicyRemedy =
    "compare the router's configuration with guard.routers, and mend the one that is wrong";

constexpr std::array<RowOf<Reason>, kReasonCount> kReasons{{
    {Reason::not_judged, "not-judged", "nothing that a guard is there for", "", ""},
    {Reason::trusted_port, "trusted-port", "the port is trusted", "RFC 6105 §3", ""},
    {Reason::later_fragment, "later-fragment", "a later fragment, harmless without its first",
     "RFC 7113 §3", ""},
    {Reason::allowed_router, "allowed-router", "a router that says what it may", "RFC 6105 §3", ""},
    {Reason::allowed_server, "allowed-server", "a server that may serve here", "RFC 7610 §4", ""},
    {Reason::router_advert, "router-advert", "a Router Advertisement from a port without routers",
     "RFC 7113 §3 (5)", kRouterRemedy},
    {Reason::redirect, "redirect", "a Redirect from a port without routers", "RFC 4861 §8.1",
     kFindStation},
    {Reason::server_message, "server-message",
     "a message of a DHCPv6 server from a port without servers", "RFC 7610 §5",
     "if this server is wanted, give the port the role server; else find what is plugged in there"},
    {Reason::router_mac, "router-mac",
     "the Ethernet address of a router that is behind another port", "RFC 6104 §2",
     "look for a loop between ports; else find the station behind the port: it takes the "
     "router's traffic"},
    {Reason::router_address, "router-address",
     "the link-local address of a router that is behind another port", "RFC 6104 §2",
     "look for a loop between ports; else find the station behind the port: it poses as the "
     "router"},
    {Reason::router_target, "router-target",
     "a Neighbor Advertisement for a router that is behind another port", "RFC 4861 §7.2.5",
     "find the station behind the port: it takes the router's traffic, or its default route away"},
    {Reason::no_upper_layer, "no-upper-layer", "a header chain that does not end in this packet",
     "RFC 7112 §5", kFindStation},
    {Reason::link_local_fragment, "link-local-fragment", "a fragment from a link-local address",
     "RFC 6980 §5",
     "set guard.link-local-fragments to pass if a program on the link needs them; else find the "
     "station"},
    {Reason::unrecognised_header, "unrecognised-header", "an unrecognised Next Header",
     "RFC 7113 §3 (5)",
     "set guard.unrecognised-headers to pass if a program needs it; else find the station"},
    {Reason::authenticated, "authenticated",
     "behind an Authentication Header, where the kernel's filter does not look", "RFC 7113 §3 (3)",
     kFindStation},
    {Reason::nested_tags, "nested-tags", "VLAN tags inside each other, or of an old type",
     "VU#855201",
     "give the port the role trusted if there is a switch behind it; else find the "
     "station"},
    {Reason::snap, "snap", "IPv6 in an IEEE 802.3 frame with LLC/SNAP", "VU#855201", kFindStation},
    {Reason::router_hidden, "router-hidden",
     "a Router Advertisement that is fragmented or behind extension headers", "RFC 6980 §5",
     "look at the router's software, or for an attacker behind the same port"},
    {Reason::router_invalid, "router-invalid", "a Router Advertisement that hosts discard",
     "RFC 4861 §6.1.2", "look at the router's software"},
    {Reason::router_unknown, "router-unknown", "a router that is not in the configuration",
     "RFC 6105 §3", "name it in guard.routers if it is wanted; else find it"},
    {Reason::router_policy, "router-policy", "a router that says what it may not", "RFC 6105 §3",
     kPolicyRemedy},
    {Reason::redirect_unknown, "redirect-unknown",
     "a Redirect that is not from a router of the configuration", "RFC 4861 §8.1", kFindStation},
    {Reason::server_unknown, "server-unknown", "a DHCPv6 server that is not in the configuration",
     "RFC 7610 §4", "name it in guard.servers if it is wanted; else find it"},
}};
static_assert(in_order(kReasons), "one row per Reason, in the order of the enum");

constexpr std::array<RowOf<Finding>, kFindingCount> kFindings{{
    {Finding::source, "source", "from no allowed router's address", "RFC 6105 §3", ""},
    {Finding::mac, "mac", "from no allowed router's Ethernet address", "RFC 6105 §3", ""},
    {Finding::link_layer, "link-layer",
     "its Source Link-Layer Address is not the router's, or not where the frame is from",
     "RFC 4861 §4.2", ""},
    {Finding::not_link_local, "not-link-local", "not from a link-local address", "RFC 4861 §6.1.2",
     ""},
    {Finding::hop_limit, "hop-limit", "not with the hop limit 255", "RFC 4861 §6.1.2", ""},
    {Finding::code, "code", "with another code than 0", "RFC 4861 §6.1.2", ""},
    {Finding::checksum, "checksum", "with a wrong checksum", "RFC 4861 §6.1.2", ""},
    {Finding::malformed, "malformed", "too short, or with a broken option", "RFC 4861 §6.1.2", ""},
    {Finding::advertised_hop_limit, "advertised-hop-limit", "tells hosts another hop limit",
     "RFC 6105 §3", kPolicyRemedy},
    {Finding::managed, "managed", "the M flag is not as it has to be", "RFC 6105 §3",
     kPolicyRemedy},
    {Finding::other, "other", "the O flag is not as it has to be", "RFC 6105 §3", kPolicyRemedy},
    {Finding::preference, "preference", "a higher preference than allowed", "RFC 4191 §2.1",
     kPolicyRemedy},
    {Finding::lifetime, "lifetime", "the default route lives for another time than allowed",
     "RFC 4861 §4.2", kPolicyRemedy},
    {Finding::withdrawn, "withdrawn", "takes the default route away", "RFC 4861 §6.3.4", ""},
    {Finding::prefix, "prefix", "a prefix that is not of this link", "RFC 6105 §3", kPolicyRemedy},
    {Finding::prefix_lifetime, "prefix-lifetime", "a prefix lives for another time than allowed",
     "RFC 4861 §4.6.2", kPolicyRemedy},
    {Finding::prefix_deprecated, "prefix-deprecated",
     "tells hosts to use the link's prefix no longer", "RFC 4862 §5.5.3", ""},
    {Finding::prefix_6to4, "prefix-6to4", "a 6to4 prefix", "RFC 6104 §2.2", ""},
    {Finding::delegation, "delegation", "the P flag is not as it has to be", "RFC 9762 §4",
     kPolicyRemedy},
    {Finding::mtu, "mtu", "another MTU", "RFC 4861 §4.6.4", kPolicyRemedy},
    {Finding::timers, "timers", "other timers of Neighbor Discovery", "RFC 4861 §4.2",
     kPolicyRemedy},
    {Finding::route, "route", "a route that is not allowed", "RFC 4191 §2.3", kPolicyRemedy},
    {Finding::dns_servers, "dns-servers", "a DNS server that is not allowed", "RFC 8106 §5.1",
     kPolicyRemedy},
    {Finding::dns_search, "dns-search", "a search domain that is not allowed", "RFC 8106 §5.2",
     kPolicyRemedy},
    {Finding::pref64, "pref64", "a NAT64 prefix that is not allowed", "RFC 8781 §4", kPolicyRemedy},
    {Finding::captive_portal, "captive-portal", "a captive portal that is not allowed",
     "RFC 8910 §2.3", kPolicyRemedy},
    {Finding::many_options, "many-options", "more options than routers have use for", "RFC 6104 §2",
     ""},
    {Finding::extension_headers, "extension-headers",
     "behind extension headers that it does not need", "RFC 7113 §2", ""},
    {Finding::fragmented, "fragmented", "with a Fragment header, so that hosts must ignore it",
     "RFC 6980 §5", ""},
    {Finding::vlan_tagged, "vlan-tagged", "with a VLAN tag", "VU#855201", ""},
}};
static_assert(in_order(kFindings), "one row per Finding, in the order of the enum");

constexpr std::array<RowOf<Cause>, kCauseCount> kCauses{{
    {Cause::none, "none", "", "", ""},
    {Cause::looped_router, "looped-router", "the real router's own words from a wrong port",
     "RFC 6104 §2.1", "look for a loop, or for a cable in the wrong port"},
    {Cause::bridged_links, "bridged-links", "two of our links are connected here", "RFC 6104 §2.1",
     "look for a cable between them, or a port in the wrong VLAN"},
    {Cause::connection_sharing, "connection-sharing",
     "a host that shares its connection by 6to4, such as Windows does", "RFC 6104 §2.2",
     "turn Internet Connection Sharing off on that host"},
    {Cause::tunnel, "tunnel", "a host that advertises what a tunnel gave it", "RFC 6104 §2.2",
     "stop the tunnel's software on that host, or its radvd"},
    {Cause::stub_router, "stub-router",
     "routes to a network of things: a Thread border router or the like", "RFC 4191 §2.3",
     "allow its routes in guard.routers if the link needs them"},
    {Cause::other_router, "other-router", "a router that is not in the configuration",
     "RFC 6104 §2.1", "name it in guard.routers if it is wanted; else find it"},
    {Cause::shutdown, "shutdown", "the real router says good-bye", "RFC 4861 §6.2.5",
     "nothing, if it was shut down on purpose"},
    {Cause::disagreement, "disagreement", "the real router says what it may not", "RFC 6104 §2.1",
     kPolicyRemedy},
    {Cause::other_server, "other-server", "a DHCPv6 server that is not in the configuration",
     "RFC 7610 §1", "find it: often a home router with its LAN side in the port"},
    {Cause::impersonation, "impersonation", "somebody speaks in the name of the real router",
     "RFC 6104 §2.3", kFindStation},
    {Cause::evasion, "evasion", "made to pass a guard: no honest software does that", "RFC 7113 §2",
     kFindStation},
}};
static_assert(in_order(kCauses), "one row per Cause, in the order of the enum");

}  // namespace

const RowOf<Reason>& row(Reason reason) noexcept {
  return kReasons[static_cast<std::size_t>(reason)];
}

const RowOf<Finding>& row(Finding finding) noexcept {
  return kFindings[static_cast<std::size_t>(finding)];
}

const RowOf<Cause>& row(Cause cause) noexcept {
  return kCauses[static_cast<std::size_t>(cause)];
}

}  // namespace ward6::raguard
