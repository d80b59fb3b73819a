// Checks of option bodies that an operator supplies, for when the configuration is loaded: what
// passes here may be put into Relay-forward messages as it is.
#pragma once

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"

namespace ward6::relay {

// The body of a Virtual Subnet Selection option: RFC 6607 §3.5. Fails with bad_length,
// trailing_bytes (type 255 with more), bad_text (type 0 that is empty or ends in a zero byte) or
// bad_value (a type that is not assigned).
[[nodiscard]] dhcp6::Result<void> check_vpn(dhcp6::Bytes body) noexcept;

// The options inside a Relay-Supplied Options option. Fails with not_allowed for one that is not
// RSOO-enabled (RFC 6422 §4), with missing when there is none, and with what is wrong with a body.
[[nodiscard]] dhcp6::Result<void> check_supplied(dhcp6::Bytes options) noexcept;

}  // namespace ward6::relay
