// WARD6_ASSERT states what only a bug of ours can make false. It is always on. What a peer or an
// operator can cause is a Result, never an assertion.
#pragma once

#include <cstdlib>

namespace ward6::dhcp6 {

// Writes one line to standard error and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace ward6::dhcp6

#define WARD6_ASSERT(condition)       \
  ((condition) ? static_cast<void>(0) \
               : ::ward6::dhcp6::assertion_failed(#condition, __FILE__, __LINE__))
