// Token buckets for what clients send: one per link, and one per station in a table of fixed size.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/siphash.h"

namespace ward6::relay {

using Instant = std::chrono::steady_clock::time_point;

// Messages a second, and how many may come at once. 0 a second: no limit.
struct Rate {
  std::uint32_t per_second = 0;
  std::uint32_t burst = 0;
};

class TokenBucket {
 public:
  // Takes a token if there is one. A bucket that was never used is full.
  [[nodiscard]] bool take(const Rate& rate, Instant now) noexcept;

 private:
  Instant full_since_{};  // tokens are counted as time: when it was, or will be, full
};

// Buckets by the hash of a station's address. Two stations may share a place: the one that came
// later begins with a full bucket, so nobody is refused for what another did, and a station that
// changes its address is held by the bucket of its link.
class StationBuckets {
 public:
  explicit StationBuckets(const dhcp6::HashKey& key);

  [[nodiscard]] bool take(dhcp6::Bytes station, const Rate& rate, Instant now) noexcept;

 private:
  static constexpr std::size_t kPlaces = 4096;
  struct Place {
    std::uint64_t hash = 0;
    TokenBucket bucket;
  };
  dhcp6::HashKey key_;
  std::vector<Place> places_;
};

}  // namespace ward6::relay
