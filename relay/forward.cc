// Towards the servers: RFC 9915 §19.1.
#include <algorithm>

#include "libdhcp6/core/reader.h"
#include "relay/layers.h"
#include "relay/relay.h"
#include "relay/relay_options.h"

namespace ward6::relay {
namespace {

using dhcp6::Bytes;
using dhcp6::MessageType;
using dhcp6::OptionCode;

bool is_type(std::uint8_t type, MessageType wanted) noexcept {
  return type == static_cast<std::uint8_t>(wanted);
}

// Only servers send these: RFC 9915 §16.3, §16.10, §16.11; RFC 5007 §4.2.2; RFC 9686 §4.3.
bool is_server_type(std::uint8_t type) noexcept {
  return is_type(type, MessageType::advertise) || is_type(type, MessageType::reply) ||
         is_type(type, MessageType::reconfigure) || is_type(type, MessageType::leasequery_reply) ||
         is_type(type, MessageType::addr_reg_reply);
}

// Empty: it has none. Options that do not parse are for the server to judge.
Bytes server_id_of(Bytes message) noexcept {
  const auto view = dhcp6::MessageView::parse(message);
  if (!view) return {};
  const auto server_id = view->options.find(OptionCode::server_id);
  return server_id ? server_id->body : Bytes{};
}

// Messages that are for no server in particular.
bool is_for_any_server(std::uint8_t type) noexcept {
  return is_type(type, MessageType::solicit) || is_type(type, MessageType::confirm) ||
         is_type(type, MessageType::rebind) || is_type(type, MessageType::information_request);
}

// A server on the link itself goes first: what the client asks for has not waited long enough.
// RFC 9915 §21.9: in hundredths of a second, and 0xffff for whatever is longer.
bool is_too_early(const RelayedLink& link, Bytes message) noexcept {
  if (link.min_elapsed.count() == 0) return false;
  if (!is_for_any_server(std::to_integer<std::uint8_t>(message.front()))) return false;
  const auto view = dhcp6::MessageView::parse(message);
  const auto option = view ? view->options.find(OptionCode::elapsed_time) : std::nullopt;
  if (!option) return false;
  dhcp6::Reader reader(option->body);
  const std::uint16_t elapsed = reader.u16();
  return reader.ok() && elapsed < link.min_elapsed.count() * 100U;
}

// Messages that every server answers that serves the link. To a Rebind or Confirm some are silent,
// and a Request or Renew is for one server.
bool expects_answer(std::uint8_t type) noexcept {
  return is_type(type, MessageType::solicit) || is_type(type, MessageType::information_request);
}

}  // namespace

Verdict Relay::forward(const dhcp6::Now& now,
                       const dhcp6::Inbound& inbound,
                       dhcp6::Outbox& outbox) {
  Lower* link = find(inbound.link);
  if (link == nullptr) return Verdict::not_client_link;
  Wrapping wrapping{.link = *link, .inbound = inbound, .link_address = {}, .server_id = {}};
  wrapping.from_client = !is_type(last_.type, MessageType::relay_forward);
  last_.inner_type = last_.type;
  Bytes innermost = inbound.payload;
  const auto refused =
      wrapping.from_client ? refuse_client(inbound) : refuse_relay(*link, innermost);
  if (refused) return *refused;
  // It becomes the peer-address, and an answer has to get there.
  const dhcp6::Ipv6Address& from = inbound.from.address;
  if (from.is_unspecified() || from.is_multicast() || from.is_loopback()) {
    return Verdict::bad_source;
  }
  if (!link->attachment) return Verdict::link_down;
  if (is_too_early(*link->config, innermost)) return Verdict::too_early;
  if (const auto limited = refuse_rate(*link, inbound, now.steady)) return *limited;
  if (!wrapping.from_client) {
    // RFC 9915 §19.1.2; refuse_relay() has seen that it is below the limit.
    wrapping.hop_count =
        static_cast<std::uint8_t>(std::to_integer<unsigned>(inbound.payload[1]) + 1U);
  }
  if (link->config->sending == Sending::failover) {
    wrapping.server_id = server_id_of(innermost);
  }
  last_.hops = wrapping.hop_count;
  fill_addresses(wrapping);
  return send_to_servers(wrapping, now.steady, outbox);
}

std::optional<Verdict> Relay::refuse_client(const dhcp6::Inbound& inbound) const noexcept {
  if (is_server_type(last_.type)) return Verdict::server_message;
  // RFC 9915 §16: clients ask by multicast; what came to an address of ours may be from anywhere.
  if (!inbound.to.address.is_multicast()) return Verdict::unicast;
  return std::nullopt;
}

std::optional<Verdict> Relay::refuse_relay(const Lower& link, Bytes& payload) noexcept {
  // RFC 6221 §6.1.2, here for every relay: who may wrap a message may choose its pool.
  if (!link.config->trust_relays) return Verdict::relay_not_trusted;
  if (payload.size() < dhcp6::kRelayHeaderSize) return Verdict::relay_too_short;
  // RFC 9915 §19.1.2.
  if (std::to_integer<unsigned>(payload[1]) >= dhcp6::kHopCountLimit) return Verdict::hop_limit;
  const Layers layers = count_layers(payload);
  // RFC 6422 §5: on all levels.
  if (link.config->drop_relay_supplied && layers.supplied) return Verdict::relay_supplied;
  if (layers.too_deep()) return Verdict::too_deep;
  payload = layers.innermost;
  if (!layers.parsed || payload.size() < dhcp6::kMessageHeaderSize) return Verdict::malformed;
  last_.inner_type = std::to_integer<std::uint8_t>(payload.front());
  return std::nullopt;
}

// A relay below speaks for many: its messages count for the link only.
std::optional<Verdict> Relay::refuse_rate(Lower& link,
                                          const dhcp6::Inbound& inbound,
                                          Instant now) noexcept {
  if (!is_type(last_.type, MessageType::relay_forward)) {
    const Bytes station = inbound.link_layer.empty() ? Bytes(inbound.from.address.octets)
                                                     : inbound.link_layer.bytes();
    if (!stations_.take(station, link.config->client_rate, now)) return Verdict::client_rate;
  }
  if (!link.bucket.take(link.config->rate, now)) return Verdict::link_rate;
  return std::nullopt;
}

void Relay::fill_addresses(Wrapping& wrapping) noexcept {
  const Lower& link = wrapping.link;
  // RFC 9915 §19.1.2: a relay below with a global address is found by it.
  if (!wrapping.from_client && wrapping.inbound.from.address.is_global()) return;
  if (!link.link_address) return;
  const bool link_local = link.link_address->is_link_local();
  // For a relay below only a global address will do; the Interface-Id names the link.
  if (link_local && !wrapping.from_client) return;
  wrapping.link_address = *link.link_address;
  last_.link_local_address = link_local;
}

Verdict Relay::send_to_servers(const Wrapping& wrapping, Instant now, dhcp6::Outbox& outbox) {
  const RelayedLink& config = *wrapping.link.config;
  const bool was_empty = outbox.bytes_used() == 0;
  bool fits = true;
  const auto send = [&](std::size_t server) {
    const bool reachable = config_->servers[server].interface.empty() ||
                           upstreams_[server].interface != dhcp6::InterfaceIndex{};
    if (!reachable) return;
    if (!send_to(server, wrapping, outbox)) {
      fits = false;
      return;
    }
    upstreams_[server].health.on_sent(expects_answer(last_.inner_type), now);
    ++upstreams_[server].sent;
    ++last_.sent;
    last_.server = config_->servers[server].address;
  };
  // A message to one server goes where that server's answers came from.
  const bool is_directed = !wrapping.server_id.empty();
  const auto known = server_of(wrapping.server_id);
  const auto owner = std::ranges::find_if(config.servers, [&](std::size_t server) {
    return known && is_same_host(config_->servers[server], config_->servers[*known]);
  });
  if (config.sending == Sending::failover && owner != config.servers.end()) {
    send(*owner);
  } else if (config.sending == Sending::failover && !is_directed) {
    for (const std::size_t server : config.servers) {
      const ServerHealth& health = upstreams_[server].health;
      const bool down = health.is_down(now);
      if (!down || health.wants_probe(now)) send(server);
      if (!down && last_.sent > 0) break;
    }
  }
  // Also what is for a server that was not heard yet: the others leave it alone (RFC 9915 §16).
  if (last_.sent == 0) {
    for (const std::size_t server : config.servers) send(server);
  }
  if (last_.sent > 0) return Verdict::to_servers;
  if (fits) return Verdict::no_server;
  const bool had_room = outbox.begin_datagram().room() == dhcp6::kDatagramSizeMax;
  const std::size_t header = dhcp6::kRelayHeaderSize + dhcp6::kOptionHeaderSize;
  const bool hopeless = wrapping.inbound.payload.size() + header > dhcp6::kDatagramSizeMax;
  return hopeless || had_room || was_empty ? Verdict::too_big : Verdict::no_room;
}

bool Relay::send_to(std::size_t server, const Wrapping& wrapping, dhcp6::Outbox& outbox) {
  dhcp6::Writer writer = outbox.begin_datagram();
  writer.u8(static_cast<std::uint8_t>(MessageType::relay_forward)).u8(wrapping.hop_count);
  writer.address(wrapping.link_address).address(wrapping.inbound.from.address);
  write_options(wrapping, config_->servers[server].source_port, writer);
  // RFC 9915 §19.1, §21.10: the message as it came, octet for octet.
  writer.option(OptionCode::relay_message, wrapping.inbound.payload);
  if (!writer.ok()) return false;
  // RFC 9915 §7.2: to port 547.
  return outbox.send(writer, upstreams_[server].interface,
                     {config_->servers[server].address, dhcp6::kServerPort}, dhcp6::CommitId::none,
                     config_->servers[server].source);
}

bool Relay::is_named_by_address(const Wrapping& wrapping) const noexcept {
  const auto found = by_address_.find(wrapping.link_address);
  return found != by_address_.end() && &links_[found->second] == &wrapping.link;
}

void Relay::write_options(const Wrapping& wrapping, bool source_port, dhcp6::Writer& writer) const {
  const RelayedLink& config = *wrapping.link.config;
  const auto& attachment = wrapping.link.attachment;
  const dhcp6::Inbound& inbound = wrapping.inbound;
  // RFC 9915 §19.1.1: a MUST when the link-address does not lead back to the link.
  if (!config.interface_id.empty() || !is_named_by_address(wrapping)) {
    writer.option(OptionCode::interface_id, wrapping.link.interface_id);
  }
  // RFC 6939 §5: of clients only; an option of the relay next to the client is in the message.
  if (wrapping.from_client && config.client_link_layer) {
    write_client_link_layer(attachment ? attachment->hardware_type : 1, inbound.link_layer, writer);
  }
  const LabelFacts facts{
      .link = config.name,
      .interface = attachment ? std::string_view(attachment->name) : "",
      .mac = attachment ? attachment->mac : dhcp6::LinkLayerAddress{},
      .vlan = attachment ? attachment->vlan : std::uint16_t{0},
      .hostname = config_->hostname,
      // The frame of a relayed message is from the relay below.
      .client_mac = wrapping.from_client ? inbound.link_layer : dhcp6::LinkLayerAddress{}};
  const bool has_remote_id = config.remote_id && write_remote_id(*config.remote_id, facts, writer);
  const bool has_subscriber_id = write_subscriber_id(config.subscriber_id, facts, writer);
  if (config.send_relay_id) writer.option(OptionCode::relay_id, config_->relay_id);
  if (!config.vpn.empty()) writer.option(OptionCode::virtual_subnet_selection, config.vpn);
  if (!config.supplied.empty()) {
    writer.option(OptionCode::relay_supplied_options, config.supplied);
  }
  // RFC 4994 §4: only what this relay itself put in. The Interface-Id comes back unasked.
  if (config.echo && (has_remote_id || has_subscriber_id || config.send_relay_id)) {
    const auto option = writer.open(OptionCode::echo_request);
    if (has_remote_id) writer.u16(value(OptionCode::remote_id));
    if (has_subscriber_id) writer.u16(value(OptionCode::subscriber_id));
    if (config.send_relay_id) writer.u16(value(OptionCode::relay_id));
  }
  // RFC 8357 §5.2: the relay below must get its answer at the port that it asked from.
  if (source_port && !wrapping.from_client && inbound.from.port != dhcp6::kServerPort) {
    const auto option = writer.open(OptionCode::relay_source_port);
    writer.u16(inbound.from.port);
  }
}

}  // namespace ward6::relay
