// The relay agent: RFC 9915 §19. A function of the datagram, the configuration and what is known of
// the interfaces; it keeps nothing of a message but counts, and whether the servers answer. It owns
// no file descriptor and reads no clock.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libdhcp6/core/siphash.h"
#include "libdhcp6/core/time.h"
#include "libdhcp6/wire/message.h"
#include "libdhcp6/wire/outbox.h"
#include "relay/config.h"
#include "relay/health.h"
#include "relay/samples.h"
#include "relay/traffic.h"
#include "relay/verdict.h"

namespace ward6::relay {

// What is known of a link's interface now.
struct Attachment {
  struct Address {
    dhcp6::Ipv6Address address;
    std::uint8_t length = 64;  // of the on-link prefix
    bool passing = false;      // deprecated, or changed from time to time

    friend bool operator==(const Address&, const Address&) = default;
  };
  dhcp6::InterfaceIndex index{};
  std::string name;
  std::uint16_t vlan = 0;           // 802.1Q number; 0: none
  std::uint16_t hardware_type = 1;  // of the registry "Hardware Types": 1 Ethernet
  dhcp6::LinkLayerAddress mac;
  std::vector<Address> addresses;  // without tentative ones

  friend bool operator==(const Attachment&, const Attachment&) = default;
};

// What one datagram was and where it went, in plain data: for the log line and for counters. Valid
// until the next handle().
struct Passage {
  Verdict verdict = Verdict::too_short;
  std::uint8_t type = 0;        // of the datagram
  std::uint8_t inner_type = 0;  // of the innermost message, when it was looked at
  std::uint8_t hops = 0;        // hop-count of the Relay-forward sent, or of the Relay-reply taken
  dhcp6::LinkId link = dhcp6::kNoLink;
  dhcp6::Ipv6Address peer;          // the client or relay below
  dhcp6::LinkLayerAddress mac;      // of its frame
  dhcp6::Bytes inner;               // what a Relay-reply held, while the datagram lives
  dhcp6::Ipv6Address server;        // who answered; for a Relay-forward the last that it went to
  std::uint16_t sent = 0;           // datagrams
  bool link_local_address = false;  // there was nothing better for link-address
};

// Where one server stands.
struct UpstreamState {
  dhcp6::InterfaceIndex interface {};  // of Upstream::interface; 0: none, or not there
  ServerHealth health;
  std::uint64_t sent = 0;
  std::uint64_t answers = 0;
};

class Relay {
 public:
  // `key` is secret and keeps stations from choosing who shares their place in the rate table.
  Relay(std::shared_ptr<const RelayConfig> config, const dhcp6::HashKey& key);

  // Takes a new configuration, between two batches. Attach its links anew.
  void reconfigure(std::shared_ptr<const RelayConfig> config);
  // What is known of a link's interface has changed. Replies to addresses that it had still come
  // through. False: nothing new, or the link is not relayed.
  bool attach(dhcp6::LinkId link, const Attachment& attachment);
  void detach(dhcp6::LinkId link);
  // Index of the interface of this name, for servers that are behind it; 0: it is gone.
  void set_interface(const std::string& name, dhcp6::InterfaceIndex index);
  // All addresses of this machine.
  void set_own(std::set<dhcp6::Ipv6Address> own) { own_ = std::move(own); }

  [[nodiscard]] bool relays(dhcp6::LinkId link) const noexcept;

  // Wraps or unwraps the datagram into `outbox`. Allocates nothing but at the first call after one
  // of the functions above.
  Verdict handle(const dhcp6::Now& now,
                 const dhcp6::Inbound& inbound,
                 dhcp6::Outbox& outbox) noexcept;

  // What the last handle() did.
  [[nodiscard]] const Passage& last() const noexcept { return last_; }
  [[nodiscard]] const std::vector<UpstreamState>& upstreams() const noexcept { return upstreams_; }
  [[nodiscard]] const RelayConfig& config() const noexcept { return *config_; }
  // All datagrams since construction; Traffic::total() is the number of calls of handle().
  [[nodiscard]] const Traffic& traffic() const noexcept { return traffic_; }
  // Of one link: what came from it and what went to it. A link keeps it over reconfigure() by its
  // name. nullptr: not relayed.
  [[nodiscard]] const Traffic* traffic(dhcp6::LinkId link) const noexcept;
  // The Interface-Id that names the link now; empty before its first attach(). It is the link's
  // name when the template gives what already names a link before it in the configuration.
  // Requires: relays(link).
  [[nodiscard]] dhcp6::Bytes interface_id(dhcp6::LinkId link);
  // What servers are told that the link of its clients is; none: not attached. Requires:
  // relays(link).
  [[nodiscard]] std::optional<dhcp6::Ipv6Address> link_address(dhcp6::LinkId link) const noexcept;
  // The last datagrams that were dropped, by reason.
  [[nodiscard]] const Samples& samples() const noexcept { return samples_; }

