// When to speak of the verdicts of a relay agent, so that the log of a flood stays short.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "relay/verdict.h"

namespace ward6::daemon {

template <class V, std::size_t kVerdicts>
class VerdictReport {
 public:
  // True once in ten seconds for each verdict.
  [[nodiscard]] bool is_time(V verdict, std::chrono::steady_clock::time_point now) {
    constexpr std::chrono::seconds kSayAgain{10};
    auto& said = said_.at(static_cast<std::size_t>(verdict));
    if (said.time_since_epoch().count() != 0 && now - said < kSayAgain) return false;
    said = now;
    return true;
  }

  // "3 hop-limit, 1 too-short": what was dropped since the last call; empty: nothing.
  [[nodiscard]] std::string since_last(const std::array<std::uint64_t, kVerdicts>& counts) {
    std::string text;
    for (std::size_t at = 0; at < kVerdicts; ++at) {
      const V verdict{static_cast<std::uint8_t>(at)};
      const std::uint64_t since = counts.at(at) - std::exchange(reported_.at(at), counts.at(at));
      if (!is_drop(verdict) || since == 0) continue;
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", since, row(verdict).id);
    }
    return text;
  }

 private:
  std::array<std::chrono::steady_clock::time_point, kVerdicts> said_{};
  std::array<std::uint64_t, kVerdicts> reported_{};
};

// "hop-limit: relayed too often (RFC …)", the head of a log line.
template <class V>
[[nodiscard]] std::string verdict_text(V verdict) {
  const auto& found = row(verdict);
  return fmt::format("{}: {} ({})", found.id, found.text, found.source);
}
// ". To do: …", its end; empty when there is nothing to do.
template <class V>
[[nodiscard]] std::string remedy_text(V verdict) {
  const auto& found = row(verdict);
  return found.remedy.empty() ? std::string() : fmt::format(". To do: {}", found.remedy);
}

}  // namespace ward6::daemon
