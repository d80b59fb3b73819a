#include "config/object.h"

#include <algorithm>
#include <atomic>

#include "config/scalars.h"
#include "config/schema_rows.h"
#include "libdhcp6/core/assert.h"
#include "libdhcp6/core/hex.h"

namespace ward6::config {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables) for tests only
std::atomic<RowObserver> row_observer = nullptr;

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool has_choice(std::string_view choices, std::string_view text) {
  while (!choices.empty()) {
    const auto bar = std::min(choices.find('|'), choices.size());
    if (choices.substr(0, bar) == text) return true;
    choices.remove_prefix(std::min(bar + 1, choices.size()));
  }
  return false;
}

// What is most likely meant by a value that is not right.
std::string remedy_for(const Setting& row, std::string_view text) {
  switch (row.type) {
    case Type::duration:
      if (is_digits(text)) return cat("Write the unit: ", printable(text), "s for seconds.");
      return "Write a number with its unit: s, m, h, d or w.";
    case Type::prefix:
    case Type::relative_prefix:
    case Type::prefix_or_address: {
      const auto slash = text.find('/');
      const auto address = dhcp6::Ipv6Address::parse(text.substr(0, slash));
      if (!address) return {};
      if (slash == std::string_view::npos) {
        constexpr unsigned kUsualLength = 64;
        const auto usual = dhcp6::Prefix::containing(*address, kUsualLength);
        return cat("Add its length: ", usual.to_string(), ".");
      }
      const auto length = parse_integer(text.substr(slash + 1));
      if (!length || *length < 0 || *length > 128) return "The length is from 0 to 128.";
      const auto prefix = dhcp6::Prefix::containing(*address, static_cast<unsigned>(*length));
      return cat("There are bits set past the length; did you mean ", prefix.to_string(), "?");
    }
    case Type::duid: {
      const auto mac = dhcp6::LinkLayerAddress::parse(text);
      if (mac && mac->size <= 2) return "A DUID has 3 to 130 bytes.";
      return {};
    }
    case Type::address:
    case Type::address_or_suffix: {
      const bool several = dhcp6::Ipv6Address::parse(text.substr(0, text.find(' '))).has_value();
      if (several && text.find(' ') != std::string_view::npos) {
        return "Separate the values with ','.";
      }
      return {};
    }
    case Type::text:
    case Type::label:
    case Type::path:
    case Type::interface:
    case Type::hostname:
    case Type::integer:
    case Type::boolean:
    case Type::date:
    case Type::choice:
    case Type::mode:
    case Type::range:
    case Type::range_or_object:
    case Type::duid_or_object:
    case Type::mac:
    case Type::bytes:
    case Type::object:
    case Type::objects:
    case Type::options:
      return {};
  }
  return {};
}

std::string_view expected_kind(const Setting& row) {
  if (row.many == Many::list_or_names) return "a list, or a map from names to settings";
  if (row.many == Many::list) return "a list";
  return "a single value";
}

}  // namespace

void observe_rows(RowObserver observer) noexcept {
  row_observer = observer;
}

Object::Object(const Node& node, std::string_view group, Diagnostics& out)
    : node_(node), group_(group), out_(out) {
  if (node.is_map()) {
    check_keys();
  } else if (!node.is_null()) {
    out_.error(node.place, cat("expected a map of settings, not ", describe(node.kind)),
               "Write 'key: value' lines, or {key: value}.");
    return;
  }
  for (const Setting& setting : settings_of(group)) {
    if (!setting.required || find(setting.key) != nullptr) continue;
    const Group* home = find_group(group);
    const std::string_view path = home->path.empty() ? "the file" : home->path;
    std::string example;
    if (!setting.example.empty())
      example = cat("Write '", setting.key, ": ", setting.example, "'.");
    if (group == "host" && setting.key == "name") continue;  // a name may be the key of a map
    out_.missing(node.place, cat("'", setting.key, "' is missing in ", path), std::move(example));
  }
}

