// A growing array in chunks: elements never move and growing never copies, so there is no stall
// however large it gets. Freed slots are reused, last freed first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "libdhcp6/core/assert.h"

namespace ward6::dhcp6 {

// T is default-constructible and has a member `std::uint32_t next_free`, which is the slab's while
// the element is free and may be anything (a union member, say) while it is in use.
template <class T>
class Slab {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  // Never more than `size_max` elements.
  explicit Slab(std::uint32_t size_max) : size_max_(size_max) {
    chunks_.reserve(size_max / kChunk + 1);
  }

  // A slot in default state, or kNone when size_max is reached.
  [[nodiscard]] std::uint32_t acquire() {
    std::uint32_t index = free_;
    if (index != kNone) {
      free_ = (*this)[index].next_free;
    } else {
      if (end_ == size_max_) return kNone;
      if (end_ % kChunk == 0) chunks_.push_back(std::make_unique<T[]>(kChunk));
      index = end_++;
    }
    (*this)[index] = T{};
    ++used_;
    return index;
  }

  // Requires: `index` was acquired and not released since.
  void release(std::uint32_t index) noexcept {
    (*this)[index].next_free = free_;
    free_ = index;
    --used_;
  }

  [[nodiscard]] T& operator[](std::uint32_t index) noexcept {
    return chunks_[index / kChunk][index % kChunk];
  }
  [[nodiscard]] const T& operator[](std::uint32_t index) const noexcept {
    return chunks_[index / kChunk][index % kChunk];
  }

  [[nodiscard]] std::uint32_t used() const noexcept { return used_; }
  [[nodiscard]] std::uint32_t end() const noexcept { return end_; }  // slots ever used
  [[nodiscard]] std::uint32_t room() const noexcept { return size_max_ - used_; }
  [[nodiscard]] std::size_t memory_bytes() const noexcept {
    return chunks_.size() * kChunk * sizeof(T);
  }

 private:
  static constexpr std::uint32_t kChunk = 4096;

  std::vector<std::unique_ptr<T[]>> chunks_;
  std::uint32_t size_max_;
  std::uint32_t end_ = 0;
  std::uint32_t used_ = 0;
  std::uint32_t free_ = kNone;
};

}  // namespace ward6::dhcp6
