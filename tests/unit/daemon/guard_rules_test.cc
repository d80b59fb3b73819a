#include "daemon/guard_rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "daemon/guard_counts.h"
#include "tests/support/catch.h"

namespace ward6::daemon::test {
namespace {

using raguard::AllowedRouter;
using raguard::Bounds;
using raguard::GuardPolicy;
using raguard::PortRole;

constexpr std::string_view kTable = "netdev ward6_guard_a";

AllowedRouter router(const char* address, const char* mac) {
  AllowedRouter router;
  if (*address != '\0') router.address = dhcp6::Ipv6Address::parse(address).value();
  if (*mac != '\0') router.mac = dhcp6::LinkLayerAddress::parse(mac).value();
  return router;
}

GuardPolicy two_routers() {
  GuardPolicy policy;
  policy.interface = "br0";
  policy.routers = {router("fe80::1", "02:00:00:00:00:01"), router("fe80::2", "02:00:00:00:00:02")};
  return policy;
}

std::string text_of(const GuardPolicy& policy,
                    PortRole role,
                    GuardFamily family = GuardFamily::netdev) {
  const GuardRulesPort port{7, &policy, "p-att", role, {}};
  return guard_table({family, "ward6_guard_a"}, {&port, 1});
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Of the chain of a router, what it drops for its content.
std::string policy_rules(const GuardPolicy& policy) {
  const std::string text = text_of(policy, PortRole::router);
  const auto begin = text.find("chain p7_ra0 {\n");
  REQUIRE(begin != std::string::npos);
  return text.substr(begin, text.find('}', begin) - begin);
}

}  // namespace

TEST_CASE("A host's port has a hook, or an entry in the map of the bridges' hook",
          "[daemon][guard]") {
  const GuardPolicy policy = two_routers();
  const std::string netdev = text_of(policy, PortRole::host);
  CHECK(netdev.starts_with("table netdev ward6_guard_a\ndelete table netdev ward6_guard_a\n"));
  CHECK(has(netdev,
            "  chain p7 {\n    type filter hook ingress device \"p-att\" priority -450; "
            "policy accept;\n"));
  CHECK_FALSE(has(netdev, "vmap @ports"));
  const std::string bridge = text_of(policy, PortRole::host, GuardFamily::bridge);
  CHECK(has(bridge, "hook prerouting priority -300; policy accept;\n    iifname vmap @ports\n"));
  CHECK(bridge.ends_with("add element bridge ward6_guard_a ports { \"p-att\" : goto p7 }\n"));
  CHECK_FALSE(has(bridge, "hook ingress"));
}

TEST_CASE("The routers' own addresses are dropped on a host's port, all of them",
          "[daemon][guard]") {
  const std::string text = text_of(two_routers(), PortRole::host);
  CHECK(has(text,
            "ether saddr { 02:00:00:00:00:01, 02:00:00:00:00:02 } counter name "
            "p7_router-mac drop\n"));
  CHECK(has(text, "ip6 saddr { fe80::1, fe80::2 } counter name p7_router-address drop\n"));
  CHECK(has(text,
            "@th,64,128 { 0xfe800000000000000000000000000001, "
            "0xfe800000000000000000000000000002 } counter name p7_router-target drop\n"));
  const GuardPolicy nobody;
  CHECK_FALSE(has(text_of(nobody, PortRole::host), "router-mac"));
}

TEST_CASE("Every rule on IPv6 begins with the protocol", "[daemon][guard]") {
  GuardPolicy policy = two_routers();
  policy.servers = {{"dhcp", dhcp6::Ipv6Address::parse("fe80::5").value(), {}, {}}};
  for (const PortRole role : {PortRole::host, PortRole::router, PortRole::server}) {
    const std::string text = text_of(policy, role, GuardFamily::bridge);
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size());
      const std::string line = text.substr(at, end - at);
      at = end + 1;
      const bool looks_inside = has(line, "ip6 ") || has(line, "@th") || has(line, "icmpv6") ||
                                has(line, "udp") || has(line, "l4proto") || has(line, "frag ");
      if (!line.starts_with("    ") || !looks_inside) continue;
      INFO(line);
      CHECK(line.starts_with("    meta protocol "));
    }
  }
}

TEST_CASE("The knobs of a policy take rules away", "[daemon][guard]") {
  GuardPolicy policy;
  CHECK(has(text_of(policy, PortRole::host), "p7_unrecognised-header drop"));
  CHECK(has(text_of(policy, PortRole::host), "p7_link-local-fragment drop"));
  policy.drop_unrecognised_headers = false;
  policy.drop_link_local_fragments = false;
  for (const PortRole role : {PortRole::host, PortRole::router}) {
    CHECK_FALSE(has(text_of(policy, role), "unrecognised-header"));
    CHECK_FALSE(has(text_of(policy, role), "link-local-fragment"));
  }
}

