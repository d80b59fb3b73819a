// Tables in columns that fit the terminal. Lines are made as rows come: the first ones decide how
// wide columns are, so that a million rows need no memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ctl/terminal.h"

namespace ward6::ctl {

enum class Tone : std::uint8_t { plain, good, notice, bad, faint, title };

struct Cell {
  std::string text;
  Tone tone = Tone::plain;
};

class Table {
 public:
  // Rows that are looked at before the first line is made.
  static constexpr std::size_t kHeldMax = 1000;

  // The titles are of static lifetime. On a narrow terminal the columns at the right give way
  // first.
  Table(Screen screen, std::vector<std::string_view> titles);

  // Requires: as many cells as titles.
  void add(std::vector<Cell> cells);
  // No row comes any more. Without any there is still the line of titles.
  void finish();
  // The lines that are ready, each with its end; they are the caller's now.
  [[nodiscard]] std::string take();

 private:
  void flush();
  void write(const std::vector<Cell>& cells);

  Screen screen_;
  std::vector<std::string_view> titles_;
  std::vector<std::vector<Cell>> held_;
  std::vector<std::size_t> widths_;  // empty until the first line is made
  std::string lines_;
};

// How many characters `text` has; each counts as one column.
[[nodiscard]] std::size_t width_of(std::string_view text) noexcept;
// At most `width` characters; what is cut off shows as "…".
[[nodiscard]] std::string cut(std::string_view text, std::size_t width);
// Control characters become '?': names come from peers and must not drive the terminal.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace ward6::ctl
