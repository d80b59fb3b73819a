#include "libdhcp6/lease/history.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "libdhcp6/lease/segment.h"

namespace ward6::dhcp6 {
namespace {

struct OldFile {
  SegmentName name;
  DiskEntry entry;

  // A snapshot comes before the journal of its number: it needs that one, not the other way round.
  [[nodiscard]] auto order() const noexcept {
    return std::tuple(name.number, name.kind == SegmentKind::journal);
  }
};

}  // namespace

Result<void> prune_history(Disk& disk,
                           std::uint64_t snapshot,
                           const HistoryLimits& limits,
                           WallTime now) {
  const auto entries = disk.list();
  if (!entries) return tl::unexpected(entries.error());
  std::vector<OldFile> files;
  std::uint64_t bytes = 0;
  std::uint64_t previous = 0;  // snapshot
  for (const DiskEntry& entry : *entries) {
    const auto name = parse_file_name(entry.name);
    if (!name || name->unfinished || name->number >= snapshot) continue;
    files.push_back({*name, entry});
    bytes += entry.size;
    if (name->kind == SegmentKind::snapshot) previous = std::max(previous, name->number);
  }
  std::ranges::sort(files, {}, &OldFile::order);
  bool removed_one = false;
  for (const OldFile& file : files) {
    const bool superseded = file.name.kind == SegmentKind::snapshot && file.name.number != previous;
    const bool old = remaining(file.entry.modified, now) > limits.age_max;
    if (!superseded && !old && bytes <= limits.bytes_max) continue;
    const auto removed = disk.remove(file.entry.name);
    if (!removed) return removed;
    bytes -= file.entry.size;
    removed_one = true;
  }
  return removed_one ? disk.sync_directory() : Result<void>{};
}

}  // namespace ward6::dhcp6
