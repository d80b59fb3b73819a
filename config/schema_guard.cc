#include <array>

#include "config/schema_rows.h"

namespace ward6::config {
namespace {

constexpr std::int64_t kMillisecondsMax = 0xffffffff;

constexpr Setting ports_row(std::string_view key, std::string_view doc) noexcept {
  return {.group = "guard",
          .key = key,
          .type = Type::interface,
          .many = Many::one_or_list,
          .doc = doc,
          .example = "[lan1, lan2]"};
}

constexpr Setting bound_row(std::string_view key,
                            Type type,
                            std::int64_t max,
                            std::string_view doc,
                            std::string_view example) noexcept {
  return {.group = "guard-router",
          .key = key,
          .type = type,
          .min = 0,
          .max = max,
          .doc = doc,
          .example = example};
}

constexpr Setting flag_row(std::string_view key, std::string_view doc) noexcept {
  return {.group = "guard-router", .key = key, .type = Type::boolean, .doc = doc};
}

constexpr std::array kRows{
    Setting{.group = "guard",
            .key = "action",
            .type = Type::choice,
            .fallback = "block",
            .choices = "block|observe|learn",
            .doc = "`block` installs packet filters before the first frame. `observe` reports the "
                   "same and touches nothing. `learn` writes down who speaks, for `ward6ctl guard "
                   "learn` to show as configuration."},
    Setting{.group = "guard",
            .key = "heal",
            .type = Type::choice,
            .fallback = "nothing",
            .choices = "nothing|solicit",
            .doc = "After an advertisement that got through, as it may with `observe`: `solicit` "
                   "asks the real router to advertise again, so that hosts forget the lie. It "
                   "forges nothing."},
    ports_row("host-ports",
              "Ports of the bridge with hosts behind them: neither routers nor servers speak "
              "there."),
    ports_row("router-ports",
              "Ports with the link's routers behind them. Servers may speak there too, if "
              "`servers` has them or is not given."),
    ports_row("server-ports", "Ports with the link's DHCPv6 servers behind them."),
    ports_row("trusted-ports",
              "Ports where nothing is judged, as to another switch that guards its own ports."),
    ports_row("monitor-ports", "Ports that are judged as those with hosts, and never blocked."),
    Setting{.group = "guard",
            .key = "other-ports",
            .type = Type::choice,
            .fallback = "host",
            .choices = "host|trusted|monitor",
            .doc = "The role of ports that are not named. Where the interface is no bridge it is "
                   "itself the port."},
    Setting{.group = "guard",
            .key = "routers",
            .type = Type::objects,
            .many = Many::list_or_names,
            .refers = "guard-router",
            .doc = "The link's routers, and all that they may say. Without any, whoever is behind "
                   "a router port may be one."},
    Setting{.group = "guard",
            .key = "servers",
            .type = Type::objects,
            .many = Many::list_or_names,
            .refers = "guard-server",
            .doc = "The link's DHCPv6 servers; those of `relay.to` need no entry. Without any, "
                   "whoever is behind a router or server port may be one."},
    Setting{.group = "guard",
            .key = "unrecognised-headers",
            .type = Type::choice,
            .fallback = "drop",
            .choices = "drop|pass",
            .doc = "Packets from hosts with a Next Header that cannot be looked behind: RFC 7113 "
                   "§3 (5)."},
    Setting{.group = "guard",
            .key = "link-local-fragments",
            .type = Type::choice,
            .fallback = "drop",
            .choices = "drop|pass",
            .doc = "Fragments from link-local addresses. Nothing but oversized multicast DNS is "
                   "known to need them, and advertisements can be hidden in them."},

    Setting{.group = "guard-router",
            .key = "name",
            .type = Type::label,
            .doc = "A name for reports.",
            .example = "gateway"},
    Setting{.group = "guard-router",
            .key = "address",
            .type = Type::address,
            .doc = "Its link-local address. No other port may use it.",
            .example = "fe80::1"},
    Setting{.group = "guard-router",
            .key = "mac",
            .type = Type::mac,
            .doc = "The Ethernet address of its frames. No other port may use it.",
            .example = "\"02:00:00:00:00:01\""},
    Setting{.group = "guard-router",
            .key = "prefixes",
            .type = Type::prefix,
            .many = Many::one_or_list,
            .fallback = "those of `serve`, if there are any",
            .doc = "Prefixes that it may advertise.",
            .example = "[2001:db8:1::/64]"},
    Setting{.group = "guard-router",
            .key = "prefixes-within",
            .type = Type::prefix,
            .many = Many::one_or_list,
            .doc = "Any prefix of length 64 in one of these may be advertised as well, as where "
                   "the provider changes it.",
            .example = "[2001:db8::/32]"},
    bound_row(
        "hop-limit-min", Type::integer, 255, "The least hop limit that hosts may be told.", "64"),
    bound_row("hop-limit-max", Type::integer, 255, "And the largest.", "64"),
    flag_row("managed", "What the M flag has to be."),
    flag_row("other", "What the O flag has to be."),
    flag_row("delegation", "What the P flag of prefixes (RFC 9762) has to be."),
    Setting{.group = "guard-router",
            .key = "preference-max",
            .type = Type::choice,
            .fallback = "high",
            .choices = "low|medium|high",
            .doc = "The highest preference of its default route, and of its other routes."},
    bound_row("lifetime-min",
              Type::duration,
              65535,
              "The shortest lifetime of the default route. 0 takes it away and is always allowed.",
              "10m"),
    bound_row("lifetime-max", Type::duration, 65535, "And the longest.", "30m"),
    bound_row("valid-min",
              Type::duration,
              kDurationMax,
              "The shortest valid lifetime of prefixes.",
              "2h"),
    bound_row("valid-max", Type::duration, kDurationMax, "And the longest.", "30d"),
    Setting{.group = "guard-router",
            .key = "mtu",
            .type = Type::integer,
            .many = Many::one_or_list,
            .min = 1280,
            .max = 65535,
            .doc = "Values of the MTU that it may tell; `[]`: none.",
            .example = "1500"},
    bound_row("reachable-time-max",
              Type::integer,
              kMillisecondsMax,
              "The longest Reachable Time, in milliseconds; 0: none may be told.",
              "30000"),
    bound_row("retransmit-time-max",
              Type::integer,
              kMillisecondsMax,
              "The longest Retrans Timer, in milliseconds; 0: none may be told.",
              "1000"),
    Setting{.group = "guard-router",
            .key = "dns-servers",
            .type = Type::address,
            .many = Many::one_or_list,
            .doc = "DNS servers that it may name; `[]`: none.",
            .example = "[2001:db8::53]"},
    Setting{.group = "guard-router",
            .key = "dns-search",
            .type = Type::hostname,
            .many = Many::one_or_list,
            .doc = "Search domains that it may name; `[]`: none.",
            .example = "[example.net]"},
    Setting{.group = "guard-router",
            .key = "pref64",
            .type = Type::prefix,
            .many = Many::one_or_list,
            .doc = "NAT64 prefixes (RFC 8781) that it may name; `[]`: none.",
            .example = "64:ff9b::/96"},
    Setting{.group = "guard-router",
            .key = "routes",
            .type = Type::prefix,
            .many = Many::one_or_list,
            .doc = "Routes (RFC 4191) that it may name; `[]`: none.",
            .example = "fd00:db8:7::/48"},
    Setting{.group = "guard-router",
            .key = "captive-portal",
            .type = Type::text,
            .many = Many::one_or_list,
            .doc = "Captive portals (RFC 8910) that it may name; `[]`: none.",
            .example = "https://portal.example.net/"},

    Setting{.group = "guard-server",
            .key = "name",
            .type = Type::label,
            .doc = "A name for reports.",
            .example = "dhcp1"},
    Setting{.group = "guard-server",
            .key = "address",
            .type = Type::address,
            .doc = "The address that its messages come from.",
            .example = "fe80::53"},
    Setting{.group = "guard-server",
            .key = "mac",
            .type = Type::mac,
            .doc = "The Ethernet address of its frames.",
            .example = "\"02:00:00:00:00:53\""},
    Setting{.group = "guard-server",
            .key = "duid",
            .type = Type::duid,
            .doc = "Its DUID, as in its Server Identifier.",
            .example = "\"00:03:00:01:02:00:00:00:00:53\""},

    Setting{.group = "guard-process",
            .key = "filter",
            .type = Type::choice,
            .fallback = "netdev",
            .choices = "netdev|bridge",
            .doc = "Where frames are dropped: as they come in by the port, or as the bridge takes "
                   "them, which kernels before 6.16 need where ports come and go."},
    Setting{.group = "guard-process",
            .key = "on-exit",
            .type = Type::choice,
            .fallback = "keep",
            .choices = "keep|remove",
            .doc = "Whether the packet filter stays when ward6d ends. After a crash it stays "
                   "always."},
    Setting{.group = "guard-process",
            .key = "evidence",
            .type = Type::integer,
            .fallback = "16",
            .min = 0,
            .max = 4096,
            .doc = "MiB of capture files in the state directory, `guard.pcap` and `guard.pcap.1`, "
                   "with the first frames of each offender. 0: none."},
};

}  // namespace

std::span<const Setting> guard_rows() noexcept {
  return kRows;
}

}  // namespace ward6::config
