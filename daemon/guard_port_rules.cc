#include "daemon/guard_port_rules.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "daemon/guard_rules.h"
#include "raguard/link_layer.h"
#include "raguard/reason.h"

namespace ward6::daemon {
namespace {

using raguard::AllowedRouter;
using raguard::AllowedServer;
using raguard::Bounds;
using raguard::GuardPolicy;
using raguard::PortRole;
using raguard::Reason;

// What is behind an Authentication Header is not looked at: RFC 4302 §2. So none of these may be.
constexpr std::string_view kHiding = "{ 0, 17, 43, 44, 51, 58, 60, 135, 139, 140 }";
constexpr std::string_view kUnrecognised = "{ 135, 139, 140, 148-255 }";
// Messages of servers: Advertise, Reply, Reconfigure, Relay-reply.
constexpr std::string_view kServerMessages = "{ 2, 7, 10, 13 }";

[[nodiscard]] bool is_ethernet(const dhcp6::LinkLayerAddress& mac) noexcept {
  return mac.size == raguard::kMacSize;
}

[[nodiscard]] std::string hex(const dhcp6::Ipv6Address& address) {
  return fmt::format("0x{:016x}{:016x}", address.high(), address.low());
}

// "{ a, b }" of different texts; empty without any.
[[nodiscard]] std::string set_of(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  const auto repeated = std::ranges::unique(texts);
  texts.erase(repeated.begin(), repeated.end());
  return texts.empty() ? "" : fmt::format("{{ {} }}", fmt::join(texts, ", "));
}

// A match of what is not within the bounds; nothing when all is. 0 says "not said" and is within.
[[nodiscard]] std::optional<std::string> outside(std::string_view field,
                                                 Bounds<std::uint64_t> bounds,
                                                 std::uint64_t max) {
  const std::string said = fmt::format("{} != 0", field);
  const std::uint64_t high = std::min(bounds.max, max);
  if (bounds.min > high || high == 0) return said;  // nothing else is within
  if (bounds.min <= 1 && high == max) return std::nullopt;
  if (bounds.min == high) return fmt::format("{} {} != {}", said, field, high);
  return fmt::format("{} {} != {}-{}", said, field, bounds.min, high);
}

// Every match of a header begins with `meta protocol ip6`: what nft puts there by itself in the
// family of bridges is not true of a frame with a VLAN tag (is_blind_to_tags()). A rule whose field
// is not in the frame does not match, with `!=` neither: what passes is matched, the rest is
// dropped.
class Builder {
 public:
  Builder(const GuardPolicy& policy, PortRole role, std::size_t number)
      : policy_(policy), role_(role), prefix_(fmt::format("p{}", number)) {}

  GuardPortRules build() {
    if (role_ == PortRole::host) {
      host();
    } else {
      uplink();
    }
    return std::move(rules_);
  }

 private:
  [[nodiscard]] std::string name(std::string_view part) const {
    return fmt::format("{}_{}", prefix_, part);
  }
  std::vector<std::string>& chain(std::string name) {
    return rules_.chains.emplace_back(GuardChain{std::move(name), {}}).rules;
  }
  [[nodiscard]] std::string drop(std::string_view id) {
    std::string counter = name(id);
    std::string text = fmt::format("counter name {} drop", counter);
    if (std::ranges::find(rules_.counters, counter) == rules_.counters.end()) {
      rules_.counters.push_back(std::move(counter));
    }
    return text;
  }
  [[nodiscard]] std::string drop(Reason reason) { return drop(raguard::row(reason).id); }
  // A rule about IPv6.
  static void rule(std::vector<std::string>& chain, std::string_view match, std::string_view then) {
    chain.push_back(fmt::format("meta protocol ip6 {} {}", match, then));
  }

  void host();
  void host_packets();
  void host_snap();
  void uplink();
  void uplink_packets();
  void odd_shapes(std::vector<std::string>& chain);
  void offenders(std::vector<std::string>& chain);
  void routers();
  void router(const AllowedRouter& router, std::string name);
  void redirects();
  void servers();

