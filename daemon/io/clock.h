// The only clocks. `Now` is read once per batch; everything pure gets it as an argument.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

#include "libdhcp6/core/time.h"

namespace ward6::daemon {

[[nodiscard]] inline dhcp6::Now read_clocks() noexcept {
  using std::chrono::duration_cast;
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t seconds = duration_cast<std::chrono::seconds>(wall).count();
  constexpr std::int64_t kMax = std::numeric_limits<std::uint32_t>::max() - 1;
  const auto bounded = static_cast<std::uint32_t>(std::clamp(seconds, std::int64_t{0}, kMax));
  return {std::chrono::steady_clock::now(), dhcp6::WallTime{bounded}};
}

// Whether something may be said again, which was last said then; if so it was said now.
[[nodiscard]] inline bool is_time(std::chrono::steady_clock::time_point& said,
                                  std::chrono::seconds again) noexcept {
  const auto now = std::chrono::steady_clock::now();
  if (said.time_since_epoch().count() != 0 && now - said < again) return false;
  said = now;
  return true;
}

// Tells when the wall clock was set: it compares how far both clocks went between two readings.
class ClockWatch {
 public:
  static constexpr std::chrono::seconds kTolerance{2};

  // By how many seconds the wall clock jumped since the last call; zero within the tolerance.
  [[nodiscard]] std::int64_t jumped(const dhcp6::Now& now) noexcept {
    const std::int64_t wall = std::int64_t{now.wall.seconds} - std::int64_t{last_.wall.seconds};
    const auto steady =
        std::chrono::duration_cast<std::chrono::seconds>(now.steady - last_.steady).count();
    const bool first = last_.wall.seconds == 0;
    last_ = now;
    if (first) return 0;
    const std::int64_t jump = wall - steady;
    return jump >= -kTolerance.count() && jump <= kTolerance.count() ? 0 : jump;
  }

 private:
  dhcp6::Now last_{};
};

}  // namespace ward6::daemon
