#include <array>

#include "config/schema_rows.h"
#include "config/schema_shared.h"

namespace ward6::config {
namespace {

constexpr std::array kRows{
    Setting{.group = "ldra",
            .key = "client-ports",
            .type = Type::interface,
            .many = Many::one_or_list,
            .doc = "Ports of the bridge with hosts behind them. What servers and relay agents "
                   "send is not taken from there.",
            .example = "[lan1, lan2]"},
    Setting{.group = "ldra",
            .key = "trusted-ports",
            .type = Type::interface,
            .many = Many::one_or_list,
            .doc = "Ports with hosts behind them from which messages of relay agents, such as "
                   "another LDRA, are taken too: RFC 6221 §6.1.2.",
            .example = "lan8"},
    Setting{.group = "ldra",
            .key = "network-ports",
            .type = Type::interface,
            .many = Many::one_or_list,
            .required = true,
            .doc = "Ports on the way to the servers, or to the next relay agent. What clients "
                   "send leaves by these only.",
            .example = "uplink"},
    Setting{.group = "ldra",
            .key = "interface-id",
            .type = Type::text,
            .fallback = "{hostname}:{interface}",
            .doc = "The Interface-Id, which names the client's port to servers: text with "
                   "{interface} (the port), and perhaps {link}, {mac}, {vlan} and {hostname}.",
            .example = "\"{hostname}/{interface}\""},
    client_link_layer_row("ldra"),
    remote_id_row("ldra"),
    Setting{.group = "ldra",
            .key = "subscriber-id",
            .type = Type::text,
            .doc = "A Subscriber-Id to send (RFC 4580): text with the variables of "
                   "`interface-id` and {client-mac}, or bytes as 0x….",
            .example = "\"flat-{interface}\""},
    Setting{.group = "ldra",
            .key = "rate",
            .type = Type::integer,
            .fallback = "0",
            .min = 0,
            .max = 1'000'000,
            .doc = "How many messages a second each port may send; twice as many may come at "
                   "once. 0: any number."},
    client_rate_row("ldra"),
};

}  // namespace

std::span<const Setting> ldra_rows() noexcept {
  return kRows;
}

}  // namespace ward6::config
