// Tables in columns that fit the terminal. Rows are written as they come: the first ones decide how
// wide columns are, so that a million rows need no memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "ctl/terminal.h"

namespace ward6::ctl {

enum class Colour : std::uint8_t { none, good, warning, bad, faint, title };

struct Column {
  std::string_view title;  // of static lifetime
  // How narrow it may become when the terminal is; the columns at the right give way first.
  std::size_t narrowest = std::numeric_limits<std::size_t>::max();
};

struct Cell {
  std::string text;
  Colour colour = Colour::none;
};

using Sink = std::function<void(std::string_view)>;

class Table {
 public:
  // Rows that are looked at before the first one is written.
  static constexpr std::size_t kHeldMax = 256;

  Table(std::vector<Column> columns, Look look, Sink sink);

  // Requires: as many cells as columns.
  void row(std::vector<Cell> cells);
  // Writes what is held. Without any row there is still the line of titles.
  void finish();

 private:
  void flush();
  void write(const std::vector<Cell>& cells);

  std::vector<Column> columns_;
  Look look_;
  Sink sink_;
  std::vector<std::vector<Cell>> held_;
  std::vector<std::size_t> widths_;  // empty until the first line is written
};

// How many characters `text` takes, each of them one column wide.
[[nodiscard]] std::size_t width_of(std::string_view text) noexcept;
// At most `width` characters; what is cut off shows as "…".
[[nodiscard]] std::string cut(std::string_view text, std::size_t width);
// Control characters become '?': names come from peers and must not drive the terminal.
[[nodiscard]] std::string printable(std::string_view text);
[[nodiscard]] std::string paint(std::string_view text, Colour colour, bool on);

}  // namespace ward6::ctl
