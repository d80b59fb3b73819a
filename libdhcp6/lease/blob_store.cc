#include "libdhcp6/lease/blob_store.h"

#include <algorithm>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {

MutableBytes BlobStore::cell(std::size_t which, std::uint32_t index) const noexcept {
  const std::size_t size = kClasses.at(which);
  const auto& chunk = classes_.at(which).chunks[index / kChunkBlobs];
  return MutableBytes(chunk.get(), size * kChunkBlobs)
      .subspan(std::size_t{index % kChunkBlobs} * size, size);
}

BlobRef BlobStore::add(Bytes bytes) {
  if (bytes.empty()) return BlobRef::none;
  WARD6_ASSERT(bytes.size() <= kBlobSizeMax);
  const auto fit = std::ranges::lower_bound(kClasses, bytes.size() + kHeader);
  const auto which = static_cast<std::size_t>(fit - kClasses.begin());
  Class& size_class = classes_.at(which);
  std::uint32_t index = size_class.free;
  if (index != kIndexMask) {
    size_class.free = Reader(cell(which, index)).u32();
  } else {
    WARD6_ASSERT(size_class.end < kIndexMask);
    if (size_class.end % kChunkBlobs == 0) {
      size_class.chunks.push_back(std::make_unique<std::byte[]>(*fit * std::size_t{kChunkBlobs}));
    }
    index = size_class.end++;
  }
  Writer(cell(which, index)).u16(static_cast<std::uint16_t>(bytes.size())).raw(bytes);
  return BlobRef{static_cast<std::uint32_t>(which) << kIndexBits | index};
}

Bytes BlobStore::get(BlobRef ref) const noexcept {
  if (ref == BlobRef::none) return {};
  const auto number = static_cast<std::uint32_t>(ref);
  Reader reader(cell(number >> kIndexBits, number & kIndexMask));
  return reader.take(reader.u16());
}

void BlobStore::remove(BlobRef ref) noexcept {
  if (ref == BlobRef::none) return;
  const auto number = static_cast<std::uint32_t>(ref);
  const std::size_t which = number >> kIndexBits;
  const std::uint32_t index = number & kIndexMask;
  Writer(cell(which, index)).u32(classes_.at(which).free);
  classes_.at(which).free = index;
}

std::size_t BlobStore::memory_bytes() const noexcept {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < kClasses.size(); ++i) {
    bytes += classes_.at(i).chunks.size() * kClasses.at(i) * kChunkBlobs;
  }
  return bytes;
}

}  // namespace ward6::dhcp6
