// DHCP Unique Identifier: RFC 9915 §11. Opaque to us but for printing and for making our own.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"

namespace ward6::dhcp6 {

// RFC 9915 §11.1: a two-byte type and at least one, at most 128 bytes.
inline constexpr std::size_t kDuidSizeMin = 3;
inline constexpr std::size_t kDuidSizeMax = 130;

enum class DuidType : std::uint16_t { llt = 1, en = 2, ll = 3, uuid = 4 };

class Duid {
 public:
  constexpr Duid() noexcept = default;  // empty: stands for "none"

  // Fails with bad_duid when the size is outside kDuidSizeMin..kDuidSizeMax.
  [[nodiscard]] static Result<Duid> make(Bytes bytes) noexcept;
  // "00:03:00:01:02:00:5e:10:00:01", also without or with other separators (core/hex.h).
  [[nodiscard]] static Result<Duid> parse(std::string_view text) noexcept;

  // The four kinds of RFC 9915 §11.2 to §11.5. `hardware` is the IANA hardware type, 1 for
  // Ethernet.
  [[nodiscard]] static Result<Duid> llt(std::uint16_t hardware,
                                        std::uint32_t time,
                                        Bytes link_layer) noexcept;
  [[nodiscard]] static Result<Duid> ll(std::uint16_t hardware, Bytes link_layer) noexcept;
  [[nodiscard]] static Result<Duid> en(std::uint32_t enterprise, Bytes identifier) noexcept;
  [[nodiscard]] static Result<Duid> uuid(Bytes uuid) noexcept;

  [[nodiscard]] Bytes bytes() const noexcept { return Bytes(data_).first(size_); }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::uint16_t type() const noexcept;
  [[nodiscard]] std::string to_string() const;  // "00:03:00:01:…"

  friend bool operator==(const Duid& a, const Duid& b) noexcept {
    return equal(a.bytes(), b.bytes());
  }

 private:
  std::array<std::byte, kDuidSizeMax> data_{};
  std::uint8_t size_ = 0;
};

// Seconds from the Unix epoch to the DUID-LLT epoch, 2000-01-01 00:00 UTC: RFC 9915 §11.2.
inline constexpr std::uint32_t kDuidEpoch = 946684800;

}  // namespace ward6::dhcp6
