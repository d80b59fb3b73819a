// Which units of a pool are taken. A unit is one address, or one prefix of a delegation. Finding a
// free one takes the same few steps however large or full the pool is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ward6::dhcp6 {

// A set of numbers below its size, with "first not in the set from here" in a step per level.
class Bitmap {
 public:
  Bitmap(std::uint64_t size, bool filled);

  [[nodiscard]] bool test(std::uint64_t at) const noexcept {
    return (levels_[0][at / 64] >> (at % 64) & 1U) != 0;
  }
  void set(std::uint64_t at) noexcept;
  void clear(std::uint64_t at) noexcept;
  // The first number from `at` on, wrapping once, that is not in the set.
  [[nodiscard]] std::optional<std::uint64_t> next_clear(std::uint64_t at) const noexcept;

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

 private:
  [[nodiscard]] std::optional<std::uint64_t> next_clear_from(std::uint64_t at) const noexcept;

  std::uint64_t size_;
  // Level 0 has a bit for each number; a bit of level n + 1 says that a word of level n is full.
  std::vector<std::vector<std::uint64_t>> levels_;
};

// A bitmap is kept for pools up to this size: 16 MiB when every page of it is in use. A larger pool
// cannot fill up, since there are never that many leases: a few random probes find a free unit.
inline constexpr std::uint64_t kBitmapUnitsMax = std::uint64_t{1} << 27U;

class PoolSpace {
 public:
  // `last` is the highest unit: a pool has last + 1 of them, up to 2^64. A `sequential` pool that
  // is too large for a bitmap has one for its first part.
  PoolSpace(std::uint64_t last, bool sequential);

  [[nodiscard]] std::uint64_t last() const noexcept { return last_; }
  // Maps a hash onto a unit.
  [[nodiscard]] std::uint64_t unit_of(std::uint64_t hash) const noexcept {
    return last_ == ~std::uint64_t{0} ? hash : hash % (last_ + 1);
  }

  // Taken units have a lease record; blocked ones are never given. Both calls count.
  void take(std::uint64_t unit) noexcept;
  // With `keep`, the unit is blocked and must still not be found.
  void give_back(std::uint64_t unit, bool keep) noexcept;
  // Marks a free unit that must never be found by next_free(). A no-op for one that is not free.
  void block(std::uint64_t unit) noexcept;
  // A taken unit whose former holder no longer uses it, or uses it again.
  void set_idle(std::uint64_t unit, bool idle) noexcept;

  // A free unit from `from` on, wrapping; nothing: full, or no bitmap there.
  [[nodiscard]] std::optional<std::uint64_t> next_free(std::uint64_t from) const noexcept;
  // A taken but idle unit from `from` on, wrapping.
  [[nodiscard]] std::optional<std::uint64_t> next_idle(std::uint64_t from) const noexcept;

  [[nodiscard]] std::uint64_t taken() const noexcept { return taken_; }
  [[nodiscard]] std::uint64_t blocked() const noexcept { return blocked_; }
  [[nodiscard]] bool has_bitmap() const noexcept { return used_.size() > 0; }

 private:
  std::uint64_t last_;
  Bitmap used_;
  Bitmap busy_;  // every unit that is not idle
  std::uint64_t taken_ = 0;
  std::uint64_t blocked_ = 0;
};

}  // namespace ward6::dhcp6
