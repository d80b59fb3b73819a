#include "libdhcp6/lease/file_store.h"

#include <algorithm>
#include <utility>

#include "libdhcp6/core/assert.h"

namespace ward6::dhcp6 {
namespace {

// After a snapshot that failed, the journals grow by this much before the next attempt.
constexpr std::uint64_t kRetryAfter = std::uint64_t{64} << 20U;

}  // namespace

FileStore::FileStore(Disk& disk, RandomSource& random, const FileStoreOptions& options)
    : disk_(disk), random_(random), options_(options) {}

Result<LoadReport> FileStore::load(const Visitor& visit) {
  WARD6_ASSERT(segment_ == nullptr);
  LoadReport report;
  const auto locked = disk_.lock();
  if (!locked) return tl::unexpected(fatal(locked).error());
  const auto recovered = recover(visit, report);
  if (!recovered) return tl::unexpected(recovered.error());
  return report;
}

Result<void> FileStore::recover(const Visitor& visit, LoadReport& report) {
  const auto files = find_store_files(disk_);
  if (!files) return fatal(tl::unexpected(files.error()));
  Recovery recovery(disk_, names_, [&visit](const StoredLease& lease) { visit(lease.record); });
  const auto read = recovery.current(*files);
  if (!read) {
    error_text_ = recovery.error_text();
    failed_ = true;
    return read;
  }
  report = recovery.report();
  next_group_ = recovery.next_group();
  if (!files->snapshots.empty()) snapshot_number_ = files->snapshots.back();

  // What the last daemon left: nothing above has changed the directory.
  for (const std::string& name : files->unfinished) {
    const auto removed = disk_.remove(name);
    if (!removed) return fatal(removed);
  }
  std::uint64_t number = files->journals.empty() ? 1 : files->journals.back() + 1;
  number = std::max(number, snapshot_number_);
  if (recovery.open_end()) {
    const OpenEnd& end = *recovery.open_end();
    if (!end.used && !end.damaged_inside) {
      number = end.header.number;  // begun and never used: replaced
    } else {
      const auto closed = close_open_end(end);
      if (!closed) return fatal(closed);
    }
  }
  const auto measured = measure(number);
  if (!measured) return fatal(measured);
  const auto begun = begin_segment(number);
  if (!begun) return fatal(begun);
  return {};
}

// Cuts the torn tail and the zeros behind the last good frame. When there is damage with good
// frames behind it, the journal stays as it is: with an end, its damage would be taken for rot.
Result<void> FileStore::close_open_end(const OpenEnd& end) {
  if (end.damaged_inside) return {};
  return close_abandoned(disk_, end.header, {.size = end.good_end, .leases = end.leases});
}

// How much a start would have to read, but for the journal that is being written.
Result<void> FileStore::measure(std::uint64_t open_number) {
  const auto entries = disk_.list();
  if (!entries) return tl::unexpected(entries.error());
  journal_bytes_ = 0;
  for (const DiskEntry& entry : *entries) {
    const auto name = parse_file_name(entry.name);
    if (!name || name->unfinished || name->number < snapshot_number_) continue;
    if (name->kind == SegmentKind::snapshot) {
      snapshot_bytes_ = entry.size;
    } else if (name->number != open_number) {
      journal_bytes_ += entry.size;
    }
  }
  return {};
}

void FileStore::links(const std::vector<std::string>& names) {
  names_ = names;
  if (segment_ != nullptr) segment_->set_links(names_);
  if (snapshot_ != nullptr) snapshot_->set_links(names_);
}

Result<void> FileStore::begin_segment(std::uint64_t number) {
  const SegmentHeader header{.kind = SegmentKind::journal,
                             .number = number,
                             .salt = static_cast<std::uint32_t>(random_.next()),
                             .first_group = next_group_};
  auto segment = SegmentWriter::create(
      disk_, header, {.links = names_, .allocation_step = options_.allocation_step});
  if (!segment) return tl::unexpected(segment.error());
  const auto published = (*segment)->publish();
  if (!published) return published;
  segment_ = std::move(*segment);
  return {};
}

// The next journal is there before this one ends. When it cannot be made, this one goes on.
Result<void> FileStore::rotate() {
  std::unique_ptr<SegmentWriter> before = std::move(segment_);
  const auto begun = begin_segment(before->number() + 1);
  if (!begun) {
    segment_ = std::move(before);
    return begun;
  }
  const auto finished = before->finish();
  if (!finished) return fatal(finished);
  journal_bytes_ += before->size();
  return {};
}

Result<void> FileStore::commit(Bytes group) {
  if (failed_) return fail(Errc::io);
  WARD6_ASSERT(segment_ != nullptr);
  if (group.empty()) return {};
  if (segment_->size() >= options_.segment_size_max) {
    const auto rotated = rotate();
    if (!rotated && failed_) return rotated;
  }
  const auto appended = segment_->append_group(group, next_group_);
  if (!appended && appended.error().code == Errc::no_space) {
    error_text_ = disk_.error_text();
    return appended;
  }
  if (!appended) return fatal(appended);
  const auto synced = segment_->sync();
  if (!synced) return fatal(synced);
  ++next_group_;
  return {};
}

bool FileStore::wants_snapshot() const noexcept {
  if (failed_ || segment_ == nullptr || snapshot_ != nullptr) return false;
  const std::uint64_t bytes = journal_bytes_ + segment_->size();
  const std::uint64_t limit =
      std::max(options_.snapshot_after, options_.snapshot_ratio * snapshot_bytes_);
  return bytes > std::max(limit, retry_after_);
}

Result<void> FileStore::begin_snapshot() {
  if (failed_) return fail(Errc::io);
  WARD6_ASSERT(segment_ != nullptr);
  WARD6_ASSERT(snapshot_ == nullptr);
  const auto rotated = rotate();
  if (!rotated) return failed_ ? rotated : give_up_snapshot(rotated);
  const SegmentHeader header{.kind = SegmentKind::snapshot,
                             .number = segment_->number(),
                             .salt = static_cast<std::uint32_t>(random_.next()),
                             .first_group = next_group_};
  auto snapshot = SegmentWriter::create(
      disk_, header, {.links = names_, .allocation_step = options_.allocation_step});
  if (!snapshot) return give_up_snapshot(tl::unexpected(snapshot.error()));
  snapshot_ = std::move(*snapshot);
  return {};
}

// Every slice is synced: one sync of everything at the end would hold up the commits behind it.
Result<void> FileStore::snapshot_slice(Bytes leases) {
  if (snapshot_ == nullptr) return fail(Errc::io);
  const auto appended = snapshot_->append(leases);
  if (!appended) return give_up_snapshot(appended);
  const auto synced = snapshot_->sync();
  if (!synced) return give_up_snapshot(synced);
  return {};
}

Result<void> FileStore::finish_snapshot(WallTime now) {
  if (snapshot_ == nullptr) return fail(Errc::io);
  const auto finished = snapshot_->finish();
  if (!finished) return give_up_snapshot(finished);
  const auto published = snapshot_->publish();
  if (!published) return give_up_snapshot(published);
  snapshot_number_ = snapshot_->number();
  snapshot_.reset();
  retry_after_ = 0;
  const auto measured = measure(segment_->number());
  const auto pruned =
      measured ? prune_history(disk_, snapshot_number_, options_.history, now) : measured;
  if (!pruned) error_text_ = disk_.error_text();
  return pruned;
}

Result<void> FileStore::close() {
  if (failed_) return fail(Errc::io);
  if (snapshot_ != nullptr) static_cast<void>(give_up_snapshot({}));  // its file is of no value
  failed_ = true;
  if (segment_ == nullptr) return {};
  const auto finished = segment_->finish();
  if (!finished) error_text_ = disk_.error_text();
  return finished;
}

Result<void> FileStore::fatal(const Result<void>& what) {
  failed_ = true;
  error_text_ = what.error().code == Errc::corrupt
                    ? "a group of lease changes was corrupted in memory: test the machine's memory"
                    : disk_.error_text();
  return what;
}

Result<void> FileStore::give_up_snapshot(const Result<void>& why) {
  if (!why) error_text_ = disk_.error_text();
  const std::uint64_t number = snapshot_ != nullptr ? snapshot_->number() : 0;
  snapshot_.reset();
  retry_after_ = journal_bytes_ + segment_->size() + kRetryAfter;
  // A file that cannot be removed now is removed by the next start.
  if (number != 0) {
    static_cast<void>(disk_.remove(file_name({SegmentKind::snapshot, number, true})));
  }
  return why;
}

}  // namespace ward6::dhcp6
