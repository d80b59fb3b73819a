#include "libdhcp6/wire/user_options.h"

#include <algorithm>
#include <utility>

#include "libdhcp6/wire/field_kinds.h"
#include "libdhcp6/wire/option_table.h"

namespace ward6::dhcp6 {
namespace {

constexpr std::size_t kBodySizeMax = 0xffff;
constexpr std::size_t kNameSizeMaxHere = 64;

tl::unexpected<TextError> refuse(std::string text, std::uint32_t mark = 0) {
  return tl::unexpected<TextError>(TextError{mark, std::move(text)});
}

bool is_name(std::string_view name) noexcept {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  // A name of digits alone would read as a code.
  return !name.empty() && name.size() <= kNameSizeMaxHere &&
         name.find_first_not_of(kAllowed) == std::string_view::npos &&
         name.find_first_not_of("0123456789") != std::string_view::npos;
}

bool takes_rest(FieldKind kind) noexcept {
  return kind == FieldKind::text || kind == FieldKind::hex;
}

bool has_kind(const UserField& field) noexcept {
  return std::ranges::find(kNamedKinds, field.kind, &NamedKind::kind) != kNamedKinds.end();
}

TextResult<void> check_fields(const UserOptionDefinition& option) {
  const auto& fields = option.fields;
  if (fields.empty()) return refuse("an option has at least one field");
  if (fields.size() > kUserFieldsMax) {
    return refuse("an option has at most " + std::to_string(kUserFieldsMax) + " fields");
  }
  const bool named = !fields.front().name.empty();
  for (const UserField& field : fields) {
    const bool is_last = &field == &fields.back();
    if (!has_kind(field)) return refuse("a field of this kind cannot be defined");
    if (named == field.name.empty()) return refuse("either all fields have names or none has");
    if (named && !is_name(field.name)) {
      return refuse("the name of a field has lower-case letters, digits and '-'");
    }
    if (named && std::ranges::count(fields, field.name, &UserField::name) > 1) {
      return refuse("two fields are named \"" + field.name + "\"");
    }
    if (takes_rest(field.kind) && (!is_last || option.array)) {
      return refuse(
          "a string or hex field takes all that is left, so it is the last one and "
          "does not repeat");
    }
  }
  return {};
}

}  // namespace

TextResult<UserOption> UserOption::make(UserOptionDefinition definition) {
  if (!is_name(definition.name)) {
    return refuse("the name of an option has lower-case letters, digits and '-'");
  }
  if (find_option(std::string_view(definition.name)) != nullptr) {
    return refuse("\"" + definition.name + "\" is the name of a known option");
  }
  if (definition.code == 0) return refuse("the code of an option is from 1 to 65535");
  if (const OptionRow* row = find_option(definition.code)) {
    return refuse("code " + std::to_string(definition.code) + " belongs to the known option \"" +
                  std::string(row->name) + "\"");
  }
  if (auto fields = check_fields(definition); !fields) return tl::unexpected(fields.error());
  return UserOption(std::move(definition));
}

FieldSpec UserOption::spec(std::size_t index) const noexcept {
  const UserField& field = definition_.fields[index];
  const bool is_last = index + 1 == definition_.fields.size();
  return {.name = field.name, .kind = field.kind, .repeated = is_last && definition_.array};
}

Result<void> UserOption::validate(Bytes body) const noexcept {
  Reader reader(body);
  for (std::size_t i = 0; i < definition_.fields.size(); ++i) {
    if (const auto valid = validate_field(spec(i), reader); !valid) return valid;
  }
  return reader.finished() ? Result<void>{} : fail(Errc::trailing_bytes, reader.position());
}

TextValue UserOption::decode(Bytes body) const {
  Reader reader(body);
  if (definition_.fields.size() == 1) return decode_field(spec(0), reader);
  TextValue value = is_named() ? TextValue::fields() : TextValue::list();
  for (std::size_t i = 0; i < definition_.fields.size(); ++i) {
    TextValue field = decode_field(spec(i), reader);
    if (is_named()) {
      value.add(definition_.fields[i].name, std::move(field));
    } else if (field.is_list()) {
      std::ranges::move(field.items, std::back_inserter(value.items));
    } else {
      value.items.push_back(std::move(field));
    }
  }
  return value;
}

TextResult<void> UserOption::encode(const TextValue& value, std::vector<std::byte>& body) const {
  body.resize(kBodySizeMax);
  Writer writer{body};
  TextResult<void> done;
  if (definition_.fields.size() == 1) {
    done = encode_field(spec(0), value, writer);
  } else if (value.is_list()) {
    done = encode_list(value, writer);
  } else {
    done = encode_named(value, writer);
  }
  if (done && !writer.ok()) done = kinds::too_long(value);
  body.resize(done ? writer.size() : 0);
  return done;
}

TextResult<void> UserOption::encode_list(const TextValue& value, Writer& writer) const {
  const std::size_t count = definition_.fields.size();
  const bool fits = definition_.array ? value.items.size() >= count : value.items.size() == count;
  if (!fits) return expected(value, syntax());
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    FieldSpec field = spec(std::min(i, count - 1));
    field.repeated = false;  // each item is one value
    if (auto done = encode_field(field, value.items[i], writer); !done) return done;
  }
  return {};
}

TextResult<void> UserOption::encode_named(const TextValue& value, Writer& writer) const {
  if (!value.is_fields() || !is_named()) return expected(value, syntax());
  for (const TextValue& item : value.items) {
    const bool known = std::ranges::find(definition_.fields, item.name, &UserField::name) !=
                       definition_.fields.end();
    if (!known || value.find(item.name) != &item) {
      return refuse("\"" + item.name + "\" is unknown or given twice: expected " + syntax(),
                    item.mark);
    }
  }
  for (std::size_t i = 0; i < definition_.fields.size(); ++i) {
    const TextValue* item = value.find(definition_.fields[i].name);
    if (item == nullptr) {
      return refuse("\"" + definition_.fields[i].name + "\" is missing: expected " + syntax(),
                    value.mark);
    }
    if (auto done = encode_field(spec(i), *item, writer); !done) return done;
  }
  return {};
}

std::string UserOption::syntax() const {
  std::string text = is_named() ? "{" : "[";
  for (std::size_t i = 0; i < definition_.fields.size(); ++i) {
    if (i > 0) text += ", ";
    const auto kind = std::ranges::find(kNamedKinds, definition_.fields[i].kind, &NamedKind::kind);
    text += is_named() ? std::string_view(definition_.fields[i].name) : kind->name;
  }
  if (definition_.array) text += ", …";
  return text + (is_named() ? "}" : "]");
}

TextResult<void> check_distinct(std::span<const UserOption> options) {
  if (options.size() > kUserOptionsMax) {
    return refuse("at most " + std::to_string(kUserOptionsMax) + " options can be defined",
                  static_cast<std::uint32_t>(kUserOptionsMax));
  }
  for (std::size_t i = 0; i < options.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (options[i].name() == options[j].name() || options[i].code() == options[j].code()) {
        return refuse("this option has the name or code of the defined option \"" +
                          std::string(options[j].name()) + "\"",
                      static_cast<std::uint32_t>(i));
      }
    }
  }
  return {};
}

}  // namespace ward6::dhcp6
