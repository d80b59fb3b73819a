// CRC32C (Castagnoli), the checksum of every record on the disk: RFC 3720 appendix B.4 has vectors.
// Uses the processor's instruction where it has one, tables otherwise.
#pragma once

#include <cstdint>

#include "libdhcp6/core/bytes.h"

namespace ward6::dhcp6 {

// The checksum of `data` behind bytes whose checksum is `before`: crc32c(b, crc32c(a)) is that of
// a followed by b.
[[nodiscard]] std::uint32_t crc32c(Bytes data, std::uint32_t before = 0) noexcept;

// The same by tables alone: for tests, and what crc32c() does on other processors.
[[nodiscard]] std::uint32_t crc32c_by_table(Bytes data, std::uint32_t before = 0) noexcept;

}  // namespace ward6::dhcp6
