// What became of a received datagram. One row per outcome: counter name, log text and what the
// operator can do derive from it. The core never logs; it returns one of these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ward6::dhcp6 {

enum class Outcome : std::uint8_t {
  replied,                  // a Reply, Advertise or Relay-reply was put into the outbox
  released,                 // likewise, for Release
  declined,                 // likewise, for Decline
  no_leases,                // answered, but at least one IA got nothing
  dropped_malformed,        // the bytes do not parse
  dropped_too_many_relays,  // more relay layers than the limit
  dropped_unknown_type,     // a message type that a server does not take
  dropped_not_for_server,   // a type that only clients or relays receive
  dropped_no_client_id,     // required, missing
  dropped_bad_client_id,    // not a DUID
  dropped_has_server_id,    // forbidden in this message
  dropped_no_server_id,     // required, missing
  dropped_other_server,     // meant for another server
  dropped_has_ia,           // an Information-request with an IA
  dropped_unicast,          // unicast from a client
  dropped_no_link,          // no configured link matches where it came from
  dropped_not_serving,      // the link has no serve section
  dropped_too_many_ias,     // more IAs, or leases in them, than the limits
  dropped_cannot_confirm,   // Confirm without addresses, or prefixes of the link are unknown
  dropped_unknown_client,   // known-only link, client without host entry
  dropped_reply_too_big,    // the answer does not fit a datagram
  dropped_overload,         // journal group or outbox full
  dropped_journal_failed,   // the store failed: nothing may be promised
};
inline constexpr std::size_t kOutcomeCount = 23;

struct OutcomeRow {
  Outcome outcome;
  std::string_view id;      // "dropped-malformed": stable, for counters and logs
  std::string_view text;    // one clause, lower case
  std::string_view remedy;  // what the operator can do; empty when there is nothing to do
};

[[nodiscard]] const OutcomeRow& row(Outcome outcome) noexcept;

[[nodiscard]] constexpr bool is_drop(Outcome outcome) noexcept {
  return outcome >= Outcome::dropped_malformed;
}

}  // namespace ward6::dhcp6
