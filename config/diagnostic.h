// What is wrong with a configuration, where, and what to do about it.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ward6::config {

// A position in the file, counted from 1; columns count bytes. Line 0: the file as a whole.
struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

enum class Severity : std::uint8_t { error, warning };
[[nodiscard]] std::string_view name(Severity severity) noexcept;

// A second position that belongs to the same finding: "the prefix is here".
struct Note {
  Place place;
  std::string text;
  std::string source;  // the line of the file, for the report

  friend bool operator==(const Note&, const Note&) = default;
};

struct Diagnostic {
  std::string file;
  Place place;
  Severity severity = Severity::error;
  std::string message;  // a sentence without its full stop
  std::string remedy;   // whole sentences, or empty
  std::vector<Note> notes;
  std::string source;  // the line of the file, for the report
};

// "file:line:column: error: message. remedy": one line, whatever the file contained.
[[nodiscard]] std::string to_string(const Diagnostic& diagnostic);

// `text` without control characters and not longer than a message can bear: a file may hold
// anything.
[[nodiscard]] std::string printable(std::string_view text);
// printable(), in single quotes.
[[nodiscard]] std::string quoted(std::string_view text);

// The parts one behind the other; numbers in decimal.
template <class... Parts>
[[nodiscard]] std::string cat(const Parts&... parts) {
  std::string text;
  const auto add = [&text](const auto& part) {
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(part)>>) {
      text += std::to_string(part);
    } else {
      text += part;
    }
  };
  (add(parts), ...);
  return text;
}

// " (line 12)", to name the second line in the message itself.
[[nodiscard]] std::string at_line(const Place& place);

// Collects the findings of one file. Bounded: past kDiagnosticsMax they are only counted.
inline constexpr std::size_t kDiagnosticsMax = 1000;

class Diagnostics {
 public:
  explicit Diagnostics(std::string file) : file_(std::move(file)) {}

  void error(Place place,
             std::string message,
             std::string remedy = {},
             std::vector<Note> notes = {});
  void warning(Place place,
               std::string message,
               std::string remedy = {},
               std::vector<Note> notes = {});
  // Something required is not there. Silent once the text had to be mended: the mended part may
  // have held it.
  void missing(Place place, std::string message, std::string remedy);

  // Findings of later steps at this place, or in these lines, would only repeat an earlier one.
  void cover(Place place) { covered_.insert(place); }
  void cover_lines(std::uint32_t first, std::uint32_t last);
  void mended() { mended_ = true; }
  [[nodiscard]] bool is_mended() const { return mended_; }

  // No further finding will be shown: it need not be worded well.
  [[nodiscard]] bool is_full() const { return found_.size() == kDiagnosticsMax; }

  [[nodiscard]] bool has_errors() const { return errors_ > 0; }
  [[nodiscard]] const std::string& file() const { return file_; }

  // Everything found, in the order of the file, each once, with the lines of `text` filled in.
  [[nodiscard]] std::vector<Diagnostic> take(std::string_view text);

 private:
  void add(Diagnostic diagnostic);
  [[nodiscard]] bool is_covered(Place place) const;

  std::string file_;
  std::vector<Diagnostic> found_;
  std::set<Place> covered_;
  std::set<std::uint32_t> covered_lines_;
  std::size_t errors_ = 0;
  std::size_t unshown_ = 0;
  bool mended_ = false;
};

}  // namespace ward6::config
