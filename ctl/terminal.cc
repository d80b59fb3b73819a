#include "ctl/terminal.h"

#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ward6::ctl {
namespace {

[[nodiscard]] std::string_view environment(const char* name) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): there is one thread
  return text == nullptr ? std::string_view() : std::string_view(text);
}

}  // namespace

Screen Screen::of_stdout() {
  Screen screen;
  if (::isatty(STDOUT_FILENO) == 0) return screen;
  screen.colour = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  winsize size{};
  // A serial line may say 0 columns: it does not know.
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) screen.width = size.ws_col;
  return screen;
}

}  // namespace ward6::ctl
