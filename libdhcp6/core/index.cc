#include "libdhcp6/core/index.h"

#include "libdhcp6/core/assert.h"

namespace ward6::dhcp6 {

void HashIndex::place(Shard& shard, const Entry& entry) noexcept {
  std::uint32_t at = entry.tag & shard.mask();
  while (shard.entries[at].slot != kNone) at = (at + 1) & shard.mask();
  shard.entries[at] = entry;
}

void HashIndex::grow(Shard& shard) {
  const std::uint32_t old_capacity = shard.capacity;
  const auto old = std::move(shard.entries);
  shard.capacity = old_capacity == 0 ? kCapacityMin : old_capacity * 2;
  shard.entries = std::make_unique<Entry[]>(shard.capacity);
  for (std::uint32_t i = 0; i < old_capacity; ++i) {
    if (old[i].slot != kNone) place(shard, old[i]);
  }
}

void HashIndex::erase(std::uint64_t hash, std::uint32_t slot) noexcept {
  Shard& shard = shard_of(hash);
  WARD6_ASSERT(shard.size > 0);
  std::uint32_t hole = tag_of(hash) & shard.mask();
  while (shard.entries[hole].slot != slot) {
    WARD6_ASSERT(shard.entries[hole].slot != kNone);
    hole = (hole + 1) & shard.mask();
  }
  // Linear probing without tombstones: move back every later entry of the run that may stand here.
  for (std::uint32_t at = (hole + 1) & shard.mask(); shard.entries[at].slot != kNone;
       at = (at + 1) & shard.mask()) {
    const std::uint32_t home = shard.entries[at].tag & shard.mask();
    const std::uint32_t from_home = (at - home) & shard.mask();
    const std::uint32_t from_hole = (at - hole) & shard.mask();
    if (from_home < from_hole) continue;
    shard.entries[hole] = shard.entries[at];
    hole = at;
  }
  shard.entries[hole] = Entry{};
  --shard.size;
}

std::size_t HashIndex::memory_bytes() const noexcept {
  std::size_t bytes = sizeof(*shards_);
  for (const Shard& shard : *shards_) bytes += shard.capacity * sizeof(Entry);
  return bytes;
}

}  // namespace ward6::dhcp6
