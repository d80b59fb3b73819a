#include <array>

#include "config/schema_rows.h"

namespace ward6::config {
namespace {

constexpr std::array kRows{
    // The file itself.
    Setting{.group = "file", .key = "server", .type = Type::object, .refers = "server",
            .doc = "What holds for the whole server."},
    Setting{.group = "file", .key = "log", .type = Type::object, .refers = "log",
            .doc = "What is logged, and how."},
    Setting{.group = "file", .key = "option-definitions", .type = Type::objects,
            .refers = "option-definition",
            .doc = "Options that ward6 does not know by itself, by the name under which `options` "
                   "may then use them."},
    Setting{.group = "file", .key = "links", .type = Type::objects, .refers = "link",
            .required = true,
            .doc = "The links that ward6 takes care of, by a name of your choice."},
    Setting{.group = "file", .key = "hosts", .type = Type::object, .many = Many::list_or_names,
            .refers = "host",
            .doc = "Hosts that are known on every link. A host of a link comes before one of here."},

    // server
    Setting{.group = "server", .key = "duid", .type = Type::duid_or_object, .refers = "duid",
            .fallback = "auto", .choices = "auto|llt|ll|uuid",
            .doc = "The identifier of this server. `auto` makes a DUID-LLT at the first start and "
                   "keeps it in the state directory; `ll` and `uuid` make one of that kind. A "
                   "DUID in hexadecimal takes over the identity of another server.",
            .example = "auto"},
    Setting{.group = "server", .key = "state-directory", .type = Type::path,
            .fallback = "/var/lib/ward6",
            .doc = "Where leases and the server's identity are kept. Must survive a restart.",
            .example = "/var/lib/ward6"},
    Setting{.group = "server", .key = "runtime-directory", .type = Type::path,
            .fallback = "/run/ward6", .doc = "Where the control socket is made.",
            .example = "/run/ward6"},
    Setting{.group = "server", .key = "control", .type = Type::object, .refers = "control",
            .doc = "Who may use `ward6ctl`."},
    Setting{.group = "server", .key = "listen", .type = Type::address,
            .many = Many::one_or_list, .fallback = "'::' when a link is relayed",
            .doc = "Addresses on which relayed messages are received, UDP port 547. Links with an "
                   "`interface` need no entry.",
            .example = "2001:db8:ffff::547"},
    Setting{.group = "server", .key = "options", .type = Type::options,
            .doc = "Options for the clients of every link. Options of a link and of a host come "
                   "before these.",
            .example = "{dns-servers: [2001:db8::53]}"},
    Setting{.group = "server", .key = "leases-max", .type = Type::integer,
            .fallback = "4000000", .min = 1, .max = 1'000'000'000,
            .doc = "How many leases are kept in memory, those of former holders included. About "
                   "100 bytes each.",
            .example = "4000000"},
    Setting{.group = "server", .key = "leases-per-client-max", .type = Type::integer,
            .fallback = "64", .min = 1, .max = 65535,
            .doc = "How many leases one client can hold at a time.", .example = "64"},
    Setting{.group = "server", .key = "declined-hold", .type = Type::duration,
            .fallback = "24h", .min = 0, .max = kDurationMax,
            .doc = "How long an address is kept out of use after a client found it in use by "
                   "another.",
            .example = "24h"},
    Setting{.group = "server", .key = "former-hold", .type = Type::duration,
            .fallback = "30d", .min = 0, .max = kDurationMax,
            .doc = "How long the former holder of a lease gets the same one again.",
            .example = "30d"},
    Setting{.group = "server", .key = "history-keep", .type = Type::duration,
            .fallback = "90d", .min = 0, .max = kDurationMax,
            .doc = "How long it can be asked who held an address or prefix.", .example = "90d"},
    Setting{.group = "server", .key = "legacy-unicast-until", .type = Type::date,
            .doc = "Until then, messages that clients with a lease send straight to the server's "
                   "address are answered: for a take-over from a server that allowed it by the "
                   "Server Unicast option. RFC 9915 §16 has them dropped otherwise.",
            .example = "2026-12-31"},

    // duid
    Setting{.group = "duid", .key = "type", .type = Type::choice,
            .choices = "llt|ll|en|uuid", .required = true,
            .doc = "The kind of DUID to make: RFC 9915 §11.", .example = "en"},
    Setting{.group = "duid", .key = "enterprise", .type = Type::integer, .min = 1,
            .max = 0xffffffff,
            .doc = "The IANA private enterprise number of your organisation, for the kind `en`.",
            .example = "32473"},

    // control
    Setting{.group = "control", .key = "mode", .type = Type::mode, .fallback = "0660",
            .doc = "Permissions of the control socket.", .example = "\"0660\""},
    Setting{.group = "control", .key = "group", .type = Type::label, .fallback = "the daemon's",
            .doc = "Group of the control socket: its members may use `ward6ctl`.",
            .example = "netadmin"},

    // log
    Setting{.group = "log", .key = "level", .type = Type::choice, .fallback = "info",
            .choices = "debug|info|warning|error",
            .doc = "The least important rows that are logged.", .example = "info"},
    Setting{.group = "log", .key = "format", .type = Type::choice, .fallback = "text",
            .choices = "text|json", .doc = "Rows for people, or JSON, one object a line.",
            .example = "text"},
    Setting{.group = "log", .key = "transactions", .type = Type::boolean, .fallback = "true",
            .doc = "Log each exchange with a client: who asked for what, and what the answer was.",
            .example = "true"},
};

}  // namespace

std::span<const Setting> server_rows() noexcept { return kRows; }

}  // namespace ward6::config
