// The packet filter of guarded ports as text for nft: what the judge of raguard/ drops, dropped in
// the kernel before the bridge learns from a frame. Of a host's port the verdicts are the judge's;
// of a port with routers or servers the filter drops what stands at fixed offsets, and the rest is
// left to who captures there.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libdhcp6/core/address.h"
#include "raguard/policy.h"
#include "raguard/reason.h"

namespace ward6::daemon {

enum class GuardFamily : std::uint8_t {
  netdev,  // a hook at each port's ingress
  bridge,  // one hook of all bridges, which knows ports by name: for kernels before 6.16
};

// Frames of stations that were found out: counted besides the reasons of raguard/.
inline constexpr std::string_view kOffenderCounter = "offender";

// Somebody behind a router's or a server's port, whose messages are dropped for a while.
struct GuardOffender {
  dhcp6::LinkLayerAddress mac;
  std::chrono::seconds left{0};  // 1 or more
};

// A port with its rules' number, which is in all of their names: those of interfaces may hold what
// nft cannot read.
struct GuardRulesPort {
  std::size_t number = 0;
  const raguard::GuardPolicy* policy = nullptr;
  std::string name;
  raguard::PortRole role = raguard::PortRole::host;
  std::vector<GuardOffender> offenders;
};

struct GuardTableName {
  GuardFamily family = GuardFamily::netdev;
  std::string name;

  friend auto operator<=>(const GuardTableName&, const GuardTableName&) = default;
  // "netdev ward6_guard_a".
  [[nodiscard]] std::string text() const;
};

// False: this role has no rules, for nothing is dropped there.
[[nodiscard]] bool has_guard_rules(const raguard::GuardPolicy& policy,
                                   raguard::PortRole role) noexcept;
// The name can stand in the text, and is one interface's only.
[[nodiscard]] bool is_guardable_name(std::string_view interface) noexcept;

// Each of these takes effect at once and wholly, or not at all. Requires: has_guard_rules() and
// is_guardable_name() of each port; different numbers.
// The table with these ports, whatever was there under its name.
[[nodiscard]] std::string guard_table(const GuardTableName& table,
                                      std::span<const GuardRulesPort> ports);
// More ports in a table, then fewer. The latter are as they were when they were added.
[[nodiscard]] std::string guard_ports_added(const GuardTableName& table,
                                            std::span<const GuardRulesPort> ports);
[[nodiscard]] std::string guard_ports_removed(const GuardTableName& table,
                                              std::span<const GuardRulesPort> ports);
// Offenders of a port in the table, known there or not: from now on for this time.
[[nodiscard]] std::string guard_offenders(const GuardTableName& table, const GuardRulesPort& port);
// Removes the table, if it is there.
[[nodiscard]] std::string guard_removal(const GuardTableName& table);

// The name of a counter taken apart: "p7_router-advert".
struct GuardCounterName {
  std::size_t number = 0;
  std::string_view reason;  // of raguard::row(), or kOffenderCounter; empty: it is none of ours
};
[[nodiscard]] GuardCounterName parse_guard_counter(std::string_view name) noexcept;

// What `nft --debug=netlink` says that it makes of the rules looks for IPv6 in the Ethernet header,
// where a frame with a VLAN tag has something else. nft 1.0.6 does so in the bridge family, where a
// match does not begin with `meta protocol`, and lists both forms alike.
[[nodiscard]] bool is_blind_to_tags(std::string_view bytecode) noexcept;

}  // namespace ward6::daemon
