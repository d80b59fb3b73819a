// What a Lightweight DHCPv6 Relay Agent is told to do: RFC 6221. Plain data, immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libdhcp6/core/ids.h"
#include "relay/config.h"

namespace ward6::relay {

// RFC 6221 §6, §6.1.2.
enum class PortRole : std::uint8_t {
  client,          // hosts are behind it
  trusted_client,  // and relay agents, whose Relay-forwards are taken
  network,         // servers, or relay agents on the way to them
};

struct LdraPort {
  std::string name;  // of the interface
  PortRole role = PortRole::client;

  friend bool operator==(const LdraPort&, const LdraPort&) = default;
};

// One bridge.
struct LdraConfig {
  dhcp6::LinkId id = dhcp6::kNoLink;
  std::string name;    // of the link
  std::string bridge;  // interface
  std::vector<LdraPort> ports;
  std::string hostname;  // for labels
  Label interface_id;    // differs from port to port
  bool client_link_layer = true;
  std::optional<RemoteId> remote_id;
  Label subscriber_id;  // empty: none
  Rate rate{0, 0};      // of one port
  Rate client_rate{20, 40};
};

}  // namespace ward6::relay
