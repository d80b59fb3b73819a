// What rtnetlink says about routes.
#pragma once

#include <string>

#include "daemon/net/routes.h"

struct nlmsghdr;

namespace ward6::daemon {

struct ListedRoute {
  dhcp6::Prefix prefix;
  Routes::Hop hop;  // zero where there are several
  Routes::Place place;
  bool is_plain = false;  // of IPv6, by destination only, and no copy made for one packet
};
[[nodiscard]] ListedRoute read_route(const nlmsghdr& message);

// What the kernel says about a request beside the number, in an acknowledgement; empty: nothing.
[[nodiscard]] std::string extended_text(const nlmsghdr& message);

}  // namespace ward6::daemon
