#include "config/diagnostic.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace ward6::config {
namespace {

constexpr std::size_t kShownMax = 120;        // bytes of a value that a message repeats
constexpr std::size_t kSourceShownMax = 160;  // bytes of a line that a report repeats
constexpr std::uint32_t kCoveredLinesMax = 100000;

std::string clean(std::string_view text, std::size_t size_max) {
  const bool cut = text.size() > size_max;
  if (cut) {
    std::size_t end = size_max;
    // Not within a UTF-8 sequence.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    text = text.substr(0, end);
  }
  std::string out;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    out += u < 0x20 || u == 0x7f ? ' ' : c;
  }
  if (cut) out += "…";
  return out;
}

// The lines of a text, found in one pass for line numbers that arrive in ascending order.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  std::string line(std::uint32_t number) {
    if (number < number_) {
      at_ = 0;
      number_ = 1;
    }
    while (number_ < number) {
      const auto end = text_.find('\n', at_);
      if (end == std::string_view::npos) return {};
      at_ = end + 1;
      ++number_;
    }
    auto line = text_.substr(at_, text_.find('\n', at_) - at_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return clean(line, kSourceShownMax);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t number_ = 1;
};

}  // namespace

std::string_view name(Severity severity) noexcept {
  return severity == Severity::error ? "error" : "warning";
}

std::string to_string(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.place.line > 0) {
    text += cat(":", diagnostic.place.line, ":", diagnostic.place.column);
  }
  text += cat(": ", name(diagnostic.severity), ": ", diagnostic.message, ".");
  if (!diagnostic.remedy.empty()) text += cat(" ", diagnostic.remedy);
  return text;
}

std::string printable(std::string_view text) {
  return clean(text, kShownMax);
}

std::string quoted(std::string_view text) {
  return cat("'", printable(text), "'");
}

std::string at_line(const Place& place) {
  return cat(" (line ", place.line, ")");
}

void Diagnostics::error(Place place,
                        std::string message,
                        std::string remedy,
                        std::vector<Note> notes) {
  add({file_, place, Severity::error, std::move(message), std::move(remedy), std::move(notes), {}});
}

void Diagnostics::warning(Place place,
                          std::string message,
                          std::string remedy,
                          std::vector<Note> notes) {
  add({file_,
       place,
       Severity::warning,
       std::move(message),
       std::move(remedy),
       std::move(notes),
       {}});
}

void Diagnostics::missing(Place place, std::string message, std::string remedy) {
  if (!mended_) error(place, std::move(message), std::move(remedy));
}

void Diagnostics::cover_lines(std::uint32_t first, std::uint32_t last) {
  for (std::uint32_t line = first; line <= last && covered_lines_.size() < kCoveredLinesMax;
       ++line) {
    covered_lines_.insert(line);
  }
}

bool Diagnostics::is_covered(Place place) const {
  return covered_.contains(place) || covered_lines_.contains(place.line);
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (is_covered(diagnostic.place)) return;
  if (diagnostic.severity == Severity::error) ++errors_;
  if (found_.size() == kDiagnosticsMax) {
    ++unshown_;
    return;
  }
  found_.push_back(std::move(diagnostic));
}

std::vector<Diagnostic> Diagnostics::take(std::string_view text) {
  const auto order = [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place, a.severity, a.message) < std::tie(b.place, b.severity, b.message);
  };
  const auto same = [](const Diagnostic& a, const Diagnostic& b) {
    return a.place == b.place && a.message == b.message;
  };
  std::ranges::stable_sort(found_, order);
  const auto repeated = std::ranges::unique(found_, same);
  found_.erase(repeated.begin(), repeated.end());
  Lines lines(text);
  Lines note_lines(text);
  for (Diagnostic& diagnostic : found_) {
    if (diagnostic.place.line > 0) diagnostic.source = lines.line(diagnostic.place.line);
    for (Note& note : diagnostic.notes) note.source = note_lines.line(note.place.line);
  }
  if (unshown_ > 0) {
    found_.push_back({file_,
                      {},
                      errors_ > 0 ? Severity::error : Severity::warning,
                      cat(unshown_, " more findings are not shown"),
                      "Mend the first ones and check again.",
                      {},
                      {}});
  }
  return std::exchange(found_, {});
}

}  // namespace ward6::config
