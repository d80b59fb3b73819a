#include "raguard/learner.h"

#include <algorithm>
#include <utility>

#include "raguard/router_policy.h"

namespace ward6::raguard {
namespace {

using dhcp6::Prefix;
using dhcp6::Seconds;

template <class T>
void add(std::optional<std::vector<T>>& list, const T& item) {
  if (!list) list.emplace();
  if (list->size() < Learner::kListMax && std::ranges::find(*list, item) == list->end()) {
    list->push_back(item);
  }
}

template <class T>
void widen(std::optional<Bounds<T>>& bounds, const T& value) {
  if (!bounds) bounds = Bounds<T>{value, value};
  bounds->min = std::min(bounds->min, value);
  bounds->max = std::max(bounds->max, value);
}

[[nodiscard]] AllowedPrefix exactly(const Prefix& prefix) {
  return {prefix, prefix.length(), prefix.length()};
}

// A flag that was seen both ways may be either.
void settle(std::optional<bool>& flag, bool value, bool is_first) {
  if (is_first) flag = value;
  if (flag && *flag != value) flag.reset();
}

void learn_lists(const RouterAdvert& advert, AllowedRouter& router) {
  for (const std::uint32_t mtu : advert.mtus) add(router.mtu, mtu);
  for (const RouteInformation& route : advert.routes) add(router.routes, exactly(route.prefix));
  for (const DnsServers& servers : advert.dns_servers) {
    for (const auto& address : servers.addresses) add(router.dns_servers, address);
  }
  for (const DnsSearch& search : advert.dns_search) {
    for (const std::string& name : search.names) add(router.dns_search, name);
  }
  for (const Pref64& pref64 : advert.pref64) add(router.pref64, pref64.prefix);
  for (const std::string& portal : advert.captive_portals) add(router.captive_portals, portal);
}

// An empty list where nothing was said: it may not be said then.
void begin_lists(AllowedRouter& router) {
  router.prefixes.emplace();
  router.mtu.emplace();
  router.routes.emplace();
  router.dns_servers.emplace();
  router.dns_search.emplace();
  router.pref64.emplace();
  router.captive_portals.emplace();
}

void learn_advert(const RouterAdvert& advert, bool is_first, AllowedRouter& router) {
  if (is_first) begin_lists(router);
  settle(router.managed, advert.managed, is_first);
  settle(router.other, advert.other, is_first);
  router.preference_max =
      is_first ? advert.preference : std::max(router.preference_max, advert.preference);
  if (advert.hop_limit != 0) widen(router.hop_limit, advert.hop_limit);
  if (advert.lifetime != 0) widen(router.lifetime, Seconds{advert.lifetime});
  if (advert.reachable_ms != 0) widen(router.reachable_ms, advert.reachable_ms);
  if (advert.retransmit_ms != 0) widen(router.retransmit_ms, advert.retransmit_ms);
  for (const PrefixInformation& prefix : advert.prefixes) {
    add(router.prefixes, exactly(prefix.prefix));
  }
  learn_lists(advert, router);
}

void see(dhcp6::WallTime now, Sightings& seen) {
  if (seen.frames++ == 0) seen.first = now;
  seen.last = now;
}

}  // namespace

void Learner::learn(dhcp6::WallTime now, std::string_view port, const Judgement& judgement) {
  if (judgement.link.encapsulation != Encapsulation::ethernet || !judgement.packet) return;
  // What a host would not take, or a guard would not see, is nobody's way to become a router.
  if (judgement.packet->chain.count > 0) return;
  if (judgement.advert && !is_invalid(judgement.findings)) learn_router(now, port, judgement);
  if (judgement.dhcp_type) learn_server(now, port, judgement);
}

void Learner::learn_router(dhcp6::WallTime now, std::string_view port, const Judgement& judgement) {
  const auto mac = dhcp6::LinkLayerAddress::from(judgement.link.source);
  if (!mac) return;
  auto found = std::ranges::find_if(routers_, [&](const LearnedRouter& one) {
    return one.port == port && one.router.mac == *mac &&
           one.router.address == judgement.packet->source;
  });
  const bool is_first = found == routers_.end();
  if (is_first) {
    if (routers_.size() >= kMax) {
      ++left_out_;
      return;
    }
    LearnedRouter learned;
    learned.port = port;
    learned.router.name = "router" + std::to_string(routers_.size() + 1);
    learned.router.mac = *mac;
    learned.router.address = judgement.packet->source;
    routers_.push_back(std::move(learned));
    found = std::prev(routers_.end());
  }
  learn_advert(*judgement.advert, is_first, found->router);
  see(now, found->seen);
}

void Learner::learn_server(dhcp6::WallTime now, std::string_view port, const Judgement& judgement) {
  const auto mac = dhcp6::LinkLayerAddress::from(judgement.link.source);
  if (!mac) return;
  auto found = std::ranges::find_if(servers_, [&](const LearnedServer& one) {
    return one.port == port && one.server.mac == *mac &&
           one.server.address == judgement.packet->source;
  });
  if (found == servers_.end()) {
    if (servers_.size() >= kMax) {
      ++left_out_;
      return;
    }
    LearnedServer learned;
    learned.port = port;
    learned.server.name = "server" + std::to_string(servers_.size() + 1);
    learned.server.mac = *mac;
    learned.server.address = judgement.packet->source;
    servers_.push_back(std::move(learned));
    found = std::prev(servers_.end());
  }
  see(now, found->seen);
}

void Learner::clear() {
  routers_.clear();
  servers_.clear();
  left_out_ = 0;
}

}  // namespace ward6::raguard
