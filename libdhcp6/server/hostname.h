// The name that a client gives itself, in a form that is fit for logs.
#pragma once

#include <array>
#include <string_view>

#include "libdhcp6/core/bytes.h"

namespace ward6::dhcp6 {

using HostnameBuffer = std::array<char, 256>;

// The name in the body of a Client FQDN option (RFC 4704 §4), as labels with dots between them.
// Empty when it is not a name, or has other characters than letters, digits, '-' and '_'. Borrows
// from `buffer`.
[[nodiscard]] std::string_view hostname_of(Bytes fqdn_body, HostnameBuffer& buffer) noexcept;

}  // namespace ward6::dhcp6
