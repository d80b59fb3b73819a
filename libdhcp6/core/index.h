// A hash index from 64-bit hashes to 32-bit slot numbers. It is split into shards that grow one by
// one: the largest step rehashes some thousand entries, never all of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace ward6::dhcp6 {

class HashIndex {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  HashIndex() : shards_(std::make_unique<std::array<Shard, kShards>>()) {}

  // The slot among those with this hash for which `same(slot)` is true; kNone: no such.
  template <class Same>
  [[nodiscard]] std::uint32_t find(std::uint64_t hash, const Same& same) const noexcept {
    const Shard& shard = shard_of(hash);
    if (shard.size == 0) return kNone;
    const auto tag = tag_of(hash);
    for (std::uint32_t at = tag & shard.mask();; at = (at + 1) & shard.mask()) {
      const Entry& entry = shard.entries[at];
      if (entry.slot == kNone) return kNone;
      if (entry.tag == tag && same(entry.slot)) return entry.slot;
    }
  }

  // Requires: `slot` is not in the index.
  void insert(std::uint64_t hash, std::uint32_t slot) {
    Shard& shard = shard_of(hash);
    if (std::uint64_t{shard.size + 1} * 5 > std::uint64_t{shard.capacity} * 4) grow(shard);
    place(shard, Entry{tag_of(hash), slot});
    ++shard.size;
  }

  // Requires: `slot` was inserted with this hash.
  void erase(std::uint64_t hash, std::uint32_t slot) noexcept;

  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  static constexpr std::size_t kShardBits = 12;
  static constexpr std::size_t kShards = std::size_t{1} << kShardBits;
  static constexpr std::uint32_t kCapacityMin = 8;

  struct Entry {
    std::uint32_t tag = 0;  // low half of the hash: also where probing starts
    std::uint32_t slot = kNone;
  };
  struct Shard {
    std::unique_ptr<Entry[]> entries;
    std::uint32_t capacity = 0;  // a power of two, or zero
    std::uint32_t size = 0;
    [[nodiscard]] std::uint32_t mask() const noexcept { return capacity - 1; }
  };

  [[nodiscard]] static std::uint32_t tag_of(std::uint64_t hash) noexcept {
    return static_cast<std::uint32_t>(hash);
  }
  [[nodiscard]] Shard& shard_of(std::uint64_t hash) noexcept {
    return (*shards_)[hash >> (64 - kShardBits)];
  }
  [[nodiscard]] const Shard& shard_of(std::uint64_t hash) const noexcept {
    return (*shards_)[hash >> (64 - kShardBits)];
  }
  static void place(Shard& shard, const Entry& entry) noexcept;
  static void grow(Shard& shard);

  std::unique_ptr<std::array<Shard, kShards>> shards_;
};

}  // namespace ward6::dhcp6
