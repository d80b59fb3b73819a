#include "libdhcp6/core/bytes.h"

#include <algorithm>

namespace ward6::dhcp6 {

bool equal(Bytes a, Bytes b) noexcept {
  return std::ranges::equal(a, b);
}

}  // namespace ward6::dhcp6
