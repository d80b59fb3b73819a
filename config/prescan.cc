#include "config/prescan.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "config/prescan_scan.h"
#include "libdhcp6/core/address.h"

namespace ward6::config {
namespace {

using dhcp6::Ipv6Address;

constexpr char kMended = ';';           // stands for a ':' that YAML must not see
constexpr std::size_t kMendsMax = 200;  // past it the file is hardly one of ours

// blank_block() for the line that begins at `start`.
std::uint32_t blank_from(std::string& text,
                         std::size_t start,
                         std::uint32_t line,
                         Diagnostics& out) {
  const auto indent_of = [&text](std::size_t at) {
    return std::min(text.find_first_not_of(" -", at), text.size()) - at;
  };
  const std::size_t indent = indent_of(start);
  std::uint32_t last = line;
  while (true) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(start),
              text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    start = end + 1;
    if (start >= text.size()) break;
    const std::size_t first = text.find_first_not_of(' ', start);
    const bool blank = first == std::string::npos || text[first] == '\n' || text[first] == '\r';
    if (!blank && first - start < indent + 1) break;
    ++last;
  }
  out.cover_lines(line, last);
  out.mended();
  return last;
}

// Where the last address of "low - high" begins; 0 when the text is no range.
std::size_t range_end_at(std::string_view text) {
  const auto dash = text.rfind(" - ");
  if (dash == std::string_view::npos) return 0;
  const bool range = Ipv6Address::parse(text.substr(0, text.find(' '))).has_value();
  return range ? text.find_first_not_of(' ', dash + 2) : 0;
}

}  // namespace

bool is_trap(std::string_view text_with_colon) {
  if (!text_with_colon.ends_with("::")) return false;
  const std::string_view address = text_with_colon.substr(range_end_at(text_with_colon));
  return Ipv6Address::parse(address).has_value();
}

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

bool Scan::run() {
  if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // a byte order mark
  while (at_ < text_.size() && mends_ <= kMendsMax) block_line();
  return !tabs_ && !stopped_ && mends_ <= kMendsMax;
}

// Skips what stands before the content of a line. False: there is no content.
bool Scan::indentation() {
  const std::size_t start = at_;
  skip_blanks();
  if (at_end_of_line() || at_comment()) return false;
  const auto tab = slice(start, at_).find('\t');
  if (tab != std::string_view::npos) {
    out_.error(place(start + tab), "a tab is used for indentation", "Indent with spaces.");
    tabs_ = true;
  }
  indent_ = at_ - line_start_;
  return true;
}

void Scan::block_line() {
  bool is_item = false;
  if (indentation() && text_[line_start_] != '%' && !slice(at_, at_ + 3).starts_with("---") &&
      !slice(at_, at_ + 3).starts_with("...")) {
    while (peek() == '-' && (is_blank(peek(1)) || peek(1) == '\n')) {
      is_item = true;
      ++at_;
      skip_blanks();
      indent_ = at_ - line_start_;
    }
    if (!at_end_of_line() && !at_comment()) content(is_item);
  }
  next_line();
}

// Where the plain text from `from` ends: before a comment or at the end of the line, blanks
// removed.
std::size_t Scan::plain_end(std::size_t from) const {
  std::size_t end = from;
  while (end < text_.size() && text_[end] != '\n' &&
         !(text_[end] == '#' && end > from && is_blank(text_[end - 1]))) {
    ++end;
  }
  while (end > from && is_blank(text_[end - 1])) --end;
  return end;
}

void Scan::trap(std::size_t start, std::size_t colon) {
  const auto value = std::string(slice(start, colon + 1));
  const std::size_t skipped = range_end_at(value);
  const std::string address = value.substr(skipped);
  out_.error(place(start + skipped),
             cat("YAML takes the last ':' of ", address, " for the end of a key"),
             skipped > 0 ? cat("A range that ends in '::' must be quoted: \"", value, "\".")
                         : cat("An address that ends in '::' must be quoted or get its length: \"",
                               address, "\" or ", address, "/64."));
  out_.cover(place(start));
  text_[colon] = kMended;
}

// From the first character of a key, a list item or a continued value to the end of the line.
void Scan::content(bool is_item) {
  if (std::string_view("[{|>&*!%@`").find(peek()) != std::string_view::npos) {
    value();
    return;
  }
  const std::size_t start = at_;
  if (peek() == '"' || peek() == '\'') {
    skip_quoted();
    skip_blanks();
    if (peek() == ':') {
      ++at_;
      value();
    }
    return;
  }
  const std::size_t end = plain_end(start);
  for (std::size_t colon = start; colon < end; ++colon) {
    if (text_[colon] != ':' || (colon + 1 < end && !is_blank(text_[colon + 1]))) continue;
    if (colon + 1 == end && is_trap(slice(start, colon + 1))) {
      trap(start, colon);
      at_ = end;
      return;
    }
    at_ = colon + 1;
    value();
    return;
  }
  at_ = end;
  if (!is_item) no_colon(start, slice(start, end));
}

