#include "relay/rate.h"

#include <algorithm>

namespace ward6::relay {

bool TokenBucket::take(const Rate& rate, Instant now) noexcept {
  if (rate.per_second == 0) return true;
  const auto token =
      std::chrono::duration_cast<Instant::duration>(std::chrono::seconds(1)) / rate.per_second;
  const Instant full = std::max(full_since_, now);
  // Each token taken puts off the moment when the bucket is full again.
  if (full + token > now + token * std::max(rate.burst, 1U)) return false;
  full_since_ = full + token;
  return true;
}

StationBuckets::StationBuckets(const dhcp6::HashKey& key) : key_(key), places_(kPlaces) {}

bool StationBuckets::take(dhcp6::Bytes station, const Rate& rate, Instant now) noexcept {
  if (rate.per_second == 0) return true;
  const std::uint64_t hash = dhcp6::siphash(key_, station);
  Place& place = places_[hash % kPlaces];
  if (place.hash != hash) place = Place{hash, {}};
  return place.bucket.take(rate, now);
}

}  // namespace ward6::relay
