#include "ctl/table.h"

#include "tests/support/catch.h"

namespace ward6::ctl {
namespace {

TEST_CASE("A table pads columns and leaves no blanks at the end of a line", "[ctl]") {
  Table table({}, {"LEASE", "STATE"});
  table.add({{"2001:db8::1"}, {"bound"}});
  table.add({{"::"}, {""}});
  CHECK(table.take().empty());
  table.finish();
  CHECK(table.take() == "LEASE        STATE\n2001:db8::1  bound\n::\n");
  CHECK(table.take().empty());
}

TEST_CASE("A table without rows is its line of titles", "[ctl]") {
  Table table({}, {"LINK", "STATE"});
  table.finish();
  CHECK(table.take() == "LINK  STATE\n");
}

TEST_CASE("On a narrow terminal the right column gives way, and no line is too long", "[ctl]") {
  const std::size_t width = GENERATE(1U, 2U, 5U, 12U, 20U, 24U, 80U);
  Table table({.width = width}, {"LEASE", "DUID"});
  table.add({{"2001:db8::1"}, {"00:03:00:01:02:00:5e:10:00:01"}});
  table.finish();
  const std::string text = table.take();
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = text.find('\n', start);
    CHECK(width_of(text.substr(start, end - start)) <= width);
    start = end + 1;
  }
  if (width == 24) CHECK(text == "LEASE        DUID\n2001:db8::1  00:03:00:0…\n");
}

TEST_CASE("A table goes on in the widths of its first rows", "[ctl]") {
  Table table({}, {"A", "B"});
  for (std::size_t row = 0; row < Table::kHeldMax; ++row) table.add({{"xx"}, {"y"}});
  CHECK(table.take().size() == 6 + 6 * Table::kHeldMax);
  table.add({{"longer"}, {"y"}});
  CHECK(table.take() == "longer  y\n");
  table.finish();
  CHECK(table.take().empty());
}

TEST_CASE("Colour surrounds text and not what pads it", "[ctl]") {
  Table table({.colour = true}, {"A", "B"});
  table.add({{"x", Tone::good}, {"y"}});
  table.finish();
  CHECK(table.take() == "\x1b[1mA\x1b[0m  \x1b[1mB\x1b[0m\n\x1b[32mx\x1b[0m  y\n");
}

TEST_CASE("What comes from peers cannot drive the terminal", "[ctl]") {
  CHECK(printable("a\x1b[2Jb\n\x7f") == "a?[2Jb??");
  CHECK(printable("\xc2\x9b"
                  "1m") == "?1m");
  CHECK(printable("München") == "München");
}

TEST_CASE("Text is cut by characters, not by bytes", "[ctl]") {
  CHECK(cut("München", 7) == "München");
  CHECK(cut("München", 3) == "Mü…");
  CHECK(cut("München", 1) == "…");
  CHECK(cut("München", 0).empty());
}

}  // namespace
}  // namespace ward6::ctl
