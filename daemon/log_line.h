// One log line under construction: a sentence for people, fields for machines. Rendered as text or
// as one JSON object.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "daemon/log_messages.h"

namespace ward6::daemon {

enum class LogFormat : std::uint8_t {
  text,
  json,
  journal,  // text, with the priority that systemd's journal reads, and without the time
};

class LogLine {
 public:
  LogLine(LogFormat format,
          LogLevel level,
          std::string_view id,
          std::chrono::system_clock::time_point time);

  // A field; in text it stands as key=value behind the sentence. Empty values are left out.
  LogLine& field(std::string_view key, std::string_view value);
  LogLine& field(std::string_view key, std::uint64_t value);
  // The same for machines only: the sentence says it already.
  LogLine& detail(std::string_view key, std::string_view value);
  LogLine& detail(std::string_view key, std::uint64_t value);
  // The sentence. Control characters of it and of fields are escaped: peers have a say in some.
  LogLine& text(std::string_view sentence);

  // The line, with its end of line.
  [[nodiscard]] std::string finish();

 private:
  LogFormat format_;
  std::string head_;
  std::string text_;
  std::string fields_;
};

// Appends `value` as the inside of a JSON string. Bytes that are not ASCII text are escaped.
void append_escaped(std::string& out, std::string_view value);

}  // namespace ward6::daemon
