// Fields that are numbers.
#include <limits>
#include <string>

#include "libdhcp6/wire/field_kinds.h"
#include "libdhcp6/wire/option_table.h"

namespace ward6::dhcp6::kinds {
namespace {

template <std::size_t Size>
std::uint32_t take(Reader& reader) noexcept {
  static_assert(Size == 1 || Size == 2 || Size == 4);
  if constexpr (Size == 1) return reader.u8();
  if constexpr (Size == 2) return reader.u16();
  return reader.u32();
}

template <std::size_t Size>
void put(std::uint32_t value, Writer& writer) noexcept {
  static_assert(Size == 1 || Size == 2 || Size == 4);
  if constexpr (Size == 1) writer.u8(static_cast<std::uint8_t>(value));
  if constexpr (Size == 2) writer.u16(static_cast<std::uint16_t>(value));
  if constexpr (Size == 4) writer.u32(value);
}

// The largest value of the size, cut to what the field allows.
template <std::size_t Size>
constexpr std::uint32_t largest(const FieldSpec& spec) noexcept {
  constexpr std::uint32_t kMax = 0xffffffffU >> (32 - 8 * Size);
  return spec.max < kMax ? spec.max : kMax;
}

template <std::size_t Size>
Result<void> read(const FieldSpec& spec, Reader& reader) noexcept {
  const std::size_t at = reader.position();
  const std::uint32_t value = take<Size>(reader);
  if (!reader.ok()) return fail(Errc::truncated, at);
  if (value < spec.min || value > spec.max) return fail(Errc::bad_value, at);
  return {};
}

template <std::size_t Size>
TextResult<void> encode_value(const FieldSpec& spec,
                              const TextValue& text,
                              std::optional<std::uint32_t> value,
                              Writer& writer) {
  if (!text.is_scalar() || !value) return expected(text, describe(spec.kind));
  if (*value < spec.min || *value > largest<Size>(spec)) {
    return expected(text, "a value from " + std::to_string(spec.min) + " to " +
                              std::to_string(largest<Size>(spec)));
  }
  put<Size>(*value, writer);
  return writer.ok() ? TextResult<void>{} : too_long(text);
}

template <std::size_t Size>
TextValue decode_number(const FieldSpec& /*spec*/, Reader& reader) {
  return TextValue::scalar(std::to_string(take<Size>(reader)));
}

template <std::size_t Size>
TextResult<void> encode_number(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  return encode_value<Size>(spec, text, parse_number(text.text), writer);
}

TextValue decode_i32(const FieldSpec& /*spec*/, Reader& reader) {
  return TextValue::scalar(std::to_string(static_cast<std::int32_t>(reader.u32())));
}

TextResult<void> encode_i32(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  const bool negative = text.text.starts_with('-');
  const auto digits = std::string_view(text.text).substr(negative ? 1 : 0);
  auto value = parse_number(digits, negative ? 0x80000000U : 0x7fffffffU);
  if (value && negative) value = 0U - *value;
  return encode_value<4>(spec, text, value, writer);
}

TextValue decode_boolean(const FieldSpec& /*spec*/, Reader& reader) {
  const unsigned value = reader.u8();
  if (value > 1) return TextValue::scalar(std::to_string(value));
  return TextValue::scalar(value == 1 ? "true" : "false");
}

TextResult<void> encode_boolean(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  auto value = parse_number(text.text);
  if (text.text == "true" || text.text == "yes" || text.text == "on") value = 1;
  if (text.text == "false" || text.text == "no" || text.text == "off") value = 0;
  return encode_value<1>(spec, text, value, writer);
}

TextValue decode_seconds(const FieldSpec& /*spec*/, Reader& reader) {
  const Seconds value = reader.seconds();
  return TextValue::scalar(value == kInfinity ? "infinity" : std::to_string(value.count()));
}

// Seconds in a unit; 0 when the letter is none.
std::uint32_t unit_seconds(char unit) noexcept {
  switch (unit) {
    case 's':
      return 1;
    case 'm':
      return 60;
    case 'h':
      return 3600;
    case 'd':
      return 86400;
    case 'w':
      return 604800;
    default:
      return 0;
  }
}

// "3600", "90s", "1h30m": numbers with units, or one number of seconds.
std::optional<std::uint32_t> parse_duration(std::string_view text) noexcept {
  if (text == "infinity" || text == "infinite") return kInfinity.count();
  if (const auto plain = parse_number(text)) return plain;
  std::uint64_t total = 0;
  while (!text.empty()) {
    const auto digits = text.find_first_not_of("0123456789");
    if (digits == std::string_view::npos) return std::nullopt;
    const auto number = parse_number(text.substr(0, digits));
    const std::uint32_t unit = unit_seconds(text[digits]);
    if (!number || unit == 0) return std::nullopt;
    total += std::uint64_t{*number} * unit;
    if (total >= kInfinity.count()) return std::nullopt;
    text.remove_prefix(digits + 1);
  }
  return total == 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(total));
}

TextResult<void> encode_seconds(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  return encode_value<4>(spec, text, parse_duration(text.text), writer);
}

TextValue decode_hundredths(const FieldSpec& /*spec*/, Reader& reader) {
  const unsigned value = reader.u16();
  std::string text = std::to_string(value / 100) + '.';
  text += static_cast<char>('0' + value / 10 % 10);
  text += static_cast<char>('0' + value % 10);
  return TextValue::scalar(text);
}

TextResult<void> encode_hundredths(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  const std::string_view all = text.text;
  const auto dot = all.find('.');
  const auto whole = parse_number(all.substr(0, dot), 0xffff);
  std::optional<std::uint32_t> part = 0;
  if (dot != std::string_view::npos) {
    const auto digits = all.substr(dot + 1);
    part = digits.size() <= 2 ? parse_number(digits, 99) : std::nullopt;
    if (part && digits.size() == 1) part = *part * 10;
  }
  if (!whole || !part) return expected(text, describe(spec.kind));
  return encode_value<2>(spec, text, *whole * 100 + *part, writer);
}

TextValue decode_status(const FieldSpec& /*spec*/, Reader& reader) {
  const std::uint16_t code = reader.u16();
  if (code <= static_cast<std::uint16_t>(StatusCode::no_prefix_avail)) {
    return TextValue::scalar(std::string(name(StatusCode{code})));
  }
  return TextValue::scalar(std::to_string(code));
}

TextResult<void> encode_status_code(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  auto value = parse_number(text.text);
  for (std::uint16_t i = 0; i <= static_cast<std::uint16_t>(StatusCode::no_prefix_avail); ++i) {
    if (text.text == name(StatusCode{i})) value = i;
  }
  return encode_value<2>(spec, text, value, writer);
}

bool has_name(std::uint8_t type) noexcept {
  return name(MessageType{type}) != "message";
}

TextValue decode_message_type(const FieldSpec& /*spec*/, Reader& reader) {
  const std::uint8_t type = reader.u8();
  if (has_name(type)) return TextValue::scalar(std::string(name(MessageType{type})));
  return TextValue::scalar(std::to_string(unsigned{type}));
}

TextResult<void> encode_message_type(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  auto value = parse_number(text.text);
  for (unsigned i = 0; i <= 0xff; ++i) {
    const auto type = static_cast<std::uint8_t>(i);
    if (has_name(type) && text.text == name(MessageType{type})) value = i;
  }
  return encode_value<1>(spec, text, value, writer);
}

TextValue decode_option_code(const FieldSpec& /*spec*/, Reader& reader) {
  const std::uint16_t code = reader.u16();
  const OptionRow* row = find_option(code);
  return TextValue::scalar(row != nullptr ? std::string(row->name) : std::to_string(code));
}

TextResult<void> encode_option_code(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  auto code = parse_number(text.text);
  if (const OptionRow* row = find_option(std::string_view(text.text))) code = value(row->code);
  return encode_value<2>(spec, text, code, writer);
}

constexpr std::string_view kFlagLetters = "SON";  // from bit 0: RFC 4704 §4.1

TextValue decode_fqdn_flags(const FieldSpec& /*spec*/, Reader& reader) {
  const unsigned flags = reader.u8();
  if (flags >= 1U << kFlagLetters.size()) return TextValue::scalar(std::to_string(flags));
  std::string text;
  for (std::size_t i = kFlagLetters.size(); i > 0; --i) {
    if ((flags >> (i - 1) & 1U) != 0) text += kFlagLetters[i - 1];
  }
  return TextValue::scalar(text);
}

TextResult<void> encode_fqdn_flags(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  std::optional<std::uint32_t> flags = parse_number(text.text);
  if (!flags && text.text.find_first_not_of(kFlagLetters) == std::string::npos) {
    flags = 0;
    for (const char letter : text.text) *flags |= 1U << kFlagLetters.find(letter);
  }
  return encode_value<1>(spec, text, flags, writer);
}

}  // namespace

