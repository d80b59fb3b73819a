#include "daemon/drop_report.h"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "libdhcp6/core/outcome.h"

namespace ward6::daemon {

void DropReport::say(const Counters& counters, std::uint64_t rows_lost, Log& log) {
  std::string text;
  for (std::size_t at = 0; at < dhcp6::kOutcomeCount; ++at) {
    const auto outcome = dhcp6::Outcome{static_cast<std::uint8_t>(at)};
    const std::uint64_t now = counters.outcomes()[at];
    const std::uint64_t since = now - std::exchange(before_[at], now);
    if (!dhcp6::is_drop(outcome) || since == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", since, dhcp6::row(outcome).id);
  }
  if (!text.empty()) log.event(LogId::drops, text);
  const std::uint64_t lost = rows_lost + log.overruns();
  const std::uint64_t lost_since = lost - std::exchange(lost_before_, lost);
  if (lost_since > 0) {
    log.event(LogId::log_overrun, fmt::format("{} log lines were left out", lost_since));
  }
}

}  // namespace ward6::daemon
