#include "ctl/decode.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "libdhcp6/core/hex.h"
#include "libdhcp6/wire/print.h"

namespace ward6::ctl {

tl::expected<std::string, std::string> decode(std::string_view hex) {
  std::string digits(hex);
  std::erase_if(digits,
                [](char c) { return std::string_view(" \t\r\n:-").find(c) != std::string::npos; });
  std::vector<std::byte> message(digits.size() / 2);
  const auto size = dhcp6::parse_hex(digits, message);
  if (!size) return tl::unexpected(std::string("that is not hexadecimal: pairs of digits 0-9a-f"));
  if (*size == 0) return tl::unexpected(std::string("there is nothing to decode"));
  std::string text = dhcp6::message_to_text(dhcp6::Bytes(message).first(*size));
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

}  // namespace ward6::ctl
