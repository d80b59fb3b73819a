#include "relay/ldra.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libdhcp6/core/assert.h"
#include "relay/layers.h"
#include "relay/relay_options.h"

namespace ward6::relay {
namespace {

using dhcp6::Bytes;
using dhcp6::MessageType;
using dhcp6::OptionCode;

constexpr bool is_type(std::uint8_t type, MessageType wanted) noexcept {
  return type == static_cast<std::uint8_t>(wanted);
}

// RFC 6221 §6.1.1: never from a client-facing port.
constexpr bool is_server_type(std::uint8_t type) noexcept {
  return is_type(type, MessageType::advertise) || is_type(type, MessageType::reply) ||
         is_type(type, MessageType::reconfigure) || is_type(type, MessageType::relay_reply);
}

constexpr std::uint8_t type_of(Bytes message) noexcept {
  return message.empty() ? std::uint8_t{0} : dhcp6::to_u8(message.front());
}

bool is_group_address(Bytes mac) noexcept {
  return (dhcp6::to_u8(mac.front()) & 1U) != 0;
}

}  // namespace

Ldra::Ldra(std::shared_ptr<const LdraConfig> config, const dhcp6::HashKey& key)
    : config_(std::make_shared<LdraConfig>()),
      stations_(key),
      message_(dhcp6::kDatagramSizeMax),
      frame_(kFrameSizeMax) {
  reconfigure(std::move(config));
}

void Ldra::reconfigure(std::shared_ptr<const LdraConfig> config) {
  std::map<std::string_view, const Port*> by_name;
  for (const Port& port : ports_) by_name.emplace(port.config->name, &port);
  std::vector<Port> ports(config->ports.size());
  for (std::size_t at = 0; at < ports.size(); ++at) {
    ports[at].config = &config->ports[at];
    const auto before = by_name.find(config->ports[at].name);
    if (before != by_name.end()) ports[at].traffic = before->second->traffic;
  }
  config_ = std::move(config);
  ports_ = std::move(ports);
  targets_.clear();
  targets_.reserve(ports_.size());
  is_indexed_ = false;
}

bool Ldra::attach(std::size_t port, const PortFacts& facts) {
  if (ports_[port].facts == facts) return false;
  ports_[port].facts = facts;
  is_indexed_ = false;
  return true;
}

void Ldra::detach(std::size_t port) {
  ports_[port].facts.reset();
  is_indexed_ = false;
}

// RFC 9915 §21.18: it identifies one interface. Of two ports whose templates give the same, the one
// that the configuration has first keeps it. A port that is gone keeps its name: answers to it are
// not for another.
void Ldra::index_ports() {
  is_indexed_ = true;
  by_interface_id_.clear();
  for (std::size_t at = 0; at < ports_.size(); ++at) {
    Port& port = ports_[at];
    if (port.config->role == PortRole::network) continue;
    if (port.facts) {
      port.interface_id = config_->interface_id.bytes({.link = config_->name,
                                                       .interface = port.config->name,
                                                       .mac = port.facts->mac,
                                                       .vlan = port.facts->vlan,
                                                       .hostname = config_->hostname,
                                                       .client_mac = {}});
    }
    if (port.interface_id.empty()) continue;
    while (by_interface_id_.contains(dhcp6::as_text(port.interface_id))) {
      port.interface_id.push_back(std::byte{'+'});
    }
    by_interface_id_.emplace(dhcp6::as_text(port.interface_id), at);
  }
}

Bytes Ldra::interface_id(std::size_t port) {
  if (!is_indexed_) index_ports();
  return ports_[port].interface_id;
}

LdraVerdict Ldra::handle(Instant now, const LdraFrame& frame) noexcept {
  // Not in attach(): many ports are attached in a row.
  if (!is_indexed_) index_ports();
  last_ = {};
  last_.port = frame.port;
  sent_ = {};
  targets_.clear();
  last_.verdict = decide(now, frame);
  account();
  return last_.verdict;
}

LdraVerdict Ldra::decide(Instant now, const LdraFrame& frame) noexcept {
  const Port& port = ports_[frame.port];
  if (!port.facts) return LdraVerdict::not_ours;
  const auto ip = parse_ipv6(frame.bytes);
  if (!ip) return LdraVerdict::bad_packet;
  last_.peer = ip->head.source;
  last_.mac = dhcp6::LinkLayerAddress::from(ip->head.source_mac).value();
  if (port.config->role == PortRole::network) return from_network(frame, *ip);
  last_.client_port = frame.port;
  return from_client(now, frame, *ip);
}

LdraVerdict Ldra::from_client(Instant now, const LdraFrame& frame, const Ipv6View& ip) noexcept {
  const bool to_agents = ip.head.destination == dhcp6::kAllRelayAgentsAndServers;
  // Parts cannot be judged, and wrapped the whole is larger than the MTU that it was split for.
  if (ip.is_fragment) return to_agents ? LdraVerdict::fragment : LdraVerdict::not_ours;
  if (ip.protocol != kUdp) return LdraVerdict::not_ours;
  const auto udp = parse_udp(ip);
  if (!udp) return to_agents ? LdraVerdict::bad_packet : LdraVerdict::not_ours;
  last_.type = type_of(udp->payload);
  // Clients listen there, and relay agents and servers speak to them.
  if (udp->destination_port == dhcp6::kClientPort) return LdraVerdict::server_message;
  if (udp->destination_port != dhcp6::kServerPort) return LdraVerdict::not_ours;
  if (!to_agents && !is_refused_type(frame.port)) return LdraVerdict::not_ours;
  const Arrival arrival{frame, ip, *udp};
  if (const auto refused = refuse_message(arrival)) return *refused;
  if (const auto limited = refuse_rate(now)) return *limited;
  return wrap(arrival);
}

// Wherever it goes: RFC 6221 §6.1.1, and §6.1.2 for any Relay-forward of who is not trusted. One to
// the address of a server or of a relay would choose its pool just as well.
bool Ldra::is_refused_type(std::size_t port) const noexcept {
  if (is_server_type(last_.type)) return true;
  const bool trusted = ports_[port].config->role == PortRole::trusted_client;
  return is_type(last_.type, MessageType::relay_forward) && !trusted;
}

// RFC 6221 §6.1.1: options are not looked at.
std::optional<LdraVerdict> Ldra::refuse_message(const Arrival& arrival) const noexcept {
  if (!arrival.frame.checksum_pending && !has_good_checksum(arrival.ip, arrival.udp)) {
    return LdraVerdict::bad_checksum;
  }
  const Bytes message = arrival.udp.payload;
  if (message.size() < dhcp6::kMessageHeaderSize) return LdraVerdict::too_short;
  if (is_server_type(last_.type)) return LdraVerdict::server_message;
  if (is_type(last_.type, MessageType::relay_forward)) {
    // RFC 6221 §6.1.2: who may wrap a message may choose its pool.
    const bool trusted = ports_[arrival.frame.port].config->role == PortRole::trusted_client;
    if (!trusted) return LdraVerdict::relay_not_trusted;
    if (message.size() < dhcp6::kRelayHeaderSize) return LdraVerdict::relay_too_short;
    // RFC 9915 §19.1.2.
    if (dhcp6::to_u8(message[1]) >= dhcp6::kHopCountLimit) return LdraVerdict::hop_limit;
    if (count_layers(message).too_deep()) return LdraVerdict::too_deep;
  }
  // RFC 6221 §6.2: only an answer to a link-local address comes back through here.
  const bool answerable = last_.peer.is_link_local() && !is_group_address(last_.mac.bytes());
  return answerable ? std::nullopt : std::optional(LdraVerdict::bad_source);
}

// A relay below speaks for many: its messages count for the port only.
std::optional<LdraVerdict> Ldra::refuse_rate(Instant now) noexcept {
  const bool from_relay = is_type(last_.type, MessageType::relay_forward);
  if (!from_relay && !stations_.take(last_.mac.bytes(), config_->client_rate, now)) {
    return LdraVerdict::client_rate;
  }
  if (!ports_[last_.port].bucket.take(config_->rate, now)) return LdraVerdict::port_rate;
  return std::nullopt;
}

LdraVerdict Ldra::wrap(const Arrival& arrival) noexcept {
  const Bytes message = arrival.udp.payload;
  if (is_type(last_.type, MessageType::relay_forward)) {
    // RFC 6221 §6.1; refuse_message() has seen that it is below the limit.
    last_.hops = static_cast<std::uint8_t>(dhcp6::to_u8(message[1]) + 1U);
  }
  dhcp6::Writer writer(message_);
  writer.u8(static_cast<std::uint8_t>(MessageType::relay_forward)).u8(last_.hops);
  // RFC 6221 §5.1: link-address is ::, peer-address the source.
  writer.address({}).address(arrival.ip.head.source);
  write_options(ports_[arrival.frame.port], writer);
  // RFC 6221 §5.3.1: the message as it came.
  writer.option(OptionCode::relay_message, message);
  const std::size_t packet = kIpv6HeaderSize + kUdpHeaderSize + writer.size();
  bool network = false;
  for (std::size_t at = 0; at < ports_.size(); ++at) {
    const Port& port = ports_[at];
    if (port.config->role != PortRole::network || !port.facts) continue;
    network = true;
    // RFC 6221 §5.3.1: what exceeds the MTU is discarded.
    if (writer.ok() && packet <= port.facts->mtu) targets_.push_back(at);
  }
  if (!network) return LdraVerdict::no_network_port;
  // RFC 6221 §6.1: addresses of both layers, in both directions, are the client's. RFC 9915 §7.2:
  // relay agents send from port 547.
  FrameHead head = arrival.ip.head;
  head.tag = arrival.frame.tag;
  head.source_port = dhcp6::kServerPort;
  head.destination_port = dhcp6::kServerPort;
  if (targets_.empty()) return LdraVerdict::too_big;
  write_sent(head, writer.written());
  return LdraVerdict::to_network;
}

void Ldra::write_options(const Port& port, dhcp6::Writer& writer) const noexcept {
  const bool from_client = !is_type(last_.type, MessageType::relay_forward);
  // RFC 6221 §5.3.2: a MUST.
  writer.option(OptionCode::interface_id, port.interface_id);
  // RFC 6939 §5: of clients only; an option of the relay next to the client is in the message.
  if (from_client && config_->client_link_layer) {
    write_client_link_layer(port.facts->hardware_type, last_.mac, writer);
  }
  const LabelFacts facts{.link = config_->name,
                         .interface = port.config->name,
                         .mac = port.facts->mac,
                         .vlan = port.facts->vlan,
                         .hostname = config_->hostname,
                         .client_mac = from_client ? last_.mac : dhcp6::LinkLayerAddress{}};
  if (config_->remote_id) write_remote_id(*config_->remote_id, facts, writer);
  write_subscriber_id(config_->subscriber_id, facts, writer);
}

LdraVerdict Ldra::from_network(const LdraFrame& frame, const Ipv6View& ip) noexcept {
  // RFC 6221 §6.2: link-local to link-local. What is multicast is for others on the network's side.
  if (!ip.head.source.is_link_local() || !ip.head.destination.is_link_local()) {
    return LdraVerdict::not_ours;
  }
  if (ip.protocol != kUdp || ip.is_later_fragment) return LdraVerdict::not_ours;
  const auto udp = parse_udp(ip);
  if (!udp && !ip.is_fragment) return LdraVerdict::bad_packet;
  if (udp && udp->destination_port != dhcp6::kServerPort) return LdraVerdict::not_ours;
  if (ip.is_fragment) return LdraVerdict::fragment;
  last_.type = type_of(udp->payload);
  if (!frame.checksum_pending && !has_good_checksum(ip, *udp)) return LdraVerdict::bad_checksum;
  if (!is_type(last_.type, MessageType::relay_reply)) return LdraVerdict::not_a_reply;
  return unwrap({frame, ip, *udp});
}

LdraVerdict Ldra::unwrap(const Arrival& arrival) noexcept {
  const auto reply = dhcp6::RelayView::parse(arrival.udp.payload);
  if (!reply || reply->inner.size() < dhcp6::kMessageHeaderSize) {
    return LdraVerdict::reply_malformed;
  }
  last_.peer = reply->peer_address;
  last_.mac = dhcp6::LinkLayerAddress::from(arrival.ip.head.destination_mac).value();
  last_.inner_type = type_of(reply->inner);
  const auto id = reply->options.find(OptionCode::interface_id);
  const auto found = id ? by_interface_id_.find(dhcp6::as_text(id->body)) : by_interface_id_.end();
  if (found == by_interface_id_.end()) return LdraVerdict::reply_no_port;
  last_.client_port = found->second;
  if (!reply->link_address.is_unspecified()) return LdraVerdict::reply_link_address;
  // RFC 6221 §6.2. The frame goes where the server, which knows its neighbours, has sent it.
  const bool same = reply->peer_address == arrival.ip.head.destination;
  if (!same || is_group_address(last_.mac.bytes())) return LdraVerdict::reply_bad_peer;
  const Port& port = ports_[found->second];
  if (!port.facts) return LdraVerdict::reply_port_down;
  const std::size_t packet = kIpv6HeaderSize + kUdpHeaderSize + reply->inner.size();
  if (packet > port.facts->mtu) return LdraVerdict::reply_too_big;
  // RFC 6221 §6.2: source addresses of both layers are the server's. RFC 9915 §7.2: clients listen
  // on 546, relays on 547.
  FrameHead head = arrival.ip.head;
  head.tag = arrival.frame.tag;
  head.source_port = dhcp6::kServerPort;
  head.destination_port =
      is_type(last_.inner_type, MessageType::relay_reply) ? dhcp6::kServerPort : dhcp6::kClientPort;
  write_sent(head, reply->inner);
  targets_.push_back(found->second);
  return LdraVerdict::to_client;
}

void Ldra::write_sent(const FrameHead& head, Bytes payload) noexcept {
  dhcp6::Writer writer(frame_);
  write_frame(head, payload, writer);
  WARD6_ASSERT(writer.ok());  // there is room for the largest datagram
  sent_ = writer.written();
}

void Ldra::account() noexcept {
  if (last_.verdict == LdraVerdict::not_ours) return;
  const std::size_t verdict = static_cast<std::size_t>(last_.verdict);
  const std::size_t type = type_place(last_.type);
  ++traffic_.received.at(type);
  ++ports_[last_.port].traffic.received.at(type);
  ++traffic_.verdicts.at(verdict);
  ++ports_[last_.client_port.value_or(last_.port)].traffic.verdicts.at(verdict);
  const std::size_t sent_type = last_.verdict == LdraVerdict::to_client
                                    ? type_place(last_.inner_type)
                                    : static_cast<std::size_t>(MessageType::relay_forward);
  for (const std::size_t target : targets_) {
    ++traffic_.sent.at(sent_type);
    ++ports_[target].traffic.sent.at(sent_type);
  }
}

}  // namespace ward6::relay
