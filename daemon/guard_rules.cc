#include "daemon/guard_rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "daemon/guard_port_rules.h"

namespace ward6::daemon {
namespace {

using raguard::PortRole;

constexpr std::string_view kPortMap = "ports";
// Before all that others have at these hooks.
constexpr int kIngressPriority = -450;
constexpr int kPreroutingPriority = -300;
constexpr std::size_t kOffendersMax = 1024;

[[nodiscard]] std::string_view name(GuardFamily family) noexcept {
  return family == GuardFamily::netdev ? "netdev" : "bridge";
}

[[nodiscard]] std::string render_elements(const std::vector<GuardOffender>& offenders) {
  std::string text;
  for (const GuardOffender& one : offenders) {
    text += fmt::format("{}{} timeout {}s", text.empty() ? "" : ", ", one.mac.to_string(),
                        one.left.count());
  }
  return text;
}

[[nodiscard]] std::string render_port(const GuardTableName& table, const GuardRulesPort& port) {
  const GuardPortRules rules = guard_port_rules(*port.policy, port.role, port.number);
  // The reader of a rule set sees numbers only.
  std::string text = fmt::format("# port {} of {}\ntable {} {{\n", port.name,
                                 port.policy->interface, table.text());
  for (const std::string& counter : rules.counters) {
    text += fmt::format("  counter {} {{ }}\n", counter);
  }
  if (!rules.offenders.empty()) {
    const std::string elements = render_elements(port.offenders);
    text += fmt::format("  set {} {{ type ether_addr; size {}; flags timeout;{} }}\n",
                        rules.offenders, kOffendersMax,
                        elements.empty() ? "" : fmt::format(" elements = {{ {} }};", elements));
  }
  for (const GuardChain& chain : rules.chains) {
    text += fmt::format("  chain {} {{\n", chain.name);
    if (&chain == &rules.chains.back() && table.family == GuardFamily::netdev) {
      text +=
          fmt::format("    type filter hook ingress device \"{}\" priority {}; policy accept;\n",
                      port.name, kIngressPriority);
    }
    for (const std::string& rule : chain.rules) text += fmt::format("    {}\n", rule);
    text += "  }\n";
  }
  return text + "}\n";
}

// In the family of bridges a port is guarded from when its name is in the map.
[[nodiscard]] std::string render_map(std::string_view verb,
                                     const GuardTableName& table,
                                     std::span<const GuardRulesPort> ports) {
  if (table.family != GuardFamily::bridge) return {};
  std::string elements;
  for (const GuardRulesPort& port : ports) {
    elements +=
        fmt::format("{}\"{}\" : goto p{}", elements.empty() ? "" : ", ", port.name, port.number);
  }
  if (elements.empty()) return {};
  return fmt::format("{} element {} {} {{ {} }}\n", verb, table.text(), kPortMap, elements);
}

[[nodiscard]] bool is_control(char c) noexcept {
  return c >= 0 && c < ' ';
}

}  // namespace

std::string GuardTableName::text() const {
  return fmt::format("{} {}", daemon::name(family), name);
}

bool has_guard_rules(const raguard::GuardPolicy& policy, PortRole role) noexcept {
  return policy.action == raguard::Action::block && role != PortRole::trusted &&
         role != PortRole::monitor;
}

bool is_guardable_name(std::string_view interface) noexcept {
  // A star is nft's wildcard, and matches no port at all in a list of devices.
  return !interface.empty() && std::ranges::none_of(interface, [](char c) {
    return is_control(c) || c == '\x7f' || c == '"' || c == '\\' || c == '*';
  });
}

std::string guard_table(const GuardTableName& table, std::span<const GuardRulesPort> ports) {
  std::string text = guard_removal(table);
  text += fmt::format("table {} {{\n", table.text());
  if (table.family == GuardFamily::bridge) {
    text += fmt::format(R"(  map {0} {{ type ifname : verdict; }}
  chain pre {{
    type filter hook prerouting priority {1}; policy accept;
    iifname vmap @{0}
  }}
)",
                        kPortMap, kPreroutingPriority);
  }
  text += "}\n";
  return text + guard_ports_added(table, ports);
}

std::string guard_ports_added(const GuardTableName& table, std::span<const GuardRulesPort> ports) {
  std::string text;
  for (const GuardRulesPort& port : ports) text += render_port(table, port);
  return text + render_map("add", table, ports);
}

std::string guard_ports_removed(const GuardTableName& table,
                                std::span<const GuardRulesPort> ports) {
  std::string text = render_map("delete", table, ports);
  for (const GuardRulesPort& port : ports) {
    const GuardPortRules rules = guard_port_rules(*port.policy, port.role, port.number);
    // What leads somewhere goes before that.
    for (const GuardChain& chain : rules.chains) {
      text += fmt::format("flush chain {} {}\n", table.text(), chain.name);
    }
    for (const GuardChain& chain : rules.chains) {
      text += fmt::format("delete chain {} {}\n", table.text(), chain.name);
    }
    if (!rules.offenders.empty()) {
      text += fmt::format("delete set {} {}\n", table.text(), rules.offenders);
    }
    for (const std::string& counter : rules.counters) {
      text += fmt::format("delete counter {} {}\n", table.text(), counter);
    }
  }
  return text;
}

std::string guard_offenders(const GuardTableName& table, const GuardRulesPort& port) {
  const std::string set = guard_port_rules(*port.policy, port.role, port.number).offenders;
  if (set.empty() || port.offenders.empty()) return {};
  std::string macs;
  for (const GuardOffender& one : port.offenders) {
    macs += fmt::format("{}{}", macs.empty() ? "" : ", ", one.mac.to_string());
  }
  // The time of an element that is there stays as it is, and what is not there cannot be deleted.
  return fmt::format(
      "add element {0} {1} {{ {2} }}\ndelete element {0} {1} {{ {2} }}\n"
      "add element {0} {1} {{ {3} }}\n",
      table.text(), set, macs, render_elements(port.offenders));
}

std::string guard_removal(const GuardTableName& table) {
  // What is not there cannot be deleted: it is made first.
  return fmt::format("table {0}\ndelete table {0}\n", table.text());
}

GuardCounterName parse_guard_counter(std::string_view name) noexcept {
  GuardCounterName counter;
  if (!name.starts_with('p')) return {};
  const auto [end, error] =
      std::from_chars(name.data() + 1, name.data() + name.size(), counter.number);
  const auto at = static_cast<std::size_t>(end - name.data());
  if (error != std::errc{} || at >= name.size() || name[at] != '_') return {};
  counter.reason = name.substr(at + 1);
  return counter;
}

bool is_blind_to_tags(std::string_view bytecode) noexcept {
  constexpr std::string_view kEtherType = "link header + 12";
  for (auto at = bytecode.find(kEtherType); at != bytecode.npos;
       at = bytecode.find(kEtherType, at + 1)) {
    const auto line = std::min(bytecode.find('\n', at), bytecode.size());
    const std::string_view next = bytecode.substr(line, bytecode.find('\n', line + 1) - line);
    // 0x86dd in memory, read as a number of either byte order.
    if (next.find("dd86") != next.npos || next.find("86dd") != next.npos) return true;
  }
  return false;
}

}  // namespace ward6::daemon
