#include "libdhcp6/lease/segment_writer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/lease/record.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {
namespace {

constexpr std::uint16_t kNoLocalLink = 0xffff;
constexpr std::size_t kLinkNameSizeMax = 255;
constexpr std::size_t kGroupBodySize = 16;
constexpr std::size_t kEndBodySize = 8;

std::array<std::byte, kEndBodySize> end_body(std::uint64_t leases) noexcept {
  std::array<std::byte, kEndBodySize> body{};
  Writer(body).u64(leases);
  return body;
}

std::size_t put_frame(FrameType type, Bytes body, std::uint32_t salt, std::vector<std::byte>& out) {
  const std::size_t before = out.size();
  out.resize(before + kFrameHeaderSize + body.size());
  return write_frame(type, body, salt, MutableBytes(out).subspan(before));
}

}  // namespace

SegmentWriter::SegmentWriter(Disk& disk, const SegmentHeader& header, const SegmentOptions& options)
    : disk_(disk),
      kind_(header.kind),
      number_(header.number),
      salt_(header.salt),
      allocation_step_(options.allocation_step) {}

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::create(Disk& disk,
                                                             const SegmentHeader& header,
                                                             const SegmentOptions& options) {
  auto file = disk.create(file_name({header.kind, header.number, true}));
  if (!file) return tl::unexpected(file.error());
  std::unique_ptr<SegmentWriter> writer(new SegmentWriter(disk, header, options));
  writer->file_ = std::move(*file);
  const EncodedHeader bytes = encode_header(header);
  writer->set_links(options.links);
  std::swap(writer->out_, writer->pending_links_);
  const auto flushed = writer->flush();  // first: it allocates
  if (!flushed) return tl::unexpected(flushed.error());
  for (const std::uint64_t at : {std::uint64_t{0}, kSegmentCopyAt}) {
    const auto written = writer->file_->write(at, bytes);
    if (!written) return tl::unexpected(written.error());
  }
  return writer;
}

Result<void> SegmentWriter::publish() {
  const auto synced = file_->sync();
  if (!synced) return synced;
  const std::string name = file_name({kind_, number_, false});
  const auto renamed = disk_.rename(file_name({kind_, number_, true}), name);
  if (!renamed) return renamed;
  const auto directory_synced = disk_.sync_directory();
  if (!directory_synced) return directory_synced;
  auto file = disk_.open(name, Disk::Access::write);  // so that it knows its name in error texts
  if (!file) return tl::unexpected(file.error());
  file_ = std::move(*file);
  return {};
}

void SegmentWriter::set_links(std::span<const std::string> links) {
  WARD6_ASSERT(links.size() <= kNoLocalLink);
  local_links_.clear();
  for (const std::string& link : links) {
    const auto known = std::ranges::find(names_, link);
    const auto local = static_cast<std::size_t>(known - names_.begin());
    if (local >= kNoLocalLink) {  // tens of thousands of names, all in one segment's life
      local_links_.push_back(kNoLocalLink);
      continue;
    }
    local_links_.push_back(static_cast<std::uint16_t>(local));
    if (known != names_.end()) continue;
    names_.push_back(link);
    std::array<std::byte, 2 + kLinkNameSizeMax> body{};
    Writer writer(body);
    writer.u16(static_cast<std::uint16_t>(local));
    writer.raw(as_bytes(link).first(std::min(link.size(), kLinkNameSizeMax)));
    for (int copy = 0; copy < 2; ++copy) {
      put_frame(FrameType::link, writer.written(), salt_, pending_links_);
    }
  }
}

