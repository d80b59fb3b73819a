// What ward6ctl does for each verb.
#pragma once

#include "ctl/command_line.h"
#include "ctl/exit_code.h"

namespace ward6::ctl {

// Runs the verb and prints its result to standard output, what is wrong to standard error.
[[nodiscard]] ExitCode run(const Command& command);

}  // namespace ward6::ctl
