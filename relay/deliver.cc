// Towards the clients: RFC 9915 §19.2.
#include <algorithm>

#include "libdhcp6/core/reader.h"
#include "relay/relay.h"

namespace ward6::relay {
namespace {

using dhcp6::MessageType;
using dhcp6::OptionCode;

bool is_relay_reply(dhcp6::Bytes message) noexcept {
  return std::to_integer<std::uint8_t>(message.front()) ==
         static_cast<std::uint8_t>(MessageType::relay_reply);
}

// RFC 9915 §7.2: clients listen on 546, relays on 547 or where RFC 8357 §5.2 says.
std::uint16_t port_of(const dhcp6::RelayView& reply) noexcept {
  if (!is_relay_reply(reply.inner)) return dhcp6::kClientPort;
  if (const auto option = reply.options.find(OptionCode::relay_source_port)) {
    dhcp6::Reader reader(option->body);
    const std::uint16_t port = reader.u16();
    if (reader.ok() && port != 0) return port;
  }
  return dhcp6::kServerPort;
}

// RFC 6607 §5: a server that gave something in the link's VPN says so; §5.1: one that chose another
// VPN must not be obeyed. Without the option, or with type 255, it is the global VPN.
bool is_vpn_of(const RelayedLink& link, const dhcp6::RelayView& reply) noexcept {
  const auto is_global = [](dhcp6::Bytes body) {
    return body.empty() || (body.size() == 1 && body.front() == std::byte{255});
  };
  const auto option = reply.options.find(OptionCode::virtual_subnet_selection);
  const dhcp6::Bytes answered = option ? option->body : dhcp6::Bytes{};
  if (option && answered.empty()) return false;
  return dhcp6::equal(answered, link.vpn) || (is_global(answered) && is_global(link.vpn));
}

}  // namespace

Verdict Relay::deliver(const dhcp6::Inbound& inbound, dhcp6::Outbox& outbox) noexcept {
  // A host that could send Relay-replies would speak to its neighbours with our address.
  if (relays(inbound.link)) return Verdict::reply_on_client_link;
  const auto server = find_server(inbound);
  if (!server) return Verdict::reply_unknown_server;
  const bool is_served =
      std::ranges::find(config_->served_links, inbound.link) != config_->served_links.end();
  if (is_served && config_->servers[*server].interface.empty()) {
    return Verdict::reply_on_client_link;
  }
  last_.server = inbound.from.address;
  const auto reply = dhcp6::RelayView::parse(inbound.payload);
  if (!reply || reply->inner.size() < dhcp6::kMessageHeaderSize) return Verdict::reply_malformed;
  note_answer(*server);
  last_.hops = reply->hop_count;  // says nothing here: RFC 9915 §9.2
  last_.peer = reply->peer_address;
  last_.mac = {};
  last_.inner = reply->inner;
  last_.inner_type = std::to_integer<std::uint8_t>(reply->inner.front());
  Lower* const link = find_target(*reply);
  if (link == nullptr) return Verdict::reply_no_link;
  last_.link = link->config->id;
  if (!link->attachment) return Verdict::reply_link_down;
  if (!is_vpn_of(*link->config, *reply)) return Verdict::reply_other_vpn;
  if (!is_peer(*link, *reply)) return Verdict::reply_bad_peer;
  dhcp6::Writer writer = outbox.begin_datagram();
  writer.raw(reply->inner);  // RFC 9915 §19.2: unmodified, whatever its type
  if (!writer.ok() ||
      !outbox.send(writer, link->attachment->index, {reply->peer_address, port_of(*reply)})) {
    return Verdict::no_room;
  }
  last_.sent = 1;
  if (link->config->sending == Sending::failover) learn(*server, *reply);
  return Verdict::to_client;
}

// It is there, whatever becomes of what it said. Links that send to it from different addresses, or
// with other options, have it once each; from the answer nobody can tell whose it is.
void Relay::note_answer(std::size_t server) noexcept {
  for (std::size_t at = 0; at < upstreams_.size(); ++at) {
    if (!is_same_host(config_->servers[at], config_->servers[server])) continue;
    upstreams_[at].health.on_answer();
    ++upstreams_[at].answers;
  }
}

std::optional<std::size_t> Relay::find_server(const dhcp6::Inbound& inbound) const noexcept {
  const dhcp6::Ipv6Address& from = inbound.from.address;
  if (from.is_multicast() || from.is_unspecified()) return std::nullopt;
  std::optional<std::size_t> of_group;
  for (std::size_t at = 0; at < upstreams_.size(); ++at) {
    const Upstream& server = config_->servers[at];
    const bool known = upstreams_[at].interface != dhcp6::InterfaceIndex{};
    const bool same = known && upstreams_[at].interface == inbound.interface;
    if (server.address == from && (same || server.interface.empty())) return at;
    // Whoever is in the group may answer, from the interface that it was asked on.
    if (server.address.is_multicast() && same && !of_group) of_group = at;
  }
  return of_group;
}

// RFC 9915 §19.2: Interface-Id, else link-address. A link that got another name since is still
// found by its address.
Relay::Lower* Relay::find_target(const dhcp6::RelayView& reply) noexcept {
  if (const auto id = reply.options.find(OptionCode::interface_id)) {
    const auto found = by_interface_id_.find(dhcp6::as_text(id->body));
    if (found != by_interface_id_.end()) return &links_[found->second];
  }
  if (reply.link_address.is_unspecified()) return nullptr;
  const auto found = by_address_.find(reply.link_address);
  return found == by_address_.end() ? nullptr : &links_[found->second];
}

// Else one unicast from the server's side could become a multicast, or reach this machine itself.
bool Relay::is_peer(const Lower& link, const dhcp6::RelayView& reply) const noexcept {
  const dhcp6::Ipv6Address& peer = reply.peer_address;
  if (peer.is_multicast() || peer.is_unspecified() || peer.is_loopback()) return false;
  // A link-local address of ours on another link may be a neighbour's here: RFC 4291 §2.5.6.
  const auto is_ours = [&peer](const auto& each) { return each.address == peer; };
  const bool ours = peer.is_link_local() ? std::ranges::any_of(link.attachment->addresses, is_ours)
                                         : own_.contains(peer);
  if (ours) return false;
  if (peer.is_link_local() || is_relay_reply(reply.inner)) return true;
  return std::ranges::any_of(link.attachment->addresses, [&peer](const auto& each) {
    return dhcp6::Prefix::containing(each.address, each.length).contains(peer);
  });
}

// Whose Server Identifier this is: later messages for it need not go to the others.
void Relay::learn(std::size_t server, const dhcp6::RelayView& reply) noexcept {
  const auto envelope = dhcp6::Envelope::parse(reply.inner);
  if (!envelope) return;
  const auto server_id = envelope->message().options.find(OptionCode::server_id);
  if (!server_id) return;
  const std::uint64_t hash = dhcp6::siphash(key_, server_id->body);
  known_servers_[hash % known_servers_.size()] = {hash, server};
}

}  // namespace ward6::relay
