#include "daemon/log_line.h"

#include <array>
#include <cstdint>
#include <iterator>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace ward6::daemon {
namespace {

// sd-daemon(3): the journal takes the priority from "<N>" at the start of a line.
[[nodiscard]] std::string_view priority(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug:
      return "<7>";
    case LogLevel::info:
      return "<6>";
    case LogLevel::warn:
      return "<4>";
    case LogLevel::error:
      return "<3>";
  }
  return "<6>";
}

[[nodiscard]] std::string timestamp(std::chrono::system_clock::time_point time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(time - seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), rest.count());
}

// How many bytes the UTF-8 sequence has that `text` begins with, if it is one of several bytes,
// well formed (RFC 3629 §4) and no control character; else 0.
[[nodiscard]] std::size_t multibyte_at(std::string_view text) noexcept {
  const auto byte = [text](std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  };
  struct Form {
    unsigned first, last;      // of the first byte
    unsigned lowest, highest;  // of the second
    std::size_t size;
  };
  // 0x80 to 0x9f are control characters: ISO 6429.
  constexpr std::array kForms{Form{0xc2, 0xc2, 0xa0, 0xbf, 2}, Form{0xc3, 0xdf, 0x80, 0xbf, 2},
                              Form{0xe0, 0xe0, 0xa0, 0xbf, 3}, Form{0xe1, 0xec, 0x80, 0xbf, 3},
                              Form{0xed, 0xed, 0x80, 0x9f, 3}, Form{0xee, 0xef, 0x80, 0xbf, 3},
                              Form{0xf0, 0xf0, 0x90, 0xbf, 4}, Form{0xf1, 0xf3, 0x80, 0xbf, 4},
                              Form{0xf4, 0xf4, 0x80, 0x8f, 4}};
  for (const Form& form : kForms) {
    if (byte(0) < form.first || byte(0) > form.last) continue;
    if (byte(1) < form.lowest || byte(1) > form.highest) return 0;
    for (std::size_t at = 2; at < form.size; ++at) {
      if ((byte(at) & 0xc0U) != 0x80U) return 0;
    }
    return form.size;
  }
  return 0;
}

}  // namespace

std::string_view name(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warn:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "";
}

void append_escaped(std::string& out, std::string_view value) {
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (const std::size_t size = multibyte_at(value.substr(at)); size > 0) {
      out += value.substr(at, size);
      at += size - 1;
      continue;
    }
    const char c = value[at];
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
}

LogLine::LogLine(LogFormat format,
                 LogLevel level,
                 std::string_view id,
                 std::chrono::system_clock::time_point time)
    : format_(format) {
  switch (format_) {
    case LogFormat::json:
      head_ =
          fmt::format(R"({{"ts":"{}","level":"{}","msg":"{}")", timestamp(time), name(level), id);
      break;
    case LogFormat::text:
      head_ = fmt::format("{} {:<7} {}: ", timestamp(time), name(level), id);
      break;
    case LogFormat::journal:
      head_ = fmt::format("{}{}: ", priority(level), id);
      break;
  }
}

LogLine& LogLine::field(std::string_view key, std::string_view value) {
  if (value.empty()) return *this;
  if (format_ == LogFormat::json) return detail(key, value);
  fields_ += fmt::format(" {}=", key);
  const bool quote = value.find_first_of(" \"") != std::string_view::npos;
  if (quote) fields_ += '"';
  append_escaped(fields_, value);
  if (quote) fields_ += '"';
  return *this;
}

LogLine& LogLine::field(std::string_view key, std::uint64_t value) {
  if (format_ == LogFormat::json) return detail(key, value);
  fields_ += fmt::format(" {}={}", key, value);
  return *this;
}

LogLine& LogLine::detail(std::string_view key, std::string_view value) {
  if (format_ != LogFormat::json || value.empty()) return *this;
  fields_ += fmt::format(R"(,"{}":")", key);
  append_escaped(fields_, value);
  fields_ += '"';
  return *this;
}

LogLine& LogLine::detail(std::string_view key, std::uint64_t value) {
  if (format_ == LogFormat::json) fields_ += fmt::format(R"(,"{}":{})", key, value);
  return *this;
}

LogLine& LogLine::text(std::string_view sentence) {
  append_escaped(text_, sentence);
  return *this;
}

std::string LogLine::finish() {
  if (format_ == LogFormat::json) {
    return fmt::format("{},\"text\":\"{}\"{}}}\n", head_, text_, fields_);
  }
  return fmt::format("{}{}{}\n", head_, text_, fields_);
}

}  // namespace ward6::daemon
