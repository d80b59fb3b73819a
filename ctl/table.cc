#include "ctl/table.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "libdhcp6/core/assert.h"

namespace ward6::ctl {
namespace {

constexpr std::size_t kGap = 2;

[[nodiscard]] std::string_view code_of(Tone tone) noexcept {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::good:
      return "32";
    case Tone::notice:
      return "33";
    case Tone::bad:
      return "31";
    case Tone::faint:
      return "2";
    case Tone::title:
      return "1";
  }
  return "";
}

// True for the bytes that continue a character of UTF-8.
[[nodiscard]] bool continues(char c) noexcept {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

[[nodiscard]] std::string paint(std::string_view text, Tone tone, bool on) {
  if (!on || tone == Tone::plain) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code_of(tone), text);
}

// Takes from the right what the line is too long by; a title stays whole as long as it can.
void shrink(std::vector<std::size_t>& widths,
            const std::vector<std::string_view>& titles,
            std::size_t line) {
  std::size_t total = kGap * (widths.size() - 1);
  for (const std::size_t width : widths) total += width;
  for (std::size_t at = widths.size(); at-- > 0 && total > line;) {
    const std::size_t less = std::min(total - line, widths[at] - width_of(titles[at]));
    widths[at] -= less;
    total -= less;
  }
}

}  // namespace

std::size_t width_of(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

std::string cut(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::size_t end = 0;
  for (std::size_t left = width - 1; end < text.size(); ++end) {
    if (continues(text[end])) continue;
    if (left == 0) break;
    --left;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool has_next = at + 1 < text.size();
    const auto next = has_next ? static_cast<unsigned char>(text[at + 1]) : 0U;
    if (byte < 0x20 || byte == 0x7f) {
      out += '?';
    } else if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {
      out += '?';  // U+0080 to U+009F are controls too
      ++at;
    } else {
      out += text[at];
    }
  }
  return out;
}

Table::Table(Screen screen, std::vector<std::string_view> titles)
    : screen_(screen), titles_(std::move(titles)) {
  WARD6_ASSERT(!titles_.empty());
}

void Table::add(std::vector<Cell> cells) {
  WARD6_ASSERT(cells.size() == titles_.size());
  for (Cell& cell : cells) cell.text = printable(cell.text);
  if (!widths_.empty()) return write(cells);
  held_.push_back(std::move(cells));
  if (held_.size() >= kHeldMax) flush();
}

void Table::finish() {
  if (widths_.empty()) flush();
}

std::string Table::take() {
  return std::exchange(lines_, {});
}

void Table::flush() {
  std::vector<Cell> heads;
  for (const std::string_view title : titles_) {
    heads.push_back({std::string(title), Tone::title});
    widths_.push_back(width_of(title));
  }
  for (const auto& cells : held_) {
    for (std::size_t at = 0; at < cells.size(); ++at) {
      widths_[at] = std::max(widths_[at], width_of(cells[at].text));
    }
  }
  if (screen_.width > 0) shrink(widths_, titles_, screen_.width);
  write(heads);
  for (const auto& cells : held_) write(cells);
  held_ = {};
}

void Table::write(const std::vector<Cell>& cells) {
  const bool limited = screen_.width > 0;
  std::string line;
  std::size_t used = 0;
  std::size_t blanks = 0;  // written only in front of something: no line ends in them
  for (std::size_t at = 0; at < cells.size(); ++at) {
    if (limited && used + blanks >= screen_.width) break;
    std::string text = cells[at].text;
    if (limited) text = cut(text, std::min(widths_[at], screen_.width - used - blanks));
    const std::size_t width = width_of(text);
    if (width > 0) {
      line.append(blanks, ' ');
      line += paint(text, cells[at].tone, screen_.colour);
      used += blanks + width;
      blanks = 0;
    }
    // Without a limit a later, longer cell pushes the rest of its line to the right.
    blanks += (width < widths_[at] ? widths_[at] - width : 0) + kGap;
  }
  line += '\n';
  lines_ += line;
}

}  // namespace ward6::ctl
