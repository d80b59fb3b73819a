#include "libdhcp6/server/pool_space.h"

#include <algorithm>
#include <bit>

#include "libdhcp6/core/assert.h"

namespace ward6::dhcp6 {
namespace {

constexpr std::uint64_t kFull = ~std::uint64_t{0};

std::uint64_t bitmap_size(std::uint64_t last, bool sequential) noexcept {
  if (last < kBitmapUnitsMax) return last + 1;
  return sequential ? kBitmapUnitsMax : 0;
}

}  // namespace

Bitmap::Bitmap(std::uint64_t size, bool filled) : size_(size) {
  std::uint64_t bits = size;
  do {
    const std::uint64_t words = (bits + 63) / 64;
    auto& level = levels_.emplace_back(words, filled ? kFull : 0);
    // Bits past the end count as set, so that nothing is found there.
    if (bits % 64 != 0) level.back() |= kFull << (bits % 64);
    bits = words;
  } while (bits > 1);
}

void Bitmap::set(std::uint64_t at) noexcept {
  WARD6_ASSERT(at < size_);
  for (auto& level : levels_) {
    std::uint64_t& word = level[at / 64];
    word |= std::uint64_t{1} << (at % 64);
    if (word != kFull) return;
    at /= 64;
  }
}

void Bitmap::clear(std::uint64_t at) noexcept {
  WARD6_ASSERT(at < size_);
  for (auto& level : levels_) {
    std::uint64_t& word = level[at / 64];
    const bool was_full = word == kFull;
    word &= ~(std::uint64_t{1} << (at % 64));
    if (!was_full) return;
    at /= 64;
  }
}

std::optional<std::uint64_t> Bitmap::next_clear(std::uint64_t at) const noexcept {
  if (size_ == 0) return std::nullopt;
  if (at < size_) {
    if (const auto found = next_clear_from(at)) return found;
  }
  return next_clear_from(0);
}

std::optional<std::uint64_t> Bitmap::next_clear_from(std::uint64_t at) const noexcept {
  // Up, until a word has a clear bit at or after the position; then down again to the number.
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    const std::uint64_t word_index = at / 64;
    if (word_index >= levels_[level].size()) return std::nullopt;
    const std::uint64_t below = (std::uint64_t{1} << (at % 64)) - 1;
    const std::uint64_t word = levels_[level][word_index] | below;
    if (word == kFull) {
      at = word_index + 1;
      continue;
    }
    std::uint64_t found = word_index * 64 + static_cast<std::uint64_t>(std::countr_one(word));
    for (std::size_t down = level; down > 0; --down) {
      found = found * 64 + static_cast<std::uint64_t>(std::countr_one(levels_[down - 1][found]));
    }
    return found;
  }
  return std::nullopt;
}

PoolSpace::PoolSpace(std::uint64_t last, bool sequential)
    : last_(last),
      used_(bitmap_size(last, sequential), false),
      busy_(bitmap_size(last, sequential), true) {}

void PoolSpace::take(std::uint64_t unit) noexcept {
  ++taken_;
  if (unit < used_.size()) used_.set(unit);
}

void PoolSpace::give_back(std::uint64_t unit, bool keep) noexcept {
  WARD6_ASSERT(taken_ > 0);
  --taken_;
  if (unit >= used_.size()) return;
  if (!keep) used_.clear(unit);
  busy_.set(unit);
}

void PoolSpace::block(std::uint64_t unit) noexcept {
  if (unit < used_.size()) {
    if (used_.test(unit)) return;
    used_.set(unit);
  }
  ++blocked_;
}

void PoolSpace::set_idle(std::uint64_t unit, bool idle) noexcept {
  if (unit >= busy_.size()) return;
  if (idle) {
    busy_.clear(unit);
  } else {
    busy_.set(unit);
  }
}

std::optional<std::uint64_t> PoolSpace::next_free(std::uint64_t from) const noexcept {
  return used_.next_clear(from);
}

std::optional<std::uint64_t> PoolSpace::next_idle(std::uint64_t from) const noexcept {
  return busy_.next_clear(from);
}

}  // namespace ward6::dhcp6
