#include "daemon/io/small_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/io/fd.h"

namespace ward6::daemon {
namespace {

constexpr std::size_t kSizeMax = std::size_t{64} << 10U;

}  // namespace

bool write_all(int fd, std::string_view rest) noexcept {
  while (!rest.empty()) {
    const ssize_t wrote = ::write(fd, rest.data(), rest.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

Attempt<std::optional<std::string>> read_small_file(const std::string& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid() && errno == ENOENT) return std::nullopt;
  if (!fd.valid()) return refused("read " + path, errno);
  std::string content;
  std::array<char, 4096> part{};
  while (content.size() < kSizeMax) {
    const ssize_t got = ::read(fd.get(), part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused("read " + path, errno);
    if (got == 0) break;
    content.append(part.data(), static_cast<std::size_t>(got));
  }
  return content;
}

Attempt<void> write_small_file(const std::string& directory,
                               const std::string& name,
                               const std::string& content) {
  const std::string path = directory + "/" + name;
  const std::string draft = path + ".new";
  const Fd fd(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd.valid()) return refused("write " + draft, errno);
  if (!write_all(fd.get(), content)) return refused("write " + draft, errno);
  if (::fsync(fd.get()) != 0) return refused("fsync " + draft, errno);
  if (::rename(draft.c_str(), path.c_str()) != 0) return refused("rename to " + path, errno);
  const Fd parent(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!parent.valid()) return refused("open " + directory, errno);
  if (::fsync(parent.get()) != 0) return refused("fsync " + directory, errno);
  return {};
}

}  // namespace ward6::daemon
