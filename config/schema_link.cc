#include <array>

#include "config/schema_rows.h"

namespace ward6::config {
namespace {

constexpr std::array kRows{
    // link
    Setting{.group = "link", .key = "interface", .type = Type::interface,
            .doc = "The network interface by which this link is attached. A bridge is one "
                   "interface. Without it the link is reached through relays.",
            .example = "br-office"},
    Setting{.group = "link", .key = "relayed", .type = Type::object, .refers = "relayed",
            .doc = "How messages of relays are recognised as coming from this link."},
    Setting{.group = "link", .key = "serve", .type = Type::object, .refers = "serve",
            .doc = "What DHCPv6 clients of this link get. Without `prefixes` and `delegate` they "
                   "get options only (stateless DHCPv6)."},
    Setting{.group = "link", .key = "relay", .type = Type::unsupported,
            .doc = "Reserved: relaying to other servers."},
    Setting{.group = "link", .key = "guard", .type = Type::unsupported,
            .doc = "Reserved: protection against rogue routers and servers."},

    // relayed
    Setting{.group = "relayed", .key = "link-address", .type = Type::prefix_or_address,
            .many = Many::one_or_list,
            .doc = "The link is chosen by the innermost link-address that a relay gives, when it "
                   "lies in here. Mostly the prefix of the link.",
            .example = "2001:db8:2::/64"},
    Setting{.group = "relayed", .key = "interface-id", .type = Type::bytes,
            .many = Many::one_or_list,
            .doc = "The link is chosen by this Interface-Id of the innermost relay: text, or "
                   "bytes as 0x….",
            .example = "vlan30"},

    // serve
    Setting{.group = "serve", .key = "lifetimes", .type = Type::object, .refers = "lifetimes",
            .doc = "How long leases of this link last."},
    Setting{.group = "serve", .key = "prefixes", .type = Type::object, .many = Many::list,
            .refers = "prefix",
            .doc = "The prefixes that are on the link. A client gets an address of each."},
    Setting{.group = "serve", .key = "delegate", .type = Type::object, .many = Many::list,
            .refers = "delegation", .doc = "Blocks from which prefixes are delegated to routers."},
    Setting{.group = "serve", .key = "options", .type = Type::options,
            .doc = "Options for the clients of this link.",
            .example = "{dns-servers: [2001:db8::53], domain-search: [example.net]}"},
    Setting{.group = "serve", .key = "hosts", .type = Type::object,
            .many = Many::list_or_names, .refers = "host",
            .doc = "Hosts that are known on this link: fixed addresses, names, options."},
    Setting{.group = "serve", .key = "rapid-commit", .type = Type::boolean,
            .fallback = "false",
            .doc = "Answer with two messages in place of four when the client offers it. Only for "
                   "links with one server: RFC 9915 §18.3.1.",
            .example = "true"},
    Setting{.group = "serve", .key = "preference", .type = Type::integer, .fallback = "0",
            .min = 0, .max = 255,
            .doc = "How strongly clients prefer this server to others; at 255 they do not wait "
                   "for others.",
            .example = "255"},
    Setting{.group = "serve", .key = "bind-on-renew", .type = Type::boolean,
            .fallback = "true",
            .doc = "Give a lease also when a client renews one that is not known here: RFC 9915 "
                   "§18.3.4. Off: the client is told NoBinding and asks anew.",
            .example = "true"},
    Setting{.group = "serve", .key = "known-only", .type = Type::boolean, .fallback = "false",
            .doc = "Give leases to the hosts of `hosts` only.", .example = "true"},

    // lifetimes
    Setting{.group = "lifetimes", .key = "preferred", .type = Type::duration,
            .fallback = "12h", .min = 0, .max = kDurationMax,
            .doc = "How long an address may be used for new connections. Not longer than `valid`.",
            .example = "12h"},
    Setting{.group = "lifetimes", .key = "valid", .type = Type::duration, .fallback = "24h",
            .min = 1, .max = kDurationMax, .doc = "How long an address or prefix may be used.",
            .example = "24h"},
    Setting{.group = "lifetimes", .key = "renew", .type = Type::duration,
            .fallback = "half of preferred", .min = 0, .max = kDurationMax,
            .doc = "After this time (T1) the client asks this server to extend the lease.",
            .example = "6h"},
    Setting{.group = "lifetimes", .key = "rebind", .type = Type::duration,
            .fallback = "0.8 of preferred", .min = 0, .max = kDurationMax,
            .doc = "After this time (T2) the client asks any server to extend the lease.",
            .example = "9h"},

    // prefix
    Setting{.group = "prefix", .key = "prefix", .type = Type::prefix, .required = true,
            .doc = "A prefix that is on the link, as routers announce it.",
            .example = "2001:db8:1::/64"},
    Setting{.group = "prefix", .key = "pool", .type = Type::range_or_object,
            .many = Many::one_or_list, .refers = "pool", .fallback = "the whole prefix",
            .doc = "What part of the prefix is given to clients: a prefix, or `low - high`. "
                   "With an empty list only `hosts` get addresses.",
            .example = "2001:db8:1::1:0/112"},
    Setting{.group = "prefix", .key = "pools", .type = Type::range_or_object,
            .many = Many::one_or_list, .refers = "pool",
            .doc = "The same as `pool`; write one of the two.",
            .example = "[2001:db8:1::1:0/112, 2001:db8:1::2:10 - 2001:db8:1::2:99]"},
    Setting{.group = "prefix", .key = "allocation", .type = Type::choice,
            .fallback = "hashed", .choices = "hashed|random|sequential",
            .doc = "How a free address is chosen. `hashed`: the same client tends to get the same "
                   "address, which no outsider can predict (RFC 7943). `sequential` addresses are "
                   "easy to guess.",
            .example = "hashed"},
    Setting{.group = "prefix", .key = "lifetimes", .type = Type::object,
            .refers = "lifetimes", .doc = "Lifetimes of addresses of this prefix."},

    // pool
    Setting{.group = "pool", .key = "range", .type = Type::range, .required = true,
            .doc = "A prefix, or `low - high`, both included.",
            .example = "2001:db8:1::100 - 2001:db8:1::1ff"},
    Setting{.group = "pool", .key = "allocation", .type = Type::choice,
            .fallback = "that of the prefix", .choices = "hashed|random|sequential",
            .doc = "How a free address of this pool is chosen.", .example = "random"},

    // delegation
    Setting{.group = "delegation", .key = "from", .type = Type::prefix, .required = true,
            .doc = "The block that is divided. Must not contain a prefix that is on a link.",
            .example = "2001:db8:1000::/40"},
    Setting{.group = "delegation", .key = "length", .type = Type::integer, .min = 1,
            .max = 128, .required = true, .doc = "The length of the delegated prefixes.",
            .example = "56"},
    Setting{.group = "delegation", .key = "allocation", .type = Type::choice,
            .fallback = "hashed", .choices = "hashed|random|sequential",
            .doc = "How a free prefix is chosen.", .example = "hashed"},
    Setting{.group = "delegation", .key = "exclude", .type = Type::relative_prefix,
            .doc = "The part of each delegated prefix that the router must not use, since it is "
                   "the link between it and you (RFC 6603): relative to the delegated prefix, "
                   "and longer.",
            .example = "0:0:0:ff::/64"},
    Setting{.group = "delegation", .key = "lifetimes", .type = Type::object,
            .refers = "lifetimes", .doc = "Lifetimes of prefixes of this block."},
};

}  // namespace

std::span<const Setting> link_rows() noexcept { return kRows; }

}  // namespace ward6::config
