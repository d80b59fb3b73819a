#include "libdhcp6/core/outcome.h"

#include <array>

namespace ward6::dhcp6 {
namespace {

constexpr std::array<OutcomeRow, kOutcomeCount> kRows{{
    {Outcome::replied, "replied", "answered", ""},
    {Outcome::released, "released", "leases given back by the client", ""},
    {Outcome::declined, "declined", "the client says that somebody else uses its address",
     "find the device that uses the address: it is configured by hand or by another server"},
    {Outcome::no_leases, "no-leases", "answered, but nothing could be leased for an IA",
     "widen the pool, add a delegation, or shorten the lifetimes of the link"},
    {Outcome::dropped_malformed, "dropped-malformed", "the message does not parse",
     "capture it and look at the client's software; ward6ctl decode shows where it breaks"},
    {Outcome::dropped_too_many_relays, "dropped-too-many-relays",
     "relayed more often than the hop limit allows", "look for a loop among the relay agents"},
    {Outcome::dropped_unknown_type, "dropped-unknown-type", "a message type that is not known", ""},
    {Outcome::dropped_not_for_server, "dropped-not-for-server",
     "a message that servers do not take",
     "another server or a misdirected relay talks to this one"},
    {Outcome::dropped_no_client_id, "dropped-no-client-id", "the Client Identifier is missing",
     "update the client's software"},
    {Outcome::dropped_bad_client_id, "dropped-bad-client-id", "the Client Identifier is not a DUID",
     "update the client's software"},
    {Outcome::dropped_has_server_id, "dropped-has-server-id",
     "a Server Identifier where none may be", "update the client's software"},
    {Outcome::dropped_no_server_id, "dropped-no-server-id", "the Server Identifier is missing",
     "update the client's software"},
    {Outcome::dropped_other_server, "dropped-other-server", "meant for another server",
     "expected where several servers share a link; else a foreign server answers your clients"},
    {Outcome::dropped_has_ia, "dropped-has-ia", "an Information-request that asks for leases",
     "update the client's software"},
    {Outcome::dropped_unicast, "dropped-unicast", "unicast from a client",
     "it stops by itself; for a take-over from an older server set server.legacy-unicast-until"},
    {Outcome::dropped_no_link, "dropped-no-link", "no configured link matches where it came from",
     "add the link-address of the relay, or its interface-id, to a link's relayed section"},
    {Outcome::dropped_not_serving, "dropped-not-serving", "the link has no serve section",
     "add serve to the link"},
    {Outcome::dropped_too_many_ias, "dropped-too-many-ias",
     "more IAs or leases than one message may ask for", ""},
    {Outcome::dropped_cannot_confirm, "dropped-cannot-confirm", "a Confirm that cannot be judged",
     "add the prefixes of the link to its serve section"},
    {Outcome::dropped_unknown_client, "dropped-unknown-client",
     "the link serves known hosts only, and this is none",
     "add a host entry, or remove known-only from the link"},
    {Outcome::dropped_reply_too_big, "dropped-reply-too-big", "the answer does not fit a datagram",
     "configure fewer or shorter options"},
    {Outcome::dropped_overload, "dropped-overload",
     "more work than the disk or the outbox takes; the client will ask again", ""},
    {Outcome::dropped_journal_failed, "dropped-journal-failed",
     "the lease store failed, so nothing may be promised",
     "free space or replace the disk, then restart"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].outcome) != i) return false;
  }
  return true;
}
static_assert(in_order(), "one row per Outcome, in the order of the enum");

}  // namespace

const OutcomeRow& row(Outcome outcome) noexcept {
  return kRows[static_cast<std::size_t>(outcome)];
}

}  // namespace ward6::dhcp6
