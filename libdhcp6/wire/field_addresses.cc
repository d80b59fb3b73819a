// Fields that are addresses, prefixes and domain names.
#include <algorithm>
#include <array>
#include <string>

#include "libdhcp6/core/address.h"
#include "libdhcp6/wire/domain_name.h"
#include "libdhcp6/wire/field_kinds.h"

namespace ward6::dhcp6::kinds {
namespace {

constexpr std::size_t kIpv4Size = 4;
constexpr unsigned kIpv4Bits = 32;

// An error when the writer is full, else success.
TextResult<void> written(const TextValue& text, const Writer& writer) {
  return writer.ok() ? TextResult<void>{} : too_long(text);
}

Result<void> read_ipv4(const FieldSpec& /*spec*/, Reader& reader) noexcept {
  const std::size_t at = reader.position();
  (void)reader.take(kIpv4Size);  // any address will do
  if (!reader.ok()) return fail(Errc::truncated, at);
  return {};
}

std::string ipv4_to_text(std::uint32_t address) {
  std::string text;
  for (unsigned shift = kIpv4Bits; shift > 0; shift -= 8) {
    if (!text.empty()) text += '.';
    text += std::to_string(address >> (shift - 8) & 0xffU);
  }
  return text;
}

std::optional<std::uint32_t> parse_ipv4(std::string_view text) noexcept {
  // The mapped form has the one parser of dotted quads in it.
  std::array<char, 24> mapped{"::ffff:"};
  constexpr std::size_t kStart = 7;
  if (text.size() > mapped.size() - kStart || text.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  if (text.find('.') == std::string_view::npos) return std::nullopt;
  std::ranges::copy(text, mapped.begin() + kStart);
  const auto address = Ipv6Address::parse({mapped.data(), kStart + text.size()});
  if (!address) return std::nullopt;
  return static_cast<std::uint32_t>(address->low());
}

TextValue decode_ipv4(const FieldSpec& /*spec*/, Reader& reader) {
  return TextValue::scalar(ipv4_to_text(reader.u32()));
}

TextResult<void> encode_ipv4(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  const auto address = parse_ipv4(text.text);
  if (!text.is_scalar() || !address) return expected(text, describe(spec.kind));
  return written(text, writer.u32(*address));
}

Result<void> read_ipv6(const FieldSpec& /*spec*/, Reader& reader) noexcept {
  const std::size_t at = reader.position();
  (void)reader.address();  // any address will do
  if (!reader.ok()) return fail(Errc::truncated, at);
  return {};
}

TextValue decode_ipv6(const FieldSpec& /*spec*/, Reader& reader) {
  return TextValue::scalar(reader.address().to_string());
}

TextResult<void> encode_ipv6(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  const auto address = Ipv6Address::parse(text.text);
  if (!text.is_scalar() || !address) return expected(text, describe(spec.kind));
  return written(text, writer.address(*address));
}

Result<void> read_address_and_length(const FieldSpec& /*spec*/, Reader& reader) noexcept {
  const std::size_t at = reader.position();
  const unsigned length = reader.u8();
  (void)reader.address();  // any address will do
  if (!reader.ok()) return fail(Errc::truncated, at);
  if (length > 128) return fail(Errc::bad_prefix, at);
  return {};
}

TextValue decode_address_and_length(const FieldSpec& /*spec*/, Reader& reader) {
  const unsigned length = reader.u8();
  return TextValue::scalar(reader.address().to_string() + "/" + std::to_string(length));
}

TextResult<void> encode_address_and_length(const FieldSpec& spec,
                                           const TextValue& text,
                                           Writer& writer) {
  const std::string_view all = text.text;
  const auto slash = all.find('/');
  const auto address = Ipv6Address::parse(all.substr(0, slash));
  const auto length =
      parse_number(slash == std::string_view::npos ? "" : all.substr(slash + 1), 128);
  if (!text.is_scalar() || !address || !length) return expected(text, describe(spec.kind));
  writer.u8(static_cast<std::uint8_t>(*length)).address(*address);
  return written(text, writer);
}

// How many octets hold this many bits.
constexpr std::size_t octets(std::size_t bits) noexcept {
  return (bits + 7) / 8;
}

Ipv6Address padded(Bytes bytes) noexcept {
  Ipv6Address address;
  std::ranges::copy(bytes, address.octets.begin());
  return address;
}

Result<void> read_prefix(const FieldSpec& /*spec*/, Reader& reader) noexcept {
  const std::size_t at = reader.position();
  const unsigned length = reader.u8();
  if (length > 128) return fail(Errc::bad_prefix, at);
  const Bytes bytes = reader.take(octets(length));
  if (!reader.ok()) return fail(Errc::truncated, at);
  if (!Prefix::make(padded(bytes), length)) return fail(Errc::bad_prefix, at);
  return {};
}

TextValue decode_prefix(const FieldSpec& /*spec*/, Reader& reader) {
  const unsigned length = reader.u8();
  const Ipv6Address base = padded(reader.take(octets(length)));
  return TextValue::scalar(Prefix::containing(base, length).to_string());
}

TextResult<void> encode_prefix(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  const auto prefix = Prefix::parse(text.text);
  if (!text.is_scalar() || !prefix) return expected(text, describe(spec.kind));
  const Bytes bytes = Bytes(prefix->base().octets).first(octets(prefix->length()));
  writer.u8(prefix->length()).raw(bytes);
  return written(text, writer);
}

// The bits past `length` of an IPv4 address. Requires: length <= 32.
constexpr std::uint32_t host_bits(std::uint32_t address, unsigned length) noexcept {
  return length == kIpv4Bits ? 0 : address & (0xffffffffU >> length);
}

Result<void> read_prefix4(const FieldSpec& /*spec*/, Reader& reader) noexcept {
  const std::size_t at = reader.position();
  const unsigned length = reader.u8();
  const std::uint32_t address = reader.u32();
  if (!reader.ok()) return fail(Errc::truncated, at);
  if (length > kIpv4Bits) return fail(Errc::bad_prefix, at);
  if (host_bits(address, length) != 0) return fail(Errc::bad_prefix, at);
  return {};
}

TextValue decode_prefix4(const FieldSpec& /*spec*/, Reader& reader) {
  const unsigned length = reader.u8();
  return TextValue::scalar(ipv4_to_text(reader.u32()) + "/" + std::to_string(length));
}

TextResult<void> encode_prefix4(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  const std::string_view all = text.text;
  const auto slash = all.find('/');
  const auto address = parse_ipv4(all.substr(0, slash));
  const auto length = slash == std::string_view::npos
                          ? std::nullopt
                          : parse_number(all.substr(slash + 1), kIpv4Bits);
  if (!text.is_scalar() || !address || !length) return expected(text, describe(spec.kind));
  if (host_bits(*address, *length) != 0) return expected(text, describe(spec.kind));
  writer.u8(static_cast<std::uint8_t>(*length)).u32(*address);
  return written(text, writer);
}

Result<void> read_name(const FieldSpec& /*spec*/, Reader& reader) noexcept {
  const auto name = take_name(reader);
  if (!name) return tl::unexpected(name.error());
  return {};
}

TextValue decode_name(const FieldSpec& /*spec*/, Reader& reader) {
  const auto name = take_name(reader);
  return TextValue::scalar(name ? name_to_text(*name) : std::string{});
}

TextResult<void> encode_name_field(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  if (!text.is_scalar()) return expected(text, describe(spec.kind));
  if (const auto done = encode_name(text.text, writer); !done) {
    if (done.error().code == Errc::no_space) return too_long(text);
    return expected(text, describe(spec.kind));
  }
  return {};
}

Result<void> read_partial_name(const FieldSpec& /*spec*/, Reader& reader) noexcept {
  const std::size_t at = reader.position();
  const auto valid = validate_partial_name(reader.rest());
  if (!valid) return fail(valid.error().code, at + valid.error().offset);
  return {};
}

TextValue decode_partial_name(const FieldSpec& /*spec*/, Reader& reader) {
  return TextValue::scalar(name_to_text(reader.rest(), true));
}

TextResult<void> encode_partial_name_field(const FieldSpec& spec,
                                           const TextValue& text,
                                           Writer& writer) {
  if (!text.is_scalar()) return expected(text, describe(spec.kind));
  if (!encode_partial_name(text.text, writer)) return expected(text, describe(spec.kind));
  return {};
}

}  // namespace

const Functions kIpv4{&read_ipv4, &decode_ipv4, &encode_ipv4};
const Functions kIpv6{&read_ipv6, &decode_ipv6, &encode_ipv6};
const Functions kAddressAndLength{&read_address_and_length, &decode_address_and_length,
                                  &encode_address_and_length};
const Functions kPrefix{&read_prefix, &decode_prefix, &encode_prefix};
const Functions kPrefix4{&read_prefix4, &decode_prefix4, &encode_prefix4};
const Functions kName{&read_name, &decode_name, &encode_name_field};
const Functions kPartialName{&read_partial_name, &decode_partial_name, &encode_partial_name_field};

}  // namespace ward6::dhcp6::kinds
