// Fields of the daemon's answers, read so that what is missing or of another type is empty.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace ward6::ctl {

// Text, or a number as text.
[[nodiscard]] std::string text_of(const boost::json::object& object, std::string_view key);
[[nodiscard]] std::int64_t number_of(const boost::json::object& object, std::string_view key);
[[nodiscard]] const boost::json::object& object_of(const boost::json::object& object,
                                                   std::string_view key);

}  // namespace ward6::ctl
