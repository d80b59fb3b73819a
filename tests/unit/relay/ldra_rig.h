// A Lightweight DHCPv6 Relay Agent in memory: two client ports, one of them trusted, two ports
// towards the network; frames built by hand; virtual time.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "relay/ldra.h"
#include "tests/unit/relay/relay_rig.h"

namespace ward6::relay::test {

inline constexpr std::size_t kFlat = 0;
inline constexpr std::size_t kCellar = 1;  // trusted
inline constexpr std::size_t kUplink = 2;
inline constexpr std::size_t kSpare = 3;  // towards the network, too

inline const Buffer kClientMac = octets({2, 0, 0, 0, 0, 0x77});
inline const Buffer kServerMac = octets({2, 0, 0, 0, 0, 0x01});
inline const Buffer kGroupMac = octets({0x33, 0x33, 0, 1, 0, 2});

inline LdraConfig usual_ldra() {
  LdraConfig config;
  config.name = "access";
  config.bridge = "br0";
  config.ports = {{"flat1", PortRole::client},
                  {"cellar", PortRole::trusted_client},
                  {"uplink", PortRole::network},
                  {"spare", PortRole::network}};
  config.hostname = "sw7";
  config.interface_id = label("{hostname}/{interface}");
  config.client_rate = {0, 0};
  return config;
}

// A frame to be: what differs from a client's message is changed before bytes().
struct TestFrame {
  Buffer destination_mac = kGroupMac;
  Buffer source_mac = kClientMac;
  Ipv6Address source = ip("fe80::c");
  Ipv6Address destination = kAllRelayAgentsAndServers;
  std::uint16_t port = kServerPort;
  std::uint8_t next_header = kUdp;
  Buffer extensions = {};
  Buffer payload = {};
  unsigned checksum_error = 0;

  [[nodiscard]] Buffer bytes() const {
    FrameHead head{.destination_mac = destination_mac,
                   .source_mac = source_mac,
                   .tag = {},
                   .first_word = 0x6120'0003,
                   .hop_limit = 64,
                   .source = source,
                   .destination = destination,
                   .source_port = kClientPort,
                   .destination_port = port};
    Buffer frame(payload.size() + 62);
    Writer writer(frame);
    write_frame(head, payload, writer);
    frame[61] ^= static_cast<std::byte>(checksum_error);
    frame[20] = static_cast<std::byte>(next_header);
    const std::size_t size = payload.size() + kUdpHeaderSize + extensions.size();
    frame[18] = static_cast<std::byte>(size >> 8U);
    frame[19] = static_cast<std::byte>(size);
    frame.insert(frame.begin() + 54, extensions.begin(), extensions.end());
    return frame;
  }
};

struct LdraRig {
  explicit LdraRig(LdraConfig config = usual_ldra())
      : ldra(std::make_shared<const LdraConfig>(std::move(config)), HashKey{1, 2}) {
    attach();
  }
  void attach() {
    for (std::size_t port = 0; port < ldra.config().ports.size(); ++port) ldra.attach(port, facts);
  }

  LdraVerdict take(std::size_t port, const Buffer& frame) {
    input = frame;
    return ldra.handle(now, {.port = port, .tag = tag, .checksum_pending = false, .bytes = input});
  }
  LdraVerdict take(std::size_t port, const TestFrame& frame) { return take(port, frame.bytes()); }
  // A message as clients send it.
  LdraVerdict ask(std::size_t port, const Buffer& payload) {
    return take(port, TestFrame{.payload = payload});
  }

  [[nodiscard]] std::vector<std::size_t> targets() const {
    return {ldra.targets().begin(), ldra.targets().end()};
  }
  // What leaves; a tag is behind the addresses. Requires: something does.
  [[nodiscard]] Ipv6View ip_sent() const {
    Buffer& frame = untagged;
    frame.assign(ldra.sent().begin(), ldra.sent().end());
    if (tag) frame.erase(frame.begin() + 12, frame.begin() + 16);
    return parse_ipv6(frame).value();
  }
  [[nodiscard]] UdpView udp_sent() const { return parse_udp(ip_sent()).value(); }
  [[nodiscard]] RelayView view() const { return RelayView::parse(udp_sent().payload).value(); }

  Ldra ldra;
  PortFacts facts{.mtu = 1500,
                  .vlan = 0,
                  .hardware_type = 1,
                  .mac = LinkLayerAddress::parse("02:00:00:00:0a:01").value()};
  std::optional<VlanTag> tag;
  Instant now{std::chrono::hours(1)};
  Buffer input;
  mutable Buffer untagged;
};

// A Relay-reply as the server sends it for a message of the client.
inline TestFrame answer(const Buffer& inner,
                        std::string_view id = "sw7/flat1",
                        std::string_view peer = "fe80::c",
                        std::string_view link = "::") {
  const Buffer options = id.empty() ? Buffer{} : option(OptionCode::interface_id, octets(id));
  return {.destination_mac = kClientMac,
          .source_mac = kServerMac,
          .source = ip("fe80::5"),
          .destination = ip("fe80::c"),
          .payload = wrap(MessageType::relay_reply, 0, link, peer, inner, options)};
}

}  // namespace ward6::relay::test
