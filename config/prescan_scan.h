// The scanner behind prescan(): prescan.cc has its lines, prescan_flow.cc what is in brackets.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"

namespace ward6::config {

inline bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// Text whose last ':' YAML takes for the end of a key, though it is an address.
[[nodiscard]] bool is_trap(std::string_view text_with_colon);
// Letters, digits, '-' and '_': what a key of ours could be.
[[nodiscard]] bool is_word(std::string_view text);

class Scan {
 public:
  Scan(std::string& text, Diagnostics& out) : text_(text), out_(out) {}

  // False when the text cannot be read on.
  bool run();

 private:
  struct Bracket {
    char open = '[';
    Place place;
    bool after_colon = false;  // within the value of a pair
    bool after_value = false;  // a value is complete: ',' or the end must follow
  };

  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\n';
  }
  [[nodiscard]] bool at_end_of_line() const { return peek() == '\n'; }
  [[nodiscard]] Place place(std::size_t at) const {
    return {line_, static_cast<std::uint32_t>(at - line_start_) + 1};
  }
  void next_line() {
    at_ = std::min(text_.find('\n', at_), text_.size());
    if (at_ < text_.size()) ++at_;
    ++line_;
    line_start_ = at_;
  }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  [[nodiscard]] bool at_comment() const {
    return peek() == '#' && (at_ == line_start_ || is_blank(text_[at_ - 1]));
  }
  [[nodiscard]] std::string_view slice(std::size_t from, std::size_t to) const {
    to = std::min(to, text_.size());
    return from < to ? std::string_view(text_).substr(from, to - from) : std::string_view();
  }

  void block_line();
  bool indentation();
  void content(bool is_item);
  void skip_block();
  void no_colon(std::size_t start, std::string_view content);
  void value();
  void plain_value();
  void skip_quoted();
  void skip_block_scalar();
  void flow();
  void flow_token();
  void give_up_flow(std::size_t outermost);
  void flow_plain();
  bool flow_new_line();
  void flow_value_begins(Bracket& bracket);
  void trap(std::size_t start, std::size_t colon);
  [[nodiscard]] std::size_t plain_end(std::size_t from) const;

  std::string& text_;
  Diagnostics& out_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::size_t line_start_ = 0;
  std::size_t indent_ = 0;  // of the content of this line, list marks included
  std::vector<Bracket> brackets_;
  std::uint32_t bracket_line_ = 0;  // of the outermost bracket
  std::size_t bracket_indent_ = 0;  // of that line
  std::size_t mends_ = 0;
  bool tabs_ = false;
  bool stopped_ = false;
};

}  // namespace ward6::config
