// The packet filter of bridges on whose ports a Lightweight DHCPv6 Relay Agent works.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "relay/ldra_config.h"

namespace ward6::daemon {

inline constexpr std::string_view kLdraTable = "ward6_ldra";

// Text for nft that puts the table in place, in one step and whatever was there: what the relay
// agent takes from a port is not forwarded as well. Without bridges the table is removed.
// Requires: no name of a port has a quote, a backslash or a star.
[[nodiscard]] std::string ldra_table(std::span<const relay::LdraConfig* const> bridges);

}  // namespace ward6::daemon
