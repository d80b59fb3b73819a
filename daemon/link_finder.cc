#include "daemon/link_finder.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ward6::daemon {

LinkFinder::LinkFinder(const dhcp6::ServerConfig& config) {
  for (std::size_t at = 0; at < config.links.size(); ++at) {
    const auto& serve = config.links[at].serve;
    if (!serve) continue;
    const dhcp6::LinkId id{static_cast<std::uint16_t>(at)};
    for (const dhcp6::LinkPrefix& on : serve->prefixes) addresses_.push_back({on.prefix, id});
    for (const dhcp6::Delegation& block : serve->delegate) prefixes_.push_back({block.from, id});
    // Reservations may lie outside of every pool.
    for (const dhcp6::Host& host : serve->hosts) {
      for (const dhcp6::Prefix& prefix : host.prefixes) prefixes_.push_back({prefix, id});
    }
  }
  std::ranges::sort(addresses_, {}, &Range::prefix);
  std::ranges::sort(prefixes_, {}, &Range::prefix);
}

dhcp6::LinkId LinkFinder::find(const dhcp6::Prefix& resource) const noexcept {
  const auto& ranges = resource.length() == 128 ? addresses_ : prefixes_;
  // Prefixes nest or are apart: the last one that begins at or before the resource holds it, or one
  // around that does, a few steps back.
  constexpr std::size_t kNestingMax = 16;
  auto at = std::ranges::upper_bound(ranges, resource.base(), {},
                                     [](const Range& range) { return range.prefix.base(); });
  for (std::size_t step = 0; step < kNestingMax && at != ranges.begin(); ++step) {
    --at;
    if (at->prefix.contains(resource)) return at->link;
  }
  return dhcp6::kNoLink;
}

}  // namespace ward6::daemon
