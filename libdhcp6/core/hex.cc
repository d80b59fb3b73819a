#include "libdhcp6/core/hex.h"

namespace ward6::dhcp6 {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

int digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_separator(char c) noexcept {
  return c == ':' || c == '-' || c == ' ';
}

}  // namespace

Result<std::size_t> parse_hex(std::string_view text, MutableBytes out) noexcept {
  std::size_t at = text.starts_with("0x") ? 2 : 0;
  std::size_t count = 0;
  while (at < text.size()) {
    if (count > 0 && is_separator(text[at])) ++at;
    if (text.size() - at < 2) return fail(Errc::bad_text, at);
    const int high = digit(text[at]);
    const int low = digit(text[at + 1]);
    if (high < 0 || low < 0) return fail(Errc::bad_text, at);
    if (count == out.size()) return fail(Errc::no_space, at);
    out[count++] = to_byte(static_cast<unsigned>(high * 16 + low));
    at += 2;
  }
  return count;
}

std::string to_hex(Bytes bytes, char separator) {
  std::string text;
  text.reserve(bytes.size() * 3);
  for (const std::byte b : bytes) {
    if (separator != '\0' && !text.empty()) text += separator;
    text += kDigits[to_u8(b) >> 4U];
    text += kDigits[to_u8(b) & 0xfU];
  }
  return text;
}

}  // namespace ward6::dhcp6
