// How ward6ctl ends. The numbers are part of the interface: --help and ward6ctl(1) list them.
#pragma once

namespace ward6::ctl {

enum class ExitCode : int {
  ok = 0,
  refused = 1,      // the daemon said no, or the files of --offline cannot be read
  usage = 2,        // the command line
  unreachable = 3,  // nobody answers at the socket, or not as ward6d does
};

[[nodiscard]] constexpr int value(ExitCode code) noexcept {
  return static_cast<int>(code);
}

}  // namespace ward6::ctl
