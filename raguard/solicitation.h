// A Router Solicitation from the unspecified address: whoever is a router answers it to all hosts
// (RFC 4861 §6.2.6), so that they hear the truth again after a lie. It forges nothing.
#pragma once

#include <array>
#include <cstddef>

#include "libdhcp6/core/address.h"

namespace ward6::raguard {

inline constexpr std::size_t kSolicitationSize = 14 + 40 + 8;

// The whole Ethernet frame, from this address.
[[nodiscard]] std::array<std::byte, kSolicitationSize> router_solicitation(
    const dhcp6::LinkLayerAddress& from) noexcept;

}  // namespace ward6::raguard
