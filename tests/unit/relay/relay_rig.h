// A relay agent in memory: two client links, one for relays below, two servers; virtual time.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "libdhcp6/core/random.h"
#include "libdhcp6/wire/message.h"
#include "relay/relay.h"
#include "tests/support/bytes.h"

namespace ward6::relay::test {

using dhcp6::as_text;
using dhcp6::Endpoint;
using dhcp6::Errc;
using dhcp6::HashKey;
using dhcp6::Inbound;
using dhcp6::InterfaceIndex;
using dhcp6::Ipv6Address;
using dhcp6::kAllRelayAgentsAndServers;
using dhcp6::kAllServers;
using dhcp6::kClientPort;
using dhcp6::kDatagramSizeMax;
using dhcp6::kMessageHeaderSize;
using dhcp6::kNoLink;
using dhcp6::kOptionHeaderSize;
using dhcp6::kRelayHeaderSize;
using dhcp6::kServerPort;
using dhcp6::LinkId;
using dhcp6::LinkLayerAddress;
using dhcp6::MessageType;
using dhcp6::Now;
using dhcp6::OptionCode;
using dhcp6::OptionsView;
using dhcp6::Outbound;
using dhcp6::Outbox;
using dhcp6::Prefix;
using dhcp6::RelayView;
using dhcp6::SeededRandom;
using dhcp6::WallTime;
using dhcp6::Writer;
using dhcp6::test::Buffer;
using dhcp6::test::ip;
using dhcp6::test::octets;

inline constexpr LinkId kOffice{0};
inline constexpr LinkId kGuests{1};
inline constexpr LinkId kBelow{2};
inline constexpr LinkId kUpstream{7};  // a link of other use
inline constexpr InterfaceIndex kOfficeIf{11};
inline constexpr InterfaceIndex kGuestsIf{12};
inline constexpr InterfaceIndex kBelowIf{13};
inline constexpr InterfaceIndex kUpstreamIf{20};

inline Label label(std::string_view text) {
  return Label::parse(text).value();
}

inline RelayedLink link_of(LinkId id, std::string_view name) {
  RelayedLink link;
  link.id = id;
  link.name = name;
  link.servers = {0, 1};
  link.interface_id = label("{link}");
  link.client_rate = {0, 0};
  return link;
}

inline RelayConfig usual_config() {
  RelayConfig config;
  config.servers = {{ip("2001:db8:f::1"), "", false}, {ip("2001:db8:f::2"), "", false}};
  config.links = {link_of(kOffice, "office"), link_of(kGuests, "guests"), link_of(kBelow, "below")};
  config.links[2].trust_relays = true;
  config.relay_id = octets({0, 4, 1, 2, 3, 4});
  config.hostname = "edge-7";
  return config;
}

inline Attachment attachment_of(InterfaceIndex index,
                                std::string_view name,
                                std::string_view address) {
  Attachment attachment;
  attachment.index = index;
  attachment.name = name;
  attachment.vlan = static_cast<std::uint16_t>(100 + static_cast<unsigned>(index));
  attachment.mac = LinkLayerAddress::parse("02:00:00:00:0a:01").value();
  attachment.addresses = {{ip("fe80::1"), 64}};
  if (!address.empty()) attachment.addresses.push_back({ip(address), 64});
  return attachment;
}

struct Rig {
  explicit Rig(RelayConfig config = usual_config())
      : relay(std::make_shared<const RelayConfig>(std::move(config)), HashKey{1, 2}) {
    attach();
    relay.set_own({ip("fe80::1"), ip("2001:db8:1::1"), ip("2001:db8:2::1")});
  }

  void attach() {
    relay.attach(kOffice, attachment_of(kOfficeIf, "eth1", "2001:db8:1::1"));
    relay.attach(kGuests, attachment_of(kGuestsIf, "eth2", "2001:db8:2::1"));
    relay.attach(kBelow, attachment_of(kBelowIf, "eth3", "2001:db8:3::1"));
  }

  // A datagram from `link`; its answer is in sent().
  Verdict take(LinkId link,
               std::string_view from,
               const Buffer& payload,
               std::string_view to = "ff02::1:2",
               std::uint16_t port = kClientPort) {
    outbox.reset();
    Inbound inbound;
    inbound.link = link;
    inbound.interface = link == kOffice   ? kOfficeIf
                        : link == kGuests ? kGuestsIf
                        : link == kBelow  ? kBelowIf
                                          : kUpstreamIf;
    inbound.from = {ip(from), port};
    inbound.to = {ip(to), kServerPort};
    inbound.link_layer = mac;
    inbound.payload = payload;
    return relay.handle(now, inbound, outbox);
  }
  // From a server, over a link that is not relayed.
  Verdict reply(const Buffer& payload, std::string_view from = "2001:db8:f::1") {
    return take(kNoLink, from, payload, "2001:db8:e::1", kServerPort);
  }
  [[nodiscard]] std::span<const Outbound> sent() const { return outbox.datagrams(); }
  // The Relay-forward that went to the n-th server.
  [[nodiscard]] RelayView view(std::size_t n = 0) const {
    return RelayView::parse(outbox.datagrams()[n].payload).value();
  }
  void pass(std::chrono::milliseconds time) { now.steady += time; }

  Relay relay;
  Outbox outbox{std::size_t{1} << 20U, 32};
  Now now{Instant{std::chrono::hours(1)}, WallTime{1'800'000'000}};
  LinkLayerAddress mac = LinkLayerAddress::parse("02:00:00:00:00:77").value();
};

inline Buffer message(MessageType type, const Buffer& options = {}) {
  Buffer bytes = octets({static_cast<unsigned>(type), 0xab, 0xcd, 0xef});
  bytes.insert(bytes.end(), options.begin(), options.end());
  return bytes;
}

inline Buffer option(OptionCode code, const Buffer& body) {
  Buffer bytes(body.size() + kOptionHeaderSize);
  Writer(bytes).option(code, body);
  return bytes;
}

inline Buffer operator+(Buffer a, const Buffer& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// A Relay-forward or Relay-reply around `inner`.
inline Buffer wrap(MessageType type,
                   unsigned hops,
                   std::string_view link,
                   std::string_view peer,
                   const Buffer& inner,
                   const Buffer& options = {}) {
  Buffer bytes(kRelayHeaderSize);
  Writer writer(bytes);
  writer.u8(static_cast<std::uint8_t>(type)).u8(static_cast<std::uint8_t>(hops));
  writer.address(ip(link)).address(ip(peer));
  return bytes + options + option(OptionCode::relay_message, inner);
}

inline Buffer relay_forward(unsigned hops, const Buffer& inner, const Buffer& options = {}) {
  return wrap(MessageType::relay_forward, hops, "2001:db8:9::1", "fe80::9", inner, options);
}

inline Buffer relay_reply(std::string_view link_name,
                          std::string_view peer,
                          const Buffer& inner,
                          const Buffer& options = {}) {
  const Buffer id =
      link_name.empty() ? Buffer{} : option(OptionCode::interface_id, octets(link_name));
  return wrap(MessageType::relay_reply, 0, "::", peer, inner, id + options);
}

}  // namespace ward6::relay::test
