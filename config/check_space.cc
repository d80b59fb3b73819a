// Prefixes on links, pools and delegated blocks against each other. Two prefixes overlap only when
// one contains the other, so after sorting, a stack of what is still open finds every overlap.
#include <algorithm>
#include <tuple>
#include <vector>

#include "config/facts.h"

namespace ward6::config {
namespace {

using dhcp6::Ipv6Address;
using dhcp6::Prefix;

struct Area {
  Prefix prefix;
  Place place;
  std::size_t link = 0;
  bool block = false;
};

std::string area_text(const Facts& facts, const Area& area) {
  return cat(area.block ? "the delegated block " : "prefix ", area.prefix.to_string(), " of ",
             link_text(facts, area.link));
}

void report_overlap(const Facts& facts, const Area& a, const Area& b, Diagnostics& out) {
  const bool a_later = b.place < a.place;
  const Area& later = a_later ? a : b;
  const Area& earlier = a_later ? b : a;
  const std::string_view verb = later.prefix == earlier.prefix ? " is the same as " : " overlaps ";
  out.error(later.place,
            cat(area_text(facts, later), verb, area_text(facts, earlier), at_line(earlier.place)),
            later.block != earlier.block ? "Delegate from a block that holds no link of yours."
                                         : "Give each link space of its own.",
            {{earlier.place, "the other one", {}}});
}

void check_areas(const Facts& facts, Diagnostics& out) {
  std::vector<Area> areas;
  areas.reserve(facts.on_links.size() + facts.blocks.size());
  for (const auto& fact : facts.on_links)
    areas.push_back({fact.prefix, fact.place, fact.link, false});
  for (const auto& fact : facts.blocks) areas.push_back({fact.from, fact.place, fact.link, true});
  std::ranges::sort(areas, [](const Area& a, const Area& b) {
    return std::tuple(a.prefix.base(), a.prefix.length(), a.place) <
           std::tuple(b.prefix.base(), b.prefix.length(), b.place);
  });
  std::vector<const Area*> open;  // each contains the next
  for (const Area& area : areas) {
    while (!open.empty() && !open.back()->prefix.contains(area.prefix)) open.pop_back();
    if (!open.empty()) report_overlap(facts, *open.back(), area, out);
    open.push_back(&area);
  }
}

std::string pool_text(const Facts& facts, const PoolFact& pool) {
  return cat("pool ", pool.first.to_string(), " - ", pool.last.to_string(), " of ",
             link_text(facts, facts.on_links[pool.on_link].link));
}

void check_pools(const Facts& facts, Diagnostics& out) {
  std::vector<const PoolFact*> pools;
  for (const PoolFact& pool : facts.pools) {
    if (pool.given) pools.push_back(&pool);
  }
  std::ranges::sort(pools, [](const PoolFact* a, const PoolFact* b) {
    return std::tuple(a->first, a->last, a->place) < std::tuple(b->first, b->last, b->place);
  });
  const PoolFact* furthest = nullptr;  // of those so far, the one that ends last
  for (const PoolFact* pool : pools) {
    if (furthest != nullptr && pool->first <= furthest->last) {
      const bool later = furthest->place < pool->place;
      const PoolFact& at = later ? *pool : *furthest;
      const PoolFact& other = later ? *furthest : *pool;
      out.error(
          at.place,
          cat(pool_text(facts, at), " overlaps ", pool_text(facts, other), at_line(other.place)),
          "Give each pool addresses of its own.", {{other.place, "the other pool", {}}});
    }
    if (furthest == nullptr || furthest->last < pool->last) furthest = pool;
  }
}

}  // namespace

std::string link_text(const Facts& facts, std::size_t link) {
  if (link == kEveryLink) return "every link";
  return cat("link '", facts.links[link].name, "'");
}

void check_space(const Facts& facts, Diagnostics& out) {
  check_areas(facts, out);
  check_pools(facts, out);
}

}  // namespace ward6::config
