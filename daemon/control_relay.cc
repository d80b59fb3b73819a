#include "daemon/control_relay.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "libdhcp6/core/hex.h"
#include "relay/traffic.h"

namespace ward6::daemon {
namespace {

namespace json = boost::json;

constexpr std::size_t kLinksPerSlice = 32;

using Places = std::array<std::uint64_t, relay::kTypePlaces>;

// "solicit-received-count": RFC 9243 §4.3. Types without a name of their own are counted as one.
void add_counts(json::object& counts, const Places& places, std::string_view way) {
  for (std::size_t at = 0; at < places.size(); ++at) {
    if (places.at(at) == 0) continue;
    const auto type = dhcp6::MessageType{static_cast<std::uint8_t>(at)};
    std::string name(dhcp6::name(type));
    if (at == 0 || name == "message") name = "unknown-message";
    std::ranges::transform(name, name.begin(), [](unsigned char each) {
      return static_cast<char>(std::tolower(each));
    });
    json::value& count = counts[fmt::format("{}-{}-count", name, way)];
    count = (count.is_uint64() ? count.get_uint64() : 0) + places.at(at);
  }
}

template <class V, std::size_t kVerdicts>
[[nodiscard]] json::object to_json(const relay::TrafficOf<V, kVerdicts>& traffic) {
  json::object counts;
  add_counts(counts, traffic.received, "received");
  add_counts(counts, traffic.sent, "sent");
  counts["discarded-message-count"] = traffic.discarded();
  return counts;
}

template <class V, std::size_t kVerdicts>
[[nodiscard]] json::object drops_of(const relay::TrafficOf<V, kVerdicts>& traffic) {
  json::object drops;
  for (std::size_t at = 0; at < kVerdicts; ++at) {
    const auto verdict = V{static_cast<std::uint8_t>(at)};
    const std::uint64_t count = traffic.verdicts.at(at);
    if (relay::is_drop(verdict) && count > 0) drops[relay::row(verdict).id] = count;
  }
  return drops;
}

// Text where it is text, else 0x….
[[nodiscard]] std::string label_text(dhcp6::Bytes label) {
  const std::string_view text = dhcp6::as_text(label);
  const bool plain =
      std::ranges::all_of(text, [](unsigned char each) { return each > 0x20 && each < 0x7f; });
  return plain ? std::string(text) : "0x" + dhcp6::to_hex(label);
}

template <class V>
[[nodiscard]] json::object drop_of(const relay::RowOf<V>& row, std::uint64_t count) {
  json::object object{{"id", row.id}, {"count", count}, {"text", row.text}};
  if (!row.source.empty()) object["source"] = row.source;
  if (!row.remedy.empty()) object["remedy"] = row.remedy;
  return object;
}

[[nodiscard]] std::string_view name(relay::PortRole role) noexcept {
  switch (role) {
    case relay::PortRole::client:
      return "client";
    case relay::PortRole::trusted_client:
      return "trusted";
    case relay::PortRole::network:
      return "network";
  }
  return "";
}

[[nodiscard]] json::object port_of(relay::Ldra& ldra, std::size_t at) {
  const relay::LdraPort& port = ldra.config().ports[at];
  return {{"link", ldra.config().name},
          {"bridge", ldra.config().bridge},
          {"name", port.name},
          {"role", name(port.role)},
          {"interface_id", label_text(ldra.interface_id(at))},
          {"counters", to_json(ldra.traffic(at))},
          {"drops", drops_of(ldra.traffic(at))}};
}

[[nodiscard]] std::string endpoint_text(const relay::Upstream& server) {
  std::string text = server.address.to_string();
  if (!server.interface.empty()) text += '%' + server.interface;
  return text;
}

// One walk: links in slices, then ports, servers and drops, which are few.
class Page {
 public:
  Page(Relaying& relaying,
       Bridging& bridging,
       const Links& links,
       const std::shared_ptr<const Settings>& settings)
      : relaying_(relaying), bridging_(bridging), settings_(settings) {
    for (const Links::State& state : links.states()) readiness_[state.name] = state.readiness;
  }

  bool next(std::string& text) {
    const auto& links = config().links;
    const std::size_t end = std::min(next_ + kLinksPerSlice, links.size());
    for (; next_ < end; ++next_) put(text, "link", link(links[next_]));
    if (next_ < links.size()) return true;
    for (std::size_t at = 0; at < bridging_.size(); ++at) put_bridge(text, bridging_.ldra(at));
    for (std::size_t at = 0; at < config().servers.size(); ++at) put(text, "server", server(at));
    for (std::size_t at = 0; at < relay::kVerdictCount; ++at) {
      const auto verdict = relay::Verdict{static_cast<std::uint8_t>(at)};
      const bool dropped = relay::is_drop(verdict) && traffic().verdicts.at(at) > 0;
      if (dropped) put(text, "drop", drop(verdict));
    }
    text += ok_line({{"counters", to_json(traffic())}});
    return false;
  }

 private:
  [[nodiscard]] const relay::RelayConfig& config() const { return relaying_.relay().config(); }
  [[nodiscard]] const relay::Traffic& traffic() const { return relaying_.relay().traffic(); }

