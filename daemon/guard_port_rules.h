// The chains of one guarded port. Internal to guard_rules.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "raguard/policy.h"

namespace ward6::daemon {

struct GuardChain {
  std::string name;
  std::vector<std::string> rules;
};

struct GuardPortRules {
  std::vector<std::string> counters;
  std::string offenders;           // the set's name; empty: the port has none
  std::vector<GuardChain> chains;  // the last one begins, and leads to those before
};

// Requires: has_guard_rules().
[[nodiscard]] GuardPortRules guard_port_rules(const raguard::GuardPolicy& policy,
                                              raguard::PortRole role,
                                              std::size_t number);

}  // namespace ward6::daemon