  const GuardPolicy& policy_;
  PortRole role_;
  std::string prefix_;
  GuardPortRules rules_;
};

// A match of this router's or server's packets.
template <class Party>
[[nodiscard]] std::optional<std::string> identity(const Party& party) {
  if (!party.mac.empty() && !is_ethernet(party.mac)) return std::nullopt;  // never seen here
  std::string match = "meta protocol ip6";
  if (!party.mac.empty()) match += fmt::format(" ether saddr {}", party.mac.to_string());
  if (party.address) match += fmt::format(" ip6 saddr {}", party.address->to_string());
  return match;
}

void Builder::host() {
  host_packets();
  host_snap();
  // Others of the same frames: the judge says router-mac first.
  chain(name("tags")) = {drop(Reason::nested_tags)};
  std::vector<std::string> macs;
  for (const AllowedRouter& router : policy_.routers) {
    if (is_ethernet(router.mac)) macs.push_back(router.mac.to_string());
  }
  std::vector<std::string> begin;
  if (!macs.empty()) {
    begin.push_back(fmt::format("ether saddr {} {}", set_of(macs), drop(Reason::router_mac)));
  }
  // VU#855201. The kernel takes one tag off before: another, or one of an old type, is here still.
  begin.push_back(
      fmt::format("meta protocol vmap {{ ip6 : goto {0}, 8021q : goto {1}, 8021ad : goto {1}, "
                  "0x9100 : goto {1}, 0x9200 : goto {1}, 0x0001 : goto {2}, 0x0004 : goto {2} }}",
                  name("ip6"), name("tags"), name("snap")));
  chain(prefix_) = std::move(begin);
}

// RFC 7113 §3, RFC 7610 §5, RFC 6980 §5; in the order of the judge.
void Builder::host_packets() {
  std::vector<std::string> own;
  std::vector<std::string> own_hex;
  for (const AllowedRouter& router : policy_.routers) {
    if (!router.address) continue;
    own.push_back(router.address->to_string());
    own_hex.push_back(hex(*router.address));
  }
  std::vector<std::string> to;
  if (!own.empty()) rule(to, "ip6 saddr " + set_of(own), drop(Reason::router_address));
  // Most of what passes, and neither can hide anything.
  rule(to, "ip6 nexthdr { 6, 50 }", "accept");
  rule(to, "ip6 nexthdr 17 udp dport != { 546, 547 }", "accept");
  rule(to, "icmpv6 type nd-router-advert", drop(Reason::router_advert));
  rule(to, "icmpv6 type nd-redirect", drop(Reason::redirect));
  if (!own.empty()) {
    rule(to, "icmpv6 type nd-neighbor-advert @th,64,128 " + set_of(own_hex),
         drop(Reason::router_target));
  }
  rule(to, "udp dport 546", drop(Reason::server_message));
  rule(to, fmt::format("udp dport 547 @th,64,8 {}", kServerMessages), drop(Reason::server_message));
  odd_shapes(to);
  // Behind the later fragments, of which it is a guess of their sender.
  if (policy_.drop_unrecognised_headers) {
    rule(to, fmt::format("meta l4proto {}", kUnrecognised), drop(Reason::unrecognised_header));
    rule(to, "meta l4proto ah @th,0,8 148-255", drop(Reason::unrecognised_header));
  }
  // The kernel knows the protocol by its number even when its header is beyond the frame.
  rule(to, "@th,0,8 0-255", "accept");
  rule(to, "meta l4proto 59", "accept");
  to.push_back(drop(Reason::no_upper_layer));
  chain(name("ip6")) = std::move(to);
}

// LLC, and the OUI of RFC 1042 or of the bridge tunnel. The tag that the kernel took off stands
// before them again when the filter reads the Ethernet header.
void Builder::host_snap() {
  constexpr std::string_view kSnap = "{ 0xaaaa03000000, 0xaaaa030000f8 }";
  const std::string verdict = drop(Reason::snap);
  chain(name("snap")) = {
      fmt::format("@ll,96,16 {{ 0x8100, 0x88a8 }} @ll,144,48 {} {}", kSnap, verdict),
      fmt::format("@ll,96,16 != {{ 0x8100, 0x88a8 }} @ll,112,48 {} {}", kSnap, verdict)};
}

// Packets whose first header tells nothing of the rest.
void Builder::odd_shapes(std::vector<std::string>& chain) {
  rule(chain, fmt::format("meta l4proto ah @th,0,8 {}", kHiding), drop(Reason::authenticated));
  if (policy_.drop_link_local_fragments) {
    rule(chain, "ip6 saddr fe80::/10 exthdr frag exists", drop(Reason::link_local_fragment));
  }
  rule(chain, "frag frag-off != 0", "accept");
}

void Builder::uplink() {
  rules_.offenders = name("offenders");
  if (role_ == PortRole::router) {
    routers();
    redirects();
  }
  servers();
  uplink_packets();
  chain(prefix_) = {fmt::format("meta protocol ip6 goto {}", name("ip6"))};
}

void Builder::uplink_packets() {
  const bool has_routers = role_ == PortRole::router;
  const auto to_chain = [this](std::string_view part) { return "goto " + name(part); };
  std::vector<std::string> to;
  rule(to, "ip6 nexthdr { 6, 50 }", "accept");
  rule(to, "ip6 nexthdr 17 udp dport != { 546, 547 }", "accept");
  rule(to, "icmpv6 type nd-router-advert",
       has_routers ? to_chain("ra") : drop(Reason::router_advert));
  rule(to, "icmpv6 type nd-redirect", has_routers ? to_chain("redirect") : drop(Reason::redirect));
  rule(to, "udp dport 546", to_chain("server"));
  rule(to, fmt::format("udp dport 547 @th,64,8 {}", kServerMessages), to_chain("server"));
  // From elsewhere comes what a router passes on, in any shape.
  rule(to, "ip6 saddr != fe80::/10", "accept");
  odd_shapes(to);
  rule(to, "@th,0,8 0-255", "accept");
  rule(to, "meta l4proto 59", "accept");
  to.push_back(drop(Reason::no_upper_layer));
  chain(name("ip6")) = std::move(to);
}

void Builder::offenders(std::vector<std::string>& chain) {
  chain.push_back(fmt::format("ether saddr @{} {}", rules_.offenders, drop(kOffenderCounter)));
}

void Builder::routers() {
  std::vector<std::string> to;
  offenders(to);
  // RFC 6980 §5: what hosts must ignore, or what only who evades a guard sends.
  rule(to, "ip6 nexthdr != 58", drop(Reason::router_hidden));
  // RFC 4861 §6.1.2.
  rule(to, "ip6 saddr != fe80::/10", drop(Reason::router_invalid));
  rule(to, "ip6 hoplimit != 255", drop(Reason::router_invalid));
  rule(to, "@th,8,8 != 0", drop(Reason::router_invalid));
  std::vector<std::string> known;
  for (const AllowedRouter& allowed : policy_.routers) {
    const auto match = identity(allowed);
    if (!match) continue;
    const std::string own = name(fmt::format("ra{}", known.size()));
    router(allowed, own);
    // Sixteen octets or more: RFC 4861 §6.1.2.
    known.push_back(fmt::format("{} @th,120,8 0-255 goto {}", *match, own));
  }
  if (policy_.routers.empty()) {
    rule(to, "@th,120,8 0-255", "accept");
  } else {
    to.insert(to.end(), known.begin(), known.end());
    rule(to, "@th,120,8 0-255", drop(Reason::router_unknown));
  }
  to.push_back(drop(Reason::router_invalid));
  chain(name("ra")) = std::move(to);
}

// The fields of RFC 4861 §4.2 and the preference of RFC 4191 §2.1.
void Builder::router(const AllowedRouter& router, std::string name) {
  std::vector<std::string> to;
  const auto forbid = [&](const std::optional<std::string>& match) {
    if (match) rule(to, *match, drop(Reason::router_policy));
  };
  const auto forbid_flag = [&](std::string_view flag, const std::optional<bool>& wanted) {
    if (wanted) forbid(fmt::format("@th,40,8 & {0} != {1}", flag, *wanted ? flag : "0"));
  };
  const auto forbid_outside = [&](std::string_view field, const auto& bounds, std::uint64_t max) {
    if (bounds) forbid(outside(field, {bounds->min, bounds->max}, max));
  };
  forbid_outside("@th,32,8", router.hop_limit, 0xff);
  forbid_flag("0x80", router.managed);
  forbid_flag("0x40", router.other);
  if (router.preference_max == raguard::Preference::medium) forbid("@th,40,8 & 0x18 == 0x08");
  if (router.preference_max == raguard::Preference::low) forbid("@th,40,8 & 0x18 != 0x18");
  if (router.lifetime) {
    forbid(outside("@th,48,16",
                   {static_cast<std::uint64_t>(router.lifetime->min.count()),
                    static_cast<std::uint64_t>(router.lifetime->max.count())},
                   0xffff));
  }
  forbid_outside("@th,64,32", router.reachable_ms, 0xffffffff);
  forbid_outside("@th,96,32", router.retransmit_ms, 0xffffffff);
  to.emplace_back("accept");
  chain(std::move(name)) = std::move(to);
}

void Builder::redirects() {
  std::vector<std::string> to;
  offenders(to);
  for (const AllowedRouter& router : policy_.routers) {
    if (const auto match = identity(router)) to.push_back(*match + " accept");
  }
  to.push_back(policy_.routers.empty() ? "accept" : drop(Reason::redirect_unknown));
  chain(name("redirect")) = std::move(to);
}

// RFC 7610 §4. Who is known by the DUID alone is not known here.
void Builder::servers() {
  std::vector<std::string> to;
  offenders(to);
  for (const AllowedServer& server : policy_.servers) {
    if (const auto match = identity(server)) to.push_back(*match + " accept");
  }
  to.push_back(policy_.servers.empty() ? "accept" : drop(Reason::server_unknown));
  chain(name("server")) = std::move(to);
}

}  // namespace

GuardPortRules guard_port_rules(const GuardPolicy& policy, PortRole role, std::size_t number) {
  return Builder(policy, role, number).build();
}

}  // namespace ward6::daemon
