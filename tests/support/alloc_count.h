// Counts calls of operator new, in every test program: for tests that what is said to allocate
// nothing allocates nothing.
#pragma once

#include <cstddef>

namespace ward6::dhcp6::test {

// How often this thread has called operator new so far, in any of its forms.
[[nodiscard]] std::size_t allocations() noexcept;

}  // namespace ward6::dhcp6::test
