// Every setting of the configuration file, one row each. What keys the loader accepts, what it
// suggests for an unknown one, limits, defaults, the JSON Schema for editors, docs/settings.md and
// the manual page all come from these rows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ward6::config {

enum class Type : std::uint8_t {
  text,               // any text
  label,              // a name that we print: letters, digits, '.', '_', '-'
  path,               // an absolute file name
  interface,          // the name of a network interface
  hostname,           // a domain name for a host
  integer,            // min..max
  boolean,            // true or false
  duration,           // 90s, 30m, 12h, 1d, 2w, infinite; min..max in seconds
  date,               // 2026-12-31, or 2026-12-31T23:59:59Z
  choice,             // one of `choices`
  mode,               // an octal file mode, quoted or 0o660
  address,            // 2001:db8::53
  address_or_suffix,  // 2001:db8:1::7, or ::7 for the bits past the prefix
  prefix,             // 2001:db8::/32
  prefix_or_address,  // 2001:db8::/32, or an address
  relative_prefix,    // 0:0:0:ff::/64, relative to a delegated prefix
  range,              // 2001:db8::1:0/112, or low - high
  range_or_object,    // a range, or an object of `refers`
  duid,               // 00:03:00:01:02:00:00:00:00:07
  duid_or_object,     // auto, a kind of DUID, a DUID, or an object of `refers`
  mac,                // 02:00:00:00:00:07
  bytes,              // text, or 0x… for bytes
  object,             // a map with the keys of `refers`
  objects,            // a map from names to objects of `refers`
  options,            // a map from names of options to values
};

// How many values a setting takes.
enum class Many : std::uint8_t {
  one,
  one_or_list,
  list,
  list_or_names,  // a list of objects with `name`, or a map from names to objects
};

struct Setting {
  std::string_view group;  // the map that it stands in
  std::string_view key;
  Type type = Type::text;
  Many many = Many::one;
  std::string_view refers = {};    // group of the object
  std::string_view fallback = {};  // what holds when it is not given, as text
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::string_view choices = {};  // separated by '|'
  bool required = false;
  std::string_view doc = {};      // a sentence or more
  std::string_view example = {};  // a value, as written in the file
};

// A map of the file.
struct Group {
  std::string_view name;
  std::string_view path;  // where it stands, for people: "links.NAME.serve"
  std::string_view doc;
};

// A key that people write, and what they mean. Empty group: in every map.
struct WrongKey {
  std::string_view group;
  std::string_view key;
  std::string_view remedy;
};

[[nodiscard]] std::span<const Setting> settings() noexcept;  // the rows of a group together
[[nodiscard]] std::span<const Group> groups() noexcept;      // in the order of the documentation
[[nodiscard]] std::span<const WrongKey> wrong_keys() noexcept;

// The rows of one group. Empty for an unknown group.
[[nodiscard]] std::span<const Setting> settings_of(std::string_view group) noexcept;
// Null when there is no such row.
[[nodiscard]] const Setting* find_setting(std::string_view group, std::string_view key) noexcept;
[[nodiscard]] const Group* find_group(std::string_view name) noexcept;
// What is expected of a value of this row: "a duration such as 12h".
[[nodiscard]] std::string expectation(const Setting& setting);

// What to write in place of an unknown key of this group; empty when nothing is close.
[[nodiscard]] std::string suggest_key(std::string_view group, std::string_view key);

}  // namespace ward6::config
