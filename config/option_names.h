// What people call options, and which options a configuration must not set.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libdhcp6/wire/option_table.h"

namespace ward6::config {

// What to write for a name that other software uses; empty when it is not such a name.
[[nodiscard]] std::string remedy_for_option_name(std::string_view name);

// Why the option cannot be set; nothing when it can.
struct Refusal {
  std::string message;
  std::string remedy;
};
[[nodiscard]] std::optional<Refusal> refusal_of(const dhcp6::OptionRow& row);

}  // namespace ward6::config
