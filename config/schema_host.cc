#include <array>

#include "config/schema_rows.h"

namespace ward6::config {
namespace {

constexpr std::array kRows{
    // host
    Setting{.group = "host", .key = "name", .type = Type::label, .required = true,
            .doc = "What this host is called in logs and by `ward6ctl`. Not given when `hosts` is "
                   "a map, whose keys are the names.",
            .example = "printer"},
    Setting{.group = "host", .key = "match", .type = Type::object,
            .many = Many::one_or_list, .refers = "match", .required = true,
            .doc = "How the host is recognised. All parts of an entry must match; of several "
                   "entries one is enough, so that an installer and the installed system can be "
                   "one host.",
            .example = "{mac: \"02:00:00:00:00:07\"}"},
    Setting{.group = "host", .key = "address", .type = Type::address_or_suffix,
            .many = Many::one_or_list,
            .doc = "The host's addresses. `::7` stands for the last bits only: the host gets such "
                   "an address of each prefix of its link, also after renumbering.",
            .example = "\"::7\""},
    Setting{.group = "host", .key = "addresses", .type = Type::address_or_suffix,
            .many = Many::one_or_list, .doc = "The same as `address`; write one of the two.",
            .example = "[2001:db8:1::7, 2001:db8:1::8]"},
    Setting{.group = "host", .key = "prefix", .type = Type::prefix,
            .many = Many::one_or_list,
            .doc = "Prefixes that are delegated to this host. Within a block of `delegate` they "
                   "must have its length.",
            .example = "2001:db8:1007::/56"},
    Setting{.group = "host", .key = "prefixes", .type = Type::prefix,
            .many = Many::one_or_list, .doc = "The same as `prefix`; write one of the two.",
            .example = "[2001:db8:1007::/56]"},
    Setting{.group = "host", .key = "hostname", .type = Type::hostname,
            .doc = "The name that the lease carries in place of the one the client gives.",
            .example = "printer.example.net"},
    Setting{.group = "host", .key = "options", .type = Type::options,
            .doc = "Options for this host only.",
            .example = "{bootfile-url: \"tftp://[2001:db8::1]/boot\"}"},
    Setting{.group = "host", .key = "lifetimes", .type = Type::object,
            .refers = "lifetimes", .doc = "Lifetimes of this host's leases."},

    // match
    Setting{.group = "match", .key = "duid", .type = Type::duid,
            .doc = "The client's DUID, in hexadecimal.",
            .example = "00:03:00:01:02:00:00:00:00:07"},
    Setting{.group = "match", .key = "iaid", .type = Type::integer, .min = 0,
            .max = 0xffffffff,
            .doc = "The number of one of the client's interfaces (IAID); 0x… for hexadecimal.",
            .example = "1"},
    Setting{.group = "match", .key = "mac", .type = Type::mac,
            .doc = "The link-layer address: from the frame of a client on this link, or as its "
                   "relay tells it (RFC 6939). Never guessed from the DUID.",
            .example = "\"02:00:00:00:00:07\""},
    Setting{.group = "match", .key = "remote-id", .type = Type::object, .refers = "remote-id",
            .doc = "The Remote-Id that a relay gives: RFC 4649."},
    Setting{.group = "match", .key = "interface-id", .type = Type::bytes,
            .doc = "The Interface-Id that a relay gives: text, or bytes as 0x….",
            .example = "ge-0/0/7"},
    Setting{.group = "match", .key = "subscriber-id", .type = Type::bytes,
            .doc = "The Subscriber-Id that a relay gives (RFC 4580): text, or bytes as 0x….",
            .example = "customer-4711"},

    // remote-id
    Setting{.group = "remote-id", .key = "enterprise", .type = Type::integer, .min = 0,
            .max = 0xffffffff, .required = true,
            .doc = "The enterprise number of the relay's maker.", .example = "32473"},
    Setting{.group = "remote-id", .key = "id", .type = Type::bytes, .required = true,
            .doc = "What identifies the remote end: text, or bytes as 0x….",
            .example = "0x0102"},

    // option-definition
    Setting{.group = "option-definition", .key = "code", .type = Type::integer, .min = 1,
            .max = 65535, .required = true,
            .doc = "The number of the option. Not one that ward6 knows by name.",
            .example = "65001"},
    Setting{.group = "option-definition", .key = "type", .type = Type::choice,
            .choices = "u8|u16|u32|i32|bool|ipv4|ipv6|ipv6-prefix|domain-name|string|hex",
            .doc = "What the option holds, when that is one kind of value.", .example = "ipv6"},
    Setting{.group = "option-definition", .key = "fields", .type = Type::object,
            .many = Many::list, .refers = "option-field",
            .doc = "What the option holds, when that is several values one behind the other."},
    Setting{.group = "option-definition", .key = "array", .type = Type::boolean,
            .fallback = "false", .doc = "The value, or the last field, stands once or more.",
            .example = "true"},

    // option-field
    Setting{.group = "option-field", .key = "name", .type = Type::label,
            .doc = "The name of the field: of all fields, or of none.", .example = "port"},
    Setting{.group = "option-field", .key = "type", .type = Type::choice,
            .choices = "u8|u16|u32|i32|bool|ipv4|ipv6|ipv6-prefix|domain-name|string|hex",
            .required = true, .doc = "What the field holds.", .example = "u16"},

    // option-value
    Setting{.group = "option-value", .key = "value", .type = Type::text, .required = true,
            .doc = "The value, as it stands otherwise directly behind the name of the option.",
            .example = "[2001:db8::53]"},
    Setting{.group = "option-value", .key = "always", .type = Type::boolean,
            .fallback = "false", .doc = "Send it also to clients that do not ask for it.",
            .example = "true"},
};

}  // namespace

std::span<const Setting> host_rows() noexcept { return kRows; }

}  // namespace ward6::config