 private:
  struct Lower {
    const RelayedLink* config = nullptr;
    std::optional<Attachment> attachment;
    std::vector<std::byte> label;                    // what the template gave at the last attach()
    std::vector<std::byte> interface_id;             // the same, made unique
    std::optional<dhcp6::Ipv6Address> link_address;  // for client messages; none: ::
    std::vector<dhcp6::Ipv6Address> former;          // addresses that it had
    TokenBucket bucket;
    Traffic traffic;
  };
  // What goes into a Relay-forward.
  struct Wrapping {
    Lower& link;
    const dhcp6::Inbound& inbound;
    dhcp6::Ipv6Address link_address;
    std::uint8_t hop_count = 0;
    bool from_client = true;
    dhcp6::Bytes server_id;  // of the innermost message, for fail-over; empty: it has none
  };

  Verdict decide(const dhcp6::Now& now,
                 const dhcp6::Inbound& inbound,
                 dhcp6::Outbox& outbox) noexcept;
  Verdict forward(const dhcp6::Now& now, const dhcp6::Inbound& inbound, dhcp6::Outbox& outbox);
  [[nodiscard]] std::optional<Verdict> refuse_client(const dhcp6::Inbound& inbound) const noexcept;
  // Leaves the innermost message in `payload`.
  [[nodiscard]] std::optional<Verdict> refuse_relay(const Lower& link,
                                                    dhcp6::Bytes& payload) noexcept;
  [[nodiscard]] std::optional<Verdict> refuse_rate(Lower& link,
                                                   const dhcp6::Inbound& inbound,
                                                   Instant now) noexcept;
  void fill_addresses(Wrapping& wrapping) noexcept;
  Verdict send_to_servers(const Wrapping& wrapping, Instant now, dhcp6::Outbox& outbox);
  [[nodiscard]] bool send_to(std::size_t server, const Wrapping& wrapping, dhcp6::Outbox& outbox);
  [[nodiscard]] bool is_named_by_address(const Wrapping& wrapping) const noexcept;
  void write_options(const Wrapping& wrapping, bool source_port, dhcp6::Writer& writer) const;

  Verdict deliver(const dhcp6::Inbound& inbound, dhcp6::Outbox& outbox) noexcept;
  [[nodiscard]] std::optional<std::size_t> find_server(
      const dhcp6::Inbound& inbound) const noexcept;
  void note_answer(std::size_t server) noexcept;
  [[nodiscard]] Lower* find_target(const dhcp6::RelayView& reply) noexcept;
  [[nodiscard]] bool is_peer(const Lower& link, const dhcp6::RelayView& reply) const noexcept;
  void learn(std::size_t server, const dhcp6::RelayView& reply) noexcept;
  [[nodiscard]] std::optional<std::size_t> server_of(dhcp6::Bytes server_id) const noexcept;

  void account(const dhcp6::Inbound& inbound) noexcept;
  void index_links();
  void name_link(std::size_t at);
  static void remember_addresses(Lower& lower);
  [[nodiscard]] Lower* find(dhcp6::LinkId link) noexcept;

  std::shared_ptr<const RelayConfig> config_;
  dhcp6::HashKey key_;
  StationBuckets stations_;
  std::vector<Lower> links_;          // as RelayConfig::links
  std::vector<std::uint32_t> by_id_;  // by LinkId: place in links_, plus one; 0: not relayed
  bool is_indexed_ = false;           // the two below know of all links
  std::map<std::string, std::size_t, std::less<>> by_interface_id_;
  std::map<dhcp6::Ipv6Address, std::size_t> by_address_;
  std::vector<UpstreamState> upstreams_;  // as RelayConfig::servers
  std::set<dhcp6::Ipv6Address> own_;
  // Which server a Server Identifier is of, learned from replies; by its hash.
  struct KnownServer {
    std::uint64_t hash = 0;
    std::size_t server = 0;  // or another of RelayConfig::servers that is the same host
  };
  std::array<KnownServer, 64> known_servers_{};
  Traffic traffic_;
  Samples samples_;
  Passage last_;
};

}  // namespace ward6::relay