// A line of a map that has no "key: ". Values that span several lines without quotes do not occur
// in our files, so this is a slip, which YAML would blame on one of its neighbours.
void Scan::no_colon(std::size_t start, std::string_view content) {
  const auto colon = content.find(':');
  const auto blank = content.find(' ');
  if (colon != std::string_view::npos && is_word(content.substr(0, colon))) {
    out_.error(place(start + colon), "a space is missing after ':'",
               cat("Write '", printable(content.substr(0, colon)), ": ",
                   printable(content.substr(colon + 1)), "'."));
  } else if (blank != std::string_view::npos && is_word(content.substr(0, blank))) {
    out_.error(place(start), cat("a ':' is missing after ", quoted(content.substr(0, blank))),
               cat("Write '", printable(content.substr(0, blank)), ": ",
                   printable(content.substr(blank + 1)), "'."));
  } else {
    out_.error(place(start), cat("a key without ':' : ", quoted(content)),
               "Write 'key: value', or quote a text on one line.");
  }
  skip_block();
}

// Takes out this line and what hangs below it; stands on the last of them then.
void Scan::skip_block() {
  if (++mends_ > kMendsMax) return;
  const std::uint32_t last = blank_from(text_, line_start_, line_, out_);
  while (line_ < last) next_line();
  at_ = std::min(text_.find('\n', at_), text_.size());
}

void Scan::value() {
  skip_blanks();
  while (peek() == '&' || peek() == '!') {  // an anchor or a tag stands before the value
    while (!at_end_of_line() && !is_blank(peek())) ++at_;
    skip_blanks();
  }
  if (at_end_of_line() || at_comment()) return;
  switch (peek()) {
    case '[':
    case '{':
      flow();
      return;
    case '"':
    case '\'':
      skip_quoted();
      return;
    case '|':
    case '>':
      skip_block_scalar();
      return;
    case '*':
      return;
    default:
      plain_value();
  }
}

void Scan::plain_value() {
  const std::size_t start = at_;
  const std::size_t end = plain_end(start);
  at_ = end;
  if (text_[end - 1] == ':' && is_trap(slice(start, end))) {
    trap(start, end - 1);
    return;
  }
  const auto second = slice(start, end).find(": ");
  const auto word =
      second == std::string_view::npos ? second : slice(start, start + second).find_last_of(' ');
  if (word == std::string_view::npos || !is_word(slice(start + word + 1, start + second))) return;
  out_.error(
      place(start + word + 1),
      cat("a second key, ", quoted(slice(start + word + 1, start + second)), ", on the same line"),
      "Put it on a line of its own, or write {key: value, key: value}.");
  std::fill(text_.begin() + static_cast<std::ptrdiff_t>(start + word),
            text_.begin() + static_cast<std::ptrdiff_t>(end), ' ');
  out_.mended();
}

// YAML lets a quoted text run over lines, and even over the end of the file: with us it is always
// a quote forgotten.
void Scan::skip_quoted() {
  const std::size_t start = at_;
  const char quote = peek();
  ++at_;
  while (!at_end_of_line()) {
    const bool escape = quote == '"' ? peek() == '\\' : peek() == quote && peek(1) == quote;
    if (escape && peek(1) != '\n') {
      at_ += 2;
    } else if (text_[at_++] == quote && !escape) {
      return;
    }
  }
  out_.error(place(start), "this quote is not closed on its line", "Close it.");
  out_.mended();
  if (brackets_.empty()) {
    skip_block();
  } else {  // who knows where the brackets were to end
    brackets_.clear();
    at_ = text_.size();
    stopped_ = true;
  }
}

// Leaves at_ on the last line of the scalar.
void Scan::skip_block_scalar() {
  const std::size_t parent = indent_;
  while (true) {
    const std::size_t end = text_.find('\n', at_);
    if (end == std::string::npos) return;
    const std::size_t first = text_.find_first_not_of(" \r", end + 1);
    const bool blank = first == std::string::npos || text_[first] == '\n';
    if (!blank && first - end - 1 <= parent) return;
    if (end + 1 >= text_.size()) return;
    next_line();
  }
}

bool prescan(std::string& text, Diagnostics& out) {
  return Scan(text, out).run();
}

std::uint32_t blank_block(std::string& text, std::uint32_t line, Diagnostics& out) {
  std::size_t start = 0;
  for (std::uint32_t i = 1; i < line; ++i) {
    start = text.find('\n', start);
    if (start == std::string::npos) return line;
    ++start;
  }
  return blank_from(text, start, line, out);
}

}  // namespace ward6::config
