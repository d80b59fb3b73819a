#include "config/utf8.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ward6::config {
namespace {

Place place_at(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, at);
  const auto line = static_cast<std::uint32_t>(std::ranges::count(before, '\n'));
  const auto start = before.rfind('\n');
  const auto column = start == std::string_view::npos ? at : at - start - 1;
  return {line + 1, static_cast<std::uint32_t>(column) + 1};
}

std::uint32_t byte(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// The size of the well-formed sequence at `at`, or 0: RFC 3629 §4.
std::size_t sequence_size(std::string_view text, std::size_t at) {
  const std::uint32_t lead = byte(text, at);
  std::size_t size = 0;
  std::uint32_t point = 0;
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) {
    size = 2;
    point = lead & 0x1fU;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    size = 3;
    point = lead & 0x0fU;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    size = 4;
    point = lead & 0x07U;
  } else {
    return 0;
  }
  if (text.size() - at < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    const std::uint32_t next = byte(text, at + i);
    if ((next & 0xc0U) != 0x80) return 0;
    point = point << 6U | (next & 0x3fU);
  }
  const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  return overlong || surrogate || point > 0x10ffff ? 0 : size;
}

}  // namespace

bool check_utf8(std::string_view text, Diagnostics& out) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::uint32_t c = byte(text, at);
    const bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
    const std::size_t size = control ? 0 : sequence_size(text, at);
    if (size == 0) {
      out.error(place_at(text, at),
                control ? "a control character: this is not a text file" : "the file is not UTF-8",
                "Save it as UTF-8 text.");
      return false;
    }
    at += size;
  }
  return true;
}

}  // namespace ward6::config
