// Reads the text before YAML does, line by line, for the mistakes that YAML reports at the wrong
// place or swallows: addresses that end in "::", tabs, forgotten separators, brackets left open.
// Each is reported where it is, and then mended within the text without moving anything else, so
// that YAML can read on and all errors of a file show in one run.
#pragma once

#include <cstdint>
#include <string>

#include "config/diagnostic.h"

namespace ward6::config {

// False when the text cannot be read on.
[[nodiscard]] bool prescan(std::string& text, Diagnostics& out);

// Overwrites a line with blanks, and the lines below it that are indented deeper. The findings of
// later steps about them are covered. Returns the last line that was blanked.
std::uint32_t blank_block(std::string& text, std::uint32_t line, Diagnostics& out);

}  // namespace ward6::config
