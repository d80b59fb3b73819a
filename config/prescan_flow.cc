#include "config/prescan_scan.h"

namespace ward6::config {
namespace {

bool is_flow_indicator(char c) {
  return c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
}

}  // namespace

// A value begins: it must be the first of the list, or follow ',' or ':'.
void Scan::flow_value_begins(Bracket& bracket) {
  if (bracket.after_value && at_ > line_start_ && is_blank(text_[at_ - 1])) {
    out_.error(place(at_), "a ',' is missing before this value",
               "Separate the parts of a list or map in brackets with ','.");
    text_[at_ - 1] = ',';
    bracket.after_colon = false;
  }
  bracket.after_value = true;
}

// From an opening bracket to behind the closing one, over as many lines as it takes.
void Scan::flow() {
  bracket_line_ = line_;
  bracket_indent_ = line_start_ + indent_ < text_.size() ? indent_ : 0;
  const std::size_t outermost = at_;
  do {
    if (!at_end_of_line()) {
      flow_token();
    } else if (!flow_new_line()) {
      give_up_flow(outermost);
    }
  } while (!brackets_.empty());
}

// Takes out everything from the outermost bracket to here, since it is never closed.
void Scan::give_up_flow(std::size_t outermost) {
  out_.error(brackets_.back().place, "this bracket is never closed",
             "Close it, and separate the values with ','.");
  const std::size_t stop = std::min(at_, text_.size());
  for (std::size_t i = outermost; i < stop; ++i) {
    if (text_[i] != '\n') text_[i] = ' ';
  }
  out_.cover_lines(bracket_line_, line_);
  out_.mended();
  brackets_.clear();
}

void Scan::flow_token() {
  const char c = peek();
  if (is_blank(c)) {
    ++at_;
  } else if (at_comment()) {
    at_ = std::min(text_.find('\n', at_), text_.size());
  } else if (c == '[' || c == '{') {
    if (!brackets_.empty()) flow_value_begins(brackets_.back());
    brackets_.push_back({c, place(at_)});
    ++at_;
  } else if (c == ']' || c == '}') {
    brackets_.pop_back();
    ++at_;
  } else if (c == ',') {
    brackets_.back().after_colon = brackets_.back().after_value = false;
    ++at_;
  } else if (c == '&' || c == '!') {
    while (!at_end_of_line() && !is_blank(peek()) && !is_flow_indicator(peek())) ++at_;
  } else if (c == '"' || c == '\'') {
    flow_value_begins(brackets_.back());
    skip_quoted();
  } else {
    flow_plain();
  }
}

// False: the next line cannot belong to the brackets, or there is none.
bool Scan::flow_new_line() {
  if (at_ >= text_.size()) return false;
  const std::size_t first = text_.find_first_not_of(" \t\r", at_ + 1);
  if (first == std::string::npos) return false;
  const std::size_t indent = first - at_ - 1;
  const char c = text_[first];
  if (c != '\n' && c != '#' && c != ']' && c != '}' && indent <= bracket_indent_) return false;
  next_line();
  return true;
}

// Plain text within brackets: up to an indicator, or to a ':' that ends a key.
void Scan::flow_plain() {
  Bracket& bracket = brackets_.back();
  if (peek() == ':' && (is_blank(peek(1)) || peek(1) == '\n' || bracket.after_value)) {
    bracket.after_colon = true;
    bracket.after_value = false;
    ++at_;
    return;
  }
  flow_value_begins(bracket);
  const std::size_t start = at_;
  while (!at_end_of_line() && !is_flow_indicator(peek()) && !at_comment()) {
    if (peek() == ':' && (is_blank(peek(1)) || peek(1) == '\n' || is_flow_indicator(peek(1)))) {
      break;
    }
    ++at_;
  }
  if (peek() != ':') return;
  const auto plain = slice(start, at_);
  const auto blank = plain.find_last_of(' ');
  if (is_trap(slice(start, at_ + 1)) && (bracket.open == '[' || bracket.after_colon)) {
    trap(start, at_);
    ++at_;
  } else if (bracket.open == '{' && bracket.after_colon && blank != std::string_view::npos &&
             is_word(plain.substr(blank + 1))) {
    out_.error(place(start + blank + 1),
               cat("a ',' is missing before ", quoted(plain.substr(blank + 1))),
               "Separate the parts of a list or map in brackets with ','.");
    text_[start + blank] = ',';
  }
}

}  // namespace ward6::config
