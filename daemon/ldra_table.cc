#include "daemon/ldra_table.h"

#include <fmt/format.h>

namespace ward6::daemon {
namespace {

using relay::PortRole;

// The names of ports, quoted for nft.
struct Names {
  std::string clients;
  std::string untrusted;  // of them
  std::string network;
};

void append(std::string& names, std::string_view name) {
  names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", name);
}

[[nodiscard]] Names names_of(std::span<const relay::LdraConfig* const> bridges) {
  Names names;
  for (const relay::LdraConfig* bridge : bridges) {
    for (const relay::LdraPort& port : bridge->ports) {
      append(port.role == PortRole::network ? names.network : names.clients, port.name);
      if (port.role == PortRole::client) append(names.untrusted, port.name);
    }
  }
  return names;
}

[[nodiscard]] std::string relays_refused(const std::string& ports) {
  if (ports.empty()) return {};  // nft takes no set without elements
  return fmt::format(
      "    iifname {{ {} }} meta protocol ip6 meta l4proto udp udp dport 547 @th,64,8 12 \\\n"
      "      counter drop\n",
      ports);
}

}  // namespace

// The hooks come behind that in which the bridge learns addresses, so that it still knows where a
// client is; and `forward` alone tells where a frame goes: Relay-replies between two network-facing
// ports are for others.
std::string ldra_table(std::span<const relay::LdraConfig* const> bridges) {
  // To delete what may not be there: make it first.
  std::string text = fmt::format("table bridge {0}\ndelete table bridge {0}\n", kLdraTable);
  if (bridges.empty()) return text;
  const Names names = names_of(bridges);
  // RFC 6221 §6.1; a part of a datagram to that group can only be of such a message. §6.1.1: what
  // servers send does not come from there, wherever it goes. §6.1.2: nor does a Relay-forward where
  // relays are not trusted. §6.2.
  text += fmt::format(R"(table bridge {0} {{
  chain from_client {{
    ip6 daddr ff02::1:2 meta l4proto udp udp dport 547 counter drop
    ip6 daddr ff02::1:2 exthdr frag exists counter drop
    meta protocol ip6 meta l4proto udp udp dport 546 counter drop
    meta protocol ip6 meta l4proto udp udp dport 547 @th,64,8 {{ 2, 7, 10, 13 }} counter drop
{3}  }}
  chain to_client {{
    ip6 saddr fe80::/10 ip6 daddr {{ fe80::/10, ff02::/16 }} meta l4proto udp udp dport 547 \
      counter drop
  }}
  chain forward {{
    type filter hook forward priority -200; policy accept;
    iifname {{ {1} }} jump from_client
    iifname {{ {2} }} oifname {{ {1} }} jump to_client
  }}
  chain input {{
    type filter hook input priority -200; policy accept;
    iifname {{ {1} }} jump from_client
  }}
}}
)",
                      kLdraTable, names.clients, names.network, relays_refused(names.untrusted));
  return text;
}

}  // namespace ward6::daemon
