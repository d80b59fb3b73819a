// Is a file text at all?
#pragma once

#include <string_view>

#include "config/diagnostic.h"

namespace ward6::config {

// False, with an error at the first byte at fault, unless `text` is UTF-8 (RFC 3629) without
// control characters other than tab and the ends of lines.
[[nodiscard]] bool check_utf8(std::string_view text, Diagnostics& out);

}  // namespace ward6::config
