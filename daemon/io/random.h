// The only entropy: the kernel's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/random.h"
#include "libdhcp6/core/siphash.h"

namespace ward6::daemon {

// Fills `out` from getrandom(2); blocks only before the kernel's pool is ready, early at boot.
// A kernel without getrandom is a broken environment: it ends the process.
void fill_random(dhcp6::MutableBytes out) noexcept;

[[nodiscard]] dhcp6::HashKey random_key() noexcept;

// Kernel randomness, fetched in blocks.
class KernelRandom final : public dhcp6::RandomSource {
 public:
  [[nodiscard]] std::uint64_t next() noexcept override;

 private:
  std::array<std::uint64_t, 64> block_{};
  std::size_t used_ = block_.size();
};

}  // namespace ward6::daemon
