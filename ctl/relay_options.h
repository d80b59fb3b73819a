// The command line of `ward6ctl relay`.
#pragma once

#include <CLI/CLI.hpp>

#include "ctl/command_line.h"

namespace ward6::ctl {

void add_relay(CLI::App& app, Command& command);

}  // namespace ward6::ctl
