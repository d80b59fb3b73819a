// The one cursor that reads packets and records. Its error is sticky: after the first read past the
// end every read yields zero and ok() is false, so a caller reads a whole structure and tests once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/time.h"

namespace ward6::dhcp6 {

class Reader {
 public:
  explicit Reader(Bytes in) noexcept : in_(in) {}

  std::uint8_t u8() noexcept { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() noexcept { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u24() noexcept { return static_cast<std::uint32_t>(number(3)); }
  std::uint32_t u32() noexcept { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() noexcept { return number(8); }
  Seconds seconds() noexcept { return Seconds{u32()}; }

  Ipv6Address address() noexcept {
    const Bytes bytes = take(kAddressSize);
    return bytes.size() == kAddressSize ? Ipv6Address::from(bytes) : Ipv6Address{};
  }

  // The next `count` bytes, borrowed from the input; empty after an error.
  Bytes take(std::size_t count) noexcept {
    if (failed_ || count > remaining()) {
      failed_ = true;
      return {};
    }
    const Bytes bytes = in_.subspan(at_, count);
    at_ += count;
    return bytes;
  }
  // Everything that is left.
  Bytes rest() noexcept { return take(remaining()); }

  [[nodiscard]] std::size_t remaining() const noexcept { return in_.size() - at_; }
  [[nodiscard]] std::size_t position() const noexcept { return at_; }
  [[nodiscard]] bool ok() const noexcept { return !failed_; }
  // True when everything was read and nothing was missing.
  [[nodiscard]] bool finished() const noexcept { return !failed_ && at_ == in_.size(); }

 private:
  std::uint64_t number(std::size_t size) noexcept {
    std::uint64_t value = 0;
    for (const std::byte b : take(size)) value = (value << 8U) | to_u8(b);
    return value;
  }

  Bytes in_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace ward6::dhcp6
