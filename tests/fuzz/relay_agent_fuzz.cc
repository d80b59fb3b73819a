// Datagrams of any kind, from any side, against one relay agent. Whatever comes in: what goes up is
// a Relay-forward with the input inside, what goes down is the message inside the input, nothing
// else leaves, and every input is counted once.
//
// An input is a row of datagrams: three octets that choose link, sender, group, port, and time; two
// octets of length; that many octets of payload.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/message.h"
#include "relay/relay.h"

namespace {

using namespace ward6;
using dhcp6::Bytes;
using dhcp6::Ipv6Address;
using dhcp6::LinkId;
using dhcp6::MessageType;
using dhcp6::OptionCode;
using dhcp6::OptionView;
using dhcp6::RelayView;
using relay::Verdict;

constexpr std::size_t kDatagramsMax = 64;
constexpr LinkId kOffice{0};
constexpr LinkId kGuests{1};
constexpr LinkId kBelow{2};
constexpr LinkId kServed{3};
constexpr dhcp6::InterfaceIndex kWan{20};

void require(bool condition) {
  if (!condition) std::abort();
}

Ipv6Address ip(std::string_view text) {
  return Ipv6Address::parse(text).value();
}

dhcp6::InterfaceIndex interface_of(LinkId link) {
  return dhcp6::InterfaceIndex{value(link) + 11U};
}

relay::RelayedLink link_of(LinkId id, std::string_view name) {
  relay::RelayedLink link;
  link.id = id;
  link.name = name;
  link.servers = {0, 1, 2};
  return link;
}

std::shared_ptr<const relay::RelayConfig> make_config() {
  auto config = std::make_shared<relay::RelayConfig>();
  config->servers = {{ip("2001:db8:f::1"), "", false},
                     {ip("2001:db8:f::2"), "", true},
                     {dhcp6::kAllServers, "wan", true}};
  config->hostname = "edge";
  config->relay_id = {std::byte{0}, std::byte{3}, std::byte{0}, std::byte{1}, std::byte{9}};
  config->served_links = {kServed};
  relay::RelayedLink office = link_of(kOffice, "office");
  office.interface_id = relay::Label::parse("{hostname}/{interface}").value();
  office.remote_id = relay::RemoteId{9, relay::Label::parse("{client-mac}").value()};
  office.subscriber_id = relay::Label::parse("{vlan}").value();
  office.send_relay_id = true;
  office.echo = true;
  office.client_rate = {10, 20};
  relay::RelayedLink guests = link_of(kGuests, "guests");
  guests.sending = relay::Sending::failover;
  guests.vpn = {std::byte{0}, std::byte{'r'}};
  guests.rate = {100, 10};
  relay::RelayedLink below = link_of(kBelow, "below");
  below.trust_relays = true;
  below.drop_relay_supplied = true;
  below.sending = relay::Sending::failover;
  below.client_rate = {0, 0};
  config->links = {office, guests, below};
  return config;
}

relay::Attachment attachment_of(LinkId link, std::string_view name, std::string_view address) {
  relay::Attachment attachment;
  attachment.index = interface_of(link);
  attachment.name = name;
  attachment.vlan = link == kOffice ? 30 : 0;
  attachment.addresses = {{ip("fe80::1"), 64}};
  if (!address.empty()) attachment.addresses.push_back({ip(address), 64});
  return attachment;
}

void attach(relay::Relay& relay) {
  relay.attach(kOffice, attachment_of(kOffice, "eth1", "2001:db8:1::1"));
  relay.attach(kGuests, attachment_of(kGuests, "eth2", ""));
  relay.attach(kBelow, attachment_of(kBelow, "eth3", "2001:db8:3::1"));
  relay.set_interface("wan", kWan);
  relay.set_own({ip("fe80::1"), ip("2001:db8:1::1"), ip("2001:db8:3::1")});
}

std::uint8_t type_of(Bytes message) {
  return std::to_integer<std::uint8_t>(message.front());
}

bool is_relay_forward(Bytes message) {
  return type_of(message) == static_cast<std::uint8_t>(MessageType::relay_forward);
}

// The n-th choice, the last for every number past the list.
template <class T, std::size_t kSize>
T choice(const std::array<T, kSize>& all, unsigned number) {
  return all.at(std::min<std::size_t>(number, kSize - 1));
}

// RFC 9915 §19.1: around the input, octet for octet, one layer that names the sender.
void check_up(const dhcp6::Inbound& inbound, const dhcp6::Outbound& sent) {
  require(sent.to.port == dhcp6::kServerPort);
  const auto view = RelayView::parse(sent.payload);
  require(view.has_value());
  require(is_relay_forward(sent.payload));
  require(dhcp6::equal(view->inner, inbound.payload));
  require(view->peer_address == inbound.from.address);
  require(!view->peer_address.is_multicast());
  const bool relayed = is_relay_forward(inbound.payload);
  const unsigned hops = relayed ? std::to_integer<unsigned>(inbound.payload[1]) + 1U : 0U;
  require(view->hop_count == hops);
  require(hops <= dhcp6::kHopCountLimit);
  require(!relayed || inbound.link == kBelow);
  require(relayed || inbound.to.address.is_multicast());
  for (const OptionView option : view->options) {
    require(view->options.count(OptionCode{option.code}) == 1);
    if (option.is(OptionCode::client_link_layer_address)) require(!relayed);
    if (option.is(OptionCode::remote_id)) require(option.body.size() >= 5);
    if (!option.is(OptionCode::relay_message)) require(!option.body.empty());
  }
}

// RFC 9915 §19.2: the message inside and nothing of what stood beside it.
void check_down(const dhcp6::Inbound& inbound, const dhcp6::Outbound& sent) {
  const auto reply = RelayView::parse(inbound.payload);
  require(reply.has_value());
  require(dhcp6::equal(sent.payload, reply->inner));
  require(sent.to.address == reply->peer_address);
  require(!sent.to.address.is_multicast());
  require(!sent.to.address.is_unspecified());
  require(sent.interface == interface_of(kOffice) || sent.interface == interface_of(kGuests) ||
          sent.interface == interface_of(kBelow));
  const bool to_relay =
      type_of(sent.payload) == static_cast<std::uint8_t>(MessageType::relay_reply);
  require(to_relay || sent.to.port == dhcp6::kClientPort);
  require(sent.to.port != 0);
  require(inbound.link == dhcp6::kNoLink || inbound.interface == kWan);
}

void check(const relay::Relay& relay,
           Verdict verdict,
           const dhcp6::Inbound& inbound,
           const dhcp6::Outbox& outbox) {
  const auto sent = outbox.datagrams();
  require(relay.last().verdict == verdict);
  require(relay.last().sent == sent.size());
  require(is_drop(verdict) == sent.empty());
  if (verdict == Verdict::to_servers) {
    for (const dhcp6::Outbound& each : sent) check_up(inbound, each);
  } else if (verdict == Verdict::to_client) {
    require(sent.size() == 1);
    check_down(inbound, sent[0]);
  }
}

// Unset when the input is used up.
struct Datagram {
  dhcp6::Inbound inbound;
  std::chrono::milliseconds pause{0};
};

std::optional<Datagram> next(dhcp6::Reader& reader) {
  const unsigned where = reader.u8();
  const unsigned who = reader.u8();
  const unsigned time = reader.u8();
  const std::size_t size = reader.u16();
  if (!reader.ok()) return std::nullopt;
  Datagram datagram;
  datagram.pause = std::chrono::milliseconds(time * time);
  dhcp6::Inbound& inbound = datagram.inbound;
  static constexpr std::array kLinks{kOffice, kGuests, kBelow, kServed, dhcp6::kNoLink};
  inbound.link = choice(kLinks, where & 7U);
  const bool is_wan = inbound.link == dhcp6::kNoLink && (where & 8U) != 0;
  inbound.interface = is_wan ? kWan : interface_of(inbound.link);
  static const std::array senders{ip("fe80::c"),       ip("2001:db8:f::1"), ip("2001:db8:f::2"),
                                  ip("2001:db8:3::9"), ip("2001:db8:1::5"), ip("fe80::9"),
                                  ip("ff02::1"),       Ipv6Address{}};
  inbound.from = {choice(senders, who & 7U), dhcp6::kServerPort};
  if ((who & 8U) != 0) inbound.from.port = 1000;
  inbound.to = {dhcp6::kAllRelayAgentsAndServers, dhcp6::kServerPort};
  if ((who & 16U) != 0) inbound.to.address = ip("2001:db8:1::1");
  if ((who & 32U) != 0) {
    inbound.link_layer.size = 6;
    inbound.link_layer.octets[5] = static_cast<std::byte>(who);
  }
  inbound.payload = reader.take(std::min(size, reader.remaining()));
  return datagram;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static dhcp6::Outbox outbox{std::size_t{4} * dhcp6::kDatagramSizeMax, 8};
  relay::Relay relay(make_config(), dhcp6::HashKey{1, 2});
  attach(relay);
  dhcp6::Now now{relay::Instant{std::chrono::hours(1)}, dhcp6::WallTime{1'800'000'000}};
  dhcp6::Reader reader(std::as_bytes(std::span(data, size)));
  std::uint64_t count = 0;
  while (count < kDatagramsMax) {
    const auto datagram = next(reader);
    if (!datagram) break;
    if (datagram->pause == std::chrono::milliseconds(255 * 255)) {  // life goes on
      relay.reconfigure(make_config());
      attach(relay);
    }
    now.steady += datagram->pause;
    outbox.reset();
    const Verdict verdict = relay.handle(now, datagram->inbound, outbox);
    check(relay, verdict, datagram->inbound, outbox);
    ++count;
    require(relay.traffic().total() == count);
  }
  return 0;
}
