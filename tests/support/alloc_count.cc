#include "tests/support/alloc_count.h"

#include <cstdlib>
#include <new>

#if defined(__has_feature)
#define WARD6_HAS_FEATURE(feature) __has_feature(feature)
#else
#define WARD6_HAS_FEATURE(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || WARD6_HAS_FEATURE(address_sanitizer)
#define WARD6_ASAN 1
// Declared here, since not every compiler installs <sanitizer/allocator_interface.h>.
extern "C" int
__sanitizer_install_malloc_and_free_hooks(  // NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
                                            // its name
    void (*on_malloc)(const volatile void*, std::size_t),
    void (*on_free)(const volatile void*));
#else
#define WARD6_ASAN 0
#endif

namespace {

thread_local std::size_t count = 0;

#if WARD6_ASAN

// AddressSanitizer has an operator new of its own, which must stay; it tells of each call, and of
// each malloc().
const int installed = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t) { ++count; }, [](const volatile void*) {});

#else

void* allocate(std::size_t size) {
  ++count;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void* allocate(std::size_t size, std::align_val_t alignment) {
  ++count;
  const auto step = static_cast<std::size_t>(alignment);
  void* memory = std::aligned_alloc(step, (size + step - 1) / step * step);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

#endif

}  // namespace

namespace ward6::dhcp6::test {

std::size_t allocations() noexcept {
#if WARD6_ASAN
  return installed == 0 ? 0 : count;
#else
  return count;
#endif
}

}  // namespace ward6::dhcp6::test

#if !WARD6_ASAN
// The forms for arrays and without exceptions call these: [new.delete.single].
void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, alignment);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}
#endif
