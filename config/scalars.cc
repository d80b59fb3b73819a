#include "config/scalars.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/hex.h"

namespace ward6::config {
namespace {

using dhcp6::Ipv6Address;
using dhcp6::Seconds;

constexpr std::size_t kLabelSizeMax = 64;
constexpr std::size_t kInterfaceSizeMax = 15;  // IFNAMSIZ less the final zero
constexpr std::size_t kBytesMax = 65535;
constexpr std::string_view kSpaces = " \t";

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

template <class T>
std::optional<T> number(std::string_view text, int base = 10) {
  T value{};
  const char* end =
      text.data() + text.size();  // NOLINT(cppcoreguidelines-pro-bounds-pointer-arithmetic)
                                  // from_chars takes a pointer pair
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

struct Unit {
  char letter;
  std::uint64_t seconds;
};
constexpr std::array kUnits{Unit{'w', 604800}, Unit{'d', 86400}, Unit{'h', 3600}, Unit{'m', 60},
                            Unit{'s', 1}};

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept {
  if (text.starts_with("0x")) {
    const auto value = number<std::uint32_t>(text.substr(2), 16);
    if (!value) return std::nullopt;
    return std::int64_t{*value};
  }
  return number<std::int64_t>(text);
}

std::optional<Seconds> parse_duration(std::string_view text) noexcept {
  if (text == "infinite" || text == "infinity") return dhcp6::kInfinity;
  if (text.empty()) return std::nullopt;
  std::uint64_t total = 0;
  const Unit* last = nullptr;
  while (!text.empty()) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = number<std::uint32_t>(text.substr(0, digits));
    if (!count || digits == text.size()) return std::nullopt;
    const auto* unit = std::ranges::find(kUnits, text[digits], &Unit::letter);
    // Largest unit first, each once: "1h30m".
    if (unit == kUnits.end() || (last != nullptr && unit <= last)) return std::nullopt;
    last = unit;
    total += *count * unit->seconds;
    text.remove_prefix(digits + 1);
  }
  if (total >= dhcp6::kInfinity.count()) return std::nullopt;
  return Seconds{static_cast<std::uint32_t>(total)};
}

std::string duration_text(Seconds duration) {
  if (duration == dhcp6::kInfinity) return "infinite";
  std::uint64_t rest = duration.count();
  if (rest == 0) return "0s";
  std::string text;
  for (const Unit& unit : kUnits) {
    if (unit.letter == 'w' && rest % unit.seconds != 0) continue;
    if (rest >= unit.seconds) {
      text += std::to_string(rest / unit.seconds);
      text += unit.letter;
      rest %= unit.seconds;
    }
  }
  return text;
}

std::optional<bool> parse_boolean(std::string_view text) noexcept {
  if (text == "true" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "no" || text == "off") return false;
  return std::nullopt;
}

std::optional<dhcp6::WallTime> parse_date(std::string_view text) noexcept {
  constexpr std::size_t kDateSize = 10;
  constexpr std::size_t kDateTimeSize = 20;
  if (text.size() != kDateSize && text.size() != kDateTimeSize) return std::nullopt;
  const auto year = number<int>(text.substr(0, 4));
  const auto month = number<unsigned>(text.substr(5, 2));
  const auto day = number<unsigned>(text.substr(8, 2));
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(*day)};
  if (!date.ok() || *year < 1970 || *year > 2105) return std::nullopt;
  std::int64_t seconds = std::chrono::sys_days(date).time_since_epoch().count() * 86400LL;
  if (text.size() == kDateTimeSize) {
    const auto hour = number<unsigned>(text.substr(11, 2));
    const auto minute = number<unsigned>(text.substr(14, 2));
    const auto second = number<unsigned>(text.substr(17, 2));
    const bool marks = text[10] == 'T' && text[13] == ':' && text[16] == ':' && text[19] == 'Z';
    if (!marks || !hour || !minute || !second) return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    seconds += std::int64_t{*hour} * 3600 + std::int64_t{*minute} * 60 + std::int64_t{*second};
  }
  return dhcp6::WallTime{static_cast<std::uint32_t>(seconds)};
}

std::optional<std::uint32_t> parse_mode(std::string_view text) noexcept {
  if (text.starts_with("0o")) text.remove_prefix(2);
  const auto mode = number<std::uint32_t>(text, 8);
  if (!mode || *mode > 0777) return std::nullopt;
  return mode;
}

bool is_label(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLabelSizeMax && std::ranges::all_of(text, [](char c) {
    return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
  });
}

bool is_interface_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kInterfaceSizeMax && text != "." && text != ".." &&
         std::ranges::none_of(text, [](char c) { return c == '/' || c == ':' || c <= ' '; });
}

bool is_interface_pattern(std::string_view text) noexcept {
  return text.find_first_of("*?[") != std::string_view::npos;
}

bool is_hostname(std::string_view text) noexcept {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const auto dot = text.find('.');
    const auto label = text.substr(0, dot);
    const bool good = !label.empty() && label.size() <= 63 && label.front() != '-' &&
                      label.back() != '-' && std::ranges::all_of(label, [](char c) {
                        return is_alphanumeric(c) || c == '-' || c == '_';
                      });
    if (!good) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

std::optional<std::vector<std::byte>> parse_bytes(std::string_view text) {
  if (text.empty() || text.size() > kBytesMax) return std::nullopt;
  if (!text.starts_with("0x")) {
    const auto bytes = dhcp6::as_bytes(text);
    return std::vector<std::byte>(bytes.begin(), bytes.end());
  }
  std::vector<std::byte> bytes(text.size());
  const auto size = dhcp6::parse_hex(text, bytes);
  if (!size || *size == 0) return std::nullopt;
  bytes.resize(*size);
  return bytes;
}

std::optional<Range> parse_range(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) {
    const auto prefix = dhcp6::Prefix::parse(trim(text));
    if (!prefix) return std::nullopt;
    return Range{prefix->base(), prefix->last()};
  }
  const auto first = Ipv6Address::parse(trim(text.substr(0, dash)));
  const auto last = Ipv6Address::parse(trim(text.substr(dash + 1)));
  if (!first || !last) return std::nullopt;
  return Range{*first, *last};
}

}  // namespace ward6::config
