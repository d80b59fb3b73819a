#include "daemon/io/posix_disk.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ward6::daemon {
namespace {

using dhcp6::Bytes;
using dhcp6::DiskEntry;
using dhcp6::DiskFile;
using dhcp6::Errc;
using dhcp6::MutableBytes;
using dhcp6::Result;
using dhcp6::WallTime;

constexpr const char* kLockName = "lock";
constexpr ::mode_t kDirectoryMode = 0750;
constexpr ::mode_t kFileMode = 0640;

template <class Call>
auto retry(Call call) noexcept {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

class PosixFile final : public DiskFile {
 public:
  PosixFile(PosixDisk& disk, std::string name, Fd fd)
      : disk_(disk), name_(std::move(name)), fd_(std::move(fd)) {}

  Result<std::size_t> read(std::uint64_t offset, MutableBytes into) override {
    std::size_t done = 0;
    while (done < into.size()) {
      const MutableBytes rest = into.subspan(done);
      const auto count = retry([&] {
        return ::pread(fd_.get(), rest.data(), rest.size(), static_cast<::off_t>(offset + done));
      });
      if (count < 0) return failure("read");
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    return done;
  }

  Result<void> write(std::uint64_t offset, Bytes data) override {
    while (!data.empty()) {
      const auto count = retry([&] {
        return ::pwrite(fd_.get(), data.data(), data.size(), static_cast<::off_t>(offset));
      });
      if (count < 0) return failure("write");
      if (count == 0) {
        errno = ENOSPC;
        return failure("write");
      }
      data = data.subspan(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
    return {};
  }

  Result<void> zero_fill(std::uint64_t from, std::uint64_t to) override {
    static constexpr std::array<std::byte, std::size_t{256} << 10U> kZeros{};
    while (from < to) {
      const Bytes zeros = Bytes(kZeros).first(std::min<std::uint64_t>(to - from, kZeros.size()));
      const auto written = write(from, zeros);
      if (!written) return written;
      from += zeros.size();
    }
    return {};
  }

  Result<void> truncate(std::uint64_t size) override {
    const auto done = retry([&] { return ::ftruncate(fd_.get(), static_cast<::off_t>(size)); });
    if (done < 0) return failure("shorten");
    return {};
  }

  Result<void> sync() override {
    // Once only: after a failure the kernel has forgotten what it could not write.
    if (::fdatasync(fd_.get()) < 0) return failure("sync");
    return {};
  }

 private:
  tl::unexpected<dhcp6::Error> failure(std::string_view verb) {
    return tl::unexpected<dhcp6::Error>(disk_.note_failure(verb, name_, errno));
  }

  PosixDisk& disk_;
  std::string name_;
  Fd fd_;
};

// Who holds the lock, by its own account; empty when it did not say.
std::string holder(int fd) {
  std::array<char, 16> text{};
  const auto count = retry([&] { return ::pread(fd, text.data(), text.size(), 0); });
  std::string pid;
  for (std::size_t i = 0; count > 0 && i < static_cast<std::size_t>(count); ++i) {
    if (text[i] < '0' || text[i] > '9') break;
    pid.push_back(text[i]);
  }
  return pid;
}

}  // namespace

PosixDisk::PosixDisk(std::string path) : path_(std::move(path)) {}

Result<void> PosixDisk::open_directory(Access access) {
  if (access == Access::write && ::mkdir(path_.c_str(), kDirectoryMode) < 0 && errno != EEXIST) {
    return tl::unexpected(note_failure("make", "", errno));
  }
  directory_ = Fd(retry([&] { return ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!directory_.valid()) return tl::unexpected(note_failure("open", "", errno));
  return {};
}

Result<void> PosixDisk::lock() {
  Fd fd(retry([&] {
    return ::openat(directory_.get(), kLockName, O_RDWR | O_CREAT | O_CLOEXEC, kFileMode);
  }));
  if (!fd.valid()) return tl::unexpected(note_failure("open", kLockName, errno));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) < 0) {
    if (errno != EWOULDBLOCK) return tl::unexpected(note_failure("lock", kLockName, errno));
    const std::string pid = holder(fd.get());
    error_text_ = "another ward6d " + (pid.empty() ? "" : "(process " + pid + ") ") + "uses " +
                  path_ + ": stop it first, or give this one a state directory of its own";
    return dhcp6::fail(Errc::conflict);
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  // Only for the message above: the lock is the flock, not what the file says.
  const bool written =
      ::ftruncate(fd.get(), 0) == 0 && ::pwrite(fd.get(), pid.data(), pid.size(), 0) >= 0;
  if (!written) return tl::unexpected(note_failure("write", kLockName, errno));
  lock_ = std::move(fd);
  return {};
}

Result<std::vector<DiskEntry>> PosixDisk::list() {
  const int fd = ::openat(directory_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return tl::unexpected(note_failure("open", "", errno));
  struct Closer {
    void operator()(::DIR* stream) const noexcept { static_cast<void>(::closedir(stream)); }
  };
  const std::unique_ptr<::DIR, Closer> stream(::fdopendir(fd));
  if (stream == nullptr) {
    const int error_number = errno;
    static_cast<void>(::close(fd));  // nothing was written to it
    return tl::unexpected(note_failure("read", "", error_number));
  }
  std::vector<DiskEntry> entries;
  while (true) {
    errno = 0;
    const ::dirent* const entry =
        ::readdir(stream.get());  // NOLINT(concurrency-mt-unsafe): own stream
    if (entry == nullptr) break;
    struct ::stat status {};
    const std::string name(std::begin(entry->d_name));
    if (::fstatat(directory_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0) {
      if (errno == ENOENT) continue;  // went away meanwhile: only a reader without lock sees that
      return tl::unexpected(note_failure("inspect", name, errno));
    }
    if (!S_ISREG(status.st_mode)) continue;
    entries.push_back({.name = name,
                       .size = static_cast<std::uint64_t>(status.st_size),
                       .modified = WallTime{static_cast<std::uint32_t>(status.st_mtim.tv_sec)}});
  }
  if (errno != 0) return tl::unexpected(note_failure("read", "", errno));
  return entries;
}

Result<std::unique_ptr<DiskFile>> PosixDisk::create(const std::string& name) {
  Fd fd(retry([&] {
    return ::openat(directory_.get(), name.c_str(),
                    O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kFileMode);
  }));
  if (!fd.valid()) return tl::unexpected(note_failure("create", name, errno));
  return std::make_unique<PosixFile>(*this, name, std::move(fd));
}

Result<std::unique_ptr<DiskFile>> PosixDisk::open(const std::string& name, Access access) {
  const int flags = access == Access::write ? O_RDWR : O_RDONLY;
  Fd fd(retry(
      [&] { return ::openat(directory_.get(), name.c_str(), flags | O_CLOEXEC | O_NOFOLLOW); }));
  if (!fd.valid()) return tl::unexpected(note_failure("open", name, errno));
  return std::make_unique<PosixFile>(*this, name, std::move(fd));
}

Result<void> PosixDisk::rename(const std::string& from, const std::string& to) {
  if (::renameat(directory_.get(), from.c_str(), directory_.get(), to.c_str()) < 0) {
    return tl::unexpected(note_failure("rename", from, errno));
  }
  return {};
}

Result<void> PosixDisk::remove(const std::string& name) {
  if (::unlinkat(directory_.get(), name.c_str(), 0) < 0) {
    return tl::unexpected(note_failure("remove", name, errno));
  }
  return {};
}

Result<void> PosixDisk::sync_directory() {
  if (::fsync(directory_.get()) < 0) return tl::unexpected(note_failure("sync", "", errno));
  return {};
}

dhcp6::Error PosixDisk::note_failure(std::string_view verb,
                                     std::string_view name,
                                     int error_number) {
  error_text_ = "cannot " + std::string(verb) + " " + path_;
  if (!name.empty()) error_text_.append("/").append(name);
  error_text_ += ": " + std::generic_category().message(error_number);
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return {.code = Errc::no_space};
    case ENOENT:
      return {.code = Errc::missing};
    default:
      return {.code = Errc::io};
  }
}

}  // namespace ward6::daemon
