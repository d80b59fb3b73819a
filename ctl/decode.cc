#include "ctl/decode.h"

#include <array>
#include <cstddef>
#include <cstdio>
#include <vector>

#include <fmt/format.h>

#include "libdhcp6/core/hex.h"
#include "libdhcp6/wire/print.h"

namespace ward6::ctl {
namespace {

// More than the largest datagram can take, separators included.
constexpr std::size_t kInputMax = std::size_t{1} << 20U;

[[nodiscard]] std::string read_stdin() {
  std::string text;
  std::array<char, 4096> part{};
  while (text.size() < kInputMax) {
    const std::size_t size = std::fread(part.data(), 1, part.size(), stdin);
    if (size == 0) break;
    text.append(part.data(), size);
  }
  return text;
}

}  // namespace

tl::expected<std::string, std::string> decode(std::string_view hex) {
  std::string digits(hex);
  std::erase_if(digits, [](char c) {
    return std::string_view(" \t\r\n:-").find(c) != std::string_view::npos;
  });
  std::vector<std::byte> message(digits.size() / 2);
  const auto size = dhcp6::parse_hex(digits, message);
  if (!size) return tl::unexpected(std::string("that is not hexadecimal: pairs of digits 0-9a-f"));
  if (*size == 0) return tl::unexpected(std::string("there is nothing to decode"));
  std::string text = dhcp6::message_to_text(dhcp6::Bytes(message).first(*size));
  if (!text.ends_with('\n')) text += '\n';
  return text;
}

ExitCode run_decode(const Command& command) {
  const bool from_stdin = command.hex.empty() || command.hex == "-";
  const auto text = decode(from_stdin ? read_stdin() : command.hex);
  if (!text) {
    fmt::print(stderr, "ward6ctl: {}\n", text.error());
    return ExitCode::usage;
  }
  fmt::print("{}", *text);
  return ExitCode::ok;
}

}  // namespace ward6::ctl
