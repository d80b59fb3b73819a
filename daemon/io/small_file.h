// Small secret files, read whole and replaced whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/io/attempt.h"

namespace ward6::daemon {

// The content, at most 64 KiB of it; nothing when there is no such file.
[[nodiscard]] Attempt<std::optional<std::string>> read_small_file(const std::string& path);

// Replaces directory/name, mode 0600, so that after a crash the old or the new content is there and
// never a part. When it returns well, the new one is durable.
[[nodiscard]] Attempt<void> write_small_file(const std::string& directory,
                                             const std::string& name,
                                             const std::string& content);

// False: errno tells why, and a part may be written.
[[nodiscard]] bool write_all(int fd, std::string_view rest) noexcept;

}  // namespace ward6::daemon
