#include "libdhcp6/lease/journal.h"

#include <array>

#include "libdhcp6/core/assert.h"

namespace ward6::dhcp6 {

Journal::Journal(std::size_t group_size_max) : group_size_max_(group_size_max) {
  WARD6_ASSERT(group_size_max >= kRecordSizeMax);
  open_.reserve(group_size_max);
}

bool Journal::has_room(std::size_t records) const noexcept {
  return records <= (group_size_max_ - open_.size()) / kRecordSizeMax;
}

CommitId Journal::append(const LeaseRecord& record) noexcept {
  WARD6_ASSERT(has_room(1));
  // Not filled with zeros first: this is once per lease, and only what was written is read.
  std::array<std::byte, kFrameBodySizeMax> body;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  std::array<std::byte, kRecordSizeMax> frame;    // NOLINT(cppcoreguidelines-pro-type-member-init)
  const std::size_t body_size = encode_record(record, body);
  const std::size_t size = write_frame(FrameType::lease, Bytes(body).first(body_size), 0, frame);
  const Bytes written = Bytes(frame).first(size);
  open_.insert(open_.end(), written.begin(), written.end());
  return CommitId{open_id_};
}

CommitId Journal::seal(std::vector<std::byte>& out) noexcept {
  out.clear();
  if (open_.empty()) return CommitId::none;
  out.reserve(group_size_max_);
  open_.swap(out);
  return CommitId{open_id_++};
}

}  // namespace ward6::dhcp6
