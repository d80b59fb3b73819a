// Texts with their findings: what the tests of the loader are tables of.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"
#include "tests/support/catch.h"

namespace ward6::config::test {

struct Expected {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string_view fragment;  // of "error: message. remedy (notes)"
};

struct Case {
  std::string_view name;
  std::string text;
  std::vector<Expected> findings;
};

// Lines 1 to 4 of a file with one link; what follows stands in its `serve`, indented by 6.
inline const std::string kServe = "links:\n  a:\n    interface: eth0\n    serve:\n";

inline std::vector<Diagnostic> findings_of(std::string_view text) {
  auto loaded = load_text(text, "t.yaml");
  return loaded ? std::move(loaded->warnings) : std::move(loaded.error());
}

inline std::string shown(const Diagnostic& found) {
  std::string text = to_string(found);
  for (const Note& note : found.notes) {
    text += cat(" (", note.text, ": ", note.place.line, ":", note.place.column, ")");
  }
  return text;
}

inline std::string shown(const std::vector<Diagnostic>& findings) {
  std::string text;
  for (const Diagnostic& found : findings) text += shown(found) + "\n";
  return text;
}

// Exactly the expected findings, in the order of the file.
inline void check(const Case& row) {
  const auto found = findings_of(row.text);
  INFO(row.name << "\n" << row.text << "\n" << shown(found));
  CHECK(found.size() == row.findings.size());
  const std::size_t common = std::min(found.size(), row.findings.size());
  for (std::size_t i = 0; i < common; ++i) {
    const Expected& expected = row.findings[i];
    CHECK(found[i].place == Place{expected.line, expected.column});
    const std::string text = shown(found[i]);
    INFO(expected.fragment);
    CHECK(text.find(expected.fragment) != std::string::npos);
  }
}

inline void check(const std::vector<Case>& rows) {
  for (const Case& row : rows) check(row);
}

}  // namespace ward6::config::test
