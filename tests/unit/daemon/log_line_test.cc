#include "daemon/log_line.h"

#include <boost/json/parse.hpp>

#include "tests/support/catch.h"

namespace ward6::daemon {
namespace {

constexpr std::chrono::system_clock::time_point kTime{std::chrono::milliseconds(1'800'000'000'042)};

TEST_CASE("A log line as text has time, level, sentence and fields", "[daemon]") {
  LogLine line(LogFormat::text, LogLevel::warn, "some-id", kTime);
  line.text("it is so").field("link", "lan").field("none", "").field("what", "a b").field("n", 7);
  line.detail("secret", "for machines");
  CHECK(line.finish() ==
        "2027-01-15T08:00:00.042Z warning some-id: it is so link=lan what=\"a b\" n=7\n");
}

TEST_CASE("A log line for the journal has its priority and no time", "[daemon]") {
  LogLine line(LogFormat::journal, LogLevel::error, "some-id", kTime);
  CHECK(line.text("it is so").finish() == "<3>some-id: it is so\n");
}

TEST_CASE("No byte of a peer ends a log line or makes bad JSON of it", "[daemon]") {
  const LogFormat format = GENERATE(LogFormat::text, LogFormat::json, LogFormat::journal);
  for (int byte = 0; byte < 256; ++byte) {
    const std::string hostile = "a" + std::string(1, static_cast<char>(byte)) + "b";
    LogLine line(format, LogLevel::info, "some-id", kTime);
    const std::string text = line.text(hostile).field("name", hostile).finish();
    REQUIRE(text.find('\n') == text.size() - 1);
    REQUIRE(text.find('\x1b') == std::string::npos);
    if (format != LogFormat::json) continue;
    boost::json::error_code error;
    const auto value = boost::json::parse(text, error);
    REQUIRE_FALSE(error);
    REQUIRE(value.is_object());
  }
}

TEST_CASE("Text in UTF-8 stays readable, and nothing else passes for it", "[daemon]") {
  const auto escaped = [](std::string_view text) {
    std::string out;
    append_escaped(out, text);
    return out;
  };
  for (const std::string_view good : {"RFC 9915 §18", "Bücherei", "倉庫", "\U0001f4e6", "\u00a0"}) {
    CHECK(escaped(good) == good);
  }
  CHECK(escaped("\xc2\x9b[31m") == "\\u00c2\\u009b[31m");     // a control character
  CHECK(escaped("\xc0\xaf") == "\\u00c0\\u00af");             // longer than need be
  CHECK(escaped("\xed\xa0\x80") == "\\u00ed\\u00a0\\u0080");  // half a surrogate pair
  CHECK(escaped("\xf4\x90\x80\x80").starts_with("\\u00f4"));  // past the last character
  CHECK(escaped("\xe5\x80") == "\\u00e5\\u0080");             // cut off
  CHECK(escaped("\xe5\x80"
                "a") == "\\u00e5\\u0080a");  // broken off
  CHECK(escaped("\xff§") == "\\u00ff§");
}

}  // namespace
}  // namespace ward6::daemon
