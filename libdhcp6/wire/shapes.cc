#include "libdhcp6/wire/shapes.h"

#include <algorithm>
#include <string>

#include "libdhcp6/core/hex.h"
#include "libdhcp6/wire/field_kinds.h"

namespace ward6::dhcp6 {
namespace {

// The first field of the text that the shape does not have, or has had already.
const TextValue* find_stranger(const Shape& shape, const TextValue& value) noexcept {
  for (const TextValue& field : value.items) {
    const auto known = std::ranges::find(shape.fields, field.name, &FieldSpec::name);
    if (known == shape.fields.end() || value.find(field.name) != &field) return &field;
  }
  return nullptr;
}

std::string field_names(const Shape& shape) {
  std::string names;
  for (const FieldSpec& spec : shape.fields) {
    if (!names.empty()) names += &spec == &shape.fields.back() ? " and " : ", ";
    names += spec.name;
  }
  return names;
}

// Fields that take no bytes at all when there is none.
bool may_be_nothing(const FieldSpec& spec) noexcept {
  return spec.repeated || spec.kind == FieldKind::options || spec.kind == FieldKind::vendor_options;
}

TextResult<void> encode_record(const Shape& shape, const TextValue& value, Writer& writer) {
  if (!value.is_fields()) return expected(value, shape.syntax);
  if (const TextValue* stranger = find_stranger(shape, value)) {
    return tl::unexpected<TextError>(
        TextError{stranger->mark, "\"" + stranger->name + "\" is unknown or given twice: the " +
                                      "fields are " + field_names(shape)});
  }
  for (const FieldSpec& spec : shape.fields) {
    const TextValue* field = value.find(spec.name);
    if (field == nullptr && !spec.fallback) {
      return tl::unexpected<TextError>(TextError{
          value.mark,
          "\"" + std::string(spec.name) + "\" is missing: expected " + std::string(shape.syntax)});
    }
    if (field != nullptr) {
      if (auto done = encode_field(spec, *field, writer); !done) return done;
    } else if (!may_be_nothing(spec)) {
      const TextValue fallback = TextValue::scalar(std::string(*spec.fallback), value.mark);
      if (auto done = encode_field(spec, fallback, writer); !done) return done;
    }
  }
  return {};
}

TextResult<void> encode_by_layout(const Shape& shape, const TextValue& value, Writer& writer) {
  switch (shape.layout) {
    case Layout::empty:
      if (kinds::unwrapped(value).text != "true") return expected(value, "true");
      return {};
    case Layout::single:
    case Layout::list:
      return encode_field(shape.fields.front(), value, writer);
    case Layout::record:
      return encode_record(shape, kinds::unwrapped(value), writer);
  }
  return {};
}

}  // namespace

Result<void> validate(const Shape& shape, Bytes body) noexcept {
  Reader reader(body);
  for (const FieldSpec& spec : shape.fields) {
    if (const auto valid = validate_field(spec, reader); !valid) return valid;
  }
  if (!reader.finished()) return fail(Errc::trailing_bytes, reader.position());
  return shape.check == nullptr ? Result<void>{} : shape.check(body);
}

TextValue decode(const Shape& shape, Bytes body) {
  Reader reader(body);
  switch (shape.layout) {
    case Layout::empty:
      return TextValue::scalar("true");
    case Layout::single:
    case Layout::list:
      return decode_field(shape.fields.front(), reader);
    case Layout::record:
      break;
  }
  TextValue value = TextValue::fields();
  for (const FieldSpec& spec : shape.fields) {
    TextValue field = decode_field(spec, reader);
    const bool is_empty = !field.is_scalar() && field.items.empty();
    if (spec.fallback && is_empty) continue;
    value.add(spec.name, std::move(field));
  }
  return value;
}

TextResult<void> encode(const Shape& shape, const TextValue& value, Writer& writer) {
  const std::size_t start = writer.size();
  if (auto done = encode_by_layout(shape, value, writer); !done) return done;
  if (!writer.ok()) return kinds::too_long(value);
  const auto valid = validate(shape, writer.written().subspan(start));
  if (valid) return {};
  return tl::unexpected<TextError>(TextError{
      value.mark,
      "expected " + std::string(shape.syntax) + ": " + std::string(describe(valid.error().code))});
}

void print(const Shape& shape, Bytes body, std::string& out) {
  const auto valid = validate(shape, body);
  if (valid) {
    print(decode(shape, body), out);
    return;
  }
  out += "malformed (" + std::string(name(valid.error().code)) + " at " +
         std::to_string(valid.error().offset) + "): 0x" + to_hex(body);
}

}  // namespace ward6::dhcp6
