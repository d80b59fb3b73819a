// Time as the protocol and the lease table know it. Nothing in the pure modules reads a clock: the
// current time is always an argument.
#pragma once

#include <chrono>
#include <cstdint>

namespace ward6::dhcp6 {

// A duration as on the wire: RFC 9915 §7.7.
using Seconds = std::chrono::duration<std::uint32_t>;
inline constexpr Seconds kInfinity{0xffffffffU};

// A wall-clock instant in whole seconds since 1970, good until 2106; kNever means "does not end".
struct WallTime {
  std::uint32_t seconds = 0;

  friend constexpr auto operator<=>(const WallTime&, const WallTime&) = default;
};
inline constexpr WallTime kNever{0xffffffffU};

// The instant `duration` after `start`; kInfinity and anything past 2106 give kNever.
[[nodiscard]] constexpr WallTime after(WallTime start, Seconds duration) noexcept {
  if (duration == kInfinity || duration.count() >= kNever.seconds - start.seconds) return kNever;
  return WallTime{start.seconds + duration.count()};
}

// What is left from `now` until `end`, at least zero; kInfinity for kNever.
[[nodiscard]] constexpr Seconds remaining(WallTime now, WallTime end) noexcept {
  if (end == kNever) return kInfinity;
  return Seconds{end.seconds > now.seconds ? end.seconds - now.seconds : 0};
}

// Read once per batch by the caller. `steady` drives timers, `wall` is what leases are written
// with.
struct Now {
  std::chrono::steady_clock::time_point steady;
  WallTime wall;
};

}  // namespace ward6::dhcp6