TEST_CASE("A router's fields are held against its policy, where that says something",
          "[daemon][guard]") {
  GuardPolicy policy = two_routers();
  AllowedRouter& first = policy.routers.front();
  CHECK(policy_rules(policy) == "chain p7_ra0 {\n    accept\n  ");
  first.hop_limit = Bounds<std::uint8_t>{0, 255};
  first.lifetime = Bounds<dhcp6::Seconds>{dhcp6::Seconds{1}, dhcp6::kInfinity};
  CHECK(policy_rules(policy) == "chain p7_ra0 {\n    accept\n  ");
  first.hop_limit = Bounds<std::uint8_t>{64, 64};
  first.managed = true;
  first.other = false;
  first.preference_max = raguard::Preference::low;
  first.lifetime = Bounds<dhcp6::Seconds>{dhcp6::Seconds{600}, dhcp6::Seconds{1800}};
  first.reachable_ms = Bounds<std::uint32_t>{0, 0};
  first.retransmit_ms = Bounds<std::uint32_t>{100, 0xffffffff};
  const std::string text = policy_rules(policy);
  for (const char* match :
       {"@th,32,8 != 0 @th,32,8 != 64", "@th,40,8 & 0x80 != 0x80", "@th,40,8 & 0x40 != 0",
        "@th,40,8 & 0x18 != 0x18", "@th,48,16 != 0 @th,48,16 != 600-1800", "@th,64,32 != 0",
        "@th,96,32 != 0 @th,96,32 != 100-4294967295"}) {
    INFO(match);
    CHECK(
        has(text, fmt::format("meta protocol ip6 {} counter name p7_router-policy drop\n", match)));
  }
  first.lifetime = Bounds<dhcp6::Seconds>{dhcp6::Seconds{70000}, dhcp6::Seconds{80000}};
  CHECK(has(policy_rules(policy), " @th,48,16 != 0 counter"));
}

TEST_CASE("A router is known by what its policy says of it", "[daemon][guard]") {
  GuardPolicy policy;
  policy.routers = {router("fe80::1", ""), router("", "02:00:00:00:00:02")};
  const std::string text = text_of(policy, PortRole::router);
  CHECK(has(text, "    meta protocol ip6 ip6 saddr fe80::1 @th,120,8 0-255 goto p7_ra0\n"));
  CHECK(has(text,
            "    meta protocol ip6 ether saddr 02:00:00:00:00:02 @th,120,8 0-255 goto "
            "p7_ra1\n"));
  CHECK(has(text, "p7_router-unknown drop"));
  CHECK(has(text, "p7_redirect-unknown drop"));
  policy.routers.clear();
  const std::string open = text_of(policy, PortRole::router);
  CHECK_FALSE(has(open, "unknown"));
  CHECK(has(open, "p7_router-invalid drop"));
  CHECK(has(open, "p7_router-hidden drop"));
}

TEST_CASE("A server's port lets servers speak and nobody advertise", "[daemon][guard]") {
  GuardPolicy policy = two_routers();
  policy.servers = {{"dhcp", dhcp6::Ipv6Address::parse("fe80::5").value(), {}, {}}};
  const std::string text = text_of(policy, PortRole::server);
  CHECK(has(text, "nd-router-advert counter name p7_router-advert drop\n"));
  CHECK(has(text, "nd-redirect counter name p7_redirect drop\n"));
  CHECK(has(text,
            "    meta protocol ip6 ip6 saddr fe80::5 accept\n    counter name "
            "p7_server-unknown drop\n"));
}

TEST_CASE("Ports that are not judged, or not blocked, have no rules", "[daemon][guard]") {
  GuardPolicy policy;
  CHECK(has_guard_rules(policy, PortRole::host));
  CHECK(has_guard_rules(policy, PortRole::server));
  CHECK_FALSE(has_guard_rules(policy, PortRole::trusted));
  CHECK_FALSE(has_guard_rules(policy, PortRole::monitor));
  policy.action = raguard::Action::observe;
  CHECK_FALSE(has_guard_rules(policy, PortRole::host));
}