Result<void> SegmentWriter::append_group(Bytes group, std::uint64_t sequence) {
  out_.swap(pending_links_);
  pending_links_.clear();
  const std::size_t links_size = out_.size();
  const std::array<std::byte, kGroupBodySize> blank{};
  put_frame(FrameType::group, blank, salt_, out_);
  const std::size_t leases_at = out_.size();
  const auto leases = translate(group);
  if (!leases) return tl::unexpected(leases.error());

  std::array<std::byte, kGroupBodySize> body{};
  Writer writer(body);
  writer.u64(sequence).u32(static_cast<std::uint32_t>(out_.size() - leases_at)).u32(*leases);
  WARD6_ASSERT(writer.ok());
  write_frame(FrameType::group, body, salt_, MutableBytes(out_).subspan(links_size));
  const auto room = make_room();
  if (room) return flush();
  out_.resize(links_size);
  pending_links_.swap(out_);
  out_.clear();
  leases_ -= *leases;
  return room;
}

Result<void> SegmentWriter::append(Bytes leases) {
  out_.swap(pending_links_);
  pending_links_.clear();
  const auto translated = translate(leases);
  if (!translated) return tl::unexpected(translated.error());
  return flush();
}

// Copies the frames behind what is in out_, with this file's link numbers and salt. The checksums
// of the group are tested on the way: what memory has corrupted must not get a good one here.
Result<std::uint32_t> SegmentWriter::translate(Bytes group) {
  out_.reserve(out_.size() + group.size());
  std::array<std::byte, kFrameBodySizeMax> storage{};
  std::uint32_t leases = 0;
  while (!group.empty()) {
    const auto frame = read_frame(group, 0);
    if (!frame) return fail(Errc::corrupt);
    if (!frame->is(FrameType::lease)) return fail(Errc::corrupt);
    const MutableBytes body = MutableBytes(storage).first(frame->body.size());
    std::ranges::copy(frame->body, body.begin());
    set_link(body, local_link(Reader(body).u16()));
    put_frame(FrameType::lease, body, salt_, out_);
    group = group.subspan(frame->size());
    ++leases;
  }
  leases_ += leases;
  return leases;
}

std::uint16_t SegmentWriter::local_link(std::uint16_t link) const noexcept {
  return link < local_links_.size() ? local_links_[link] : kNoLocalLink;
}

// Writes zeros where what is in out_ will go: a whole step, or when the disk has less, just enough.
Result<void> SegmentWriter::make_room() {
  const std::uint64_t end = size_ + out_.size();
  if (end <= allocated_) return {};
  std::uint64_t target = (end / allocation_step_ + 1) * allocation_step_;
  auto filled = file_->zero_fill(allocated_, target);
  if (!filled && filled.error().code == Errc::no_space) {
    target = end;
    filled = file_->zero_fill(allocated_, target);
  }
  if (filled) allocated_ = target;
  return filled;
}

Result<void> SegmentWriter::flush() {
  const auto room = make_room();
  if (!room) return room;
  const std::uint64_t end = size_ + out_.size();
  const auto written = out_.empty() ? Result<void>{} : file_->write(size_, out_);
  if (!written) return written;
  size_ = end;
  out_.clear();
  return {};
}

Result<void> SegmentWriter::sync() {
  return file_->sync();
}

Result<void> SegmentWriter::finish() {
  out_.clear();
  put_frame(FrameType::end, end_body(leases_), salt_, out_);
  const auto flushed = flush();
  if (!flushed) return flushed;
  const auto truncated = file_->truncate(size_);
  if (!truncated) return truncated;
  return file_->sync();
}

Result<void> close_abandoned(Disk& disk, const SegmentHeader& header, const AbandonedEnd& end) {
  const std::string name = file_name({header.kind, header.number, false});
  const auto file = disk.open(name, Disk::Access::write);
  if (!file) return tl::unexpected(file.error());
  const auto truncated = (*file)->truncate(end.size);
  if (!truncated) return truncated;
  // Before the end frame: torn bytes behind it, after another crash, would look like rot.
  const auto synced = (*file)->sync();
  if (!synced) return synced;
  std::vector<std::byte> frame;
  put_frame(FrameType::end, end_body(end.leases), header.salt, frame);
  const auto written = (*file)->write(end.size, frame);
  if (!written) return written;
  return (*file)->sync();
}

}  // namespace ward6::dhcp6
