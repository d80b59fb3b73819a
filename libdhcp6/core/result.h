// Result of an operation that bad input can make fail. An Error is four bytes: what went wrong and
// where (offset into the bytes that were read). Text is a table look-up, so that the packet path
// never builds a string.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include <tl/expected.hpp>

namespace ward6::dhcp6 {

enum class Errc : std::uint8_t {
  truncated,        // the bytes end inside a field
  trailing_bytes,   // bytes are left over after the last field
  bad_length,       // a length field that the shape of the option does not allow
  bad_value,        // a value outside its range
  bad_text,         // text that does not parse
  bad_name,         // a domain name that RFC 1035 §3.1 does not allow
  bad_duid,         // a DUID that is empty or longer than 130 bytes
  bad_prefix,       // a prefix longer than 128 bits or with host bits set
  nested_too_deep,  // more levels than the named bound
  too_many,         // more elements than the named bound
  no_space,         // the output buffer is full
  unknown_option,   // no row with this code or name
  duplicate,        // a second one of something that may occur once
  missing,          // something that must occur does not
  not_allowed,      // something that must not occur does
  corrupt,          // a checksum does not match
  io,               // the environment failed; the caller knows errno
  conflict,         // it contradicts state that is already there
};
inline constexpr std::size_t kErrcCount = 18;

struct Error {
  Errc code{};
  std::uint16_t offset = 0;  // saturates at 65535

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] constexpr tl::unexpected<Error> fail(Errc code, std::size_t offset = 0) noexcept {
  constexpr std::size_t kMax = std::numeric_limits<std::uint16_t>::max();
  return tl::unexpected<Error>(
      Error{code, static_cast<std::uint16_t>(offset < kMax ? offset : kMax)});
}

// Identifier ("bad-length") and sentence of an error, both of static lifetime.
[[nodiscard]] std::string_view name(Errc code) noexcept;
[[nodiscard]] std::string_view describe(Errc code) noexcept;

}  // namespace ward6::dhcp6
