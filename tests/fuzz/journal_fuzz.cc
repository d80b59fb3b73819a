// A store over files of any bytes: must load or refuse, and what it then commits must be there. The
// first byte chooses: the file as it is, or frames that get a header and good checksums; with a
// snapshot beside it or not.
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/lease/archive.h"
#include "libdhcp6/lease/file_store.h"
#include "libdhcp6/lease/journal.h"

using namespace ward6::dhcp6;

namespace {

constexpr std::size_t kFileSizeMax = std::size_t{1} << 20U;  // what this store itself may write

using File = std::shared_ptr<std::vector<std::byte>>;

class MemoryFile final : public DiskFile {
 public:
  explicit MemoryFile(File file) : file_(std::move(file)) {}
  Result<std::size_t> read(std::uint64_t offset, MutableBytes into) override {
    if (offset >= file_->size()) return std::size_t{0};
    const Bytes rest = Bytes(*file_).subspan(offset);
    const std::size_t count = std::min(rest.size(), into.size());
    std::ranges::copy(rest.first(count), into.begin());
    return count;
  }
  Result<void> write(std::uint64_t offset, Bytes data) override {
    WARD6_ASSERT(offset + data.size() <= kFileSizeMax);
    if (file_->size() < offset + data.size()) file_->resize(offset + data.size());
    std::ranges::copy(data, MutableBytes(*file_).subspan(offset).begin());
    return {};
  }
  Result<void> zero_fill(std::uint64_t from, std::uint64_t to) override {
    WARD6_ASSERT(to <= kFileSizeMax);
    if (file_->size() < to) file_->resize(to);
    std::ranges::fill(MutableBytes(*file_).subspan(from, to - from), std::byte{0});
    return {};
  }
  Result<void> truncate(std::uint64_t size) override {
    file_->resize(size);
    return {};
  }
  Result<void> sync() override { return {}; }

 private:
  File file_;
};

class MemoryDisk final : public Disk {
 public:
  std::map<std::string, File> files;

  Result<void> lock() override { return {}; }
  Result<std::vector<DiskEntry>> list() override {
    std::vector<DiskEntry> entries;
    entries.reserve(files.size());
    for (const auto& [name, file] : files) {
      entries.push_back({.name = name, .size = file->size(), .modified = {}});
    }
    return entries;
  }
  Result<std::unique_ptr<DiskFile>> create(const std::string& name) override {
    files[name] = std::make_shared<std::vector<std::byte>>();
    return open(name, Access::write);
  }
  Result<std::unique_ptr<DiskFile>> open(const std::string& name, Access /*access*/) override {
    const auto found = files.find(name);
    if (found == files.end()) return fail(Errc::missing);
    return std::make_unique<MemoryFile>(found->second);
  }
  Result<void> rename(const std::string& from, const std::string& to) override {
    files[to] = files.at(from);
    files.erase(from);
    return {};
  }
  Result<void> remove(const std::string& name) override {
    files.erase(name);
    return {};
  }
  Result<void> sync_directory() override { return {}; }
  [[nodiscard]] std::string error_text() const override { return "memory"; }
};

// Frames as (type, size, body) with a header in front.
File sealed(Bytes in, const SegmentHeader& header) {
  auto file = std::make_shared<std::vector<std::byte>>(kSegmentDataAt);
  std::ranges::copy(encode_header(header), file->begin());
  Reader reader(in);
  while (reader.remaining() > 2) {
    const std::uint8_t type = reader.u8();
    const std::size_t size_wanted = reader.u8();
    const Bytes body = reader.take(std::min(size_wanted, reader.remaining()));
    std::array<std::byte, kRecordSizeMax> frame{};
    const std::size_t size =
        type >= 0xf0  // raw bytes between the frames
            ? body.size()
            : write_frame(static_cast<FrameType>(type % 8), body, header.salt, frame);
    const Bytes out = type >= 0xf0 ? body : Bytes(frame).first(size);
    file->insert(file->end(), out.begin(), out.end());
  }
  return file;
}

File as_it_is(Bytes in) {
  return std::make_shared<std::vector<std::byte>>(in.begin(), in.end());
}

void put(MemoryDisk& disk, const SegmentName& name, bool seal, Bytes in) {
  const SegmentHeader header{
      .kind = name.kind, .number = name.number, .salt = 17, .first_group = name.number};
  disk.files[file_name(name)] = seal ? sealed(in, header) : as_it_is(in);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > kFileSizeMax / 4) return 0;
  const unsigned choice = data[0];
  const Bytes in = std::as_bytes(std::span(data, size)).subspan(1);
  const std::size_t half = (choice & 2U) != 0 ? in.size() / 2 : in.size();
  const bool seal = (choice & 1U) != 0;
  MemoryDisk disk;
  put(disk, {.kind = SegmentKind::journal, .number = 1}, seal, in.first(half));
  if (half < in.size()) {
    const auto kind = (choice & 4U) != 0 ? SegmentKind::snapshot : SegmentKind::journal;
    put(disk, {.kind = kind, .number = 2}, seal, in.subspan(half));
  }
  LeaseArchive archive(disk);
  static_cast<void>(archive.history([](const StoredLease&) {}));

  SeededRandom random(1);
  LeaseRecord record;
  record.resource = *Prefix::make({}, 77);
  record.changed = WallTime{12345};
  record.state = LeaseState::bound;
  {
    FileStoreOptions options;
    options.allocation_step = 4096;
    FileStore store(disk, random, options);
    store.links({"lan"});
    std::uint64_t seen = 0;
    const auto report = store.load([&seen](const LeaseRecord&) { ++seen; });
    if (!report) return 0;
    WARD6_ASSERT(report->records == seen);
    WARD6_ASSERT(report->rotten.size() <= LoadReport::kListMax);
    Journal journal(2 * kRecordSizeMax);
    static_cast<void>(journal.append(record));
    std::vector<std::byte> group;
    static_cast<void>(journal.seal(group));
    WARD6_ASSERT(store.commit(group).has_value());
  }
  bool found = false;
  const auto again = archive.leases([&](const StoredLease& stored) {
    if (stored.record.resource == record.resource) found = stored.record.changed == record.changed;
  });
  WARD6_ASSERT(again.has_value());
  WARD6_ASSERT(found);
  return 0;
}
