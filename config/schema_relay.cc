#include <array>

#include "config/schema_rows.h"
#include "config/schema_shared.h"

namespace ward6::config {
namespace {

constexpr std::array kRows{
    // relay
    Setting{.group = "relay",
            .key = "to",
            .type = Type::text,
            .many = Many::one_or_list,
            .doc = "The servers, or the next relay agents on the way to them: addresses; with "
                   "`%INTERFACE` where the address is link-local or multicast, such as the group "
                   "of all servers, ff05::1:3. Replies are taken from these addresses only, and "
                   "for a multicast group from its interface. A server on a link that is served "
                   "here must be given with its interface. Without `to`: ff05::1:3 on each "
                   "interface that is no link of this file, eight at most.",
            .example = "[2001:db8:ffff::547, 2001:db8:ffff::548]"},
    Setting{.group = "relay",
            .key = "sending",
            .type = Type::choice,
            .fallback = "all",
            .choices = "all|failover",
            .doc = "`all` sends every message to all servers. `failover` sends it to the first "
                   "in the list that answers; one that is silent gets a copy from time to time."},
    Setting{.group = "relay",
            .key = "trust-relays",
            .type = Type::boolean,
            .fallback = "false",
            .doc = "Takes messages of relay agents from this link. Whoever may send those chooses "
                   "for itself which link it belongs to: leave it off where hosts are."},
    Setting{.group = "relay",
            .key = "drop-relay-supplied",
            .type = Type::boolean,
            .fallback = "false",
            .doc = "Drops messages in which a relay agent below supplies options for the client: "
                   "RFC 6422 §5."},
    Setting{.group = "relay",
            .key = "link-address",
            .type = Type::address,
            .doc = "What servers know this link by. Otherwise a global or unique local address "
                   "of the interface, as it is at the moment.",
            .example = "2001:db8:30::1"},
    Setting{.group = "relay",
            .key = "interface-id",
            .type = Type::text,
            .fallback = "{link}",
            .doc = "The Interface-Id: text with the variables {link}, {interface}, {mac}, {vlan} "
                   "and {hostname}, or bytes as 0x…. `none` sends one only when the link-address "
                   "does not name the link.",
            .example = "\"{hostname}:{interface}\""},
    client_link_layer_row("relay"),
    remote_id_row("relay"),
    Setting{.group = "relay",
            .key = "subscriber-id",
            .type = Type::text,
            .doc = "A Subscriber-Id to send (RFC 4580): text with the variables of "
                   "`interface-id` and {client-mac}, or bytes as 0x….",
            .example = "\"port-{vlan}\""},
    Setting{.group = "relay",
            .key = "relay-id",
            .type = Type::boolean,
            .fallback = "false",
            .doc = "Sends the DUID of this machine as Relay-Id: RFC 5460 §5.4.1."},
    Setting{.group = "relay",
            .key = "echo",
            .type = Type::boolean,
            .fallback = "false",
            .doc = "Asks servers to send back the Remote-Id, Subscriber-Id and Relay-Id: "
                   "RFC 4994."},
    Setting{.group = "relay",
            .key = "options",
            .type = Type::options,
            .doc = "Options that servers may pass on to clients of this link for this relay agent: "
                   "RFC 6422. Only `erp-local-domain-name` is permitted.",
            .example = "{erp-local-domain-name: example.net}"},
    Setting{.group = "relay",
            .key = "source-port",
            .type = Type::boolean,
            .fallback = "false",
            .doc = "The servers know RFC 8357: relay agents below may use another port than 547."},
    Setting{.group = "relay",
            .key = "source-port-to",
            .type = Type::text,
            .many = Many::one_or_list,
            .doc = "Where only some of the servers know RFC 8357: these, as they stand in `to`.",
            .example = "2001:db8:ffff::547"},
    Setting{.group = "relay",
            .key = "source",
            .type = Type::address,
            .doc = "The address of this machine, of a loopback interface for example, from which "
                   "messages leave for the servers, and to which they answer. Otherwise the "
                   "kernel chooses.",
            .example = "2001:db8::7"},
    Setting{.group = "relay",
            .key = "min-elapsed",
            .type = Type::duration,
            .fallback = "0s",
            .min = 0,
            .max = 600,  // RFC 9915 §21.9: clients cannot tell more than 655 s
            .doc = "Leaves what a client sends to any server to a server on the link itself until "
                   "the client has asked for this long.",
            .example = "4s"},
    Setting{.group = "relay",
            .key = "vpn",
            .type = Type::bytes,
            .doc = "The VPN that the clients are in (RFC 6607): its name, or a whole Virtual "
                   "Subnet Selection as 0x…. Replies for another one are dropped.",
            .example = "red"},
    Setting{.group = "relay",
            .key = "rate",
            .type = Type::integer,
            .fallback = "0",
            .min = 0,
            .max = 1'000'000,
            .doc = "How many messages a second this link may send; twice as many may come at "
                   "once. 0: any number."},
    client_rate_row("relay"),

    // relay-remote-id
    Setting{.group = "relay-remote-id",
            .key = "enterprise",
            .type = Type::integer,
            .min = 0,
            .max = 0xffffffff,
            .required = true,
            .doc = "Your enterprise number.",
            .example = "32473"},
    Setting{.group = "relay-remote-id",
            .key = "id",
            .type = Type::text,
            .required = true,
            .doc = "Text with the variables of `subscriber-id`, or bytes as 0x….",
            .example = "\"{hostname}/{client-mac}\""},
};

}  // namespace

std::span<const Setting> relay_rows() noexcept {
  return kRows;
}

}  // namespace ward6::config
