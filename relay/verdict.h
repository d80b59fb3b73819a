// What became of a datagram that reached the relay agent. One row per verdict: counter name, text
// and what the operator can do derive from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ward6::relay {

enum class Verdict : std::uint8_t {
  to_servers,            // wrapped and sent to at least one server
  to_client,             // unwrapped and sent down
  too_short,             // no room for a message header
  relay_too_short,       // a Relay-forward without room for its header
  malformed,             // a Relay-forward that does not parse
  bad_source,            // a source address that no answer could be sent to
  not_client_link,       // a client's message where no clients are
  server_message,        // only servers send this, and it came from a client link
  unicast,               // a client's message that was not multicast
  relay_not_trusted,     // a Relay-forward from a link whose relays are not trusted
  hop_limit,             // relayed too often
  too_deep,              // more relay layers than hop-counts allow
  relay_supplied,        // a Relay-Supplied Options option where none may pass
  link_down,             // the link's interface is not there now
  too_early,             // a client that has not asked for long enough
  link_rate,             // more messages than the link may send
  client_rate,           // more messages than one station may send
  no_server,             // no server can be reached now
  too_big,               // with the relay's options it would not fit a datagram
  no_room,               // the outbox is full
  reply_on_client_link,  // a Relay-reply from a client link: an attack, or a wrong configuration
  reply_unknown_server,  // a Relay-reply from an address that is no configured server
  reply_malformed,       // a Relay-reply that does not parse or has no Relay Message
  reply_no_link,         // neither Interface-Id nor link-address names a link
  reply_link_down,       // they name one whose interface is not there now
  reply_bad_peer,        // a peer-address that cannot be a client of the link
  reply_other_vpn,       // a Virtual Subnet Selection that the link does not serve
};
inline constexpr std::size_t kVerdictCount = 27;

template <class V>
struct RowOf {
  V verdict;
  std::string_view id;      // "hop-limit": stable, for counters and logs
  std::string_view text;    // one clause, lower case
  std::string_view source;  // where the rule is from
  std::string_view remedy;  // what the operator can do; empty when there is nothing to do
};
using VerdictRow = RowOf<Verdict>;

template <class Rows>
consteval bool in_order(const Rows& rows) {
  for (std::size_t at = 0; at < rows.size(); ++at) {
    if (static_cast<std::size_t>(rows[at].verdict) != at) return false;
  }
  return true;
}

[[nodiscard]] const VerdictRow& row(Verdict verdict) noexcept;

[[nodiscard]] constexpr bool is_drop(Verdict verdict) noexcept {
  return verdict >= Verdict::too_short;
}

}  // namespace ward6::relay
