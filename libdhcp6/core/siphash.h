// SipHash-2-4, the keyed hash behind every index over names that peers choose and behind the choice
// of addresses. Key it with a secret: then nobody outside can build collisions or predict
// addresses. Reference: Aumasson and Bernstein, "SipHash: a fast short-input PRF"; checked against
// its vectors.
#pragma once

#include <cstdint>

#include "libdhcp6/core/bytes.h"

namespace ward6::dhcp6 {

struct HashKey {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};

[[nodiscard]] std::uint64_t siphash(const HashKey& key, Bytes data) noexcept;

}  // namespace ward6::dhcp6
