// Fields that hold options: those of the protocol, those of a vendor, and those of RFC 5908.
#include <array>
#include <string>

#include "libdhcp6/core/address.h"
#include "libdhcp6/wire/domain_name.h"
#include "libdhcp6/wire/field_kinds.h"
#include "libdhcp6/wire/option_table.h"
#include "libdhcp6/wire/options_view.h"

namespace ward6::dhcp6::kinds {
namespace {

// The row of an option that may stand here; nullptr for one that is unknown or out of place. Those
// are kept as bytes: they are not ours to refuse.
const OptionRow* row_here(std::uint16_t code, Parent parent) noexcept {
  const OptionRow* row = find_option(code);
  return row != nullptr && may_stand_in(*row, parent) ? row : nullptr;
}

Result<OptionsView> take_options(Reader& reader) noexcept {
  const std::size_t at = reader.position();
  const auto options = OptionsView::parse(reader.rest());
  if (!options) return fail(options.error().code, at + options.error().offset);
  return options;
}

// Bounded, as is all that follows here: no circle of parents leads back to the same option.
Result<void> read_options(const FieldSpec& spec, Reader& reader) noexcept {
  std::size_t at = reader.position();
  const auto options = take_options(reader);
  if (!options) return tl::unexpected(options.error());
  for (const OptionView option : *options) {
    at += kOptionHeaderSize;
    if (const OptionRow* row = row_here(option.code, spec.parent)) {
      const auto valid = validate_option(*row, option.body);
      if (!valid) return fail(valid.error().code, at + valid.error().offset);
    }
    at += option.body.size();
  }
  return {};
}

// Puts a value behind those of the same name before it: as a list, if the option may repeat.
void add_option(TextValue& fields, const OptionRow& row, TextValue value) {
  // An instance that is itself a list stays a field of its own.
  const bool groups = !row.singleton() && row.shape->layout != Layout::list;
  const bool repeats = groups && !fields.items.empty() && fields.items.back().name == row.name;
  if (!repeats) {
    fields.add(row.name, std::move(value));
    return;
  }
  TextValue& last = fields.items.back();
  if (!last.is_list()) {
    TextValue first = std::move(last);
    first.name.clear();
    last = TextValue::list();
    last.name = row.name;
    last.items.push_back(std::move(first));
  }
  last.items.push_back(std::move(value));
}

TextValue decode_options(const FieldSpec& spec, Reader& reader) {
  TextValue fields = TextValue::fields();
  const auto options = take_options(reader);
  if (!options) return fields;
  for (const OptionView option : *options) {
    if (const OptionRow* row = row_here(option.code, spec.parent)) {
      add_option(fields, *row, decode_option(*row, option.body));
    } else {
      fields.add(std::to_string(option.code), TextValue::scalar(opaque_to_text(option.body)));
    }
  }
  return fields;
}

void put_option(std::uint16_t code, Bytes body, Writer& writer) noexcept {
  writer.option(OptionCode{code}, body);
}

// An option given by number holds bytes as they are.
TextResult<void> encode_by_number(std::uint16_t code, const TextValue& value, Writer& writer) {
  if (!value.is_scalar()) return expected(value, describe(FieldKind::opaque));
  std::array<std::byte, 0xffff> buffer{};
  Writer body{buffer};
  if (!encode_opaque(value.text, body)) return expected(value, describe(FieldKind::opaque));
  put_option(code, body.written(), writer);
  return {};
}

TextResult<void> encode_options(const FieldSpec& spec, const TextValue& value, Writer& writer) {
  if (!value.is_fields()) return expected(value, describe(spec.kind));
  for (const TextValue& field : value.items) {
    const OptionRow* row = find_option(std::string_view(field.name));
    const auto code = parse_number(field.name, 0xffff);
    if (row == nullptr && code) row = row_here(static_cast<std::uint16_t>(*code), spec.parent);
    if (row == nullptr && code) {
      const auto number = static_cast<std::uint16_t>(*code);
      if (auto done = encode_by_number(number, field, writer); !done) return done;
      continue;
    }
    if (row == nullptr || !may_stand_in(*row, spec.parent)) {
      return tl::unexpected<TextError>(
          TextError{field.mark, "option \"" + field.name + "\" may not stand here"});
    }
    const auto bodies = encode_instances(*row, field);
    if (!bodies) return tl::unexpected(bodies.error());
    for (const auto& body : *bodies) put_option(value_of(*row), body, writer);
  }
  return writer.ok() ? TextResult<void>{} : too_long(value);
}

// RFC 9915 §21.17: any codes, any bodies.
Result<void> read_vendor_options(const FieldSpec& /*spec*/, Reader& reader) noexcept {
  const auto options = take_options(reader);
  if (!options) return tl::unexpected(options.error());
  return {};
}

TextValue decode_vendor_options(const FieldSpec& /*spec*/, Reader& reader) {
  TextValue list = TextValue::list();
  const auto options = take_options(reader);
  if (!options) return list;
  for (const OptionView option : *options) {
    std::string text = opaque_to_text(option.body);
    const bool is_hex = text.starts_with("0x");
    TextValue item = TextValue::fields();
    item.add("code", TextValue::scalar(std::to_string(option.code)));
    item.add(is_hex ? "hex" : "string", TextValue::scalar(std::move(text)));
    list.items.push_back(std::move(item));
  }
  return list;
}

// {code: 1, ipv6: [2001:db8::1, 2001:db8::2]}: a code and one or more values of a named kind.
TextResult<void> encode_vendor_option(const TextValue& item, Writer& writer) {
  constexpr std::string_view kShape = "{code: 1, string: text} or another type";
  const TextValue* code = item.find("code");
  if (code == nullptr || item.items.size() != 2) return expected(item, kShape);
  const auto number = parse_number(code->text, 0xffff);
  if (!code->is_scalar() || !number) return expected(*code, describe(FieldKind::u16));
  const TextValue& data = item.items[item.items[0].name == "code" ? 1 : 0];
  const auto kind = find_kind(data.name);
  if (!kind) return expected(item, kShape);
  const auto scope = writer.open(OptionCode{static_cast<std::uint16_t>(*number)});
  if (*kind == FieldKind::text || *kind == FieldKind::hex) {
    return encode_field({.name = {}, .kind = *kind}, data, writer);
  }
  return encode_field({.name = {}, .kind = *kind, .repeated = true}, data, writer);
}

TextResult<void> encode_vendor_options(const FieldSpec& spec,
                                       const TextValue& value,
                                       Writer& writer) {
  for (const TextValue& item : as_list(value)) {
    if (!item.is_fields()) return expected(item, describe(spec.kind));
    if (auto done = encode_vendor_option(item, writer); !done) return done;
  }
  return writer.ok() ? TextResult<void>{} : too_long(value);
}

// RFC 5908 §4.1 to §4.3.
enum class NtpSource : std::uint16_t { address = 1, multicast = 2, fqdn = 3 };

constexpr std::array<std::string_view, 4> kNtpNames{"", "address", "multicast", "fqdn"};

// RFC 5908 §4: the option must include one, and only one, time source suboption.
Result<void> read_ntp(const FieldSpec& /*spec*/, Reader& reader) noexcept {
  const std::size_t at = reader.position();
  const std::uint16_t code = reader.u16();
  const std::size_t size = reader.u16();
  const std::size_t start = reader.position();
  const Bytes body = reader.take(size);
  if (!reader.ok()) return fail(Errc::truncated, at);
  if (reader.remaining() > 0) return fail(Errc::too_many, reader.position());
  if (code == 0 || code >= kNtpNames.size()) return {};  // a source that is yet to be defined
  if (NtpSource{code} != NtpSource::fqdn) {
    return size == kAddressSize ? Result<void>{} : fail(Errc::bad_length, start);
  }
  Reader name(body);
  if (const auto taken = take_name(name); !taken) {
    return fail(taken.error().code, start + taken.error().offset);
  }
  return name.finished() ? Result<void>{} : fail(Errc::trailing_bytes, start + name.position());
}

TextValue decode_ntp(const FieldSpec& /*spec*/, Reader& reader) {
  const std::uint16_t code = reader.u16();
  const Bytes body = reader.take(reader.u16());
  TextValue value = TextValue::fields();
  if (code == 0 || code >= kNtpNames.size()) {
    value.add(std::to_string(code), TextValue::scalar(opaque_to_text(body)));
  } else if (NtpSource{code} == NtpSource::fqdn) {
    value.add("fqdn", TextValue::scalar(name_to_text(body)));
  } else {
    value.add(kNtpNames.at(code), TextValue::scalar(Ipv6Address::from(body).to_string()));
  }
  return value;
}

// What kind of source a plain text is.
NtpSource guess_source(std::string_view text) noexcept {
  const auto address = Ipv6Address::parse(text);
  if (!address) return NtpSource::fqdn;
  return address->is_multicast() ? NtpSource::multicast : NtpSource::address;
}

TextResult<void> encode_ntp(const FieldSpec& spec, const TextValue& value, Writer& writer) {
  if (value.is_scalar()) {
    const NtpSource source = guess_source(value.text);
    const auto scope = writer.open(OptionCode{static_cast<std::uint16_t>(source)});
    const FieldKind kind = source == NtpSource::fqdn ? FieldKind::name : FieldKind::ipv6;
    if (!encode_field({.name = {}, .kind = kind}, value, writer)) {
      return expected(value, describe(spec.kind));
    }
    return {};
  }
  if (value.items.size() != 1) return expected(value, describe(spec.kind));
  const TextValue& field = value.items.front();
  for (std::size_t i = 1; i < kNtpNames.size(); ++i) {
    if (field.name != kNtpNames.at(i)) continue;
    const auto source = static_cast<std::uint16_t>(i);
    const auto scope = writer.open(OptionCode{source});
    const bool is_name = NtpSource{source} == NtpSource::fqdn;
    const FieldKind kind = is_name ? FieldKind::name : FieldKind::ipv6;
    return encode_field({.name = {}, .kind = kind}, field, writer);
  }
  const auto code = parse_number(field.name, 0xffff);
  if (!code) return expected(value, describe(spec.kind));
  return encode_by_number(static_cast<std::uint16_t>(*code), field, writer);
}

}  // namespace

const Functions kOptions{&read_options, &decode_options, &encode_options};
const Functions kVendorOptions{&read_vendor_options, &decode_vendor_options,
                               &encode_vendor_options};
const Functions kNtpSource{&read_ntp, &decode_ntp, &encode_ntp};

}  // namespace ward6::dhcp6::kinds
