// Single values as text. Each function reads the whole text or gives nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/time.h"

namespace ward6::config {

// Decimal, or hexadecimal after 0x.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;

// "90s", "30m", "12h", "1d", "2w", "1h30m", "infinite". Past what the protocol can carry: nothing.
[[nodiscard]] std::optional<dhcp6::Seconds> parse_duration(std::string_view text) noexcept;
// The shortest text that parse_duration() reads back: "12h".
[[nodiscard]] std::string duration_text(dhcp6::Seconds duration);

// true, false, and what people are used to: yes, no, on, off.
[[nodiscard]] std::optional<bool> parse_boolean(std::string_view text) noexcept;

// "2026-12-31" is the start of that day, UTC; "2026-12-31T23:59:59Z".
[[nodiscard]] std::optional<dhcp6::WallTime> parse_date(std::string_view text) noexcept;

// "0660", "660" or "0o660".
[[nodiscard]] std::optional<std::uint32_t> parse_mode(std::string_view text) noexcept;

// Letters, digits, '.', '_' and '-', 1 to 64 of them.
[[nodiscard]] bool is_label(std::string_view text) noexcept;
// What the kernel accepts as the name of an interface.
[[nodiscard]] bool is_interface_name(std::string_view text) noexcept;
// It stands for the interfaces whose names match it, with *, ? and [ ] as in fnmatch(3).
[[nodiscard]] bool is_interface_pattern(std::string_view text) noexcept;
// Labels of letters, digits, '-' and '_', 1 to 63 each, 253 in all: RFC 1123 §2.1, RFC 1035 §2.3.4.
[[nodiscard]] bool is_hostname(std::string_view text) noexcept;

// Bytes after 0x, otherwise the text itself. At most 65535.
[[nodiscard]] std::optional<std::vector<std::byte>> parse_bytes(std::string_view text);

// "low - high", or a prefix.
struct Range {
  dhcp6::Ipv6Address first;
  dhcp6::Ipv6Address last;
};
[[nodiscard]] std::optional<Range> parse_range(std::string_view text);

}  // namespace ward6::config
