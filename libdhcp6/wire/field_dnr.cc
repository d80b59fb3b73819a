// The body of the Encrypted DNS option: RFC 9463 §4.1, with service parameters in the wire form of
// RFC 9460 §2.2.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/wire/domain_name.h"
#include "libdhcp6/wire/field_kinds.h"

namespace ward6::dhcp6::kinds {
namespace {

// RFC 9460 §14.3.2 and RFC 9461 §5.
enum class SvcKey : std::uint16_t {
  mandatory = 0,
  alpn = 1,
  no_default_alpn = 2,
  port = 3,
  ipv4hint = 4,
  ech = 5,
  ipv6hint = 6,
  dohpath = 7,
};
constexpr std::array<std::string_view, 8> kSvcNames{
    "mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath"};

std::string key_to_text(std::uint16_t key) {
  return key < kSvcNames.size() ? std::string(kSvcNames.at(key)) : "key" + std::to_string(key);
}

std::optional<std::uint16_t> parse_key(std::string_view text) noexcept {
  const auto at = std::ranges::find(kSvcNames, text);
  if (at != kSvcNames.end()) return static_cast<std::uint16_t>(at - kSvcNames.begin());
  if (!text.starts_with("key")) return std::nullopt;
  const auto number = parse_number(text.substr(3), 0xffff);
  // A key with a name is written by name, so that there is one text for each.
  if (!number || *number < kSvcNames.size()) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

// RFC 9460 §7.1.1: one or more identifiers of 1 to 255 octets, each after its length.
Result<void> validate_alpn(Bytes value) noexcept {
  Reader reader(value);
  if (value.empty()) return fail(Errc::bad_length);
  while (reader.remaining() > 0) {
    const std::size_t at = reader.position();
    const std::uint8_t size = reader.u8();
    (void)reader.take(size);
    if (!reader.ok()) return fail(Errc::truncated, at);
    if (size == 0) return fail(Errc::bad_length, at);
  }
  return {};
}

// RFC 9460 §8: keys in strictly increasing order.
Result<void> validate_mandatory(Bytes value) noexcept {
  Reader reader(value);
  if (value.empty() || value.size() % 2 != 0) return fail(Errc::bad_length);
  int before = 0;  // RFC 9460 §8: the key "mandatory" itself may not be listed
  while (reader.remaining() > 0) {
    const std::size_t at = reader.position();
    const int key = reader.u16();
    if (key <= before) return fail(Errc::bad_value, at);
    before = key;
  }
  return {};
}

Result<void> validate_svc(std::uint16_t key, Bytes value) noexcept {
  if (key >= kSvcNames.size()) return {};
  switch (SvcKey{key}) {
    case SvcKey::mandatory:
      return validate_mandatory(value);
    case SvcKey::alpn:
      return validate_alpn(value);
    case SvcKey::no_default_alpn:
      return value.empty() ? Result<void>{} : fail(Errc::bad_length);
    case SvcKey::port:
      return value.size() == 2 ? Result<void>{} : fail(Errc::bad_length);
    // RFC 9463 §3.1.8: the parameters do not include address hints.
    case SvcKey::ipv4hint:
    case SvcKey::ipv6hint:
      return fail(Errc::not_allowed);
    case SvcKey::ech:
    case SvcKey::dohpath:
      return value.empty() ? fail(Errc::bad_length) : Result<void>{};
  }
  return {};
}

// RFC 9460 §2.2: keys in strictly increasing order.
Result<void> read_svc_params(Reader& reader) noexcept {
  int before = -1;
  while (reader.remaining() > 0) {
    const std::size_t at = reader.position();
    const std::uint16_t key = reader.u16();
    const Bytes value = reader.take(reader.u16());
    if (!reader.ok()) return fail(Errc::truncated, at);
    if (key <= before) return fail(Errc::bad_value, at);
    const auto valid = validate_svc(key, value);
    if (!valid) return fail(valid.error().code, at + 4 + valid.error().offset);
    before = key;
  }
  return {};
}

Result<void> read_dnr(const FieldSpec& /*spec*/, Reader& reader) noexcept {
  const std::size_t start = reader.position();
  (void)reader.u16();  // any priority will do
  const std::size_t name_size = reader.u16();
  const std::size_t name_at = reader.position();
  Reader name(reader.take(name_size));
  if (!reader.ok()) return fail(Errc::truncated, start);
  if (const auto taken = take_name(name); !taken) {
    return fail(taken.error().code, name_at + taken.error().offset);
  }
  if (!name.finished()) return fail(Errc::trailing_bytes, name_at + name.position());
  if (reader.remaining() == 0) return {};  // RFC 9463 §3.1.6: only the name
  const std::size_t at = reader.position();
  const std::size_t size = reader.u16();
  (void)reader.take(size);
  if (!reader.ok()) return fail(Errc::truncated, at);
  // RFC 9463 §3.1.8: with additional data, at least one address.
  if (size == 0 || size % kAddressSize != 0) return fail(Errc::bad_length, at);
  return read_svc_params(reader);
}

TextValue decode_keys(Bytes value) {
  TextValue list = TextValue::list();
  Reader reader(value);
  while (reader.remaining() > 0) {
    list.items.push_back(TextValue::scalar(key_to_text(reader.u16())));
  }
  return list;
}

TextValue decode_alpn(Bytes value) {
  TextValue list = TextValue::list();
  Reader reader(value);
  while (reader.remaining() > 0) {
    list.items.push_back(TextValue::scalar(opaque_to_text(reader.take(reader.u8()))));
  }
  return list;
}

TextValue decode_svc(std::uint16_t key, Bytes value) {
  if (key == static_cast<std::uint16_t>(SvcKey::mandatory)) return decode_keys(value);
  if (key == static_cast<std::uint16_t>(SvcKey::alpn)) return decode_alpn(value);
  if (key == static_cast<std::uint16_t>(SvcKey::no_default_alpn)) return TextValue::scalar("true");
  if (key == static_cast<std::uint16_t>(SvcKey::port)) {
    return TextValue::scalar(std::to_string(Reader(value).u16()));
  }
  return TextValue::scalar(opaque_to_text(value));
}

TextValue decode_dnr(const FieldSpec& /*spec*/, Reader& reader) {
  TextValue value = TextValue::fields();
  value.add("priority", TextValue::scalar(std::to_string(reader.u16())));
  value.add("adn", TextValue::scalar(name_to_text(reader.take(reader.u16()))));
  if (reader.remaining() == 0) return value;
  Reader addresses(reader.take(reader.u16()));
  TextValue list = TextValue::list();
  while (addresses.remaining() > 0) {
    list.items.push_back(TextValue::scalar(addresses.address().to_string()));
  }
  value.add("addresses", std::move(list));
  if (reader.remaining() == 0) return value;
  TextValue parameters = TextValue::fields();
  while (reader.remaining() > 0) {
    const std::uint16_t key = reader.u16();
    parameters.add(key_to_text(key), decode_svc(key, reader.take(reader.u16())));
  }
  value.add("svc-params", std::move(parameters));
  return value;
}

TextResult<void> encode_alpn(const TextValue& value, Writer& writer) {
  for (const TextValue& item : as_list(value)) {
    std::array<std::byte, 0xff> buffer{};
    Writer id{buffer};
    if (!item.is_scalar() || !encode_opaque(item.text, id) || id.size() == 0) {
      return expected(item, "a protocol such as h2, dot or doq");
    }
    writer.u8(static_cast<std::uint8_t>(id.size())).raw(id.written());
  }
  return {};
}

TextResult<void> encode_mandatory(const TextValue& value, Writer& writer) {
  std::vector<std::uint16_t> keys;
  for (const TextValue& item : as_list(value)) {
    const auto key = parse_key(item.text);
    if (!item.is_scalar() || !key) return expected(item, "a parameter such as alpn or key7");
    keys.push_back(*key);
  }
  std::ranges::sort(keys);
  for (const std::uint16_t key : keys) writer.u16(key);
  return {};
}

TextResult<void> encode_svc(std::uint16_t key, const TextValue& value, Writer& writer) {
  if (key == static_cast<std::uint16_t>(SvcKey::mandatory)) return encode_mandatory(value, writer);
  if (key == static_cast<std::uint16_t>(SvcKey::alpn)) return encode_alpn(value, writer);
  if (key == static_cast<std::uint16_t>(SvcKey::no_default_alpn)) {
    return value.text == "true" ? TextResult<void>{} : expected(value, "true");
  }
  const bool is_port = key == static_cast<std::uint16_t>(SvcKey::port);
  const FieldKind kind = is_port ? FieldKind::u16 : FieldKind::opaque;
  return encode_field({.name = {}, .kind = kind}, value, writer);
}

TextResult<void> encode_svc_params(const TextValue& value, Writer& writer) {
  if (!value.is_fields()) return expected(value, "parameters such as {alpn: [h2], port: 443}");
  struct Parameter {
    std::uint16_t key;
    const TextValue* value;
  };
  std::vector<Parameter> parameters;
  for (const TextValue& item : value.items) {
    const auto key = parse_key(item.name);
    if (!key) {
      return tl::unexpected<TextError>(
          TextError{item.mark, "\"" + item.name +
                                   "\" is no service parameter: use alpn, port, "
                                   "dohpath, ech, mandatory, no-default-alpn or keyNNN"});
    }
    parameters.push_back({*key, &item});
  }
  std::ranges::sort(parameters, {}, &Parameter::key);
  for (const Parameter& parameter : parameters) {
    const auto scope = writer.open(OptionCode{parameter.key});
    const std::size_t start = writer.size();
    if (auto done = encode_svc(parameter.key, *parameter.value, writer); !done) return done;
    const Bytes body = writer.written().subspan(start);
    if (!validate_svc(parameter.key, body)) {
      return expected(*parameter.value, "a value that RFC 9460 and RFC 9463 allow");
    }
  }
  return {};
}

TextResult<void> encode_adn(const TextValue& name, Writer& writer) {
  std::array<std::byte, kNameSizeMax> buffer{};
  Writer adn{buffer};
  if (auto done = encode_field({.name = {}, .kind = FieldKind::name}, name, adn); !done) {
    return done;
  }
  writer.u16(static_cast<std::uint16_t>(adn.size())).raw(adn.written());
  return {};
}

TextResult<void> encode_dnr(const FieldSpec& spec, const TextValue& value, Writer& writer) {
  if (value.is_scalar()) return encode_adn(value, writer.u16(1));
  for (const TextValue& field : value.items) {
    constexpr std::array<std::string_view, 4> kKnown{"priority", "adn", "addresses", "svc-params"};
    if (std::ranges::find(kKnown, field.name) == kKnown.end()) {
      return tl::unexpected<TextError>(
          TextError{field.mark, "\"" + field.name +
                                    "\" is none of priority, adn, addresses and "
                                    "svc-params"});
    }
  }
  const TextValue fallback = TextValue::scalar("1", value.mark);
  const TextValue* priority = value.find("priority");
  const TextValue* adn = value.find("adn");
  const TextValue* addresses = value.find("addresses");
  const TextValue* parameters = value.find("svc-params");
  if (adn == nullptr) return expected(value, describe(spec.kind));
  const FieldSpec number{.name = "priority", .kind = FieldKind::u16};
  const TextValue& chosen = priority != nullptr ? *priority : fallback;
  if (auto done = encode_field(number, chosen, writer); !done) return done;
  if (auto done = encode_adn(*adn, writer); !done) return done;
  if (addresses == nullptr) {
    return parameters == nullptr ? TextResult<void>{}
                                 : expected(value, "addresses where there are svc-params");
  }
  writer.u16(static_cast<std::uint16_t>(as_list(*addresses).size() * kAddressSize));
  const FieldSpec list{.name = "addresses", .kind = FieldKind::ipv6, .repeated = true};
  if (auto done = encode_field(list, *addresses, writer); !done) return done;
  if (parameters != nullptr) {
    if (auto done = encode_svc_params(*parameters, writer); !done) return done;
  }
  return writer.ok() ? TextResult<void>{} : too_long(value);
}

}  // namespace

const Functions kEncryptedDns{&read_dnr, &decode_dnr, &encode_dnr};

}  // namespace ward6::dhcp6::kinds
