#include "tests/support/sim_disk.h"

#include <algorithm>
#include <utility>

#include "libdhcp6/core/assert.h"

namespace ward6::dhcp6::test {
namespace {

constexpr std::size_t kSector = 512;

}  // namespace

class SimFile final : public DiskFile {
 public:
  SimFile(SimStorage& storage, std::shared_ptr<SimStorage::File> file)
      : storage_(storage), file_(std::move(file)) {}

  Result<std::size_t> read(std::uint64_t offset, MutableBytes into) override {
    const auto& bytes = file_->now;
    if (offset >= bytes.size()) return std::size_t{0};
    const Bytes rest = Bytes(bytes).subspan(offset);
    const std::size_t count = std::min(rest.size(), into.size());
    std::ranges::copy(rest.first(count), into.begin());
    return count;
  }
  Result<void> write(std::uint64_t offset, Bytes data) override {
    return storage_.change_file(
        *file_, {.offset = offset, .data = {data.begin(), data.end()}, .zeros = 0, .truncated = {}},
        "write");
  }
  Result<void> zero_fill(std::uint64_t from, std::uint64_t to) override {
    return storage_.change_file(
        *file_, {.offset = from, .data = {}, .zeros = to - from, .truncated = {}}, "fill");
  }
  Result<void> truncate(std::uint64_t size) override {
    return storage_.change_file(*file_, {.offset = 0, .data = {}, .zeros = 0, .truncated = size},
                                "shorten");
  }
  Result<void> sync() override {
    const auto done = storage_.operation("sync");
    if (!done) return done;
    for (const auto& change : file_->pending) SimStorage::apply(file_->durable, change);
    file_->pending.clear();
    return {};
  }