  static void put(std::string& text, std::string_view kind, json::object object) {
    text += json::serialize(json::object{{kind, std::move(object)}});
    text += '\n';
  }

  static void put_bridge(std::string& text, relay::Ldra& ldra) {
    for (std::size_t at = 0; at < ldra.config().ports.size(); ++at) {
      put(text, "port", port_of(ldra, at));
    }
    for (std::size_t at = 0; at < relay::kLdraVerdictCount; ++at) {
      const auto verdict = relay::LdraVerdict{static_cast<std::uint8_t>(at)};
      const std::uint64_t count = ldra.traffic().verdicts.at(at);
      if (!relay::is_drop(verdict) || count == 0) continue;
      json::object drop = drop_of(relay::row(verdict), count);
      drop["bridge"] = ldra.config().bridge;
      put(text, "drop", std::move(drop));
    }
  }

  [[nodiscard]] json::object link(const relay::RelayedLink& link) {
    const relay::Traffic& traffic = *relaying_.relay().traffic(link.id);
    json::object object{{"name", link.name}};
    object["interface"] = settings_->server->links[value(link.id)].interface;
    const auto ready = readiness_.find(link.name);
    const auto state = ready == readiness_.end() ? Readiness::missing : ready->second;
    object["state"] = word(state);
    if (state != Readiness::ready) object["reason"] = describe(state);
    object["interface_id"] = label_text(relaying_.interface_id(link.id));
    if (const auto address = relaying_.relay().link_address(link.id)) {
      object["link_address"] = address->to_string();
      if (state == Readiness::ready && address->is_link_local()) {
        object["reason"] = "has no global address: servers are told a link-local one";
      }
    }
    json::array servers;
    for (const std::size_t at : link.servers) {
      servers.emplace_back(endpoint_text(config().servers[at]));
    }
    object["to"] = std::move(servers);
    object["sending"] = link.sending == relay::Sending::all ? "all" : "failover";
    object["trust_relays"] = link.trust_relays;
    object["counters"] = to_json(traffic);
    object["drops"] = drops_of(traffic);
    return object;
  }

  [[nodiscard]] json::object server(std::size_t at) const {
    const relay::Upstream& upstream = config().servers[at];
    const relay::UpstreamState& state = relaying_.relay().upstreams()[at];
    const bool reachable = upstream.interface.empty() || state.interface != dhcp6::InterfaceIndex{};
    const bool down = state.health.is_down(std::chrono::steady_clock::now());
    std::string_view text = down ? "silent" : "unheard";
    if (!down && state.answers > 0) text = "answers";
    if (!reachable) text = "interface-missing";
    return {{"address", endpoint_text(upstream)},
            {"state", text},
            {"sent", state.sent},
            {"answers", state.answers}};
  }

  [[nodiscard]] json::object drop(relay::Verdict verdict) const {
    json::object object =
        drop_of(relay::row(verdict), traffic().verdicts.at(static_cast<std::size_t>(verdict)));
    json::array samples;
    const relay::Samples& kept = relaying_.relay().samples();
    for (std::size_t at = 0; at < kept.size(verdict); ++at) {
      samples.emplace_back(sample(kept.get(verdict, at)));
    }
    object["samples"] = std::move(samples);
    return object;
  }

  // A link's number is that of the configuration at the time: after a reload it may be another's.
  [[nodiscard]] json::object sample(const relay::Sample& sample) const {
    json::object object{{"time", sample.when.seconds},
                        {"from", sample.from.address.to_string()},
                        {"port", sample.from.port}};
    const auto& links = settings_->server->links;
    if (value(sample.link) < links.size()) object["link"] = links[value(sample.link)].name;
    if (!sample.mac.empty()) object["mac"] = sample.mac.to_string();
    object["size"] = sample.size;
    object["hex"] = dhcp6::to_hex(sample.payload());
    return object;
  }

  Relaying& relaying_;
  Bridging& bridging_;
  const std::shared_ptr<const Settings>& settings_;
  std::map<std::string, Readiness, std::less<>> readiness_;
  std::size_t next_ = 0;
};

}  // namespace

ControlAnswer show_relay(Relaying& relaying,
                         Bridging& bridging,
                         const Links& links,
                         const std::shared_ptr<const Settings>& settings) {
  if (!relaying.is_on() && bridging.size() == 0) {
    return {error_line("no link is relayed",
                       "Give a link a 'relay' or an 'ldra' in the configuration.")};
  }
  ControlAnswer answer;
  answer.slice = [page = Page(relaying, bridging, links, settings)](std::string& text) mutable {
    return page.next(text);
  };
  return answer;
}

json::object ldra_counters(Bridging& bridging) {
  json::object links;
  for (std::size_t bridge = 0; bridge < bridging.size(); ++bridge) {
    const relay::Ldra& ldra = bridging.ldra(bridge);
    json::object ports;
    for (std::size_t at = 0; at < ldra.config().ports.size(); ++at) {
      ports[ldra.config().ports[at].name] = {{"counters", to_json(ldra.traffic(at))},
                                             {"drops", drops_of(ldra.traffic(at))}};
    }
    links[ldra.config().name] = std::move(ports);
  }
  return links;
}

}  // namespace ward6::daemon
