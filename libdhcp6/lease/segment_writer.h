// Writes one file of the store: a journal or a snapshot.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/lease/disk.h"
#include "libdhcp6/lease/segment.h"

namespace ward6::dhcp6 {

struct SegmentOptions {
  std::span<const std::string> links;  // by LinkId
  std::uint64_t allocation_step = kAllocationStep;
};

class SegmentWriter {
 public:
  // Creates a file under its unfinished name and writes its header and links. Replaces one of the
  // same name. Nothing is durable before publish(). Borrows `disk`.
  [[nodiscard]] static Result<std::unique_ptr<SegmentWriter>> create(Disk& disk,
                                                                     const SegmentHeader& header,
                                                                     const SegmentOptions& options);
  // Syncs the file and gives it its proper name: from now on a recovery reads it. Once.
  [[nodiscard]] Result<void> publish();

  // From now on LinkId n is links[n]. Does nothing to the disk before the next append.
  void set_links(std::span<const std::string> links);

  // Appends the leases that Journal encoded, behind a group frame with this number. Not durable.
  // Fails with corrupt, and writes nothing, when `group` is not what a Journal made; with no_space
  // when the disk has no room, and then everything is as before and it may be tried again.
  [[nodiscard]] Result<void> append_group(Bytes group, std::uint64_t sequence);
  // The same without a group frame.
  [[nodiscard]] Result<void> append(Bytes leases);
  [[nodiscard]] Result<void> sync();
  // Writes the end frame, gives back what was allocated ahead, and syncs. No append may follow.
  [[nodiscard]] Result<void> finish();

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }

 private:
  SegmentWriter(Disk& disk, const SegmentHeader& header, const SegmentOptions& options);
  [[nodiscard]] Result<std::uint32_t> translate(Bytes group);
  [[nodiscard]] std::uint16_t local_link(std::uint16_t link) const noexcept;
  [[nodiscard]] Result<void> make_room();
  [[nodiscard]] Result<void> flush();

  Disk& disk_;
  std::unique_ptr<DiskFile> file_;
  SegmentKind kind_;
  std::uint64_t number_;
  std::uint32_t salt_;
  std::uint64_t allocation_step_;
  std::uint64_t size_ = kSegmentDataAt;
  std::uint64_t allocated_ = 0;
  std::uint64_t leases_ = 0;
  std::vector<std::string> names_;          // of this file: index is what its leases say
  std::vector<std::uint16_t> local_links_;  // by LinkId
  std::vector<std::byte> pending_links_;    // frames for the next append
  std::vector<std::byte> out_;              // what flush() writes
};

// Ends a file that a crash left behind, as finish() would have. Drops what is behind `size`.
struct AbandonedEnd {
  std::uint64_t size = 0;
  std::uint64_t leases = 0;
};
[[nodiscard]] Result<void> close_abandoned(Disk& disk,
                                           const SegmentHeader& header,
                                           const AbandonedEnd& end);

}  // namespace ward6::dhcp6
