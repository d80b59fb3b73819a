// Sums up from time to time what was dropped, so that the log of a flood stays short.
#pragma once

#include <cstdint>

#include "daemon/counters.h"
#include "daemon/log.h"

namespace ward6::daemon {

class DropReport {
 public:
  // One line with what was dropped since the last call, if anything; and one with log lines that
  // were left out.
  void say(const Counters& counters, std::uint64_t rows_lost, Log& log);

 private:
  OutcomeCounts before_{};
  std::uint64_t lost_before_ = 0;
};

}  // namespace ward6::daemon
