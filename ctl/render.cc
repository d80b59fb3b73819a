#include "ctl/render.h"

#include <array>
#include <string_view>
#include <utility>

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "ctl/json_fields.h"

namespace ward6::ctl {
namespace {

namespace json = boost::json;

[[nodiscard]] Tone state_tone(std::string_view state) noexcept {
  if (state == "bound") return Tone::good;
  return state == "declined" ? Tone::bad : Tone::faint;
}

[[nodiscard]] std::string expiry_text(const json::object& lease, std::int64_t now) {
  if (!lease.contains("expires")) return "never";
  const std::int64_t left = number_of(lease, "expires") - now;
  return left > 0 ? duration_text(left) : "now";
}

void append_counts(std::string& out, std::string_view indent, const json::object& counts) {
  for (const auto& [key, value] : counts) {
    const std::string number = text_of(counts, key);
    if (number != "0") out += fmt::format("{}{:<24} {}\n", indent, std::string_view(key), number);
  }
}

}  // namespace

std::string duration_text(std::int64_t seconds) {
  struct Unit {
    std::int64_t size;
    char letter;
  };
  constexpr std::array kUnits{Unit{86400, 'd'}, Unit{3600, 'h'}, Unit{60, 'm'}, Unit{1, 's'}};
  std::size_t at = 0;
  while (at + 1 < kUnits.size() && seconds < kUnits[at].size) ++at;
  std::string text = fmt::format("{}{}", seconds / kUnits[at].size, kUnits[at].letter);
  const std::int64_t rest = seconds % kUnits[at].size;
  if (at + 1 == kUnits.size() || rest < kUnits[at + 1].size) return text;
  return text + fmt::format(" {}{}", rest / kUnits[at + 1].size, kUnits[at + 1].letter);
}

Table lease_table(Screen screen) {
  return {screen, {"LEASE", "STATE", "LINK", "LEFT", "HOSTNAME", "MAC", "IAID", "DUID"}};
}

std::vector<Cell> lease_row(const json::object& lease, std::int64_t now) {
  const std::string state = text_of(lease, "state");
  std::string resource = text_of(lease, "address");
  if (resource.empty()) resource = text_of(lease, "prefix");
  return {{std::move(resource)},
          {state, state_tone(state)},
          {text_of(lease, "link")},
          {expiry_text(lease, now)},
          {text_of(lease, "hostname")},
          {text_of(lease, "mac")},
          {fmt::format("{:08x}", number_of(lease, "iaid"))},
          {text_of(lease, "duid"), Tone::faint}};
}

Table link_table(Screen screen) {
  return {screen, {"LINK", "INTERFACE", "STATE", "NOTE"}};
}

std::vector<Cell> link_row(const json::object& link) {
  const std::string state = text_of(link, "state");
  const bool listening = link.contains("listening") && link.at("listening").is_bool() &&
                         link.at("listening").get_bool();
  const bool blind = link.contains("sees_macs") && link.at("sees_macs").is_bool() &&
                     !link.at("sees_macs").get_bool();
  const std::string bridge = text_of(link, "bridge");
  std::string note;
  if (!bridge.empty()) note = "port of " + bridge;
  if (!listening) note = "not listening";
  if (listening && blind) note = "MAC addresses from the neighbour table only";
  const bool good = state == "ready" || state == "relayed";
  return {{text_of(link, "name")},
          {text_of(link, "interface")},
          {state, good ? Tone::good : Tone::notice},
          {std::move(note), Tone::faint}};
}

Table binding_table(Screen screen) {
  return {screen,
          {"PREFIX", "LINK", "INTERFACE", "NEXT HOP", "VALID", "PREFERRED", "MAC", "IAID", "DUID"}};
}

std::vector<Cell> binding_row(const json::object& binding) {
  const auto left = [&binding](std::string_view key) {
    return binding.contains(key) ? duration_text(number_of(binding, key)) : "forever";
  };
  return {{text_of(binding, "prefix")},
          {text_of(binding, "link")},
          {text_of(binding, "interface")},
          {text_of(binding, "next_hop")},
          {left("valid_left")},
          {left("preferred_left")},
          {text_of(binding, "mac")},
          {fmt::format("{:08x}", number_of(binding, "iaid"))},
          {text_of(binding, "duid"), Tone::faint}};
}

std::string status_text(const json::object& status) {
  const json::object& leases = object_of(status, "leases");
  std::string counts;
  for (const auto& [state, count] : leases) {
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", text_of(leases, state),
                          std::string_view(state));
  }
  const std::string waiting = text_of(status, "links_waiting");
  std::string out;
  const auto line = [&out](std::string_view key, const std::string& text) {
    out += fmt::format("{:<11}{}\n", key, text);
  };
  line("version",
       fmt::format("{}, pid {}, up {}", text_of(status, "version"), text_of(status, "pid"),
                   duration_text(number_of(status, "uptime_s"))));
  line("config", text_of(status, "config"));
  line("state", text_of(status, "state_dir"));
  line("duid", text_of(status, "duid"));
  line("links", text_of(status, "links") +
                    (waiting == "0" ? "" : fmt::format(", {} waiting (ward6ctl links)", waiting)));
  if (const std::string ports = text_of(status, "bridge_ports"); !ports.empty()) {
    const std::string late = text_of(status, "bridge_ports_waiting");
    line("ports", ports + (late == "0" ? "" : fmt::format(", {} waiting (ward6ctl links)", late)));
  }
  line("leases", fmt::format("{}; room for {} more", counts, text_of(status, "leases_room")));
  if (text_of(status, "disk_full") == "true") {
    line("disk", "FULL: changes wait, unanswered, until the state directory has room");
  }
  line("clients", text_of(status, "clients"));
  line("log level", text_of(status, "log_level"));
  return out;
}

std::string link_stats_text(const json::object& line) {
  std::string out = text_of(line, "link") + '\n';
  const json::object& types = object_of(line, "counters");
  if (types.empty()) return out + "  nothing yet\n";
  for (const auto& [type, counts] : types) {
    out += fmt::format("  {}\n", std::string_view(type));
    if (counts.is_object()) append_counts(out, "    ", counts.get_object());
  }
  return out;
}

std::string total_stats_text(const json::object& last) {
  std::string out;
  const json::object& none = object_of(last, "no_link");
  if (!none.empty()) {
    out += "(no link)\n";
    for (const auto& [type, counts] : none) {
      out += fmt::format("  {}\n", std::string_view(type));
      if (counts.is_object()) append_counts(out, "    ", counts.get_object());
    }
  }
  out += "all links\n";
  append_counts(out, "  ", object_of(last, "outcomes"));
  if (const json::object& delegations = object_of(last, "delegations"); !delegations.empty()) {
    out += "delegated prefixes\n";
    append_counts(out, "  ", delegations);
  }
  for (const auto& [link, ports] : object_of(last, "ldra")) {
    for (const auto& [port, counts] : ports.get_object()) {
      out += fmt::format("{}, port {}\n", std::string_view(link), std::string_view(port));
      append_counts(out, "  ", object_of(counts.get_object(), "counters"));
      append_counts(out, "  ", object_of(counts.get_object(), "drops"));
    }
  }
  out += "sockets\n";
  append_counts(out, "  ", object_of(last, "sockets"));
  return out;
}

}  // namespace ward6::ctl
