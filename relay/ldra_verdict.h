// What became of a frame that a Lightweight DHCPv6 Relay Agent saw. One row per verdict, as in
// verdict.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "relay/traffic.h"
#include "relay/verdict.h"

namespace ward6::relay {

enum class LdraVerdict : std::uint8_t {
  to_network,          // wrapped, and sent from the network-facing ports
  to_client,           // unwrapped, and sent from one client-facing port
  not_ours,            // the bridge forwards it
  bad_packet,          // it breaks off, or its lengths disagree
  fragment,            // part of a datagram
  bad_checksum,        // of UDP
  too_short,           // no room for a message header
  server_message,      // only servers and relay agents above send this
  relay_not_trusted,   // a Relay-forward from an untrusted port
  relay_too_short,     // a Relay-forward without room for its header
  hop_limit,           // relayed too often
  too_deep,            // more relay layers than hop-counts allow
  bad_source,          // a source address that no answer could be sent to
  port_rate,           // more messages than the port may send
  client_rate,         // more messages than one station may send
  no_network_port,     // none of them is there now
  too_big,             // larger than the MTU of the port that it would leave by
  not_a_reply,         // another message than a Relay-reply from the network
  reply_malformed,     // a Relay-reply that does not parse or has no Relay Message
  reply_no_port,       // its Interface-Id names no port of ours
  reply_link_address,  // its link-address is another relay agent's
  reply_bad_peer,      // its peer-address is not where the frame is going
  reply_port_down,     // the port is not there now
  reply_too_big,       // the message inside is larger than the MTU of its port
};
inline constexpr std::size_t kLdraVerdictCount = 24;

using LdraVerdictRow = RowOf<LdraVerdict>;
[[nodiscard]] const LdraVerdictRow& row(LdraVerdict verdict) noexcept;

[[nodiscard]] constexpr bool is_drop(LdraVerdict verdict) noexcept {
  return verdict > LdraVerdict::not_ours;
}

using LdraTraffic = TrafficOf<LdraVerdict, kLdraVerdictCount>;

}  // namespace ward6::relay
