#include "libdhcp6/core/assert.h"

#include <cstdio>

namespace ward6::dhcp6 {

void assertion_failed(const char* condition, const char* file, int line) noexcept {
  (void)std::fprintf(stderr, "ward6: internal error: %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace ward6::dhcp6
