#include <array>

#include "config/schema_rows.h"

namespace ward6::config {
namespace {

constexpr std::array kRows{
    // delegated
    Setting{.group = "delegated",
            .key = "routes",
            .type = Type::boolean,
            .fallback = "true",
            .doc = "A route to each delegated prefix, by the client's link-local address, for as "
                   "long as the client holds the prefix."},
    Setting{.group = "delegated",
            .key = "filter",
            .type = Type::boolean,
            .fallback = "false",
            .doc = "Drops packets from the link whose source is neither of the link nor delegated "
                   "to a client there: BCP 38, RFC 8987 §4.2 R-3.",
            .example = "true"},
    Setting{.group = "delegated",
            .key = "loop-guard",
            .type = Type::choice,
            .fallback = "drop",
            .choices = "drop|reject|off",
            .doc = "What becomes of a packet to a delegated prefix that comes from the client that "
                   "it would go back to, since the client does not know the prefix: RFC 8987 §4.2 "
                   "R-5. `reject` tells the sender with an ICMPv6 error.",
            .example = "reject"},
    Setting{.group = "delegated",
            .key = "per-client",
            .type = Type::integer,
            .fallback = "8",
            .min = 1,
            .max = 1024,
            .doc = "How many prefixes of one client are taken care of. What is over the limit is "
                   "still answered or relayed, and logged.",
            .example = "16"},
    Setting{.group = "delegated",
            .key = "per-link",
            .type = Type::integer,
            .fallback = "10000",
            .min = 1,
            .max = 1'000'000,
            .doc = "The same for all clients of the link together.",
            .example = "50000"},

    // routes
    Setting{.group = "routes",
            .key = "protocol",
            .type = Type::integer,
            .fallback = "206",
            .min = 5,
            .max = 255,
            .doc = "The number in `ip route` by which the routes are known as ward6's, and by "
                   "which a routing daemon may redistribute them. Other programs must not use it: "
                   "routes that have it and that ward6 does not know are removed.",
            .example = "206"},
    Setting{.group = "routes",
            .key = "table",
            .type = Type::integer,
            .fallback = "254",
            .min = 1,
            .max = 0xffffffff,
            .doc = "The number of the routing table. 254 is the main one.",
            .example = "100"},
    Setting{.group = "routes",
            .key = "metric",
            .type = Type::integer,
            .fallback = "1024",
            .min = 1,
            .max = 0xffffffff,
            .doc = "The metric of the routes: of several to one prefix the lowest is taken.",
            .example = "100"},
};

}  // namespace

std::span<const Setting> delegated_rows() noexcept {
  return kRows;
}

}  // namespace ward6::config
