// How ward6d ends. The numbers are part of the interface: ward6d(8) lists them.
#pragma once

namespace ward6::daemon {

enum class ExitCode : int {
  ok = 0,
  failure = 1,      // at run time: the store failed, a system call that must work did not
  bad_config = 2,   // the configuration has errors, or warnings with --strict
  usage = 64,       // EX_USAGE: the command line
  state_busy = 75,  // EX_TEMPFAIL: another daemon holds the state directory
};

[[nodiscard]] constexpr int value(ExitCode code) noexcept {
  return static_cast<int>(code);
}

}  // namespace ward6::daemon
