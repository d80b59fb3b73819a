// What a verb answers: lines of JSON, made slice by slice so that a long answer never holds up the
// packet path, or one that comes later.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace ward6::daemon {

struct ControlAnswer {
  // Appends further lines to the text and tells whether there is more. Called when the client has
  // taken what was there before. Empty: `text` is all.
  using Slice = std::function<bool(std::string& text)>;
  // Set: the answer comes later, by calling what it is given, once.
  using Later = std::function<void(std::function<void(std::string text)>)>;

  std::string text;
  Slice slice{};
  Later later{};
};

// {"ok":true, …} and its end of line.
[[nodiscard]] std::string ok_line(boost::json::object object);
// {"ok":false,"error":…}: what is wrong, and what to do.
[[nodiscard]] std::string error_line(std::string_view error, std::string_view remedy);

}  // namespace ward6::daemon
