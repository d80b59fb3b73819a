// Reads one file of the store: visits its leases, and tells rot from a torn end.
// The rules and the reasons: docs/journal-format.md, "Reading".
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libdhcp6/core/result.h"
#include "libdhcp6/lease/disk.h"
#include "libdhcp6/lease/segment.h"
#include "libdhcp6/lease/segment_reader.h"
#include "libdhcp6/lease/store.h"

namespace ward6::dhcp6 {

// A record and where it stands. Borrowed until the visitor returns.
struct StoredLease {
  LeaseRecord record;     // its link is an index of the names that the reader was given
  std::string_view link;  // as the file names it; empty: none
  std::string_view file;
  std::uint64_t offset = 0;
  std::uint64_t group = 0;  // sequence number; 0 in a snapshot
};
using StoredLeaseVisitor = std::function<void(const StoredLease&)>;

class SegmentReplay {
 public:
  // Borrows everything for its life. `names`: the configured links by LinkId.
  SegmentReplay(const SegmentName& segment,
                std::span<const std::string> names,
                const StoredLeaseVisitor& visit,
                LoadReport& report);

  // Reads everything behind the header, which `reader` has read. Fails with io only.
  [[nodiscard]] Result<void> run(SegmentReader& reader);

  // Afterwards:
  [[nodiscard]] std::uint64_t leases() const noexcept { return leases_; }
  [[nodiscard]] std::uint64_t last_group() const noexcept { return group_; }  // 0: none
  [[nodiscard]] std::uint64_t good_end() const noexcept { return good_end_; }
  // Closed in order; only a journal may not be.
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  // The last group has damage with good frames behind it.
  [[nodiscard]] bool damaged_inside() const noexcept { return damaged_inside_; }
  [[nodiscard]] bool sound() const noexcept { return sound_; }

 private:
  struct FileLink {
    std::string name;
    LinkId id = kNoLink;
  };

  void on_frame(const SegmentReader& reader);
  void on_lease(const SegmentReader& reader);
  void on_link(const Frame& frame);
  void on_group(const SegmentReader& reader);
  void on_end(const SegmentReader& reader);
  void finish();
  void rot(std::uint64_t offset, std::uint64_t size);
  void pending_is_rot();

  const SegmentName& segment_;
  std::string file_;
  std::span<const std::string> names_;
  const StoredLeaseVisitor& visit_;
  LoadReport& report_;
  std::vector<FileLink> links_;
  std::uint64_t leases_ = 0;
  std::uint64_t group_ = 0;
  std::uint64_t good_end_ = 0;
  bool ended_ = false;
  bool damaged_inside_ = false;
  bool sound_ = true;
  // Damage behind the last group frame: torn, unless another group or the end follows.
  std::vector<LoadReport::Rot> pending_;
};

// Counts damage, and lists it as long as the list is short.
void add_rot(LoadReport& report, LoadReport::Rot rot);

}  // namespace ward6::dhcp6
