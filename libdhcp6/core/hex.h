// Bytes as hexadecimal text.
#pragma once

#include <string>
#include <string_view>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"

namespace ward6::dhcp6 {

// Reads pairs of digits, optionally separated by single ':', '-' or ' ', after an optional "0x".
// Returns how many bytes were written; bad_text on anything else, no_space when `out` is too small.
[[nodiscard]] Result<std::size_t> parse_hex(std::string_view text, MutableBytes out) noexcept;

// Lower-case pairs, with `separator` between them unless it is '\0'.
[[nodiscard]] std::string to_hex(Bytes bytes, char separator = '\0');

}  // namespace ward6::dhcp6
