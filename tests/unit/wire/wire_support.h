// Small helpers for the tests of wire/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/hex.h"
#include "libdhcp6/wire/option_text.h"
#include "libdhcp6/wire/writer.h"
#include "tests/support/catch.h"

namespace ward6::dhcp6::test {

using Buffer = std::vector<std::byte>;

// Buffers start as 0x2a, so that bytes that nobody wrote show.
inline Buffer filled(std::size_t size) {
  return Buffer(size, std::byte{0x2a});
}

inline Buffer from_hex(std::string_view text) {
  Buffer bytes = filled(text.size() / 2 + 1);
  const auto size = parse_hex(text, bytes);
  REQUIRE(size);
  bytes.resize(*size);
  return bytes;
}

inline TextValue from_text(std::string_view text) {
  INFO(text);
  auto value = parse_text(text);
  REQUIRE(value);
  return *value;
}

inline void append_option(Buffer& out, std::uint16_t code, Bytes body) {
  Buffer buffer = filled(body.size() + kOptionHeaderSize);
  Writer writer{buffer};
  writer.option(OptionCode{code}, body);
  REQUIRE(writer.ok());
  out.insert(out.end(), buffer.begin(), buffer.end());
}

// A message of this type with these option bytes.
inline Buffer message(MessageType type, Bytes options) {
  Buffer out{static_cast<std::byte>(type), std::byte{0x12}, std::byte{0x34}, std::byte{0x56}};
  out.insert(out.end(), options.begin(), options.end());
  return out;
}

// A relay layer of this type around a message.
inline Buffer relayed(MessageType type, std::uint8_t hops, Bytes inner) {
  Buffer buffer = filled(kRelayHeaderSize + kOptionHeaderSize + inner.size());
  Writer writer{buffer};
  writer.u8(static_cast<std::uint8_t>(type)).u8(hops);
  writer.address(Ipv6Address::from_halves(0x20010db800000000U, 1));
  writer.address(Ipv6Address::from_halves(0xfe80000000000000U, 7));
  writer.option(OptionCode::relay_message, inner);
  REQUIRE(writer.ok());
  return buffer;
}

}  // namespace ward6::dhcp6::test
