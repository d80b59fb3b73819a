#include "relay/traffic.h"

#include <numeric>

namespace ward6::relay {

std::uint64_t Traffic::total() const noexcept {
  return std::accumulate(verdicts.begin(), verdicts.end(), std::uint64_t{0});
}

std::uint64_t Traffic::discarded() const noexcept {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < verdicts.size(); ++at) {
    if (is_drop(Verdict{static_cast<std::uint8_t>(at)})) sum += verdicts.at(at);
  }
  return sum;
}

}  // namespace ward6::relay