void Object::check_keys() const {
  for (std::size_t i = 0; i < node_.items.size(); i += 2) {
    const Node& key = *node_.items[i];
    const Setting* setting = find_setting(group_, key.text);
    if (setting == nullptr) {
      out_.error(key.place, cat("unknown key ", quoted(key.text)),
                 out_.is_full() ? std::string() : suggest_key(group_, key.text));
    }
  }
}

const Setting& Object::row(std::string_view key) const {
  const Setting* setting = find_setting(group_, key);
  WARD6_ASSERT(setting != nullptr);
  if (const RowObserver observer = row_observer) observer(*setting);
  return *setting;
}

const Node* Object::find(std::string_view key) const {
  (void)row(key);  // only to prove that there is one
  if (!node_.is_map()) return nullptr;
  for (std::size_t i = 0; i < node_.items.size(); i += 2) {
    if (node_.items[i]->text == key) return node_.items[i + 1];
  }
  return nullptr;
}

Place Object::place_of(std::string_view key) const {
  if (node_.is_map()) {
    for (std::size_t i = 0; i < node_.items.size(); i += 2) {
      if (node_.items[i]->text == key) return node_.items[i]->place;
    }
  }
  return node_.place;
}

void Object::wrong(std::string_view key, const Node& value) const {
  const Setting& setting = row(key);
  if (value.is_scalar()) {
    out_.error(value.place,
               cat("'", key, "' must be ", expectation(setting), ", not ", quoted(value.text)),
               remedy_for(setting, value.text));
  } else {
    wrong_kind(key, value, expectation(setting), {});
  }
}

// An empty value is reported at its key; not when mending may have emptied it.
void Object::wrong_kind(std::string_view key,
                        const Node& value,
                        std::string_view expected,
                        std::string_view remedy) const {
  std::string message = cat("'", key, "' must be ", expected, ", not ", describe(value.kind));
  if (value.is_null()) {
    out_.missing(place_of(key), std::move(message), std::string(remedy));
  } else {
    out_.error(value.place, std::move(message), std::string(remedy));
  }
}

const Node* Object::scalar(std::string_view key, Type type) const {
  WARD6_ASSERT(row(key).type == type || type == Type::text);
  const Node* value = find(key);
  if (value == nullptr) return nullptr;
  if (value->is_scalar()) return value;
  wrong(key, *value);
  return nullptr;
}

std::optional<std::string> Object::text(std::string_view key) const {
  const Node* value = scalar(key, Type::text);
  if (value == nullptr) return std::nullopt;
  const std::string& text = value->text;
  bool good = true;
  const Type type = row(key).type;
  if (type == Type::label) good = is_label(text);
  if (type == Type::interface) good = is_interface_name(text);
  if (type == Type::hostname) good = is_hostname(text);
  if (type == Type::path) good = text.starts_with('/') && text.size() < 4096;
  if (good) return text;
  wrong(key, *value);
  return std::nullopt;
}

std::optional<std::int64_t> Object::integer(std::string_view key) const {
  const Node* value = scalar(key, Type::integer);
  if (value == nullptr) return std::nullopt;
  const auto number = parse_integer(value->text);
  if (number && *number >= row(key).min && *number <= row(key).max) return number;
  wrong(key, *value);
  return std::nullopt;
}

std::optional<bool> Object::boolean(std::string_view key) const {
  const Node* value = scalar(key, Type::boolean);
  if (value == nullptr) return std::nullopt;
  const auto flag = parse_boolean(value->text);
  if (!flag) wrong(key, *value);
  return flag;
}

std::optional<dhcp6::Seconds> Object::duration(std::string_view key) const {
  const Node* value = scalar(key, Type::duration);
  if (value == nullptr) return std::nullopt;
  const auto duration = parse_duration(value->text);
  if (!duration) {
    wrong(key, *value);
    return std::nullopt;
  }
  if (duration->count() < row(key).min) {
    out_.error(value->place, cat("'", key, "' must be at least ", row(key).min, "s, not ",
                                 duration_text(*duration)));
    return std::nullopt;
  }
  // A row without another bound takes "infinite", too.
  if (row(key).max != kDurationMax && duration->count() > row(key).max) {
    const dhcp6::Seconds most{static_cast<std::uint32_t>(row(key).max)};
    out_.error(value->place, cat("'", key, "' must be at most ", duration_text(most), ", not ",
                                 duration_text(*duration)));
    return std::nullopt;
  }
  return duration;
}

