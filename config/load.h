// YAML text to Config. Strict: an unknown key, a value out of range or anything that contradicts
// itself is an error, and nothing partial is ever returned. All errors of a file come in one run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "config/config.h"
#include "config/diagnostic.h"

namespace ward6::config {

// On failure: every error, and the warnings too, in the order of the file. Never empty.
using LoadResult = tl::expected<Config, std::vector<Diagnostic>>;

// Reads and checks a file. Looks at nothing else of this host, so that a configuration can be
// checked anywhere. Never throws.
[[nodiscard]] LoadResult load_file(const std::string& path) noexcept;

// The same for a text; `name` stands for the file in messages.
[[nodiscard]] LoadResult load_text(std::string_view text, const std::string& name) noexcept;

}  // namespace ward6::config
