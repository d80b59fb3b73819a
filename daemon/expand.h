// What the configuration leaves to the interfaces that are there: links for a pattern such as
// `vlan*`, and where messages go that are relayed to no server in particular. A pure function.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/net/interface_table.h"
#include "daemon/settings.h"

namespace ward6::daemon {

// The interfaces that concern the settings.
struct Expansion {
  struct Match {
    dhcp6::LinkId link{};  // whose `interface` is a pattern
    std::string interface;

    friend bool operator==(const Match&, const Match&) = default;
  };
  std::vector<Match> matches;
  std::vector<std::string> uplinks;  // of no link; empty when no link needs to know

  friend bool operator==(const Expansion&, const Expansion&) = default;
};

// More interfaces than these are not asked where servers are.
inline constexpr std::size_t kUplinksMax = 8;
// More links than these are not made of patterns.
inline constexpr std::size_t kMatchesMax = 8192;

[[nodiscard]] Expansion find_expansion(const Settings& settings, const InterfaceTable& interfaces);

// `settings` with a link for each match, called LINK/INTERFACE, behind those that it has, and with
// the group of all servers on the uplinks for links without servers. A link with a pattern stays;
// once something matches, nothing is done on it itself.
[[nodiscard]] std::shared_ptr<const Settings> expand(
    const std::shared_ptr<const Settings>& settings, const Expansion& expansion);

}  // namespace ward6::daemon
