// What the packet filter dropped, by port and reason. The kernel's counters begin at 0 with each
// table; these go on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "raguard/reason.h"

namespace ward6::daemon {

struct GuardCount {
  std::string port;
  std::string_view reason;  // an id of raguard::row(), or kOffenderCounter
  std::uint64_t packets = 0;

  friend bool operator==(const GuardCount&, const GuardCount&) = default;
};

class GuardCounts {
 public:
  // As of now, in the table that is in force. Another id than those of GuardCount is passed over.
  void note(const std::string& port, std::string_view reason, std::uint64_t packets);
  // Another table is in force from now on.
  void begin_table();
  void forget(const std::string& port) { ports_.erase(port); }
  // Those that are not 0.
  [[nodiscard]] std::vector<GuardCount> all() const;

 private:
  struct Count {
    std::uint64_t before = 0;  // in tables that were replaced
    std::uint64_t now = 0;
  };
  // By Reason; the last one is of offenders.
  using Counts = std::array<Count, raguard::kReasonCount + 1>;

  std::map<std::string, Counts> ports_;
};

}  // namespace ward6::daemon
