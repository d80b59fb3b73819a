#include "libdhcp6/lease/recovery.h"

#include <algorithm>
#include <utility>

#include "libdhcp6/lease/segment_reader.h"

namespace ward6::dhcp6 {
namespace {

constexpr std::size_t kBufferSize = std::size_t{256} << 10U;

// Whether every journal from number `from` to before number `to` is there.
bool has_chain(const StoreFiles& files, std::uint64_t from, std::uint64_t to) {
  const auto first = std::ranges::lower_bound(files.journals, from);
  const auto last = std::ranges::lower_bound(files.journals, to);
  return std::cmp_equal(last - first, to - from);
}

}  // namespace

Result<StoreFiles> find_store_files(Disk& disk) {
  const auto entries = disk.list();
  if (!entries) return tl::unexpected(entries.error());
  StoreFiles files;
  for (const DiskEntry& entry : *entries) {
    const auto name = parse_file_name(entry.name);
    if (!name) continue;
    if (name->unfinished) {
      files.unfinished.push_back(entry.name);
    } else if (name->kind == SegmentKind::journal) {
      files.journals.push_back(name->number);
    } else {
      files.snapshots.push_back(name->number);
    }
  }
  std::ranges::sort(files.journals);
  std::ranges::sort(files.snapshots);
  return files;
}

Recovery::Recovery(Disk& disk, std::vector<std::string> names, StoredLeaseVisitor visit)
    : disk_(disk), names_(std::move(names)), visit_(std::move(visit)), buffer_(kBufferSize) {}

Result<void> Recovery::current(const StoreFiles& files) {
  const auto from = snapshots(files);
  if (!from) return tl::unexpected(from.error());
  const std::uint64_t damage_before = report_.rotten_count;
  if (!files.snapshots.empty()) {
    const std::uint64_t number = files.snapshots.back();
    const bool there = std::ranges::binary_search(files.journals, number);
    if (!there) add_rot(report_, {.file = file_name({.number = number})});
  }
  const auto read = journals(files, *from);
  if (!read) return read;
  const bool repaired = report_.rotten_count == damage_before && report_.missing_groups == 0;
  for (std::size_t i = 0; i < repairable_; ++i) report_.rotten[i].repaired = repaired;
  return {};
}

// Reads the newest snapshot; the number of the first journal that is to be read after it. When it
// is damaged, what it lacks is in the one before and in the journals between the two. Replaying
// those over it is right: whatever they say of a lease is its state at the newer snapshot, or is
// followed by a later record. Without an unbroken chain of journals the newer snapshot must do.
Result<std::uint64_t> Recovery::snapshots(const StoreFiles& files) {
  std::uint64_t from = 1;
  for (std::size_t i = files.snapshots.size(); i > 0; --i) {
    const std::uint64_t number = files.snapshots[i - 1];
    const bool newest = i == files.snapshots.size();
    if (!newest && !has_chain(files, number, from)) return from;
    const std::size_t damage_before = report_.rotten.size();
    const auto sound = read_file({.kind = SegmentKind::snapshot, .number = number});
    if (!sound) return tl::unexpected(sound.error());
    from = number;
    if (*sound) {
      repairable_ = newest ? 0 : damage_before;
      return from;
    }
  }
  if (from > 1 && has_chain(files, 1, from)) {  // back to the first change of all
    repairable_ = report_.rotten.size();
    return std::uint64_t{1};
  }
  return from;
}

Result<void> Recovery::history(const StoreFiles& files) {
  from_middle_ = true;
  const std::uint64_t oldest = files.journals.empty() ? 0 : files.journals.front();
  const auto base = std::ranges::lower_bound(files.snapshots, oldest);
  // What a running daemon deletes as too old while this reads is not history any more.
  if (base != files.snapshots.end()) {
    const auto read = read_file({.kind = SegmentKind::snapshot, .number = *base});
    if (!read && read.error().code != Errc::missing) return tl::unexpected(read.error());
  }
  for (const std::uint64_t number : files.journals) {
    const auto read = read_file({.kind = SegmentKind::journal, .number = number});
    if (!read && read.error().code != Errc::missing) return tl::unexpected(read.error());
  }
  return {};
}

Result<void> Recovery::journals(const StoreFiles& files, std::uint64_t from) {
  for (const std::uint64_t number : files.journals) {
    if (number < from) continue;
    open_end_.reset();
    const auto read = read_file({.kind = SegmentKind::journal, .number = number});
    if (!read) return tl::unexpected(read.error());
  }
  return {};
}

Result<bool> Recovery::read_file(const SegmentName& name) {
  const std::string text = file_name(name);
  const auto file = disk_.open(text, Disk::Access::read);
  if (!file) return tl::unexpected(file.error());
  SegmentReader reader(**file, buffer_);
  const auto header = reader.open();
  if (!header && header.error().code != Errc::corrupt) return tl::unexpected(header.error());
  if (header) {
    const auto checked = check_version(*header, text);
    if (!checked) return tl::unexpected(checked.error());
  }
  if (!header || header->kind != name.kind || header->number != name.number) {
    // Both headers are gone and the salt with them, or this is another file under a wrong name.
    add_rot(report_, {.file = text});
    return false;
  }
  if (name.kind == SegmentKind::journal && header->first_group > next_group_ && !from_middle_) {
    report_.missing_groups += header->first_group - next_group_;
  }
  from_middle_ = false;
  next_group_ = std::max(next_group_, header->first_group);

  SegmentReplay replay(name, names_, visit_, report_);
  const auto done = replay.run(reader);
  if (!done) return tl::unexpected(done.error());
  if (replay.last_group() >= next_group_) next_group_ = replay.last_group() + 1;
  if (name.kind == SegmentKind::journal && !replay.ended()) {
    open_end_ = OpenEnd{.header = *header,
                        .good_end = replay.good_end(),
                        .leases = replay.leases(),
                        .used = replay.last_group() != 0,
                        .damaged_inside = replay.damaged_inside()};
  }
  return replay.sound();
}

Result<void> Recovery::check_version(const SegmentHeader& header, const std::string& name) {
  if (header.major <= kFormatMajor) return {};
  error_text_ = name + " was written by a later version of ward6 (format " +
                std::to_string(header.major) + "." + std::to_string(header.minor) +
                ", this one reads up to " + std::to_string(kFormatMajor) +
                ".x): install that version again";
  return fail(Errc::not_allowed);
}

std::string Recovery::error_text() const {
  return error_text_.empty() ? disk_.error_text() : error_text_;
}

}  // namespace ward6::dhcp6
