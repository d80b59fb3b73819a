// The Lightweight DHCPv6 Relay Agent on the ports of a bridge: RFC 6221. It has no addresses of its
// own: what it sends bears those of the frame that came in. A function of the frame, the
// configuration and what is known of the ports; it keeps nothing of a message but counts.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libdhcp6/core/siphash.h"
#include "libdhcp6/wire/message.h"
#include "relay/frame.h"
#include "relay/ldra_config.h"
#include "relay/ldra_verdict.h"

namespace ward6::relay {

// One received frame. Everything is borrowed until handle() returns.
struct LdraFrame {
  std::size_t port = 0;           // of LdraConfig::ports
  std::optional<VlanTag> tag;     // taken out of `bytes`
  bool checksum_pending = false;  // a sender on this machine left the sum to its network card
  dhcp6::Bytes bytes;             // from the destination address on
};

// What is known of a port now.
struct PortFacts {
  std::size_t mtu = 1500;
  std::uint16_t vlan = 0;           // 802.1Q number of the interface; 0: none
  std::uint16_t hardware_type = 1;  // of the registry "Hardware Types": 1 Ethernet
  dhcp6::LinkLayerAddress mac;

  friend bool operator==(const PortFacts&, const PortFacts&) = default;
};

// What one frame was and where it went, in plain data: for the log line and for counters.
struct LdraPassage {
  LdraVerdict verdict = LdraVerdict::not_ours;
  std::uint8_t type = 0;                   // of the message
  std::uint8_t inner_type = 0;             // of the message inside a Relay-reply
  std::uint8_t hops = 0;                   // hop-count of the Relay-forward sent
  std::size_t port = 0;                    // where the frame came in
  std::optional<std::size_t> client_port;  // where the client is
  dhcp6::Ipv6Address peer;                 // the client or relay below
  dhcp6::LinkLayerAddress mac;             // of its frame
};

class Ldra {
 public:
  // `key` is secret and keeps stations from choosing who shares their place in the rate table.
  Ldra(std::shared_ptr<const LdraConfig> config, const dhcp6::HashKey& key);

  // Takes a new configuration, between two frames. Attach its ports anew. A port keeps its counters
  // by its name.
  void reconfigure(std::shared_ptr<const LdraConfig> config);
  // The port is a forwarding port of the bridge. False: nothing new.
  bool attach(std::size_t port, const PortFacts& facts);
  void detach(std::size_t port);

  // What becomes of the frame; for the first two verdicts sent() is to leave by each of targets().
  // Allocates nothing but at the first call after one of the functions above.
  LdraVerdict handle(Instant now, const LdraFrame& frame) noexcept;

  // Of the last handle(), and valid until the next; empty when nothing leaves.
  [[nodiscard]] dhcp6::Bytes sent() const noexcept { return sent_; }
  [[nodiscard]] std::span<const std::size_t> targets() const noexcept { return targets_; }
  [[nodiscard]] const LdraPassage& last() const noexcept { return last_; }

  [[nodiscard]] const LdraConfig& config() const noexcept { return *config_; }
  // All frames since construction, but those that were left to the bridge.
  [[nodiscard]] const LdraTraffic& traffic() const noexcept { return traffic_; }
  // Of one port: messages that came in and went out there. A verdict is counted at the client's
  // port where it is known, else where the frame came in. Requires: a port of config().
  [[nodiscard]] const LdraTraffic& traffic(std::size_t port) const noexcept {
    return ports_[port].traffic;
  }
  // What names the port in Relay-forwards; empty before its first attach(). Requires: as above.
  [[nodiscard]] dhcp6::Bytes interface_id(std::size_t port);

 private:
  struct Port {
    const LdraPort* config = nullptr;
    std::optional<PortFacts> facts;
    std::vector<std::byte> interface_id;
    TokenBucket bucket;
    LdraTraffic traffic;
  };
  // A frame that holds a datagram.
  struct Arrival {
    const LdraFrame& frame;
    const Ipv6View& ip;
    const UdpView& udp;
  };

  LdraVerdict decide(Instant now, const LdraFrame& frame) noexcept;
  LdraVerdict from_client(Instant now, const LdraFrame& frame, const Ipv6View& ip) noexcept;
  [[nodiscard]] bool is_refused_type(std::size_t port) const noexcept;
  [[nodiscard]] std::optional<LdraVerdict> refuse_message(const Arrival& arrival) const noexcept;
  [[nodiscard]] std::optional<LdraVerdict> refuse_rate(Instant now) noexcept;
  LdraVerdict wrap(const Arrival& arrival) noexcept;
  void write_options(const Port& port, dhcp6::Writer& writer) const noexcept;

  LdraVerdict from_network(const LdraFrame& frame, const Ipv6View& ip) noexcept;
  LdraVerdict unwrap(const Arrival& arrival) noexcept;

  void write_sent(const FrameHead& head, dhcp6::Bytes payload) noexcept;
  void account() noexcept;
  void index_ports();

  std::shared_ptr<const LdraConfig> config_;
  StationBuckets stations_;
  std::vector<Port> ports_;  // as LdraConfig::ports
  bool is_indexed_ = false;
  std::map<std::string, std::size_t, std::less<>> by_interface_id_;
  std::vector<std::byte> message_;  // room to write a Relay-forward
  std::vector<std::byte> frame_;    // and a frame
  dhcp6::Bytes sent_;
  std::vector<std::size_t> targets_;
  LdraTraffic traffic_;
  LdraPassage last_;
};

}  // namespace ward6::relay
