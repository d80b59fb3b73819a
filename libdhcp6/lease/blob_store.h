// Short byte strings (DUIDs, details) by the million: in size classes, in chunks that never move.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "libdhcp6/core/bytes.h"

namespace ward6::dhcp6 {

enum class BlobRef : std::uint32_t { none = 0xffffffff };

class BlobStore {
 public:
  static constexpr std::size_t kBlobSizeMax = 510;

  // A copy of `bytes`. Requires: bytes.size() <= kBlobSizeMax. Empty bytes give BlobRef::none.
  [[nodiscard]] BlobRef add(Bytes bytes);
  // Borrowed until the blob is removed; empty for BlobRef::none.
  [[nodiscard]] Bytes get(BlobRef ref) const noexcept;
  void remove(BlobRef ref) noexcept;

  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  static constexpr std::array<std::uint16_t, 12> kClasses{16,  24,  32,  48,  64,  96,
                                                          128, 192, 256, 320, 384, 512};
  static constexpr std::uint32_t kIndexBits = 28;
  static constexpr std::uint32_t kIndexMask = (1U << kIndexBits) - 1;
  static constexpr std::uint32_t kChunkBlobs = 1024;
  static constexpr std::size_t kHeader = 2;  // size of the content

  struct Class {
    std::vector<std::unique_ptr<std::byte[]>> chunks;
    std::uint32_t end = 0;
    std::uint32_t free = kIndexMask;
  };

  [[nodiscard]] MutableBytes cell(std::size_t which, std::uint32_t index) const noexcept;

  std::array<Class, kClasses.size()> classes_;
};

}  // namespace ward6::dhcp6
