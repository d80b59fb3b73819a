#include "libdhcp6/lease/segment_reader.h"

#include <algorithm>
#include <array>

#include "libdhcp6/core/assert.h"

namespace ward6::dhcp6 {

Result<SegmentHeader> SegmentReader::open() {
  WARD6_ASSERT(buffer_.size() >= 2 * kRecordSizeMax);
  Result<SegmentHeader> header = fail(Errc::corrupt);
  for (const std::uint64_t at : {std::uint64_t{0}, kSegmentCopyAt}) {
    EncodedHeader bytes{};
    const auto count = file_.read(at, bytes);
    if (!count) return tl::unexpected(count.error());
    header = decode_header(Bytes(bytes).first(*count));
    if (header) break;
  }
  if (!header) return fail(Errc::corrupt);
  salt_ = header->salt;
  return header;
}

Result<SegmentReader::Found> SegmentReader::next() {
  const auto filled = fill();
  if (!filled) return tl::unexpected(filled.error());
  if (window().empty()) {
    offset_ = position();
    size_ = 0;
    return Found::end;
  }
  const auto frame = read_frame(window(), salt_);
  if (frame) return take(*frame);
  return resynchronise();
}

SegmentReader::Found SegmentReader::take(const Frame& frame) noexcept {
  frame_ = frame;
  offset_ = position();
  size_ = frame.size();
  at_ += frame.size();
  good_end_ = position();
  return Found::frame;
}

// Tries every byte that may begin a frame. `bad_end` follows the last byte that is not zero: zeros
// behind it, up to the end of the file, are space allocated ahead.
Result<SegmentReader::Found> SegmentReader::resynchronise() {
  offset_ = position();
  std::uint64_t bad_end = offset_;
  skip(1, bad_end);
  while (true) {
    const auto filled = fill();
    if (!filled) return tl::unexpected(filled.error());
    const Bytes rest = window();
    if (rest.empty()) break;
    const std::size_t candidate = find_frame_start(rest);
    if (candidate > 0) {
      skip(candidate, bad_end);
      continue;  // with a full window behind the candidate
    }
    if (read_frame(rest, salt_)) {
      size_ = position() - offset_;
      return Found::damage;
    }
    skip(1, bad_end);
  }
  size_ = bad_end - offset_;
  if (size_ == 0) {
    offset_ = position();
    return Found::end;
  }
  return Found::tail;
}

void SegmentReader::skip(std::size_t count, std::uint64_t& bad_end) noexcept {
  const Bytes skipped = window().first(count);
  const auto last =
      std::find_if(skipped.rbegin(), skipped.rend(), [](std::byte b) { return b != std::byte{0}; });
  const auto zeros = static_cast<std::size_t>(last - skipped.rbegin());
  if (zeros < count) bad_end = position() + (count - zeros);
  at_ += count;
}

// Makes the window hold a whole frame, or the rest of the file.
Result<void> SegmentReader::fill() {
  if (at_end_ || filled_ - at_ >= kRecordSizeMax) return {};
  std::ranges::copy(window(), buffer_.begin());
  base_ += at_;
  filled_ -= at_;
  at_ = 0;
  const MutableBytes room = buffer_.subspan(filled_);
  const auto count = file_.read(base_ + filled_, room);
  if (!count) return tl::unexpected(count.error());
  filled_ += *count;
  at_end_ = *count < room.size();
  return {};
}

}  // namespace ward6::dhcp6
