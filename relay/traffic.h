// What passed a link, or the whole relay agent: counters per message type and per verdict, from
// which those of RFC 9243 §3.2 derive. They only grow.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>

#include "relay/verdict.h"

namespace ward6::relay {

// Message types 1 to 37 have a place each; place 0 is for all others and for what is too short to
// have a type.
inline constexpr std::size_t kTypePlaces = 38;

[[nodiscard]] constexpr std::size_t type_place(std::uint8_t type) noexcept {
  return type < kTypePlaces ? type : 0;
}

template <class V, std::size_t kVerdicts>
struct TrafficOf {
  std::array<std::uint64_t, kTypePlaces> received{};  // datagrams, by their outermost type
  std::array<std::uint64_t, kTypePlaces> sent{};      // likewise; one for each place sent to
  std::array<std::uint64_t, kVerdicts> verdicts{};

  // All datagrams that came to a verdict.
  [[nodiscard]] std::uint64_t total() const noexcept {
    return std::accumulate(verdicts.begin(), verdicts.end(), std::uint64_t{0});
  }
  // Those of them that were not relayed.
  [[nodiscard]] std::uint64_t discarded() const noexcept {
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at < kVerdicts; ++at) {
      if (is_drop(V{static_cast<std::uint8_t>(at)})) sum += verdicts.at(at);
    }
    return sum;
  }
};
using Traffic = TrafficOf<Verdict, kVerdictCount>;

}  // namespace ward6::relay
