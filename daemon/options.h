// The command line of ward6d.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "daemon/exit_code.h"
#include "daemon/log_messages.h"

namespace ward6::daemon {

struct Options {
  enum class Mode { run, check, check_here, schema };

  Mode mode = Mode::run;
  std::string config = "/etc/ward6/ward6.yaml";
  // These come before what the configuration says.
  std::optional<std::string> state_dir;
  std::optional<std::string> runtime_dir;
  std::optional<LogLevel> log_level;
  bool json = false;    // of --check; of the log when it runs
  bool strict = false;  // --check: warnings count as errors
};

// Reads the command line. Prints help, version or what is wrong by itself; then the exit code is
// set and there is nothing to run.
struct ParsedOptions {
  Options options;
  std::optional<ExitCode> exit;
};
[[nodiscard]] ParsedOptions parse_options(int argc, char** argv);

}  // namespace ward6::daemon
