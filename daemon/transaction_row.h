// A Transaction in fixed size, without borrowed parts: what the packet path hands to the log.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/log_line.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/server/transaction.h"

namespace ward6::daemon {

// A string cut to what a row bears.
template <std::size_t kSize>
class ShortText {
 public:
  void assign(std::string_view text) noexcept {
    size_ = static_cast<std::uint8_t>(text.size() < kSize ? text.size() : kSize);
    for (std::size_t at = 0; at < size_; ++at) data_[at] = text[at];
  }
  [[nodiscard]] std::string_view view() const noexcept { return {data_.data(), size_}; }

 private:
  static_assert(kSize < 256);
  std::array<char, kSize> data_{};
  std::uint8_t size_ = 0;
};

struct TransactionRow {
  static constexpr std::size_t kGrantsShown = 4;

  std::chrono::system_clock::time_point time;
  dhcp6::Outcome outcome{};
  std::uint8_t message_type = 0;
  std::uint8_t reply_type = 0;
  std::uint8_t hops = 0;
  dhcp6::LinkChoice link_choice{};
  dhcp6::StatusCode status{};
  bool ignored_ia_ta = false;
  std::uint32_t transaction = 0;
  dhcp6::Ipv6Address client;
  dhcp6::LinkLayerAddress link_layer;
  ShortText<dhcp6::kDuidSizeMax> duid;  // bytes, not text
  ShortText<48> link;
  ShortText<64> host;
  std::array<dhcp6::Grant, kGrantsShown> grants;
  std::size_t grant_count = 0;  // of all, also those that are not shown

  // Copies. `link` is the link's name.
  void assign(const dhcp6::Transaction& from,
              std::string_view link_name,
              std::chrono::system_clock::time_point when) noexcept;
};

// debug for drops, info for the rest.
[[nodiscard]] LogLevel level_of(dhcp6::Outcome outcome) noexcept;

// "Request -> Reply to 00:03:… on office (interface): 2001:db8:1::17 for 12h/24h (same again)".
[[nodiscard]] std::string render(const TransactionRow& row, LogFormat format);

}  // namespace ward6::daemon
