#include "raguard/router_policy.h"

#include <algorithm>
#include <array>

#include "libdhcp6/wire/checksum.h"

namespace ward6::raguard {
namespace {

using dhcp6::Prefix;
using dhcp6::Seconds;

[[nodiscard]] Prefix block(std::uint64_t high, unsigned length) noexcept {
  return Prefix::containing(dhcp6::Ipv6Address::from_halves(high, 0), length);
}
// RFC 3056 §2; RFC 4380 §2.6 and the block of the largest tunnel broker;
// RFC 4193 §3.1.
const Prefix k6to4 = block(0x2002'0000'0000'0000, 16);
const Prefix kTeredo = block(0x2001'0000'0000'0000, 32);
const Prefix kTunnelBroker = block(0x2001'0470'0000'0000, 32);
const Prefix kUniqueLocal = block(0xfc00'0000'0000'0000, 7);

// radvd and its like send ten; floods send dozens.
constexpr std::size_t kOptionsUsual = 24;

void note(Judgement& judgement, Finding finding, bool holds = true) {
  if (holds) judgement.findings.set(static_cast<std::size_t>(finding));
}

[[nodiscard]] bool has(const Judgement& judgement, Finding finding) {
  return judgement.findings.test(static_cast<std::size_t>(finding));
}

[[nodiscard]] bool has_mac(const AllowedRouter& router, const Judgement& judgement) noexcept {
  return dhcp6::equal(router.mac.bytes(), judgement.link.source);
}

[[nodiscard]] bool has_address(const AllowedRouter& router, const Judgement& judgement) noexcept {
  return judgement.packet && router.address == judgement.packet->source;
}

// True when `said` is not among what is allowed.
template <class List, class T>
[[nodiscard]] bool is_foreign(const std::optional<List>& allowed, const T& said) {
  return allowed && std::ranges::find(*allowed, said) == allowed->end();
}

[[nodiscard]] bool is_foreign(const std::optional<std::vector<AllowedPrefix>>& allowed,
                              const Prefix& said) {
  return allowed &&
         std::ranges::none_of(*allowed, [&](const AllowedPrefix& one) { return one.allows(said); });
}

template <class T>
[[nodiscard]] bool is_out(const std::optional<Bounds<T>>& bounds, const T& said) {
  return bounds && !bounds->allow(said);
}

void find_prefixes(const AllowedRouter& router, Judgement& judgement) {
  for (const PrefixInformation& said : judgement.advert->prefixes) {
    const bool foreign = is_foreign(router.prefixes, said.prefix);
    note(judgement, Finding::prefix, foreign);
    if (foreign) continue;
    // Of a prefix that hosts must keep: RFC 4862 §5.5.3 (e), which bounds what an attacker can do
    // to the valid lifetime, not to the preferred one.
    note(judgement, Finding::prefix_deprecated, router.prefixes && said.preferred == Seconds{0});
    note(judgement, Finding::prefix_lifetime, is_out(router.valid, said.valid));
    note(judgement, Finding::delegation,
         router.delegation && said.delegation != *router.delegation);
  }
}

void find_lists(const AllowedRouter& router, Judgement& judgement) {
  const RouterAdvert& advert = *judgement.advert;
  for (const std::uint32_t mtu : advert.mtus) {
    note(judgement, Finding::mtu, is_foreign(router.mtu, mtu));
  }
  for (const RouteInformation& route : advert.routes) {
    note(judgement, Finding::route, is_foreign(router.routes, route.prefix));
    note(judgement, Finding::preference, route.preference > router.preference_max);
  }
  for (const DnsServers& servers : advert.dns_servers) {
    for (const dhcp6::Ipv6Address& address : servers.addresses) {
      note(judgement, Finding::dns_servers, is_foreign(router.dns_servers, address));
    }
  }
  for (const DnsSearch& search : advert.dns_search) {
    for (const std::string& name : search.names) {
      note(judgement, Finding::dns_search, is_foreign(router.dns_search, name));
    }
  }
  for (const Pref64& pref64 : advert.pref64) {
    note(judgement, Finding::pref64, is_foreign(router.pref64, pref64.prefix));
  }
  for (const std::string& portal : advert.captive_portals) {
    note(judgement, Finding::captive_portal, is_foreign(router.captive_portals, portal));
  }
}

void find_scalars(const AllowedRouter& router, Judgement& judgement) {
  const RouterAdvert& advert = *judgement.advert;
  note(judgement, Finding::advertised_hop_limit,
       advert.hop_limit != 0 && is_out(router.hop_limit, advert.hop_limit));
  note(judgement, Finding::managed, router.managed && advert.managed != *router.managed);
  note(judgement, Finding::other, router.other && advert.other != *router.other);
  note(judgement, Finding::preference, advert.preference > router.preference_max);
  note(judgement, Finding::lifetime,
       advert.lifetime != 0 && is_out(router.lifetime, Seconds{advert.lifetime}));
  note(judgement, Finding::timers,
       (advert.reachable_ms != 0 && is_out(router.reachable_ms, advert.reachable_ms)) ||
           (advert.retransmit_ms != 0 && is_out(router.retransmit_ms, advert.retransmit_ms)));
}

[[nodiscard]] bool any_prefix(const RouterAdvert& advert, const Prefix& within) {
  return std::ranges::any_of(
      advert.prefixes, [&](const PrefixInformation& one) { return within.contains(one.prefix); });
}

// Reasons that tell by themselves who does such a thing.
constexpr std::array kEvasive{Reason::no_upper_layer, Reason::authenticated, Reason::nested_tags,
                              Reason::snap, Reason::router_hidden};
constexpr std::array kServer{Reason::server_message, Reason::server_unknown};
constexpr std::array kIdentity{Reason::router_mac, Reason::router_address};
constexpr std::array kInItsName{Reason::router_target, Reason::redirect, Reason::redirect_unknown};

template <std::size_t kSize>
[[nodiscard]] bool holds(const std::array<Reason, kSize>& reasons, Reason reason) noexcept {
  return std::ranges::find(reasons, reason) != reasons.end();
}

// Frames that only somebody who knows guards would send.
[[nodiscard]] bool is_evasive(const Judgement& judgement) {
  return holds(kEvasive, judgement.reason) || has(judgement, Finding::extension_headers) ||
         has(judgement, Finding::fragmented) || has(judgement, Finding::vlan_tagged);
}

// The real router's own words, unchanged.
[[nodiscard]] bool is_copy(const Judgement& judgement) {
  return judgement.advert && judgement.router != nullptr && judgement.findings.none() &&
         judgement.advert->lifetime != 0;
}

// RFC 4191 §4: no default route, no address of the link, only routes within private space.
[[nodiscard]] bool is_stub_router(const RouterAdvert& advert) {
  const auto is_private = [](const auto& one) { return kUniqueLocal.contains(one.prefix); };
  return advert.lifetime == 0 && !advert.routes.empty() &&
         std::ranges::all_of(advert.routes, is_private) &&
         std::ranges::all_of(advert.prefixes, is_private);
}

[[nodiscard]] bool is_of_other_link(const GuardPolicy& policy, const RouterAdvert& advert) {
  return std::ranges::any_of(
      policy.other_links, [&](const OtherLink& link) { return any_prefix(advert, link.prefix); });
}

[[nodiscard]] Cause cause_of_advert(const GuardPolicy& policy, const RouterAdvert& advert) {
  if (any_prefix(advert, k6to4)) return Cause::connection_sharing;
  if (any_prefix(advert, kTeredo) || any_prefix(advert, kTunnelBroker)) return Cause::tunnel;
  if (is_of_other_link(policy, advert)) return Cause::bridged_links;
  return is_stub_router(advert) ? Cause::stub_router : Cause::other_router;
}

}  // namespace

const AllowedRouter* find_router(const GuardPolicy& policy, const Judgement& judgement) noexcept {
  const auto found = std::ranges::find_if(policy.routers, [&](const AllowedRouter& router) {
    return (router.mac.empty() || has_mac(router, judgement)) &&
           (!router.address || has_address(router, judgement));
  });
  return found == policy.routers.end() ? nullptr : &*found;
}

const AllowedRouter* nearest_router(const GuardPolicy& policy,
                                    const Judgement& judgement) noexcept {
  const auto found = std::ranges::find_if(policy.routers, [&](const AllowedRouter& router) {
    return has_mac(router, judgement) || has_address(router, judgement);
  });
  if (found != policy.routers.end()) return &*found;
  return policy.routers.size() == 1 ? &policy.routers.front() : nullptr;
}

void find_invalid(Judgement& judgement) {
  const PacketView& packet = *judgement.packet;
  note(judgement, Finding::not_link_local, !packet.source.is_link_local());
  note(judgement, Finding::hop_limit, packet.hop_limit != kHopLimit);
  note(judgement, Finding::code, packet.upper.size() > 1 && packet.upper[1] != std::byte{0});
  dhcp6::InternetSum sum;
  sum.add_pseudo_header(packet.source, packet.destination, packet.upper.size(),
                        dhcp6::next_header::kIcmpV6);
  sum.add(packet.upper);
  // Of a first fragment the sum is over what is not here.
  note(judgement, Finding::checksum, !packet.chain.is_fragment && sum.folded() != 0xffff);
  note(judgement, Finding::malformed, !judgement.advert || !judgement.advert->is_well_formed);
}

bool is_invalid(const Findings& findings) noexcept {
  for (const Finding one : {Finding::not_link_local, Finding::hop_limit, Finding::code,
                            Finding::checksum, Finding::malformed}) {
    if (findings.test(static_cast<std::size_t>(one))) return true;
  }
  return false;
}

void find_content(const AllowedRouter* router, Judgement& judgement) {
  const RouterAdvert& advert = *judgement.advert;
  const auto is_elsewhere = [&](dhcp6::Bytes mac) {
    return advert.link_layer && !dhcp6::equal(advert.link_layer->bytes(), mac);
  };
  note(judgement, Finding::link_layer, is_elsewhere(judgement.link.source));
  note(judgement, Finding::withdrawn, advert.lifetime == 0);
  note(judgement, Finding::prefix_6to4, any_prefix(advert, k6to4));
  note(judgement, Finding::many_options, advert.options > kOptionsUsual);
  if (router == nullptr) return;
  note(judgement, Finding::source, router->address && !has_address(*router, judgement));
  note(judgement, Finding::mac, !router->mac.empty() && !has_mac(*router, judgement));
  note(judgement, Finding::link_layer, !router->mac.empty() && is_elsewhere(router->mac.bytes()));
  find_scalars(*router, judgement);
  find_prefixes(*router, judgement);
  find_lists(*router, judgement);
}

Cause find_cause(const GuardPolicy& policy, const Judgement& judgement) {
  if (is_evasive(judgement)) return Cause::evasion;
  if (holds(kServer, judgement.reason)) return Cause::other_server;
  if (holds(kInItsName, judgement.reason)) return Cause::impersonation;
  if (holds(kIdentity, judgement.reason)) {
    return is_copy(judgement) ? Cause::looped_router : Cause::impersonation;
  }
  if (judgement.reason == Reason::router_policy) return Cause::disagreement;
  if (judgement.reason == Reason::allowed_router) {
    return has(judgement, Finding::withdrawn) ? Cause::shutdown : Cause::none;
  }
  return judgement.advert ? cause_of_advert(policy, *judgement.advert) : Cause::none;
}

}  // namespace ward6::raguard
