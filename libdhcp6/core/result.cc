#include "libdhcp6/core/result.h"

#include <array>

namespace ward6::dhcp6 {
namespace {

struct Row {
  Errc code;
  std::string_view name;
  std::string_view text;
};

constexpr std::array<Row, kErrcCount> kRows{{
    {Errc::truncated, "truncated", "the data ends inside a field"},
    {Errc::trailing_bytes, "trailing-bytes", "bytes are left over after the last field"},
    {Errc::bad_length, "bad-length", "the length does not fit the format"},
    {Errc::bad_value, "bad-value", "the value is out of range"},
    {Errc::bad_text, "bad-text", "the text is not in the expected form"},
    {Errc::bad_name, "bad-name", "not a valid domain name"},
    {Errc::bad_duid, "bad-duid", "a DUID has 3 to 130 bytes"},
    {Errc::bad_prefix, "bad-prefix", "not a valid prefix"},
    {Errc::nested_too_deep, "nested-too-deep", "nested deeper than the limit"},
    {Errc::too_many, "too-many", "more elements than the limit"},
    {Errc::no_space, "no-space", "the output does not fit"},
    {Errc::unknown_option, "unknown-option", "no such option is known"},
    {Errc::duplicate, "duplicate", "given more than once"},
    {Errc::missing, "missing", "required but not there"},
    {Errc::not_allowed, "not-allowed", "not allowed here"},
    {Errc::corrupt, "corrupt", "the checksum does not match"},
    {Errc::io, "io", "input or output failed"},
    {Errc::conflict, "conflict", "contradicts what is already there"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].code) != i) return false;
  }
  return true;
}
static_assert(in_order(), "one row per Errc, in the order of the enum");

}  // namespace

std::string_view name(Errc code) noexcept {
  return kRows[static_cast<std::size_t>(code)].name;
}

std::string_view describe(Errc code) noexcept {
  return kRows[static_cast<std::size_t>(code)].text;
}

}  // namespace ward6::dhcp6
