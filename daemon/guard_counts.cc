#include "daemon/guard_counts.h"

#include <algorithm>

#include "daemon/guard_rules.h"

namespace ward6::daemon {
namespace {

[[nodiscard]] std::string_view id_at(std::size_t at) noexcept {
  return at < raguard::kReasonCount ? raguard::row(static_cast<raguard::Reason>(at)).id
                                    : kOffenderCounter;
}

}  // namespace

void GuardCounts::note(const std::string& port, std::string_view reason, std::uint64_t packets) {
  for (std::size_t at = 0; at <= raguard::kReasonCount; ++at) {
    if (id_at(at) != reason) continue;
    Count& count = ports_[port].at(at);
    // Somebody set the counter back.
    if (packets < count.now) count.before += count.now;
    count.now = packets;
    return;
  }
}

void GuardCounts::begin_table() {
  for (auto& [port, counts] : ports_) {
    for (Count& count : counts) count = {count.before + count.now, 0};
  }
}

std::vector<GuardCount> GuardCounts::all() const {
  std::vector<GuardCount> all;
  for (const auto& [port, counts] : ports_) {
    for (std::size_t at = 0; at < counts.size(); ++at) {
      const std::uint64_t packets = counts.at(at).before + counts.at(at).now;
      if (packets > 0) all.push_back({port, id_at(at), packets});
    }
  }
  return all;
}

}  // namespace ward6::daemon
