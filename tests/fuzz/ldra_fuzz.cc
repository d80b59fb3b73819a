// Frames of any kind, on any port, against one LDRA. Whatever comes in: what goes up is a
// Relay-forward in the client's frame with the message inside, octet for octet; a server's answer
// to it leads back to the same port with the message unchanged; what goes down is the message
// inside the input; nothing else leaves.
//
// An input is a row of frames: an octet that chooses port and checksum, and one for the time; two
// octets of length; that many octets of frame.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/message.h"
#include "relay/ldra.h"

namespace {

using namespace ward6;
using dhcp6::Bytes;
using dhcp6::MessageType;
using dhcp6::OptionCode;
using dhcp6::RelayView;
using relay::Ldra;
using relay::LdraFrame;
using relay::LdraVerdict;
using relay::PortRole;

constexpr std::size_t kFramesMax = 64;
constexpr std::size_t kPorts = 4;
constexpr std::size_t kNetwork = 3;

void require(bool condition) {
  if (!condition) std::abort();
}

std::shared_ptr<const relay::LdraConfig> make_config() {
  auto config = std::make_shared<relay::LdraConfig>();
  config->name = "access";
  config->hostname = "sw";
  config->ports = {{"a", PortRole::client},
                   {"b", PortRole::trusted_client},
                   {"n", PortRole::network},
                   {"m", PortRole::network}};
  config->interface_id = relay::Label::parse("{hostname}/{interface}").value();
  config->remote_id = relay::RemoteId{9, relay::Label::parse("{client-mac}").value()};
  config->subscriber_id = relay::Label::parse("{vlan}").value();
  config->client_rate = {100, 50};
  return config;
}

std::uint8_t type_of(Bytes message) {
  return std::to_integer<std::uint8_t>(message.front());
}

struct Sent {
  relay::Ipv6View ip;
  relay::UdpView udp;
};
Sent parse_sent(const std::vector<std::byte>& frame) {
  const auto ip = relay::parse_ipv6(frame);
  require(ip.has_value());
  require(ip->protocol == relay::kUdp && !ip->is_fragment);
  const auto udp = relay::parse_udp(*ip);
  require(udp.has_value());
  require(udp->source_port == dhcp6::kServerPort);
  require(relay::has_good_checksum(*ip, *udp));
  return {*ip, *udp};
}

std::vector<std::byte> copy(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

// What a server says to a Relay-forward: the same message back.
std::vector<std::byte> make_reply(const Sent& up, const RelayView& view) {
  std::vector<std::byte> message(dhcp6::kDatagramSizeMax);
  dhcp6::Writer writer(message);
  writer.u8(static_cast<std::uint8_t>(MessageType::relay_reply)).u8(view.hop_count);
  writer.address(view.link_address).address(view.peer_address);
  const auto id = view.options.find(OptionCode::interface_id);
  require(id.has_value() && !id->body.empty());
  writer.option(OptionCode::interface_id, id->body);
  writer.option(OptionCode::relay_message, view.inner);
  std::vector<std::byte> frame(relay::kFrameSizeMax);
  dhcp6::Writer frame_writer(frame);
  relay::FrameHead head = up.ip.head;
  std::swap(head.source_mac, head.destination_mac);
  head.destination = up.ip.head.source;
  head.source_port = dhcp6::kServerPort;
  head.destination_port = dhcp6::kServerPort;
  relay::write_frame(head, writer.written(), frame_writer);
  require(writer.ok() && frame_writer.ok());
  frame.resize(frame_writer.size());
  return frame;
}

// RFC 6221 §6.1, and §6.2 for the answer.
void check_up(Ldra& ldra, const LdraFrame& frame, relay::Instant now) {
  require(frame.port < 2);
  const std::vector<std::size_t> targets(ldra.targets().begin(), ldra.targets().end());
  require((targets == std::vector<std::size_t>{2, kNetwork}));
  const std::vector<std::byte> bytes = copy(ldra.sent());
  const Sent up = parse_sent(bytes);
  require(up.ip.payload.size() + relay::kIpv6HeaderSize <= 1500);
  require(dhcp6::equal(Bytes(bytes).first(12), frame.bytes.first(12)));
  require(up.ip.head.destination == dhcp6::kAllRelayAgentsAndServers);
  require(up.udp.destination_port == dhcp6::kServerPort);
  const auto view = RelayView::parse(up.udp.payload);
  require(view.has_value());
  require(type_of(up.udp.payload) == static_cast<std::uint8_t>(MessageType::relay_forward));
  require(view->link_address.is_unspecified());
  require(view->peer_address == up.ip.head.source && view->peer_address.is_link_local());
  const auto ip = relay::parse_ipv6(frame.bytes);
  require(ip.has_value());
  const auto udp = relay::parse_udp(*ip);
  require(udp.has_value() && dhcp6::equal(udp->payload, view->inner));
  const bool relayed =
      type_of(view->inner) == static_cast<std::uint8_t>(MessageType::relay_forward);
  require(!relayed || frame.port == 1);
  require(view->hop_count <= dhcp6::kHopCountLimit && (view->hop_count > 0) == relayed);

  const std::vector<std::byte> reply = make_reply(up, *view);
  const LdraFrame answer{.port = kNetwork, .tag = {}, .checksum_pending = false, .bytes = reply};
  require(ldra.handle(now, answer) == LdraVerdict::to_client);
  require(ldra.targets().size() == 1 && ldra.targets().front() == frame.port);
  const std::vector<std::byte> down = copy(ldra.sent());
  require(dhcp6::equal(parse_sent(down).udp.payload, view->inner));
}

void check_down(const Ldra& ldra, const LdraFrame& frame) {
  require(frame.port >= 2);
  require(ldra.targets().size() == 1 && ldra.targets().front() < 2);
  const std::vector<std::byte> bytes = copy(ldra.sent());
  const Sent down = parse_sent(bytes);
  require(dhcp6::equal(Bytes(bytes).first(12), frame.bytes.first(12)));
  const auto ip = relay::parse_ipv6(frame.bytes);
  const auto reply = RelayView::parse(relay::parse_udp(*ip)->payload);
  require(reply.has_value() && dhcp6::equal(down.udp.payload, reply->inner));
  require(down.ip.head.destination == reply->peer_address);
  const bool to_relay =
      type_of(reply->inner) == static_cast<std::uint8_t>(MessageType::relay_reply);
  require(down.udp.destination_port == (to_relay ? dhcp6::kServerPort : dhcp6::kClientPort));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Ldra ldra(make_config(), dhcp6::HashKey{1, 2});
  for (std::size_t port = 0; port < kPorts; ++port) ldra.attach(port, {});
  relay::Instant now{std::chrono::hours(1)};
  dhcp6::Reader reader(std::as_bytes(std::span(data, size)));
  for (std::size_t count = 0; count < kFramesMax; ++count) {
    const unsigned where = reader.u8();
    const unsigned time = reader.u8();
    const std::size_t length = reader.u16();
    if (!reader.ok()) break;
    now += std::chrono::milliseconds(time);
    const LdraFrame frame{.port = where % kPorts,
                          .tag = {},
                          .checksum_pending = (where & 4U) != 0,
                          .bytes = reader.take(std::min(length, reader.remaining()))};
    const LdraVerdict verdict = ldra.handle(now, frame);
    require(ldra.last().verdict == verdict);
    require(is_drop(verdict) || verdict == LdraVerdict::not_ours || !ldra.targets().empty());
    require(ldra.sent().empty() == ldra.targets().empty());
    if (verdict == LdraVerdict::to_network) check_up(ldra, frame, now);
    if (verdict == LdraVerdict::to_client) check_down(ldra, frame);
  }
  return 0;
}
