// `ward6ctl decode`: a message in hexadecimal as text.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "ctl/command_line.h"
#include "ctl/exit_code.h"

namespace ward6::ctl {

// Blanks, line ends, ':' and '-' between the digits do not matter, nor does an 0x in front. The
// error is a sentence for the user.
[[nodiscard]] tl::expected<std::string, std::string> decode(std::string_view hex);

// Prints the message of the command, or of standard input.
[[nodiscard]] ExitCode run_decode(const Command& command);

}  // namespace ward6::ctl
