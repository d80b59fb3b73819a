#include "raguard/guard.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/message.h"
#include "raguard/router_policy.h"

namespace ward6::raguard {
namespace {

using dhcp6::Bytes;
using dhcp6::MessageType;
using dhcp6::Reader;
namespace next_header = dhcp6::next_header;

constexpr std::size_t kUdpHeaderSize = 8;

// RFC 7113 §3 (5): headers that hosts may skip, and whatever is for experiments or not assigned.
// The first three have the extension header format (RFC 6564) and may hide what follows.
constexpr std::uint8_t kMobility = 135;
constexpr std::uint8_t kHip = 139;
constexpr std::uint8_t kShim6 = 140;
constexpr std::uint8_t kUnassignedMin = 148;

[[nodiscard]] bool is_unrecognised(std::uint8_t header) noexcept {
  return header == kMobility || header == kHip || header == kShim6 || header >= kUnassignedMin;
}

// What an Authentication Header may not stand in front of: a message that is judged here, and
// headers that it could be behind.
[[nodiscard]] bool hides_behind_authentication(std::uint8_t header) noexcept {
  constexpr std::array kHiding{next_header::kHopByHop,
                               next_header::kUdp,
                               next_header::kRouting,
                               next_header::kFragment,
                               next_header::kAuthentication,
                               next_header::kIcmpV6,
                               next_header::kDestinationOptions,
                               kMobility,
                               kHip,
                               kShim6};
  return std::ranges::find(kHiding, header) != kHiding.end();
}

void note(Judgement& judgement, Finding finding, bool holds) {
  if (holds) judgement.findings.set(static_cast<std::size_t>(finding));
}

[[nodiscard]] std::optional<PacketView> parse_packet(const LinkLayerView& link) noexcept {
  if (link.type != kEtherTypeIpv6) return std::nullopt;
  Reader reader(link.payload);
  PacketView packet;
  reader.u32();  // version, traffic class, flow label
  const std::size_t size = reader.u16();
  packet.first_header = reader.u8();
  packet.hop_limit = reader.u8();
  packet.source = reader.address();
  packet.destination = reader.address();
  if (!reader.ok()) return std::nullopt;
  // The chain is walked to the end of the frame, as the kernel's filter does: who lies about the
  // length is not let through for it.
  const Bytes behind = reader.rest();
  packet.chain = dhcp6::walk_headers(packet.first_header, behind);
  const std::size_t beyond = size == 0 || size > behind.size() ? 0 : behind.size() - size;
  packet.upper = packet.chain.rest.first(packet.chain.rest.size() -
                                         std::min(beyond, packet.chain.rest.size()));
  return packet;
}

// RFC 7610 §5: a message for a client, whatever it is and wherever it is from; and what only
// servers send to relay agents or, by mistake, to servers.
void find_dhcp(Judgement& judgement) {
  constexpr std::uint16_t kClientPort = 546;
  constexpr std::uint16_t kServerPort = 547;
  Reader reader(judgement.packet->chain.rest);
  reader.u16();  // source port: attackers choose it
  const std::uint16_t port = reader.u16();
  reader.u32();  // length, checksum
  const std::uint8_t type = reader.u8();
  if (port == kClientPort) judgement.dhcp_type = type;  // 0 when it is not here
  if (port != kServerPort) return;
  for (const MessageType sent_by_server : {MessageType::advertise, MessageType::reply,
                                           MessageType::reconfigure, MessageType::relay_reply}) {
    if (reader.ok() && type == static_cast<std::uint8_t>(sent_by_server)) {
      judgement.dhcp_type = type;
    }
  }
}

// What the packet is, as far as the guard cares.
void classify(Judgement& judgement) {
  const PacketView& packet = *judgement.packet;
  if (!packet.chain.reaches_upper_layer()) return;
  if (packet.chain.next == next_header::kUdp) find_dhcp(judgement);
  if (packet.chain.next != next_header::kIcmpV6) return;
  judgement.icmp_type = dhcp6::to_u8(packet.chain.rest.front());
  if (judgement.icmp_type == kRouterAdvertisement) {
    judgement.advert = parse_router_advert(packet.upper);
    find_invalid(judgement);
  }
}

void find_disguises(Judgement& judgement) {
  if (!judgement.icmp_type && !judgement.dhcp_type) return;
  const bool is_judged = judgement.dhcp_type || judgement.icmp_type == kRouterAdvertisement ||
                         judgement.icmp_type == kRedirect;
  const dhcp6::HeaderChain& chain = judgement.packet->chain;
  note(judgement, Finding::fragmented, is_judged && chain.has_fragment_header);
  note(judgement, Finding::extension_headers,
       is_judged && chain.count > (chain.has_fragment_header ? 1U : 0U));
  note(judgement, Finding::vlan_tagged, is_judged && judgement.link.tags > 0);
}

[[nodiscard]] bool is_router_mac(const GuardPolicy& policy, const Judgement& judgement) noexcept {
  return std::ranges::any_of(policy.routers, [&](const AllowedRouter& router) {
    return !router.mac.empty() && dhcp6::equal(router.mac.bytes(), judgement.link.source);
  });
}

[[nodiscard]] bool is_router_address(const GuardPolicy& policy,
                                     const dhcp6::Ipv6Address& address) noexcept {
  return std::ranges::any_of(
      policy.routers, [&](const AllowedRouter& router) { return router.address == address; });
}

// Somebody behind this port is, or says that he is, a router that is behind another.
[[nodiscard]] std::optional<Reason> judge_identity(const GuardPolicy& policy,
                                                   const Judgement& judgement) noexcept {
  if (is_router_mac(policy, judgement)) return Reason::router_mac;
  if (!judgement.packet) return std::nullopt;
  if (is_router_address(policy, judgement.packet->source)) return Reason::router_address;
  if (judgement.icmp_type != kNeighborAdvertisement) return std::nullopt;
  const auto target = advertised_target(judgement.packet->chain.rest);
  if (target && is_router_address(policy, *target)) return Reason::router_target;
  return std::nullopt;
}

// Packets that cannot be judged by what they hold.
[[nodiscard]] std::optional<Reason> judge_shape(const GuardPolicy& policy,
                                                const PacketView& packet) noexcept {
  const dhcp6::HeaderChain& chain = packet.chain;
  // All fragments of an advertisement that a host would take are from a link-local address; which
  // of them rewrites an earlier one cannot be known (RFC 5722), so none passes.
  if (chain.has_fragment_header && policy.drop_link_local_fragments &&
      packet.source.is_link_local()) {
    return Reason::link_local_fragment;
  }
  if (chain.is_later_fragment) return Reason::later_fragment;
  if (chain.authenticated && hides_behind_authentication(*chain.authenticated)) {
    return Reason::authenticated;
  }
  // RFC 7113 §3 (4), RFC 7112 §5: the whole chain has to be in the first fragment.
  if (!chain.reaches_upper_layer()) return Reason::no_upper_layer;
  if (policy.drop_unrecognised_headers && is_unrecognised(chain.next)) {
    return Reason::unrecognised_header;
  }
  return std::nullopt;
}

[[nodiscard]] Reason judge_host_packet(const GuardPolicy& policy, const Judgement& judgement) {
  const PacketView& packet = *judgement.packet;
  // ESP is an upper layer (RFC 7113 §3); TCP and it are most of what passes.
  if (packet.first_header == next_header::kTcp || packet.first_header == next_header::kEsp) {
    return Reason::not_judged;
  }
  // The kernel's filter looks behind no Authentication Header, so that comes first.
  if (packet.chain.authenticated && hides_behind_authentication(*packet.chain.authenticated)) {
    return Reason::authenticated;
  }
  if (judgement.icmp_type == kRouterAdvertisement) return Reason::router_advert;
  if (judgement.icmp_type == kRedirect) return Reason::redirect;
  if (judgement.dhcp_type) return Reason::server_message;
  return judge_shape(policy, packet).value_or(Reason::not_judged);
}

[[nodiscard]] Reason judge_host(const GuardPolicy& policy, const Judgement& judgement) {
  const auto identity = judge_identity(policy, judgement);
  if (identity == Reason::router_mac) return *identity;
  if (judgement.link.has_odd_tag) return Reason::nested_tags;
  if (judgement.link.encapsulation == Encapsulation::snap) return Reason::snap;
  if (identity) return *identity;
  return judgement.packet ? judge_host_packet(policy, judgement) : Reason::not_judged;
}

[[nodiscard]] Reason judge_router(const GuardPolicy& policy, const Judgement& judgement) {
  const dhcp6::HeaderChain& chain = judgement.packet->chain;
  if (chain.count > 0) return Reason::router_hidden;
  if (is_invalid(judgement.findings)) return Reason::router_invalid;
  if (policy.routers.empty()) return Reason::allowed_router;
  if (find_router(policy, judgement) == nullptr) return Reason::router_unknown;
  Findings against = judgement.findings;
  // A router may say good-bye, and where its frames carry a tag they all do.
  against.reset(static_cast<std::size_t>(Finding::withdrawn));
  against.reset(static_cast<std::size_t>(Finding::vlan_tagged));
  return against.any() ? Reason::router_policy : Reason::allowed_router;
}

[[nodiscard]] bool is_from(const AllowedServer& server, const Judgement& judgement) {
  if (!server.mac.empty() && !dhcp6::equal(server.mac.bytes(), judgement.link.source)) return false;
  if (server.address && *server.address != judgement.packet->source) return false;
  if (!server.duid) return true;
  const Bytes udp = judgement.packet->upper;
  const auto message = dhcp6::MessageView::parse(udp.subspan(std::min(udp.size(), kUdpHeaderSize)));
  const auto id = message ? message->options.find(dhcp6::OptionCode::server_id) : std::nullopt;
  return id && dhcp6::equal(id->body, server.duid->bytes());
}

[[nodiscard]] Reason judge_server(const GuardPolicy& policy, const Judgement& judgement) {
  const bool is_known = policy.servers.empty() ||
                        std::ranges::any_of(policy.servers, [&](const AllowedServer& server) {
                          return is_from(server, judgement);
                        });
  return is_known ? Reason::allowed_server : Reason::server_unknown;
}

// A port with routers or servers behind it, and with them the rest of the world: what it passes on
// from elsewhere is left alone.
[[nodiscard]] Reason judge_uplink(const GuardPolicy& policy,
                                  PortRole role,
                                  const Judgement& judgement) {
  const bool has_routers = role == PortRole::router;
  if (!judgement.packet) return Reason::not_judged;
  const PacketView& packet = *judgement.packet;
  if (judgement.icmp_type == kRouterAdvertisement) {
    return has_routers ? judge_router(policy, judgement) : Reason::router_advert;
  }
  if (judgement.icmp_type == kRedirect) {
    if (!has_routers) return Reason::redirect;
    const bool is_known = policy.routers.empty() || find_router(policy, judgement) != nullptr;
    return is_known ? Reason::allowed_router : Reason::redirect_unknown;
  }
  if (judgement.dhcp_type) return judge_server(policy, judgement);
  if (packet.source.is_link_local()) {
    const auto shape = judge_shape(policy, packet);
    if (shape && *shape != Reason::unrecognised_header) return *shape;
  }
  return Reason::not_judged;
}

[[nodiscard]] Reason reason_of(const GuardPolicy& policy,
                               PortRole role,
                               const Judgement& judgement) {
  switch (role) {
    case PortRole::trusted:
      return Reason::trusted_port;
    case PortRole::router:
    case PortRole::server:
      return judge_uplink(policy, role, judgement);
    case PortRole::host:
    case PortRole::monitor:
      break;
  }
  return judge_host(policy, judgement);
}

}  // namespace

Judgement judge(const GuardPolicy& policy, PortRole role, Bytes frame) {
  Judgement judgement;
  judgement.link = parse_link_layer(frame);
  if (judgement.link.source.empty()) return judgement;
  judgement.packet = parse_packet(judgement.link);
  if (judgement.packet) {
    classify(judgement);
    find_disguises(judgement);
  }
  judgement.router = find_router(policy, judgement);
  if (judgement.router == nullptr) judgement.router = nearest_router(policy, judgement);
  if (judgement.advert) find_content(judgement.router, judgement);
  judgement.reason = reason_of(policy, role, judgement);
  const bool is_known = judgement.reason == Reason::allowed_router;
  if (judgement.is_drop() || is_known) judgement.cause = find_cause(policy, judgement);
  return judgement;
}

PortRole role_of(const GuardPolicy& policy, std::string_view port) noexcept {
  const auto found = std::ranges::find(policy.ports, port, &GuardPort::name);
  return found == policy.ports.end() ? policy.other_ports : found->role;
}

}  // namespace ward6::raguard