 private:
  SimStorage& storage_;
  std::shared_ptr<SimStorage::File> file_;
};

void SimStorage::fail_at(std::uint64_t operation, Fault fault) noexcept {
  operations_ = 0;
  fail_at_ = operation;
  fault_ = fault;
}

Result<void> SimStorage::operation(const char* what) {
  ++operations_;
  if (!dead_ && operations_ != fail_at_) return {};
  if (fault_ == Fault::power_loss) dead_ = true;
  const bool full = fault_ == Fault::full;
  error_text_ = std::string("cannot ") + what + ": " +
                (full ? "No space left on device" : "Input/output error");
  return fail(full ? Errc::no_space : Errc::io);
}

Result<void> SimStorage::change_file(File& file, Change change, const char* what) {
  WARD6_ASSERT(change.data.empty() || change.zeros == 0);
  const std::uint64_t end = change.offset + change.data.size() + change.zeros;
  if (full_ && end > file.now.size() && !change.truncated) {
    error_text_ = std::string("cannot ") + what + ": No space left on device";
    return fail(Errc::no_space);
  }
  const bool was_dead = dead_;
  const auto done = operation(what);
  if (!done) {
    if (was_dead) return done;
    if (!dead_) change.data.resize(change.data.size() / 2);  // a part of it is there
  }
  apply(file.now, change);
  file.pending.push_back(std::move(change));
  return done;
}

void SimStorage::apply(std::vector<std::byte>& bytes, const Change& change) {
  if (change.truncated) {
    bytes.resize(*change.truncated);
    return;
  }
  const std::size_t size = change.data.size() + change.zeros;
  if (bytes.size() < change.offset + size) bytes.resize(change.offset + size);
  const auto target = MutableBytes(bytes).subspan(change.offset, size);
  if (change.zeros > 0) {
    std::ranges::fill(target, std::byte{0});
  } else {
    std::ranges::copy(change.data, target.begin());
  }
}

void SimStorage::apply_torn(std::vector<std::byte>& bytes,
                            const Change& change,
                            RandomSource& random) {
  const std::uint64_t choice = random.next() % 4;
  if (choice == 0) return;
  if (choice == 1 || change.truncated) return apply(bytes, change);
  Change part = change;
  if (choice == 2) {  // cut at any byte
    if (!change.data.empty()) part.data.resize(random.next() % change.data.size());
    if (change.zeros > 0) part.zeros = random.next() % change.zeros;
    return apply(bytes, part);
  }
  std::uint64_t at = change.offset;  // any of its sectors
  const std::uint64_t end = change.offset + change.data.size() + change.zeros;
  if (change.zeros > 0) return apply(bytes, change);
  while (at < end) {
    const std::uint64_t next = std::min(end, (at / kSector + 1) * kSector);
    if (random.next() % 2 == 0) {
      const Bytes sector = Bytes(change.data).subspan(at - change.offset, next - at);
      part.offset = at;
      part.data.assign(sector.begin(), sector.end());
      apply(bytes, part);
    }
    at = next;
  }
}

void SimStorage::lose_power(RandomSource& random) {
  const std::uint64_t kept = pending_.empty() ? 0 : random.next() % (pending_.size() + 1);
  for (std::uint64_t i = 0; i < kept; ++i) pending_[i](durable_);
  pending_.clear();
  directory_ = durable_;
  for (auto& [name, file] : directory_) {
    for (const Change& change : file->pending) apply_torn(file->durable, change, random);
    file->pending.clear();
    file->now = file->durable;
  }
  dead_ = false;
  locked_ = false;
  fail_at_ = 0;
}

std::vector<std::string> SimStorage::names() const {
  std::vector<std::string> names;
  for (const auto& [name, file] : directory_) names.push_back(name);
  return names;
}

std::vector<std::byte>& SimStorage::bytes(const std::string& name) {
  return directory_.at(name)->now;
}

void SimStorage::put(const std::string& name, std::vector<std::byte> bytes) {
  auto file = std::make_shared<File>();
  file->durable = bytes;
  file->now = std::move(bytes);
  directory_[name] = file;
  durable_[name] = std::move(file);
}

void SimStorage::remove(const std::string& name) {
  directory_.erase(name);
  durable_.erase(name);
}

void SimStorage::touch(const std::string& name, WallTime time) {
  directory_.at(name)->modified = time;
}

SimDisk::~SimDisk() {
  if (holds_lock_) storage_.locked_ = false;
}

Result<void> SimDisk::lock() {
  if (storage_.locked_) {
    storage_.error_text_ = "another ward6d uses this";
    return fail(Errc::conflict);
  }
  storage_.locked_ = true;
  holds_lock_ = true;
  return {};
}

Result<std::vector<DiskEntry>> SimDisk::list() {
  std::vector<DiskEntry> entries;
  for (const auto& [name, file] : storage_.directory_) {
    entries.push_back({.name = name, .size = file->now.size(), .modified = file->modified});
  }
  return entries;
}

Result<std::unique_ptr<DiskFile>> SimDisk::create(const std::string& name) {
  const auto done = storage_.operation("create");
  if (!done) return tl::unexpected(done.error());
  auto file = std::make_shared<SimStorage::File>();
  storage_.directory_[name] = file;
  storage_.pending_.push_back([name, file](auto& directory) { directory[name] = file; });
  return std::make_unique<SimFile>(storage_, std::move(file));
}

Result<std::unique_ptr<DiskFile>> SimDisk::open(const std::string& name, Access /*access*/) {
  const auto found = storage_.directory_.find(name);
  if (found == storage_.directory_.end()) return fail(Errc::missing);
  return std::make_unique<SimFile>(storage_, found->second);
}

Result<void> SimDisk::rename(const std::string& from, const std::string& to) {
  const auto done = storage_.operation("rename");
  if (!done) return done;
  const auto rename = [from, to](auto& directory) {
    const auto node = directory.find(from);
    if (node == directory.end()) return;
    directory[to] = node->second;
    directory.erase(from);
  };
  rename(storage_.directory_);
  storage_.pending_.emplace_back(rename);
  return {};
}

Result<void> SimDisk::remove(const std::string& name) {
  const auto done = storage_.operation("remove");
  if (!done) return done;
  storage_.directory_.erase(name);
  storage_.pending_.push_back([name](auto& directory) { directory.erase(name); });
  return {};
}

Result<void> SimDisk::sync_directory() {
  const auto done = storage_.operation("sync the directory");
  if (!done) return done;
  for (const auto& change : storage_.pending_) change(storage_.durable_);
  storage_.pending_.clear();
  return {};
}

}  // namespace ward6::dhcp6::test
