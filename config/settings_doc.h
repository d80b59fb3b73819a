// The reference of all settings, made from the rows of schema.h.
#pragma once

#include <string>

namespace ward6::config {

// docs/settings.md
[[nodiscard]] std::string settings_markdown();

// docs/man/ward6.yaml.5.scd: what scdoc makes the manual page from.
[[nodiscard]] std::string manual_page();

}  // namespace ward6::config
