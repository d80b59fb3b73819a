// `ward6ctl guard explain`: a capture file judged as the daemon would, frame by frame, without one.
#pragma once

#include "ctl/command_line.h"
#include "ctl/exit_code.h"

namespace ward6::ctl {

[[nodiscard]] ExitCode run_guard_explain(const Command& command);

}  // namespace ward6::ctl
