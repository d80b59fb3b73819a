#include "libdhcp6/lease/segment_replay.h"

#include <algorithm>
#include <utility>

#include "libdhcp6/core/reader.h"
#include "libdhcp6/lease/record.h"

namespace ward6::dhcp6 {

void add_rot(LoadReport& report, LoadReport::Rot rot) {
  ++report.rotten_count;
  if (report.rotten.size() < LoadReport::kListMax) report.rotten.push_back(std::move(rot));
}

SegmentReplay::SegmentReplay(const SegmentName& segment,
                             std::span<const std::string> names,
                             const StoredLeaseVisitor& visit,
                             LoadReport& report)
    : segment_(segment), file_(file_name(segment)), names_(names), visit_(visit), report_(report) {}

Result<void> SegmentReplay::run(SegmentReader& reader) {
  while (true) {
    const auto found = reader.next();
    if (!found) return tl::unexpected(found.error());
    switch (*found) {
      case SegmentReader::Found::frame:
        on_frame(reader);
        break;
      case SegmentReader::Found::damage:
      case SegmentReader::Found::tail:
        if (ended_ || pending_.size() >= LoadReport::kListMax) {
          rot(reader.offset(), reader.size());
        } else {
          pending_.push_back({.file = file_, .offset = reader.offset(), .size = reader.size()});
          if (*found == SegmentReader::Found::damage) damaged_inside_ = true;
        }
        break;
      case SegmentReader::Found::end:
        good_end_ = reader.good_end();
        finish();
        return {};
    }
  }
}

void SegmentReplay::on_frame(const SegmentReader& reader) {
  const Frame& frame = reader.frame();
  if (frame.is(FrameType::lease)) {
    on_lease(reader);
  } else if (frame.is(FrameType::link)) {
    on_link(frame);
  } else if (frame.is(FrameType::group)) {
    on_group(reader);
  } else if (frame.is(FrameType::end)) {
    on_end(reader);
  }  // else: of a later minor version
}

void SegmentReplay::on_lease(const SegmentReader& reader) {
  ++leases_;
  auto record = decode_record(reader.frame().body);
  if (!record) {  // a good checksum over nonsense
    rot(reader.offset(), reader.size());
    return;
  }
  ++report_.records;
  StoredLease stored{.record = *record,
                     .link = {},
                     .file = file_,
                     .offset = reader.offset(),
                     .group = segment_.kind == SegmentKind::journal ? group_ : 0};
  const std::size_t link = value(record->link);
  stored.record.link = kNoLink;
  if (link < links_.size()) {
    stored.record.link = links_[link].id;
    stored.link = links_[link].name;
  }
  visit_(stored);
}

void SegmentReplay::on_link(const Frame& frame) {
  Reader body(frame.body);
  const std::size_t index = body.u16();
  const std::string_view name = as_text(body.rest());
  if (!body.ok() || LinkId{static_cast<std::uint16_t>(index)} == kNoLink) return;
  if (links_.size() <= index) links_.resize(index + 1);
  const auto configured = std::ranges::find(names_, name);
  FileLink& link = links_[index];
  link.name = name;
  link.id = kNoLink;
  if (configured != names_.end()) {
    link.id = LinkId{static_cast<std::uint16_t>(configured - names_.begin())};
  }
}

void SegmentReplay::on_group(const SegmentReader& reader) {
  Reader body(reader.frame().body);
  const std::uint64_t sequence = body.u64();
  if (!body.ok()) return;
  // The group before was durable before this one was written.
  pending_is_rot();
  group_ = sequence;
}

void SegmentReplay::on_end(const SegmentReader& reader) {
  Reader body(reader.frame().body);
  const std::uint64_t leases = body.u64();
  const bool was_sound = sound_ && pending_.empty();
  pending_is_rot();
  ended_ = true;
  if (was_sound && leases != leases_) rot(reader.offset(), 0);
}

void SegmentReplay::finish() {
  if (segment_.kind == SegmentKind::snapshot) {
    pending_is_rot();
    // Only a finished one is ever given its name.
    if (!ended_) rot(good_end_, 0);
    return;
  }
  for (LoadReport::Rot& damage : pending_) {
    report_.torn_bytes += damage.size;
    if (report_.torn.size() < LoadReport::kListMax) report_.torn.push_back(std::move(damage));
  }
}

void SegmentReplay::rot(std::uint64_t offset, std::uint64_t size) {
  sound_ = false;
  add_rot(report_, {.file = file_, .offset = offset, .size = size});
}

void SegmentReplay::pending_is_rot() {
  for (const LoadReport::Rot& damage : pending_) rot(damage.offset, damage.size);
  pending_.clear();
  damaged_inside_ = false;
}

}  // namespace ward6::dhcp6
