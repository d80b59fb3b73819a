// Files of the lease store: names and headers. Grammar: docs/journal-format.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"

namespace ward6::dhcp6 {

enum class SegmentKind : std::uint8_t { journal = 1, snapshot = 2 };

inline constexpr std::uint8_t kFormatMajor = 1;
inline constexpr std::uint8_t kFormatMinor = 0;

inline constexpr std::size_t kSegmentHeaderSize = 36;
inline constexpr std::uint64_t kSegmentCopyAt = 4096;  // on another page, so that one may go bad
inline constexpr std::uint64_t kSegmentDataAt = 8192;  // the first frame
inline constexpr std::uint64_t kAllocationStep = std::uint64_t{4} << 20U;

struct SegmentHeader {
  SegmentKind kind = SegmentKind::journal;
  std::uint8_t major = kFormatMajor;
  std::uint8_t minor = kFormatMinor;
  std::uint64_t number = 0;
  std::uint32_t salt = 0;         // starts the checksum of every frame of the file
  std::uint64_t first_group = 1;  // sequence number of the first group that is not before this file
};

using EncodedHeader = std::array<std::byte, kSegmentHeaderSize>;
[[nodiscard]] EncodedHeader encode_header(const SegmentHeader& header) noexcept;
// Fails with truncated or corrupt. The caller judges the version.
[[nodiscard]] Result<SegmentHeader> decode_header(Bytes in) noexcept;

struct SegmentName {
  SegmentKind kind = SegmentKind::journal;
  std::uint64_t number = 0;
  bool unfinished = false;  // was never completed: of no value
};
[[nodiscard]] std::string file_name(const SegmentName& name);
[[nodiscard]] std::optional<SegmentName> parse_file_name(std::string_view text) noexcept;

}  // namespace ward6::dhcp6
