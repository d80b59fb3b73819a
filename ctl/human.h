// Times and sizes as people say them.
#pragma once

#include <cstdint>
#include <string>

#include "libdhcp6/core/time.h"

namespace ward6::ctl {

// "59s", "4m 10s", "2h 3m", "3d 4h": the two largest units.
[[nodiscard]] std::string duration_text(std::uint64_t seconds);
// "in 4m 10s", "2h ago", "now".
[[nodiscard]] std::string relative_text(dhcp6::WallTime now, std::int64_t then_s);
// "2026-11-23 13:15:29Z".
[[nodiscard]] std::string date_text(std::int64_t then_s);
// "512 B", "1.5 MiB".
[[nodiscard]] std::string size_text(std::uint64_t bytes);

}  // namespace ward6::ctl
