// What the relay agent is told to do: plain data, compiled from the YAML file and immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/time.h"
#include "relay/label.h"
#include "relay/rate.h"

namespace ward6::relay {

// A server, or the next relay agent on the way to it.
struct Upstream {
  dhcp6::Ipv6Address address;   // unicast, or multicast: RFC 9915 §19
  std::string interface;        // required for multicast and link-local; else empty: by the routes
  bool source_port = false;     // it knows RFC 8357 (§5.4: off unless told so)
  dhcp6::Ipv6Address source{};  // that messages leave from; unspecified: by the routes

  friend bool operator==(const Upstream&, const Upstream&) = default;
};

// The same server, whatever is sent to it and from where.
[[nodiscard]] inline bool is_same_host(const Upstream& a, const Upstream& b) noexcept {
  return a.address == b.address && a.interface == b.interface;
}

enum class Sending : std::uint8_t {
  all,       // every message to every server
  failover,  // to the first that answers; the others stand by
};

struct RemoteId {  // RFC 4649 §3
  std::uint32_t enterprise = 0;
  Label value;
};

// One link on which clients, or relays below, are heard.
struct RelayedLink {
  dhcp6::LinkId id = dhcp6::kNoLink;
  std::string name;
  std::vector<std::size_t> servers;  // of RelayConfig::servers, in order
  Sending sending = Sending::all;
  bool trust_relays = false;                       // takes Relay-forwards from here
  bool drop_relay_supplied = false;                // RFC 6422 §5
  std::optional<dhcp6::Ipv6Address> link_address;  // none: the interface's
  Label interface_id;                              // empty: none is sent
  bool client_link_layer = true;                   // RFC 6939
  std::optional<RemoteId> remote_id;
  Label subscriber_id;              // RFC 4580; empty: none
  bool send_relay_id = false;       // RFC 5460 §5.4.1
  bool echo = false;                // RFC 4994: asks to get these three back
  std::vector<std::byte> supplied;  // encoded options for the RSOO: RFC 6422
  std::vector<std::byte> vpn;       // body of a VSS option, RFC 6607; empty: none
  Rate rate{0, 0};
  Rate client_rate{20, 40};
  dhcp6::Seconds min_elapsed{};  // how long a client has asked before it is relayed
};

struct RelayConfig {
  std::vector<Upstream> servers;
  std::vector<RelayedLink> links;
  std::vector<std::byte> relay_id;  // our DUID
  std::string hostname;             // for labels
  // Links with clients that are not relayed but served here: no Relay-reply comes from there,
  // unless a server is configured to be on that very interface.
  std::vector<dhcp6::LinkId> served_links;
};

}  // namespace ward6::relay
