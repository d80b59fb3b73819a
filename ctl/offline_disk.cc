#include "ctl/offline_disk.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <limits>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <fmt/format.h>

namespace ward6::ctl {
namespace {

using dhcp6::Errc;
using dhcp6::Result;

class OfflineFile final : public dhcp6::DiskFile {
 public:
  explicit OfflineFile(int fd) noexcept : fd_(fd) {}
  ~OfflineFile() override { ::close(fd_); }
  OfflineFile(const OfflineFile&) = delete;
  OfflineFile& operator=(const OfflineFile&) = delete;
  OfflineFile(OfflineFile&&) = delete;
  OfflineFile& operator=(OfflineFile&&) = delete;

  [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, dhcp6::MutableBytes into) override {
    std::size_t done = 0;
    while (done < into.size()) {
      const dhcp6::MutableBytes rest = into.subspan(done);
      const ssize_t got = ::pread(fd_, rest.data(), rest.size(), static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return dhcp6::fail(Errc::io);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }
  [[nodiscard]] Result<void> write(std::uint64_t, dhcp6::Bytes) override { return refuse(); }
  [[nodiscard]] Result<void> zero_fill(std::uint64_t, std::uint64_t) override { return refuse(); }
  [[nodiscard]] Result<void> truncate(std::uint64_t) override { return refuse(); }
  [[nodiscard]] Result<void> sync() override { return refuse(); }

 private:
  [[nodiscard]] static Result<void> refuse() { return dhcp6::fail(Errc::not_allowed); }

  int fd_;
};

}  // namespace

Result<std::vector<dhcp6::DiskEntry>> OfflineDisk::list() {
  std::vector<dhcp6::DiskEntry> entries;
  std::error_code error;
  for (std::filesystem::directory_iterator at(path_, error), end; !error && at != end;
       at.increment(error)) {
    struct stat status {};
    // A file that vanished meanwhile was condensed into a newer one.
    if (::stat(at->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    constexpr std::int64_t kMax = std::numeric_limits<std::uint32_t>::max();
    const std::int64_t time = std::clamp(std::int64_t{status.st_mtime}, std::int64_t{0}, kMax);
    entries.push_back({at->path().filename().string(), static_cast<std::uint64_t>(status.st_size),
                       dhcp6::WallTime{static_cast<std::uint32_t>(time)}});
  }
  if (!error) return entries;
  error_text_ = fmt::format("cannot read {}: {}", path_, error.message());
  return dhcp6::fail(Errc::io);
}

Result<std::unique_ptr<dhcp6::DiskFile>> OfflineDisk::open(const std::string& name, Access access) {
  if (access == Access::write) return create(name);
  const std::string path = path_ + "/" + name;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) return std::make_unique<OfflineFile>(fd);
  error_text_ = fmt::format("cannot read {}: {}", path, std::generic_category().message(errno));
  return dhcp6::fail(errno == ENOENT ? Errc::missing : Errc::io);
}

Result<std::unique_ptr<dhcp6::DiskFile>> OfflineDisk::create(const std::string&) {
  return tl::unexpected(refuse().error());
}

Result<void> OfflineDisk::refuse() {
  error_text_ = path_ + " is open for reading only";
  return dhcp6::fail(Errc::not_allowed);
}

}  // namespace ward6::ctl