const Functions kU8{&read<1>, &decode_number<1>, &encode_number<1>};
const Functions kU16{&read<2>, &decode_number<2>, &encode_number<2>};
const Functions kU32{&read<4>, &decode_number<4>, &encode_number<4>};
const Functions kI32{&read<4>, &decode_i32, &encode_i32};
const Functions kBoolean{&read<1>, &decode_boolean, &encode_boolean};
const Functions kSeconds{&read<4>, &decode_seconds, &encode_seconds};
const Functions kHundredths{&read<2>, &decode_hundredths, &encode_hundredths};
const Functions kStatusCode{&read<2>, &decode_status, &encode_status_code};
const Functions kMessageType{&read<1>, &decode_message_type, &encode_message_type};
const Functions kOptionCode{&read<2>, &decode_option_code, &encode_option_code};
const Functions kFqdnFlags{&read<1>, &decode_fqdn_flags, &encode_fqdn_flags};

std::optional<std::uint32_t> parse_number(std::string_view text, std::uint32_t max) noexcept {
  const bool is_hex = text.starts_with("0x");
  if (is_hex) text.remove_prefix(2);
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    const auto digit = std::string_view("0123456789abcdef").find(c);
    if (digit == std::string_view::npos || (!is_hex && digit > 9)) return std::nullopt;
    value = value * (is_hex ? 16 : 10) + digit;
    if (value > max) return std::nullopt;
  }
  return static_cast<std::uint32_t>(value);
}

}  // namespace ward6::dhcp6::kinds
