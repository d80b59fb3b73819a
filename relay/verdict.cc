#include "relay/verdict.h"

#include <array>

namespace ward6::relay {
namespace {

constexpr std::array<VerdictRow, kVerdictCount> kRows{{
    {Verdict::to_servers, "to-servers", "relayed to the servers", "RFC 9915 §19.1", ""},
    {Verdict::to_client, "to-client", "relayed down", "RFC 9915 §19.2", ""},
    {Verdict::too_short, "too-short", "shorter than a message header", "RFC 9915 §8", ""},
    {Verdict::relay_too_short, "relay-too-short", "a Relay-forward shorter than its header",
     "RFC 9915 §9", "look at the relay below"},
    {Verdict::malformed, "malformed", "a Relay-forward that does not parse", "RFC 9915 §9",
     "capture it and look at the relay below; ward6ctl decode shows where it breaks"},
    {Verdict::bad_source, "bad-source", "a source address that cannot be answered",
     "RFC 9915 §19.1", "look at the client's software, or for a forger"},
    {Verdict::not_client_link, "not-client-link", "a client's message where no clients are",
     "RFC 9915 §19", "add relay or serve to the link if it has clients"},
    {Verdict::server_message, "server-message", "a server's message from a client link",
     "RFC 9915 §16", "look for a rogue server on the link"},
    {Verdict::unicast, "unicast", "a client's message that was not multicast", "RFC 9915 §16",
     "update the client's software"},
    {Verdict::relay_not_trusted, "relay-not-trusted",
     "a Relay-forward from a link whose relays are not trusted", "RFC 6221 §6.1.2",
     "set relay.trust-relays on the link if there is a relay agent behind it; else look for "
     "whoever tries to choose its own pool"},
    {Verdict::hop_limit, "hop-limit", "relayed more often than the hop limit allows",
     "RFC 9915 §19.1.2", "look for a loop among the relay agents"},
    {Verdict::too_deep, "too-deep", "more relay layers than the hop limit allows", "RFC 9915 §7.6",
     "look for a loop among the relay agents"},
    {Verdict::relay_supplied, "relay-supplied", "a relay below supplies options of its own",
     "RFC 6422 §5", "unset relay.drop-relay-supplied if the relays below may do that"},
    {Verdict::link_down, "link-down", "the link's interface is not there now", "RFC 9915 §19.1",
     "check the interface"},
    {Verdict::too_early, "too-early", "the client has not asked for long enough", "RFC 9915 §21.9",
     "lower relay.min-elapsed if no server on the link itself answers"},
    {Verdict::link_rate, "link-rate", "more messages than the link may send", "RFC 6221 §9",
     "raise relay.rate, or look for a flood on the link"},
    {Verdict::client_rate, "client-rate", "more messages than one station may send", "RFC 6221 §9",
     "raise relay.client-rate, or look at that station"},
    {Verdict::no_server, "no-server", "no server can be reached now", "RFC 9915 §19",
     "check the interface that the servers are behind; ward6ctl status names it"},
    {Verdict::too_big, "too-big", "it would not fit a datagram", "RFC 9915 §21.10", ""},
    {Verdict::no_room, "no-room", "more at once than the outbox holds", "", ""},
    {Verdict::reply_on_client_link, "reply-on-client-link", "a Relay-reply from a client link",
     "RFC 6221 §6.1.1", "somebody on the link poses as the server: find the station"},
    {Verdict::reply_unknown_server, "reply-unknown-server",
     "a Relay-reply from an address that is no configured server", "RFC 9915 §22",
     "add the server's source address to relay.to, or find who sends it"},
    {Verdict::reply_malformed, "reply-malformed", "a Relay-reply without a usable Relay Message",
     "RFC 9915 §9.2", "look at the server's software"},
    {Verdict::reply_no_link, "reply-no-link", "neither Interface-Id nor link-address names a link",
     "RFC 9915 §19.2", "was the link renamed or renumbered? The next message heals it"},
    {Verdict::reply_link_down, "reply-link-down", "the link's interface is not there now",
     "RFC 9915 §19.2", "check the interface"},
    {Verdict::reply_bad_peer, "reply-bad-peer", "a peer-address that cannot be on the link",
     "RFC 9915 §19.2", "look at the server's software, or for a forger"},
    {Verdict::reply_other_vpn, "reply-other-vpn", "a VPN that the link does not serve",
     "RFC 6607 §5.1", "compare relay.vpn with the server's configuration"},
}};

static_assert(in_order(kRows), "one row per Verdict, in the order of the enum");

}  // namespace

const VerdictRow& row(Verdict verdict) noexcept {
  return kRows[static_cast<std::size_t>(verdict)];
}

}  // namespace ward6::relay
