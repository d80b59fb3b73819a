#include "relay/ldra_verdict.h"

#include <array>

namespace ward6::relay {
namespace {

constexpr std::array<LdraVerdictRow, kLdraVerdictCount> kRows{{
    {LdraVerdict::to_network, "to-network", "relayed to the network", "RFC 6221 §6.1", ""},
    {LdraVerdict::to_client, "to-client", "relayed down", "RFC 6221 §6.2", ""},
    {LdraVerdict::not_ours, "not-ours", "left to the bridge", "RFC 6221 §6", ""},
    {LdraVerdict::bad_packet, "bad-packet", "a packet that breaks off or whose lengths disagree",
     "RFC 8200 §3", "look at the station's network driver, or for a forger"},
    {LdraVerdict::fragment, "fragment",
     "a fragment: with the relay agent's options it would be larger than the MTU in any case",
     "RFC 6221 §5.3.1", "make the client ask for less, or raise the MTU of all ports"},
    {LdraVerdict::bad_checksum, "bad-checksum", "a UDP checksum that does not hold",
     "RFC 8200 §8.1", "look at cables and network drivers"},
    {LdraVerdict::too_short, "too-short", "shorter than a message header", "RFC 9915 §8", ""},
    {LdraVerdict::server_message, "server-message", "a server's message from a client-facing port",
     "RFC 6221 §6.1.1", "find the rogue server behind the port"},
    {LdraVerdict::relay_not_trusted, "relay-not-trusted",
     "a Relay-forward from a port whose relays are not trusted", "RFC 6221 §6.1.2",
     "move the port to ldra.trusted-ports if there is a relay agent behind it; else look for "
     "whoever tries to choose its own pool"},
    {LdraVerdict::relay_too_short, "relay-too-short", "a Relay-forward shorter than its header",
     "RFC 9915 §9", "look at the relay below"},
    {LdraVerdict::hop_limit, "hop-limit", "relayed more often than the hop limit allows",
     "RFC 9915 §19.1.2", "look for a loop among the relay agents"},
    {LdraVerdict::too_deep, "too-deep", "more relay layers than the hop limit allows",
     "RFC 9915 §7.6", "look for a loop among the relay agents"},
    {LdraVerdict::bad_source, "bad-source", "a source address that is not link-local",
     "RFC 6221 §6.2", "look at the client's software, or for a forger"},
    {LdraVerdict::port_rate, "port-rate", "more messages than the port may send", "RFC 6221 §9",
     "raise ldra.rate, or look for a flood behind the port"},
    {LdraVerdict::client_rate, "client-rate", "more messages than one station may send",
     "RFC 6221 §9", "raise ldra.client-rate, or look at that station"},
    {LdraVerdict::no_network_port, "no-network-port", "no network-facing port is there now",
     "RFC 6221 §6.1", "check the cables and interfaces of ldra.network-ports"},
    {LdraVerdict::too_big, "too-big", "larger than the MTU of the network-facing port",
     "RFC 6221 §5.3.1", "raise the MTU of that port, or shorten the labels under ldra"},
    {LdraVerdict::not_a_reply, "not-a-reply", "another message than a Relay-reply from the network",
     "RFC 6221 §6.2", ""},
    {LdraVerdict::reply_malformed, "reply-malformed",
     "a Relay-reply without a usable Relay Message", "RFC 9915 §9.2",
     "look at the server's software"},
    {LdraVerdict::reply_no_port, "reply-no-port",
     "a Relay-reply without an Interface-Id that names a port of ours", "RFC 6221 §6.2",
     "it may be for another relay agent; was the port renamed? The next message heals it"},
    {LdraVerdict::reply_link_address, "reply-link-address",
     "a Relay-reply with another link-address than ::", "RFC 6221 §6.2",
     "look at the server's software, or for a forger"},
    {LdraVerdict::reply_bad_peer, "reply-bad-peer",
     "a Relay-reply whose peer-address is not the station that it is sent to", "RFC 6221 §6.2",
     "look at the server's software, or for a forger"},
    {LdraVerdict::reply_port_down, "reply-port-down", "the client's port is not there now",
     "RFC 6221 §6.2", "check the interface"},
    {LdraVerdict::reply_too_big, "reply-too-big", "larger than the MTU of the client's port",
     "RFC 6221 §5.3.1", "make the MTU of all ports of the bridge the same"},
}};

static_assert(in_order(kRows), "one row per LdraVerdict, in the order of the enum");

}  // namespace

const LdraVerdictRow& row(LdraVerdict verdict) noexcept {
  return kRows[static_cast<std::size_t>(verdict)];
}

}  // namespace ward6::relay
