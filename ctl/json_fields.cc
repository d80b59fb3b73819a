#include "ctl/json_fields.h"

#include <boost/json/value.hpp>

namespace ward6::ctl {

std::string text_of(const boost::json::object& object, std::string_view key) {
  const boost::json::value* found = object.if_contains(key);
  if (found == nullptr) return "";
  if (const boost::json::string* text = found->if_string()) return std::string(*text);
  if (const std::int64_t* number = found->if_int64()) return std::to_string(*number);
  if (const std::uint64_t* number = found->if_uint64()) return std::to_string(*number);
  if (const bool* flag = found->if_bool()) return *flag ? "true" : "false";
  return "";
}

// A number that was parsed is signed where it fits; one that we made may not be.
std::int64_t number_of(const boost::json::object& object, std::string_view key) {
  const boost::json::value* found = object.if_contains(key);
  if (found == nullptr || !found->is_number()) return 0;
  boost::json::error_code error;
  const auto number = found->to_number<std::int64_t>(error);
  return error ? 0 : number;
}

const boost::json::object& object_of(const boost::json::object& object, std::string_view key) {
  static const boost::json::object empty;
  const boost::json::value* found = object.if_contains(key);
  return found != nullptr && found->is_object() ? found->get_object() : empty;
}

}  // namespace ward6::ctl
