// What standard output can show.
#pragma once

#include <cstddef>

namespace ward6::ctl {

struct Screen {
  std::size_t width = 0;  // of a line; 0: as long as it gets
  bool colour = false;

  // A terminal gives the width, and has colour unless NO_COLOR is set (https://no-color.org) or it
  // is a dumb one. Anything else gets whole lines without colour.
  [[nodiscard]] static Screen of_stdout();
};

}  // namespace ward6::ctl
