// The command line of `ward6ctl relay`.
#pragma once

#include "ctl/command_line.h"

namespace CLI {
class App;
}

namespace ward6::ctl {

void add_relay(CLI::App& app, Command& command);

}  // namespace ward6::ctl
