// `ward6ctl guard` on the command line.
#pragma once

#include <CLI/CLI.hpp>

#include "ctl/command_line.h"

namespace ward6::ctl {

void add_guard(CLI::App& app, Command& command);

}  // namespace ward6::ctl
