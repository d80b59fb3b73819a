#include "daemon/control_guard.h"

#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "config/guard_yaml.h"
#include "libdhcp6/core/hex.h"
#include "raguard/describe.h"

namespace ward6::daemon {
namespace {

namespace json = boost::json;

// Peers choose what a portal or a search domain is, and JSON is UTF-8.
[[nodiscard]] std::string ascii(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= ' ' && c <= '~' ? c : '?';
  return out;
}

[[nodiscard]] std::string line(std::string_view kind, json::object object) {
  return json::serialize(json::object{{kind, std::move(object)}}) + '\n';
}

[[nodiscard]] json::object to_json(const GuardedLink& link, const GuardTable& table) {
  json::array routers;
  for (const raguard::AllowedRouter& router : link.policy.routers) {
    const auto seen = link.routers_seen.find(router.name);
    json::object one{{"name", router.name}};
    if (router.address) one["address"] = router.address->to_string();
    if (!router.mac.empty()) one["mac"] = router.mac.to_string();
    if (seen != link.routers_seen.end()) one["seen"] = seen->second.seconds;
    routers.push_back(std::move(one));
  }
  return {{"name", link.policy.name},
          {"interface", link.policy.interface},
          {"action", raguard::name(link.policy.action)},
          {"filter_in_force", link.policy.action == raguard::Action::block && table.is_good()},
          {"repairs", table.repairs()},
          {"solicitations", link.solicitations},
          {"routers", std::move(routers)}};
}

[[nodiscard]] std::string_view state_of(const GuardedPort& port) noexcept {
  switch (port.state) {
    case GuardedPort::State::ready:
      return "ready";
    case GuardedPort::State::down:
      return "down";
    case GuardedPort::State::unheard:
      return "unheard";
  }
  return "";
}

[[nodiscard]] json::object to_json(const GuardedLink& link,
                                   const GuardedPort& port,
                                   const GuardTable& table) {
  json::object judged;
  for (std::size_t at = 0; at < raguard::kReasonCount; ++at) {
    const auto reason = raguard::Reason{static_cast<std::uint8_t>(at)};
    const std::uint64_t count = port.rogues.count_of(reason);
    if (count > 0) judged[raguard::row(reason).id] = count;
  }
  json::object dropped;
  for (const GuardCount& count : table.counters()) {
    if (count.port == port.name) dropped[count.reason] = count.packets;
  }
  const Capture::Counts counts = port.counts();
  json::object object{{"name", port.name},
                      {"link", link.policy.name},
                      {"role", raguard::name(port.role)},
                      {"state", state_of(port)},
                      {"guarded", table.is_guarded(port.name)},
                      {"captured", counts.received},
                      {"capture_dropped", counts.dropped},
                      {"judged", std::move(judged)},
                      {"dropped", std::move(dropped)}};
  if (!port.trouble.empty()) object["reason"] = ascii(port.trouble);
  return object;
}

[[nodiscard]] json::object to_json(const GuardedLink& link,
                                   const GuardedPort& port,
                                   const raguard::Rogue& rogue) {
  const auto& reason = raguard::row(rogue.reason);
  const auto& cause = raguard::row(rogue.cause);
  json::object object{{"link", link.policy.name},
                      {"port", port.name},
                      {"outcome", is_blocked(link, port) ? "blocked" : "seen"},
                      {"reason", reason.id},
                      {"text", reason.text},
                      {"source_of_rule", reason.source},
                      {"cause", cause.id},
                      {"cause_text", cause.text},
                      {"frames", rogue.frames},
                      {"first", rogue.first.seconds},
                      {"last", rogue.last.seconds}};
  if (!rogue.mac.empty()) object["mac"] = rogue.mac.to_string();
  if (rogue.source) object["from"] = rogue.source->to_string();
  if (rogue.destination) object["to"] = rogue.destination->to_string();
  if (rogue.advert) object["says"] = ascii(raguard::advert_text(*rogue.advert));
  json::array findings;
  for (const std::string_view id : raguard::finding_ids(rogue.findings)) findings.emplace_back(id);
  object["findings"] = std::move(findings);
  const std::string_view remedy = cause.remedy.empty() ? reason.remedy : cause.remedy;
  if (!remedy.empty()) object["remedy"] = remedy;
  const auto culprit = port.culprits.find(rogue.number);
  if (culprit != port.culprits.end()) {
    object["duid"] = culprit->second.duid;
    object["lease"] = culprit->second.lease;
    if (!culprit->second.hostname.empty()) object["hostname"] = culprit->second.hostname;
  }
  object["hex"] = dhcp6::to_hex(rogue.evidence);
  return object;
}

[[nodiscard]] ControlAnswer no_guard() {
  return {error_line("no link is guarded", "Give a link a 'guard' in the configuration.")};
}

}  // namespace

// What there is, is bounded: ports times Rogues::kPerPort.
ControlAnswer show_guard(const Guarding& guarding) {
  if (!guarding.is_on()) return no_guard();
  std::string text;
  for (const auto& link : guarding.links()) {
    text += line("link", to_json(*link, guarding.table()));
    for (const auto& [name, port] : link->ports) {
      text += line("port", to_json(*link, *port, guarding.table()));
      for (const raguard::Rogue& rogue : port->rogues.all()) {
        text += line("rogue", to_json(*link, *port, rogue));
      }
    }
  }
  return {text + ok_line({})};
}

ControlAnswer show_learned(const Guarding& guarding) {
  if (!guarding.is_on()) return no_guard();
  std::vector<config::LearnedLink> links;
  for (const auto& link : guarding.links()) {
    if (link->learner.routers().empty() && link->learner.servers().empty()) continue;
    links.push_back({.name = link->policy.name,
                     .interface = link->policy.interface,
                     .routers = link->learner.routers(),
                     .servers = link->learner.servers()});
  }
  if (links.empty()) {
    return {error_line("nothing was learned yet",
                       "Set 'action: learn' on a link, and wait: routers speak every half an hour "
                       "at least, and when a host asks.")};
  }
  return {ok_line({{"text", config::learned_yaml(links)}})};
}

ControlAnswer show_guard_rules(const Guarding& guarding) {
  if (!guarding.is_on()) return no_guard();
  return {ok_line({{"text", guarding.table().text()}})};
}

}  // namespace ward6::daemon