TEST_CASE("A port's removal names all that its addition made", "[daemon][guard]") {
  const GuardPolicy policy = two_routers();
  for (const PortRole role : {PortRole::host, PortRole::router, PortRole::server}) {
    const GuardRulesPort port{7, &policy, "p-att", role, {}};
    const GuardTableName table{GuardFamily::netdev, "ward6_guard_a"};
    const std::string added = guard_ports_added(table, {&port, 1});
    const std::string removed = guard_ports_removed(table, {&port, 1});
    std::size_t made = 0;
    for (const std::string kind : {"chain", "counter", "set"}) {
      const std::string begin = "\n  " + kind + " ";
      for (auto at = added.find(begin); at != added.npos; at = added.find(begin, at + 1)) {
        const auto name = at + begin.size();
        const std::string what = added.substr(name, added.find(' ', name) - name);
        INFO(kind << " " << what);
        CHECK(has(removed, fmt::format("delete {} {} {}\n", kind, kTable, what)));
        ++made;
      }
    }
    CHECK(made > 8);
    CHECK(std::ranges::count(removed, '\n') > static_cast<std::ptrdiff_t>(made));
  }
}

TEST_CASE("Offenders are in the table that is loaded, or put into it with a new time",
          "[daemon][guard]") {
  const GuardPolicy policy;
  const GuardOffender one{dhcp6::LinkLayerAddress::parse("02:00:00:00:00:66").value(),
                          std::chrono::seconds(60)};
  const GuardRulesPort port{7, &policy, "p-att", PortRole::router, {one}};
  const GuardTableName table{GuardFamily::netdev, "ward6_guard_a"};
  CHECK(has(guard_table(table, {&port, 1}),
            "set p7_offenders { type ether_addr; size 1024; flags timeout; elements = { "
            "02:00:00:00:00:66 timeout 60s }; }\n"));
  CHECK(guard_offenders(table, port) ==
        "add element netdev ward6_guard_a p7_offenders { 02:00:00:00:00:66 }\n"
        "delete element netdev ward6_guard_a p7_offenders { 02:00:00:00:00:66 }\n"
        "add element netdev ward6_guard_a p7_offenders { 02:00:00:00:00:66 timeout 60s }\n");
}

TEST_CASE("Names that nft cannot read are known", "[daemon][guard]") {
  for (const char* good : {"eth0", "p-att", "veth.7@x", "ü", "a b", "a;b", "$x", "{"}) {
    INFO(good);
    CHECK(is_guardable_name(good));
  }
  for (const char* bad : {"", "tap*", "a\"b", "a\\b", "a\nb", "a\x7f"}) {
    INFO(bad);
    CHECK_FALSE(is_guardable_name(bad));
  }
}

TEST_CASE("A counter's name is taken apart", "[daemon][guard]") {
  CHECK(parse_guard_counter("p12_router-advert").number == 12);
  CHECK(parse_guard_counter("p12_router-advert").reason == "router-advert");
  for (const char* other : {"", "p", "p_x", "p7", "x7_a", "p7_", "p99999999999999999999999_x"}) {
    INFO(other);
    CHECK(parse_guard_counter(other).reason.empty());
  }
}

TEST_CASE("Bytecode that looks for IPv6 in the Ethernet header is found", "[daemon][guard]") {
  CHECK(
      is_blind_to_tags("bridge t c\n  [ payload load 2b @ link header + 12 => reg 1 ]\n"
                       "  [ cmp eq reg 1 0x0000dd86 ]\n"));
  // The rule about SNAP reads the tag; that is no header of IPv6.
  CHECK_FALSE(
      is_blind_to_tags("  [ payload load 2b @ link header + 12 => reg 1 ]\n"
                       "  [ lookup reg 1 set __set%d ]\n"
                       "  [ meta load protocol => reg 1 ]\n"
                       "  [ cmp eq reg 1 0x0000dd86 ]\n"));
  CHECK_FALSE(is_blind_to_tags("[ payload load 2b @ link header + 12"));
}

TEST_CASE("Counts go on when a table is replaced", "[daemon][guard]") {
  GuardCounts counts;
  counts.note("p1", "router-advert", 3);
  counts.note("p1", "router-advert", 5);
  counts.note("p1", "offender", 1);
  counts.note("p1", "nothing of ours", 1);
  counts.begin_table();
  counts.note("p1", "router-advert", 0);
  CHECK(counts.all() == std::vector<GuardCount>{{"p1", "router-advert", 5}, {"p1", "offender", 1}});
  counts.note("p1", "router-advert", 2);
  counts.note("p2", "snap", 9);
  CHECK(counts.all().front().packets == 7);
  counts.note("p1", "router-advert", 1);  // somebody set it back
  CHECK(counts.all().front().packets == 8);
  counts.forget("p1");
  CHECK(counts.all() == std::vector<GuardCount>{{"p2", "snap", 9}});
}

}  // namespace ward6::daemon::test
