// ward6ctl decode: a message in hexadecimal as text.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace ward6::ctl {

// Blanks, line ends and colons between the digits do not matter, nor does an 0x in front. The error
// is a sentence for the user.
[[nodiscard]] tl::expected<std::string, std::string> decode(std::string_view hex);

}  // namespace ward6::ctl
