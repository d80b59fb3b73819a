// A hardware address to make a DUID from.
#pragma once

#include <optional>

#include "libdhcp6/core/address.h"

namespace ward6::daemon {

// The address of the first Ethernet interface, preferably one that the maker gave; nothing: none.
[[nodiscard]] std::optional<dhcp6::LinkLayerAddress> first_ethernet_address();

}  // namespace ward6::daemon
