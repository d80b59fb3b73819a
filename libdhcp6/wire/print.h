// Whole messages as indented text, for logs and ward6ctl. What does not parse is shown as bytes
// with the reason and the offset: printing never fails and its output is bounded.
#pragma once

#include <cstddef>
#include <string>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/wire/options_view.h"

namespace ward6::dhcp6 {

inline constexpr std::size_t kPrintSizeMax = 65536;
inline constexpr std::size_t kPrintLineMax = 1000;  // longer values are cut
inline constexpr std::size_t kPrintBytesMax = 128;  // of a value shown in hexadecimal
inline constexpr std::size_t kPrintDepthMax = 40;   // relay layers and nested options together

// One item per line, two blanks per level; at most `size_max` bytes, then "…". For example
//   Relay-forward, hop count 0, link-address 2001:db8::1, peer-address fe80::7
//     interface-id: eth0
//     relay-message:
//       Solicit, transaction 0x123456
//         client-id: 00:03:00:01:02:00:5e:10:00:01
//         ia-na: {iaid: 7, t1: 0, t2: 0}
//           ia-address: {address: 2001:db8::7, preferred: 0, valid: 0}
// An option that may not stand where it does is marked with "(misplaced)".
[[nodiscard]] std::string message_to_text(Bytes datagram, std::size_t size_max = kPrintSizeMax);

// One option on one line, nested options included: "dns-servers: [2001:db8::53]".
[[nodiscard]] std::string option_to_text(const OptionView& option);

}  // namespace ward6::dhcp6
