// A checked look at the options of a message or of another option. parse() tests every header once;
// afterwards iteration cannot fail and nothing was copied. Bodies are not looked into: that is the
// work of the option's shape (shapes.h) or of its decoder (ia.h, status.h …).
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/wire/protocol.h"

namespace ward6::dhcp6 {

// One option, borrowed from the packet. The code is as it came and may be one that we do not know.
struct OptionView {
  std::uint16_t code = 0;
  Bytes body;

  [[nodiscard]] bool is(OptionCode other) const noexcept { return code == value(other); }
};

// How many options one level of a message may hold. A full UDP datagram has room for 16,381 empty
// ones; no real message comes near this.
inline constexpr std::size_t kOptionsMax = 1024;

class OptionsView {
 public:
  class Iterator {
   public:
    using value_type = OptionView;
    using difference_type = std::ptrdiff_t;

    Iterator() noexcept = default;
    explicit Iterator(Bytes rest) noexcept : rest_(rest) {}
    [[nodiscard]] OptionView operator*() const noexcept;
    Iterator& operator++() noexcept;
    void operator++(int) noexcept { ++*this; }
    friend bool operator==(const Iterator& it, std::default_sentinel_t) noexcept {
      return it.rest_.empty();
    }

   private:
    Bytes rest_;
  };

  OptionsView() noexcept = default;  // no options

  // RFC 9915 §21.1. Fails with truncated (offset of the option) or too_many.
  [[nodiscard]] static Result<OptionsView> parse(Bytes bytes) noexcept;

  // The first option with this code.
  [[nodiscard]] std::optional<OptionView> find(OptionCode code) const noexcept;
  [[nodiscard]] bool has(OptionCode code) const noexcept { return find(code).has_value(); }
  [[nodiscard]] std::size_t count(OptionCode code) const noexcept;

  [[nodiscard]] Iterator begin() const noexcept { return Iterator{bytes_}; }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }
  [[nodiscard]] Bytes bytes() const noexcept { return bytes_; }

 private:
  explicit OptionsView(Bytes bytes) noexcept : bytes_(bytes) {}

  Bytes bytes_;
};

}  // namespace ward6::dhcp6
