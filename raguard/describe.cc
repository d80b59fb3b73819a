#include "raguard/describe.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libdhcp6/wire/protocol.h"

namespace ward6::raguard {
namespace {

namespace next_header = dhcp6::next_header;

constexpr std::array<std::pair<std::uint8_t, std::string_view>, 12> kHeaders{{
    {next_header::kHopByHop, "hop-by-hop"},
    {next_header::kTcp, "TCP"},
    {next_header::kUdp, "UDP"},
    {next_header::kRouting, "routing"},
    {next_header::kFragment, "fragment"},
    {next_header::kEsp, "ESP"},
    {next_header::kAuthentication, "AH"},
    {next_header::kIcmpV6, "ICMPv6"},
    {next_header::kNone, "nothing"},
    {next_header::kDestinationOptions, "destination options"},
    {135, "mobility"},
    {139, "HIP"},
}};

constexpr std::array<std::pair<std::uint8_t, std::string_view>, 5> kIcmp{{
    {kRouterSolicitation, "Router Solicitation"},
    {kRouterAdvertisement, "Router Advertisement"},
    {kNeighborSolicitation, "Neighbor Solicitation"},
    {kNeighborAdvertisement, "Neighbor Advertisement"},
    {kRedirect, "Redirect"},
}};

constexpr std::array<std::pair<PortRole, std::string_view>, 5> kRoles{{
    {PortRole::host, "host"},
    {PortRole::router, "router"},
    {PortRole::server, "server"},
    {PortRole::trusted, "trusted"},
    {PortRole::monitor, "monitor"},
}};

template <class Rows, class Key>
[[nodiscard]] std::string_view look_up(const Rows& rows, Key key) noexcept {
  const auto found = std::ranges::find(rows, key, [](const auto& row) { return row.first; });
  return found == rows.end() ? std::string_view() : found->second;
}

[[nodiscard]] std::string header_text(std::uint8_t header) {
  const std::string_view known = look_up(kHeaders, header);
  return known.empty() ? "header " + std::to_string(header) : std::string(known);
}

// Parts between commas.
class List {
 public:
  List& add(std::string_view part) {
    if (!text_.empty()) text_ += ", ";
    text_ += part;
    return *this;
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void add_prefixes(const RouterAdvert& advert, List& list) {
  for (const PrefixInformation& prefix : advert.prefixes) {
    const bool is_deprecated = prefix.preferred == dhcp6::Seconds{0};
    list.add("prefix " + prefix.prefix.to_string() + (is_deprecated ? " deprecated" : ""));
  }
  for (const RouteInformation& route : advert.routes) {
    list.add("route " + route.prefix.to_string());
  }
}

void add_names(const RouterAdvert& advert, List& list) {
  for (const DnsServers& servers : advert.dns_servers) {
    for (const dhcp6::Ipv6Address& address : servers.addresses) {
      list.add("DNS server " + address.to_string());
    }
  }
  for (const DnsSearch& search : advert.dns_search) {
    for (const std::string& name : search.names) list.add("search domain " + name);
  }
  for (const Pref64& pref64 : advert.pref64) list.add("NAT64 " + pref64.prefix.to_string());
  for (const std::string& portal : advert.captive_portals) list.add("captive portal " + portal);
}

}  // namespace

std::string message_text(const Judgement& judgement) {
  if (judgement.dhcp_type) {
    return "DHCPv6 " + std::string(name(dhcp6::MessageType{*judgement.dhcp_type}));
  }
  if (judgement.icmp_type) {
    const std::string_view known = look_up(kIcmp, *judgement.icmp_type);
    return known.empty() ? "ICMPv6 of type " + std::to_string(*judgement.icmp_type)
                         : std::string(known);
  }
  if (!judgement.packet) {
    const bool is_ipv6 = judgement.link.type == kEtherTypeIpv6;
    return is_ipv6 ? "broken IPv6" : "a frame that is not IPv6";
  }
  const dhcp6::HeaderChain& chain = judgement.packet->chain;
  if (chain.is_later_fragment) return "a later fragment";
  return chain.is_fragment ? "a first fragment" : "IPv6";
}

std::string chain_text(const Judgement& judgement) {
  List list;
  for (std::size_t at = 0; at < judgement.link.tags; ++at) list.add("VLAN tag");
  if (judgement.link.encapsulation == Encapsulation::snap) list.add("SNAP");
  if (!judgement.packet) return list.take();
  const dhcp6::HeaderChain& chain = judgement.packet->chain;
  const std::size_t noted = std::min(chain.count, dhcp6::HeaderChain::kNoted);
  for (std::size_t at = 0; at < noted; ++at) list.add(header_text(chain.noted.at(at)));
  if (chain.count > noted) list.add(std::to_string(chain.count - noted) + " more");
  const bool is_there = chain.reaches_upper_layer();
  list.add((is_there || chain.is_later_fragment ? "" : "no ") + header_text(chain.next));
  return list.take();
}

std::string advert_text(const RouterAdvert& advert) {
  List list;
  list.add(advert.lifetime == 0 ? "no default route" : "a default route");
  if (advert.preference != Preference::medium) {
    list.add(std::string(name(advert.preference)) + " preference");
  }
  if (advert.managed) list.add("M");
  if (advert.other) list.add("O");
  add_prefixes(advert, list);
  for (const std::uint32_t mtu : advert.mtus) list.add("MTU " + std::to_string(mtu));
  if (advert.hop_limit != 0 && advert.hop_limit != 64) {
    list.add("hop limit " + std::to_string(advert.hop_limit));
  }
  add_names(advert, list);
  return list.take();
}

std::vector<std::string_view> finding_ids(const Findings& findings) {
  std::vector<std::string_view> ids;
  for (std::size_t at = 0; at < kFindingCount; ++at) {
    if (findings.test(at)) ids.push_back(row(Finding{static_cast<std::uint8_t>(at)}).id);
  }
  return ids;
}

std::string_view name(PortRole role) noexcept {
  return look_up(kRoles, role);
}

std::optional<PortRole> parse_role(std::string_view text) noexcept {
  const auto found = std::ranges::find(kRoles, text, [](const auto& row) { return row.second; });
  if (found == kRoles.end()) return std::nullopt;
  return found->first;
}

std::string_view name(Action action) noexcept {
  constexpr std::array<std::string_view, 3> kNames{"block", "observe", "learn"};
  return kNames.at(static_cast<std::size_t>(action));
}

std::string_view name(Preference preference) noexcept {
  constexpr std::array<std::string_view, 3> kNames{"low", "medium", "high"};
  return kNames.at(static_cast<std::size_t>(preference));
}

}  // namespace ward6::raguard
