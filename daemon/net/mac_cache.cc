#include "daemon/net/mac_cache.h"

#include <algorithm>
#include <bit>

namespace ward6::daemon {

std::size_t MacCache::set_of(const Station& station) const noexcept {
  std::array<std::byte, dhcp6::kAddressSize + sizeof station.interface> bytes{};
  std::ranges::copy(station.address.octets, bytes.begin());
  const auto index =
      std::bit_cast<std::array<std::byte, sizeof station.interface>>(station.interface);
  std::ranges::copy(index, bytes.begin() + dhcp6::kAddressSize);
  return dhcp6::siphash(key_, bytes) % kSets;
}

void MacCache::put(TimePoint now,
                   const Station& station,
                   const dhcp6::LinkLayerAddress& mac) noexcept {
  Set& set = sets_[set_of(station)];
  const auto same = std::ranges::find(set, station, &Entry::station);
  Entry& entry = same != set.end() ? *same : *std::ranges::min_element(set, {}, &Entry::seen);
  entry = {station, mac, now};
}

dhcp6::LinkLayerAddress MacCache::find(TimePoint now, const Station& station) const noexcept {
  const Set& set = sets_[set_of(station)];
  const auto found = std::ranges::find(set, station, &Entry::station);
  if (found == set.end() || now - found->seen > kAgeMax) return {};
  return found->mac;
}

}  // namespace ward6::daemon
