// Reads the frames of one file in order and finds its way back after damage.
#pragma once

#include <cstddef>
#include <cstdint>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/lease/disk.h"
#include "libdhcp6/lease/record.h"
#include "libdhcp6/lease/segment.h"

namespace ward6::dhcp6 {

class SegmentReader {
 public:
  // Borrows both for its life. Requires: buffer.size() >= 2 * kRecordSizeMax.
  SegmentReader(DiskFile& file, MutableBytes buffer) noexcept : file_(file), buffer_(buffer) {}

  // The header, or its copy when that is bad. Fails with corrupt when both are, with io. Call once,
  // before next().
  [[nodiscard]] Result<SegmentHeader> open();

  enum class Found : std::uint8_t {
    frame,   // frame() at offset()
    damage,  // size() bad bytes at offset(), and a good frame behind them
    tail,    // the same, but nothing behind them; end is next
    end,     // of the file, or zeros until there
  };
  // The next thing. Fails with io only.
  [[nodiscard]] Result<Found> next();

  // Of the last next(). The frame is borrowed until the following one.
  [[nodiscard]] const Frame& frame() const noexcept { return frame_; }
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  // Behind the last good frame.
  [[nodiscard]] std::uint64_t good_end() const noexcept { return good_end_; }

 private:
  [[nodiscard]] Bytes window() const noexcept { return Bytes(buffer_).subspan(at_, filled_ - at_); }
  [[nodiscard]] std::uint64_t position() const noexcept { return base_ + at_; }
  [[nodiscard]] Result<void> fill();
  [[nodiscard]] Result<Found> resynchronise();
  [[nodiscard]] Found take(const Frame& frame) noexcept;
  void skip(std::size_t count, std::uint64_t& bad_end) noexcept;

  DiskFile& file_;
  MutableBytes buffer_;
  std::uint64_t base_ = kSegmentDataAt;  // where in the file the buffer begins
  std::size_t at_ = 0;                   // the next byte to read, in the buffer
  std::size_t filled_ = 0;
  bool at_end_ = false;  // the buffer holds the rest of the file
  std::uint32_t salt_ = 0;
  Frame frame_;
  std::uint64_t offset_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t good_end_ = kSegmentDataAt;
};

}  // namespace ward6::dhcp6
