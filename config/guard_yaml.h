// A guard's routers and servers as configuration: the way back from what was learned to YAML.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "raguard/learner.h"

namespace ward6::config {

// Text for the file, which load_text() reads as a guard that allows exactly what was learned on
// these links; a comment at each entry tells how often and where it was seen.
struct LearnedLink {
  std::string name;
  std::string interface;
  std::span<const raguard::LearnedRouter> routers;
  std::span<const raguard::LearnedServer> servers;
};
[[nodiscard]] std::string learned_yaml(const std::vector<LearnedLink>& links);

}  // namespace ward6::config
