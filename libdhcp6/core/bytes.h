// Byte spans: how every part of ward6 borrows memory. A span never owns; it is valid as long as the
// buffer it was cut from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace ward6::dhcp6 {

using Bytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

[[nodiscard]] constexpr std::uint8_t to_u8(std::byte b) noexcept {
  return static_cast<std::uint8_t>(b);
}

[[nodiscard]] constexpr std::byte to_byte(unsigned value) noexcept {
  return static_cast<std::byte>(value & 0xffU);
}

// The bytes of a string, borrowed.
[[nodiscard]] inline Bytes as_bytes(std::string_view text) noexcept {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// Bytes seen as characters, borrowed: for text fields of the wire, which may hold any byte.
[[nodiscard]] inline std::string_view as_text(Bytes bytes) noexcept {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the aliasing rule allows char
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  return {text, bytes.size()};
}

[[nodiscard]] bool equal(Bytes a, Bytes b) noexcept;

}  // namespace ward6::dhcp6
