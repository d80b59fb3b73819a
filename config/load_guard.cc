// A link's `guard`: the roles of ports, and who may be a router or a server.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "config/loader.h"
#include "config/scalars.h"

namespace ward6::config {
namespace {

using dhcp6::Ipv6Address;
using dhcp6::Prefix;
using dhcp6::Seconds;
using raguard::AllowedRouter;
using raguard::AllowedServer;
using raguard::GuardPolicy;
using raguard::PortRole;

void load_ports(
    const Object& object, std::string_view key, PortRole role, Loader& loader, GuardPolicy& guard) {
  object.for_each(key, [&](const Node& item) {
    const auto name = load_port_name(object, key, item, guard.interface, loader.out);
    if (name.empty()) return;
    if (std::ranges::find(guard.ports, name, &raguard::GuardPort::name) != guard.ports.end()) {
      loader.out.error(item.place, cat("port ", name, " stands here twice"),
                       "A port has one role: remove one.");
      return;
    }
    guard.ports.push_back({name, role});
  });
}

PortRole load_other_ports(const Object& object) {
  const auto role = object.choice("other-ports");
  if (role == "trusted") return PortRole::trusted;
  return role == "monitor" ? PortRole::monitor : PortRole::host;
}

std::optional<Ipv6Address> load_address(const Object& object) {
  const Node* node = object.find("address");
  if (node == nullptr) return std::nullopt;
  const auto address = Ipv6Address::parse(node->text);
  if (!node->is_scalar() || !address) {
    object.wrong("address", *node);
    return std::nullopt;
  }
  return *address;
}

// Calls `read` for each item, and leaves a list behind wherever the key is given, even an empty
// one.
template <class T, class Read>
void load_list(const Object& object,
               std::string_view key,
               std::optional<std::vector<T>>& list,
               const Read& read) {
  if (object.find(key) == nullptr) return;
  if (!list) list.emplace();
  object.for_each(key, [&](const Node& item) {
    std::optional<T> value;
    if (item.is_scalar()) value = read(item.text);
    if (!value) return object.wrong(key, item);
    list->push_back(std::move(*value));
  });
}

std::optional<Prefix> read_prefix(std::string_view text) {
  const auto prefix = Prefix::parse(text);
  return prefix ? std::optional(*prefix) : std::nullopt;
}

std::optional<raguard::AllowedPrefix> read_exactly(std::string_view text) {
  const auto prefix = read_prefix(text);
  if (!prefix) return std::nullopt;
  return raguard::AllowedPrefix{*prefix, prefix->length(), prefix->length()};
}

// RFC 4862 §5.5.3: hosts take no other length than 64 for addresses of their own.
std::optional<raguard::AllowedPrefix> read_within(std::string_view text) {
  constexpr std::uint8_t kSlaacLength = 64;
  const auto prefix = read_prefix(text);
  if (!prefix || prefix->length() > kSlaacLength) return std::nullopt;
  return raguard::AllowedPrefix{*prefix, kSlaacLength, kSlaacLength};
}

std::optional<std::uint32_t> read_mtu(std::string_view text) {
  const auto mtu = parse_integer(text);
  const bool fits = mtu && *mtu >= 1280 && *mtu <= 65535;
  return fits ? std::optional(static_cast<std::uint32_t>(*mtu)) : std::nullopt;
}

std::optional<Ipv6Address> read_address(std::string_view text) {
  const auto address = Ipv6Address::parse(text);
  return address ? std::optional(*address) : std::nullopt;
}

// As the guard compares them: without a dot at the end, in lower case.
std::optional<std::string> read_domain(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (!is_hostname(text)) return std::nullopt;
  std::string name(text);
  std::ranges::transform(name, name.begin(), [](char each) {
    return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
  });
  return name;
}

// RFC 8781 §4: lengths that can be told.
std::optional<Prefix> read_pref64(std::string_view text) {
  constexpr std::array kLengths{32, 40, 48, 56, 64, 96};
  const auto prefix = read_prefix(text);
  const bool can = prefix && std::ranges::find(kLengths, prefix->length()) != kLengths.end();
  return can ? prefix : std::nullopt;
}

template <class T>
void check_bounds(const Object& object,
                  std::string_view least,
                  const std::optional<raguard::Bounds<T>>& bounds) {
  if (!bounds || bounds->min <= bounds->max) return;
  object.out().error(object.place_of(least), cat("'", least, "' is more than the other bound"),
                     "Exchange the two.");
}

std::optional<raguard::Bounds<std::uint8_t>> load_hop_limit(const Object& object) {
  const auto min = object.integer("hop-limit-min");
  const auto max = object.integer("hop-limit-max");
  if (!min && !max) return std::nullopt;
  std::optional bounds = raguard::Bounds<std::uint8_t>{
      static_cast<std::uint8_t>(min.value_or(0)), static_cast<std::uint8_t>(max.value_or(255))};
  check_bounds(object, "hop-limit-min", bounds);
  return bounds;
}

std::optional<raguard::Bounds<Seconds>> load_durations(const Object& object,
                                                       std::string_view least,
                                                       std::string_view most) {
  const auto min = object.duration(least);
  const auto max = object.duration(most);
  if (!min && !max) return std::nullopt;
  std::optional bounds =
      raguard::Bounds<Seconds>{min.value_or(Seconds{0}), max.value_or(dhcp6::kInfinity)};
  check_bounds(object, least, bounds);
  return bounds;
}

std::optional<raguard::Bounds<std::uint32_t>> load_milliseconds(const Object& object,
                                                                std::string_view most) {
  const auto max = object.integer(most);
  if (!max) return std::nullopt;
  return raguard::Bounds<std::uint32_t>{0, static_cast<std::uint32_t>(*max)};
}

raguard::Preference load_preference(const Object& object) {
  const auto preference = object.choice("preference-max");
  if (preference == "low") return raguard::Preference::low;
  return preference == "medium" ? raguard::Preference::medium : raguard::Preference::high;
}

void load_router(
    std::string_view name, Place place, const Node& node, Loader& loader, GuardPolicy& guard) {
  const Object object(node, "guard-router", loader.out);
  AllowedRouter router;
  router.name = object.text("name").value_or(std::string(name));
  router.address = load_address(object);
  if (router.address && !router.address->is_link_local()) {
    loader.out.error(object.find("address")->place,
                     cat("routers do not speak from ", router.address->to_string()),
                     "Give its link-local address: RFC 4861 §6.1.2.");
  }
  router.mac = object.mac("mac").value_or(dhcp6::LinkLayerAddress{});
  if (object.find("address") == nullptr && object.find("mac") == nullptr) {
    loader.out.missing(place, "nothing says which router this is", "Give its 'address' or 'mac'.");
  }
  if (router.name.empty()) {
    router.name = router.address ? router.address->to_string() : router.mac.to_string();
  }
  load_list(object, "prefixes", router.prefixes, read_exactly);
  load_list(object, "prefixes-within", router.prefixes, read_within);
  router.hop_limit = load_hop_limit(object);
  router.managed = object.boolean("managed");
  router.other = object.boolean("other");
  router.delegation = object.boolean("delegation");
  router.preference_max = load_preference(object);
  router.lifetime = load_durations(object, "lifetime-min", "lifetime-max");
  router.valid = load_durations(object, "valid-min", "valid-max");
  load_list(object, "mtu", router.mtu, read_mtu);
  router.reachable_ms = load_milliseconds(object, "reachable-time-max");
  router.retransmit_ms = load_milliseconds(object, "retransmit-time-max");
  load_list(object, "dns-servers", router.dns_servers, read_address);
  load_list(object, "dns-search", router.dns_search, read_domain);
  load_list(object, "pref64", router.pref64, read_pref64);
  load_list(object, "routes", router.routes, read_exactly);
  load_list(object, "captive-portal", router.captive_portals,
            [](std::string_view text) { return std::optional(std::string(text)); });
  const auto is_same = [&](const AllowedRouter& other) {
    return other.address == router.address && other.mac == router.mac;
  };
  if (std::ranges::any_of(guard.routers, is_same)) {
    loader.out.error(place, "this router stands here twice", "Remove one.");
    return;
  }
  guard.routers.push_back(std::move(router));
}

void load_allowed_server(
    std::string_view name, Place place, const Node& node, Loader& loader, GuardPolicy& guard) {
  const Object object(node, "guard-server", loader.out);
  AllowedServer server;
  server.name = object.text("name").value_or(std::string(name));
  server.address = load_address(object);
  server.mac = object.mac("mac").value_or(dhcp6::LinkLayerAddress{});
  server.duid = object.duid("duid");
  const bool is_named = object.find("address") != nullptr || object.find("mac") != nullptr ||
                        object.find("duid") != nullptr;
  if (!is_named) {
    loader.out.missing(place, "nothing says which server this is",
                       "Give its 'address', 'mac' or 'duid'.");
  }
  guard.servers.push_back(std::move(server));
}

// What the rules say is likely not what is meant.
void warn(const Object& object, const GuardPolicy& guard, Loader& loader) {
  if (loader.out.is_mended()) return;
  const bool has_router_port = std::ranges::find(guard.ports, PortRole::router,
                                                 &raguard::GuardPort::role) != guard.ports.end();
  if (!guard.routers.empty() && !has_router_port && guard.other_ports == PortRole::host) {
    loader.out.warning(object.place_of("routers"),
                       "no port has routers behind it, so none of these can speak",
                       "Name their port in 'router-ports'.");
  }
  if (guard.routers.empty() && has_router_port) {
    loader.out.warning(object.place_of("router-ports"),
                       "whoever is behind these ports may be a router",
                       "Name the link's in 'routers'; 'action: learn' shows what they say.");
  }
}

}  // namespace

void load_guard(const Node& node, const BridgePlace& place, Loader& loader) {
  const Object object(node, "guard", loader.out);
  GuardPolicy guard;
  guard.id = dhcp6::LinkId{static_cast<std::uint16_t>(place.index)};
  guard.name = place.name;
  guard.interface = place.interface;
  const auto action = object.choice("action");
  if (action == "observe") guard.action = raguard::Action::observe;
  if (action == "learn") guard.action = raguard::Action::learn;
  if (object.choice("heal") == "solicit") guard.heal = raguard::Heal::solicit;
  load_ports(object, "host-ports", PortRole::host, loader, guard);
  load_ports(object, "router-ports", PortRole::router, loader, guard);
  load_ports(object, "server-ports", PortRole::server, loader, guard);
  load_ports(object, "trusted-ports", PortRole::trusted, loader, guard);
  load_ports(object, "monitor-ports", PortRole::monitor, loader, guard);
  guard.other_ports = load_other_ports(object);
  object.for_each_named("routers", [&](std::string_view name, Place at, const Node& value) {
    load_router(name, at, value, loader, guard);
  });
  object.for_each_named("servers", [&](std::string_view name, Place at, const Node& value) {
    load_allowed_server(name, at, value, loader, guard);
  });
  guard.drop_unrecognised_headers = object.choice("unrecognised-headers") != "pass";
  guard.drop_link_local_fragments = object.choice("link-local-fragments") != "pass";
  warn(object, guard, loader);
  loader.guards.push_back(std::move(guard));
}

void load_guard_process(const Node& node, Loader& loader, Config& config) {
  const Object object(node, "guard-process", loader.out);
  config.guard.in_bridge = object.choice("filter") == "bridge";
  config.guard.evidence_mib =
      static_cast<std::uint16_t>(object.integer("evidence").value_or(config.guard.evidence_mib));
  config.guard.remove_on_exit = object.choice("on-exit") == "remove";
}

namespace {

// A router without a word about prefixes may advertise what its link serves.
void complete_routers(const dhcp6::Link& own, GuardPolicy& guard) {
  if (!own.serve || own.serve->prefixes.empty()) return;
  for (AllowedRouter& router : guard.routers) {
    if (router.prefixes) continue;
    router.prefixes.emplace();
    for (const dhcp6::LinkPrefix& served : own.serve->prefixes) {
      router.prefixes->push_back({served.prefix, served.prefix.length(), served.prefix.length()});
    }
  }
}

void add_other_link(const dhcp6::Link& link, GuardPolicy& guard) {
  if (link.serve) {
    for (const dhcp6::LinkPrefix& served : link.serve->prefixes) {
      guard.other_links.push_back({link.name, served.prefix});
    }
  }
  for (const Prefix& prefix : link.relayed.link_addresses) {
    guard.other_links.push_back({link.name, prefix});
  }
}

}  // namespace

// What the rest of the file says needs no repeating.
void complete_guards(const dhcp6::ServerConfig& server, Loader& loader) {
  for (GuardPolicy& guard : loader.guards) {
    const dhcp6::Link& own = server.links[value(guard.id)];
    complete_routers(own, guard);
    for (const relay::Upstream& upstream : loader.relay.servers) {
      if (guard.servers.empty() || upstream.address.is_multicast()) continue;
      guard.servers.push_back(
          {.name = "relay.to", .address = upstream.address, .mac = {}, .duid = {}});
    }
    for (const dhcp6::Link& link : server.links) {
      if (&link != &own) add_other_link(link, guard);
    }
  }
}

}  // namespace ward6::config