std::optional<dhcp6::WallTime> Object::date(std::string_view key) const {
  const Node* value = scalar(key, Type::date);
  if (value == nullptr) return std::nullopt;
  const auto date = parse_date(value->text);
  if (!date) wrong(key, *value);
  return date;
}

std::optional<std::string_view> Object::choice(std::string_view key) const {
  const Node* value = scalar(key, Type::choice);
  if (value == nullptr) return std::nullopt;
  if (has_choice(row(key).choices, value->text)) return value->text;
  wrong(key, *value);
  return std::nullopt;
}

std::optional<std::uint32_t> Object::mode(std::string_view key) const {
  const Node* value = scalar(key, Type::mode);
  if (value == nullptr) return std::nullopt;
  const auto mode = parse_mode(value->text);
  if (!mode) wrong(key, *value);
  return mode;
}

std::optional<dhcp6::Prefix> Object::prefix(std::string_view key) const {
  const Type type = row(key).type;
  const Node* value = scalar(key, type);
  if (value == nullptr) return std::nullopt;
  const auto prefix = dhcp6::Prefix::parse(value->text);
  if (prefix) return *prefix;
  wrong(key, *value);
  return std::nullopt;
}

std::optional<dhcp6::Duid> Object::duid(std::string_view key) const {
  const Node* value = scalar(key, Type::duid);
  if (value == nullptr) return std::nullopt;
  const auto duid = dhcp6::Duid::parse(value->text);
  if (duid) return *duid;
  wrong(key, *value);
  return std::nullopt;
}

std::optional<dhcp6::LinkLayerAddress> Object::mac(std::string_view key) const {
  const Node* value = scalar(key, Type::mac);
  if (value == nullptr) return std::nullopt;
  const auto mac = dhcp6::LinkLayerAddress::parse(value->text);
  if (mac && mac->size >= 6) return *mac;
  wrong(key, *value);
  return std::nullopt;
}

std::optional<std::vector<std::byte>> Object::bytes(std::string_view key) const {
  const Node* value = scalar(key, Type::bytes);
  if (value == nullptr) return std::nullopt;
  auto bytes = parse_bytes(value->text);
  if (!bytes) wrong(key, *value);
  return bytes;
}

void Object::for_each(std::string_view key, const std::function<void(const Node&)>& each) const {
  const Node* value = find(key);
  if (value == nullptr) return;
  const Setting& setting = row(key);
  if (value->is_sequence()) {
    for (const Node* item : value->items) {
      if (item->is_null()) {
        out_.error(item->place, "an entry of the list is empty", "Remove it or fill it in.");
      } else {
        each(*item);
      }
    }
  } else if (value->is_null() || setting.many == Many::list) {
    wrong_kind(key, *value, expected_kind(setting),
               setting.many == Many::list ? "Begin each entry with '- ', or write [ … ]." : "");
  } else {
    each(*value);
  }
}

void Object::for_each_named(std::string_view key, const Named& each) const {
  const Node* value = find(key);
  if (value == nullptr) return;
  const Setting& setting = row(key);
  if (value->is_map()) {
    for (std::size_t i = 0; i < value->items.size(); i += 2) {
      const Node& name = *value->items[i];
      if (!is_label(name.text)) {
        out_.error(name.place, cat("the name ", quoted(name.text), " is not usable"),
                   "Use letters, digits, '.', '_' and '-', at most 64.");
      } else {
        each(name.text, name.place, *value->items[i + 1]);
      }
    }
  } else if (value->is_sequence() && setting.many == Many::list_or_names) {
    for (const Node* item : value->items) each({}, item->place, *item);
  } else {
    const std::string_view expected = setting.many == Many::list_or_names
                                          ? expected_kind(setting)
                                          : "a map from names to settings";
    wrong_kind(key, *value, expected, "Write 'name:' lines with the settings indented below each.");
  }
}

}  // namespace ward6::config
