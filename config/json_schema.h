// The JSON Schema of the configuration (draft 2020-12): completion, explanations and checks while
// typing, in any editor that has a YAML language server. Made from the rows of schema.h and of the
// option table.
#pragma once

#include <string>

namespace ward6::config {

// Stored as config/ward6.schema.json, and printed by `ward6d --schema`.
[[nodiscard]] std::string json_schema();

}  // namespace ward6::config
