// ward6ctl: the command line, then the verb.
#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "ctl/command_line.h"
#include "ctl/exit_code.h"
#include "ctl/verbs.h"

int main(int argc, char** argv) {
  using namespace ward6::ctl;  // NOLINT(google-build-using-namespace): this is its main
  const ParsedCommand parsed = parse_command_line(argc, argv);
  if (parsed.exit) return *parsed.exit;
  try {
    return value(run(parsed.command));
  } catch (const std::exception& error) {
    fmt::print(stderr, "ward6ctl: {}\n", error.what());
    return value(ExitCode::refused);
  }
}
