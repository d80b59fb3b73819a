// `ward6d --check`: reads the configuration and says everything that is wrong with it. Needs no
// rights and no interfaces, so that it can run where the configuration is written.
#pragma once

#include "daemon/exit_code.h"
#include "daemon/options.h"

namespace ward6::daemon {

// Prints findings, and a last line with the verdict; with options.json one JSON object.
[[nodiscard]] ExitCode run_check(const Options& options);

}  // namespace ward6::daemon
