// Result of something that the environment may refuse. The text names the call and the reason,
// ready for a log line.
#pragma once

#include <string>
#include <string_view>
#include <system_error>

#include <tl/expected.hpp>

namespace ward6::daemon {

template <class T>
using Attempt = tl::expected<T, std::string>;

// "bind [::]:547: Address already in use".
[[nodiscard]] inline tl::unexpected<std::string> refused(std::string_view what, int error) {
  return tl::unexpected<std::string>(std::string(what) + ": " +
                                     std::generic_category().message(error));
}

}  // namespace ward6::daemon
