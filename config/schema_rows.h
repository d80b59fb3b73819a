// The rows of schema.h, in six files for their length.
#pragma once

#include <span>

#include "config/schema.h"

namespace ward6::config {

[[nodiscard]] std::span<const Setting> server_rows() noexcept;     // file, server, log, control
[[nodiscard]] std::span<const Setting> link_rows() noexcept;       // links, serve, prefixes
[[nodiscard]] std::span<const Setting> relay_rows() noexcept;      // relay
[[nodiscard]] std::span<const Setting> delegated_rows() noexcept;  // delegated, routes
[[nodiscard]] std::span<const Setting> ldra_rows() noexcept;       // ldra
[[nodiscard]] std::span<const Setting> guard_rows() noexcept;      // guard
[[nodiscard]] std::span<const Setting> host_rows() noexcept;       // hosts, matches, options

inline constexpr std::int64_t kDurationMax = 0xfffffffe;  // in seconds; one more is "infinite"

}  // namespace ward6::config
