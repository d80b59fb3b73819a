#include "daemon/control_verbs.h"

#include <algorithm>
#include <cstdint>
#include <unistd.h>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "daemon/control_delegations.h"
#include "daemon/control_guard.h"
#include "daemon/control_leases.h"
#include "daemon/control_relay.h"
#include "libdhcp6/core/outcome.h"
#include "ward6_version.h"

namespace ward6::daemon {
namespace {

namespace json = boost::json;

[[nodiscard]] json::object lease_counts(const dhcp6::LeaseTable& leases) {
  json::object counts;
  for (std::size_t at = 0; at < dhcp6::kLeaseStateCount; ++at) {
    const auto state = dhcp6::LeaseState{static_cast<std::uint8_t>(at)};
    if (state != dhcp6::LeaseState::free) counts[name(state)] = leases.size(state);
  }
  return counts;
}

// Only what happened: a link has some hundred counters.
[[nodiscard]] json::object to_json(const OutcomeCounts& counts) {
  json::object object;
  for (std::size_t at = 0; at < counts.size(); ++at) {
    const auto outcome = dhcp6::Outcome{static_cast<std::uint8_t>(at)};
    if (counts[at] > 0) object[dhcp6::row(outcome).id] = counts[at];
  }
  return object;
}

[[nodiscard]] json::object to_json(const LinkCounters& counters) {
  json::object object;
  for (std::size_t slot = 0; slot < kTypeSlots; ++slot) {
    json::object type = to_json(counters.by_type[slot]);
    if (!type.empty()) object[type_slot_name(slot)] = std::move(type);
  }
  if (counters.ia_ta_ignored > 0) object["ia_ta"] = {{"ignored", counters.ia_ta_ignored}};
  return object;
}

[[nodiscard]] json::object to_json(const SocketCounters& sockets) {
  return {{"received", sockets.received},
          {"sent", sockets.sent},
          {"send_refused", sockets.send_refused},
          {"send_dropped", sockets.send_dropped},
          {"receive_overflow", sockets.receive_overflow},
          {"receive_errors", sockets.receive_errors},
          {"read_pauses", sockets.read_pauses},
          {"held_most", sockets.held_most},
          {"commits", sockets.commits},
          {"committed_bytes", sockets.committed_bytes}};
}

[[nodiscard]] std::string text_of(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

}  // namespace

std::string ok_line(json::object object) {
  object["ok"] = true;
  return json::serialize(object) + '\n';
}

std::string error_line(std::string_view error, std::string_view remedy) {
  json::object object{{"ok", false}, {"error", error}};
  if (!remedy.empty()) object["remedy"] = remedy;
  return json::serialize(object) + '\n';
}

const std::array<ControlVerbs::Verb, 12> ControlVerbs::kVerbs{{
    {"status", &ControlVerbs::status},
    {"links", &ControlVerbs::links},
    {"leases", &ControlVerbs::leases},
    {"relay-bindings", &ControlVerbs::relay_bindings},
    {"relay-clear", &ControlVerbs::relay_clear},
    {"stats", &ControlVerbs::stats},
    {"relay", &ControlVerbs::relay},
    {"guard", &ControlVerbs::guard},
    {"guard-learn", &ControlVerbs::guard_learn},
    {"guard-rules", &ControlVerbs::guard_rules},
    {"reload", &ControlVerbs::reload},
    {"log-level", &ControlVerbs::log_level},
}};

ControlAnswer ControlVerbs::answer(std::string_view request) {
  json::error_code error;
  json::parse_options options;
  options.max_depth = 4;
  const json::value value = json::parse(request, error, {}, options);
  if (error || !value.is_object()) {
    return {error_line("the request is not a JSON object", "Send {\"verb\":\"status\"}.")};
  }
  const Arguments& arguments = value.get_object();
  const std::string verb = text_of(arguments, "verb");
  const auto found = std::ranges::find(kVerbs, verb, &Verb::name);
  if (found != kVerbs.end()) return (this->*found->run)(arguments);
  std::string known;
  for (const Verb& each : kVerbs) known += fmt::format(" {}", each.name);
  // `verb` comes from outside; as a JSON string it must be UTF-8, and the parser saw to that.
  return {error_line(fmt::format("unknown verb '{}'", verb), "There are:" + known + ".")};
}

ControlAnswer ControlVerbs::status(const Arguments&) {
  const dhcp6::LeaseTable& leases = view_.store.leases();
  const auto uptime = std::chrono::steady_clock::now() - view_.started;
  json::object object;
  object["version"] = kVersion;
  object["pid"] = ::getpid();
  object["uptime_s"] = std::chrono::duration_cast<std::chrono::seconds>(uptime).count();
  object["config"] = view_.options.config;
  object["state_dir"] = view_.settings->state_dir;
  object["duid"] = view_.identity.duid.to_string();
  object["links"] = view_.links.states().size();
  object["links_waiting"] = view_.links.waiting();
  const std::vector<Bridging::PortState> ports = view_.bridging.states();
  if (!ports.empty()) {
    object["bridge_ports"] = ports.size();
    object["bridge_ports_waiting"] = ports.size() - view_.bridging.listening();
  }
  object["leases"] = lease_counts(leases);
  object["leases_room"] = leases.room();
  object["disk_full"] = view_.store.committer().disk_full();
  object["clients"] = leases.clients();
  object["lease_memory_bytes"] = leases.memory_bytes();
  object["log_level"] = name(view_.log.level());
  object["log_lines_lost"] = view_.log.overruns() + view_.transactions.overruns();
  return {ok_line(std::move(object))};
}

ControlAnswer ControlVerbs::links(const Arguments&) {
  std::string text;
  const std::vector<Links::State> states = view_.links.states();
  for (const Links::State& state : states) {
    json::object link{{"name", state.name}};
    link["state"] = state.interface.empty() ? "relayed" : word(state.readiness);
    link["listening"] = state.listening;
    if (!state.interface.empty()) {
      link["interface"] = state.interface;
      link["index"] = static_cast<std::uint32_t>(state.index);
      link["sees_macs"] = state.sees_macs;
    }
    text += json::serialize(json::object{{"link", std::move(link)}}) + '\n';
  }
  // The ports of bridges with a Lightweight DHCPv6 Relay Agent.
  const std::vector<Bridging::PortState> ports = view_.bridging.states();
  for (const Bridging::PortState& port : ports) {
    const json::object link{{"name", port.link},
                            {"state", port.state},
                            {"listening", port.listening},
                            {"interface", port.interface},
                            {"index", static_cast<std::uint32_t>(port.index)},
                            {"sees_macs", port.listening},
                            {"bridge", port.bridge}};
    text += json::serialize(json::object{{"link", link}}) + '\n';
  }
  return {text + ok_line({{"count", states.size() + ports.size()}})};
}

ControlAnswer ControlVerbs::leases(const Arguments& arguments) {
  auto filter = parse_lease_filter(arguments);
  if (!filter) return {error_line(filter.error(), "")};
  return list_leases(view_.store.leases(), view_.settings, view_.server, *filter);
}

ControlAnswer ControlVerbs::relay_bindings(const Arguments& arguments) {
  return list_bindings(view_.delegating, arguments);
}

ControlAnswer ControlVerbs::relay_clear(const Arguments& arguments) {
  return clear_bindings(view_.delegating, arguments);
}

ControlAnswer ControlVerbs::stats(const Arguments&) {
  ControlAnswer answer;
  // Links in slices: there may be thousands. A reload meanwhile only costs completeness.
  answer.slice = [this, next = std::size_t{0}](std::string& text) mutable {
    constexpr std::size_t kLinksPerSlice = 32;
    const Counters& counters = view_.counters;
    const std::size_t end = std::min(next + kLinksPerSlice, counters.names().size());
    for (; next < end; ++next) {
      text += json::serialize(json::object{{"link", counters.names()[next]},
                                           {"counters", to_json(counters.link(next))}}) +
              '\n';
    }
    if (next < counters.names().size()) return true;
    json::object last{{"outcomes", to_json(counters.outcomes())},
                      {"no_link", to_json(counters.no_link())},
                      {"sockets", to_json(counters.sockets)}};
    if (view_.bridging.size() > 0) last["ldra"] = ldra_counters(view_.bridging);
    if (view_.delegating.table().is_on()) {
      last["delegations"] = delegation_counts(view_.delegating);
    }
    text += ok_line(std::move(last));
    return false;
  };
  return answer;
}

ControlAnswer ControlVerbs::relay(const Arguments&) {
  return show_relay(view_.relaying, view_.bridging, view_.links, view_.settings);
}

ControlAnswer ControlVerbs::guard(const Arguments&) {
  return show_guard(view_.guarding);
}

ControlAnswer ControlVerbs::guard_learn(const Arguments&) {
  return show_learned(view_.guarding);
}

ControlAnswer ControlVerbs::guard_rules(const Arguments&) {
  return show_guard_rules(view_.guarding);
}

ControlAnswer ControlVerbs::reload(const Arguments&) {
  ControlAnswer answer;
  answer.later = [this](std::function<void(std::string)> done) {
    view_.reloader.request([this, done = std::move(done)](const LoadedSettings& loaded) {
      json::array findings;
      for (const Finding& finding : loaded.findings) findings.push_back(json::string(finding.text));
      if (loaded.settings) return done(ok_line({{"findings", std::move(findings)}}));
      done(json::serialize(json::object{
               {"ok", false},
               {"error", view_.options.config + " has errors; what was in force stays"},
               {"findings", std::move(findings)}}) +
           '\n');
    });
  };
  return answer;
}

ControlAnswer ControlVerbs::log_level(const Arguments& arguments) {
  const std::string wanted = text_of(arguments, "level");
  LogLevel level = view_.log.level();
  if (!wanted.empty() && !parse_level(wanted, level)) {
    return {error_line(fmt::format("'{}' is no log level", wanted),
                       "There are: debug info warning error.")};
  }
  if (level != view_.log.level()) {
    view_.log.set_level(level);
    view_.log.event(LogId::log_level, fmt::format("the log level is {} now", name(level)));
  }
  return {ok_line({{"level", name(level)}})};
}

}  // namespace ward6::daemon
