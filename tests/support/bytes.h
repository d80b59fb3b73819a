// Short ways to write addresses, prefixes and bytes in tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"

namespace ward6::dhcp6::test {

using Buffer = std::vector<std::byte>;

// What the text stands for; throws, which fails the test, when it stands for nothing.
[[nodiscard]] inline Ipv6Address ip(std::string_view text) {
  const auto address = Ipv6Address::parse(text);
  if (!address) throw std::invalid_argument(std::string(text));
  return *address;
}

[[nodiscard]] inline Prefix net(std::string_view text) {
  const auto prefix = Prefix::parse(text);
  if (!prefix) throw std::invalid_argument(std::string(text));
  return *prefix;
}

// A lease of one address.
[[nodiscard]] inline Prefix host(std::string_view text) {
  return Prefix::containing(ip(text), 128);
}
[[nodiscard]] inline Prefix host(const Ipv6Address& a) {
  return Prefix::containing(a, 128);
}

[[nodiscard]] inline Buffer octets(std::initializer_list<unsigned> values) {
  Buffer bytes;
  for (const unsigned value : values) bytes.push_back(to_byte(value));
  return bytes;
}

[[nodiscard]] inline Buffer octets(std::string_view text) {
  const Bytes bytes = as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

[[nodiscard]] inline Buffer octets(Bytes bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace ward6::dhcp6::test
