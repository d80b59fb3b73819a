#include "config/guard_yaml.h"

#include <set>
#include <string_view>
#include <utility>

#include "config/diagnostic.h"
#include "config/scalars.h"
#include "raguard/describe.h"

namespace ward6::config {
namespace {

using raguard::AllowedRouter;

// Peers choose these names: only what cannot end the quotes.
[[nodiscard]] std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c >= ' ' && c <= '~' ? c : '?';
  }
  return out + '"';
}

template <class T, class Text>
[[nodiscard]] std::string list_of(const std::vector<T>& items, const Text& text) {
  std::string out = "[";
  for (const T& item : items) {
    if (out.size() > 1) out += ", ";
    out += text(item);
  }
  return out + "]";
}

// Lines `key: value` of an entry.
class Entry {
 public:
  explicit Entry(std::string& out) : out_(out) {}

  void line(std::string_view key, std::string_view value) {
    out_ += cat("          ", key, ": ", value, "\n");
  }
  template <class T, class Text>
  void list(std::string_view key, const std::optional<std::vector<T>>& items, const Text& text) {
    if (items) line(key, list_of(*items, text));
  }
  void flag(std::string_view key, const std::optional<bool>& value) {
    if (value) line(key, *value ? "true" : "false");
  }

 private:
  std::string& out_;
};

void write_bounds(const AllowedRouter& router, Entry& entry) {
  if (router.hop_limit) {
    entry.line("hop-limit-min", std::to_string(router.hop_limit->min));
    entry.line("hop-limit-max", std::to_string(router.hop_limit->max));
  }
  entry.flag("managed", router.managed);
  entry.flag("other", router.other);
  entry.line("preference-max", raguard::name(router.preference_max));
  if (router.lifetime) {
    entry.line("lifetime-min", duration_text(router.lifetime->min));
    entry.line("lifetime-max", duration_text(router.lifetime->max));
  }
  // One that never said so may not.
  const auto most = [](const auto& bounds) { return std::to_string(bounds ? bounds->max : 0); };
  entry.line("reachable-time-max", most(router.reachable_ms));
  entry.line("retransmit-time-max", most(router.retransmit_ms));
}

void write_router(const raguard::LearnedRouter& learned, std::string& out) {
  const AllowedRouter& router = learned.router;
  const auto prefix = [](const raguard::AllowedPrefix& one) { return one.within.to_string(); };
  const auto plain = [](const auto& one) { return one.to_string(); };
  out += cat("        ", router.name, ":  # port ", learned.port, ", ", learned.seen.frames,
             " advertisements\n");
  Entry entry(out);
  if (router.address) entry.line("address", quoted_text(router.address->to_string()));
  entry.line("mac", quoted_text(router.mac.to_string()));
  entry.list("prefixes", router.prefixes, prefix);
  write_bounds(router, entry);
  entry.list("mtu", router.mtu, [](std::uint32_t mtu) { return std::to_string(mtu); });
  entry.list("dns-servers", router.dns_servers,
             [](const auto& one) { return quoted_text(one.to_string()); });
  entry.list("dns-search", router.dns_search, quoted_text);
  entry.list("pref64", router.pref64, plain);
  entry.list("routes", router.routes, prefix);
  entry.list("captive-portal", router.captive_portals, quoted_text);
}

void write_server(const raguard::LearnedServer& learned, std::string& out) {
  out += cat("        ", learned.server.name, ":  # port ", learned.port, ", ", learned.seen.frames,
             " messages\n");
  Entry entry(out);
  if (learned.server.address)
    entry.line("address", quoted_text(learned.server.address->to_string()));
  entry.line("mac", quoted_text(learned.server.mac.to_string()));
}

void write_ports(std::string_view key, const std::set<std::string>& ports, std::string& out) {
  if (ports.empty()) return;
  std::string names;
  for (const std::string& port : ports) names += (names.empty() ? "" : ", ") + quoted_text(port);
  out += cat("      ", key, ": [", names, "]\n");
}

void write_link(const LearnedLink& link, std::string& out) {
  out += cat("  ", link.name, ":\n    interface: ", quoted_text(link.interface), "\n    guard:\n");
  std::set<std::string> router_ports;
  std::set<std::string> server_ports;
  for (const auto& router : link.routers) router_ports.insert(router.port);
  for (const auto& server : link.servers) {
    if (!router_ports.contains(server.port)) server_ports.insert(server.port);
  }
  // The interface itself is no port of itself.
  router_ports.erase(link.interface);
  server_ports.erase(link.interface);
  out += "      action: block\n";
  write_ports("router-ports", router_ports, out);
  write_ports("server-ports", server_ports, out);
  if (!link.routers.empty()) out += "      routers:\n";
  for (const auto& router : link.routers) write_router(router, out);
  if (!link.servers.empty()) out += "      servers:\n";
  for (const auto& server : link.servers) write_server(server, out);
}

}  // namespace

std::string learned_yaml(const std::vector<LearnedLink>& links) {
  std::string out = "links:\n";
  for (const LearnedLink& link : links) write_link(link, out);
  return out;
}

}  // namespace ward6::config
