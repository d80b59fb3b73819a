#include "ctl/human.h"

#include <array>
#include <cstddef>
#include <ctime>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace ward6::ctl {

std::string duration_text(std::uint64_t seconds) {
  struct Unit {
    std::uint64_t seconds;
    char name;
  };
  constexpr std::array<Unit, 4> kUnits{{{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}}};
  for (std::size_t at = 0; at + 1 < kUnits.size(); ++at) {
    if (seconds < kUnits[at].seconds) continue;
    const Unit& next = kUnits[at + 1];
    const std::uint64_t rest = seconds % kUnits[at].seconds / next.seconds;
    const std::string whole = fmt::format("{}{}", seconds / kUnits[at].seconds, kUnits[at].name);
    return rest == 0 ? whole : fmt::format("{} {}{}", whole, rest, next.name);
  }
  return fmt::format("{}s", seconds);
}

std::string relative_text(dhcp6::WallTime now, std::int64_t then_s) {
  const std::int64_t now_s = now.seconds;
  if (then_s == now_s) return "now";
  if (then_s < 0) return "?";
  const bool later = then_s > now_s;
  const auto apart = static_cast<std::uint64_t>(later ? then_s - now_s : now_s - then_s);
  return later ? "in " + duration_text(apart) : duration_text(apart) + " ago";
}

std::string date_text(std::int64_t then_s) {
  // Beyond what a lease can say: fmt::gmtime would throw.
  if (then_s < 0 || then_s > dhcp6::kNever.seconds) return "?";
  return fmt::format("{:%Y-%m-%d %H:%M:%S}Z", fmt::gmtime(static_cast<std::time_t>(then_s)));
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 4> kUnits{"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; size >= 1024 && unit + 1 < kUnits.size(); ++unit) size /= 1024;
  return fmt::format("{:.1f} {}", size, kUnits[unit]);
}

}  // namespace ward6::ctl
