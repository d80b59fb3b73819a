// Frames and lease records: what a group, a journal and a snapshot are made of.
// Grammar: docs/journal-format.md.
#pragma once

#include <cstddef>
#include <cstdint>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/lease/lease.h"

namespace ward6::dhcp6 {

inline constexpr std::size_t kFrameHeaderSize = 8;
// The largest frame: a lease with DUID and details at their limits.
inline constexpr std::size_t kRecordSizeMax = 1024;
inline constexpr std::size_t kFrameBodySizeMax = kRecordSizeMax - kFrameHeaderSize;

// On the disk: never renumber, only append. A number that is not here is of a later version.
enum class FrameType : std::uint8_t { lease = 1, link = 2, group = 3, end = 4 };

struct Frame {
  std::uint8_t type = 0;
  Bytes body;  // borrowed

  [[nodiscard]] bool is(FrameType other) const noexcept {
    return type == static_cast<std::uint8_t>(other);
  }
  [[nodiscard]] std::size_t size() const noexcept { return kFrameHeaderSize + body.size(); }
};

// The frame at the start of `in`. `salt` is the file's; 0 for groups in memory. Fails with
// truncated when `in` ends inside of what may be a frame, and with corrupt when there is none.
[[nodiscard]] Result<Frame> read_frame(Bytes in, std::uint32_t salt) noexcept;

// Where the first byte of `in` is that may begin a frame; in.size() when there is none.
[[nodiscard]] std::size_t find_frame_start(Bytes in) noexcept;

// Writes a frame to the start of `out`; its size.
// Requires: body.size() <= kFrameBodySizeMax; out.size() >= kFrameHeaderSize + body.size().
std::size_t write_frame(FrameType type, Bytes body, std::uint32_t salt, MutableBytes out) noexcept;

// A lease as the body of a frame; its size. Requires: out.size() >= kFrameBodySizeMax;
// record.duid.size() <= kDuidSizeMax; record.details.size() <= kDetailsSizeMax.
[[nodiscard]] std::size_t encode_record(const LeaseRecord& record, MutableBytes out) noexcept;

// Views of the result borrow from `body`. The link is whatever number stands there. A choice that
// is not known becomes Choice::unknown; a state or event that is not known is bad_value.
[[nodiscard]] Result<LeaseRecord> decode_record(Bytes body) noexcept;

// Overwrites the link in an encoded lease. Requires: body came from encode_record.
void set_link(MutableBytes body, std::uint16_t link) noexcept;

}  // namespace ward6::dhcp6
