// Fields that are characters or bytes, and helpers that the other field files share.
#include <algorithm>
#include <array>
#include <string>

#include "libdhcp6/core/hex.h"
#include "libdhcp6/wire/field_kinds.h"

namespace ward6::dhcp6::kinds {
namespace {

bool is_visible(std::byte b) noexcept {
  return to_u8(b) > 0x20 && to_u8(b) < 0x7f;
}
bool is_printable(std::byte b) noexcept {
  return is_visible(b) || to_u8(b) == 0x20;
}

// A field whose size the specification fixes takes that many bytes, any other all that is left.
Bytes take(const FieldSpec& spec, Reader& reader) noexcept {
  return spec.min == spec.max ? reader.take(spec.max) : reader.rest();
}

Bytes take_counted(const FieldSpec& /*spec*/, Reader& reader) noexcept {
  return reader.take(reader.u16());
}

using Take = Bytes (*)(const FieldSpec&, Reader&) noexcept;

template <Take TakeBytes>
Result<void> read(const FieldSpec& spec, Reader& reader) noexcept {
  const std::size_t at = reader.position();
  const Bytes bytes = TakeBytes(spec, reader);
  if (!reader.ok()) return fail(Errc::truncated, at);
  if (bytes.size() < spec.min || bytes.size() > spec.max) return fail(Errc::bad_length, at);
  return {};
}

template <Take TakeBytes>
Result<void> read_uri(const FieldSpec& spec, Reader& reader) noexcept {
  Reader again = reader;
  if (const auto done = read<TakeBytes>(spec, reader); !done) return done;
  const std::size_t at = again.position();
  if (!std::ranges::all_of(TakeBytes(spec, again), is_visible)) return fail(Errc::bad_value, at);
  return {};
}

template <Take TakeBytes>
TextValue decode_text(const FieldSpec& spec, Reader& reader) {
  return TextValue::scalar(std::string(as_text(TakeBytes(spec, reader))));
}

template <Take TakeBytes>
TextValue decode_opaque(const FieldSpec& spec, Reader& reader) {
  return TextValue::scalar(opaque_to_text(TakeBytes(spec, reader)));
}

TextValue decode_hex(const FieldSpec& spec, Reader& reader) {
  return TextValue::scalar("0x" + to_hex(take(spec, reader)));
}

TextValue decode_colons(const FieldSpec& spec, Reader& reader) {
  return TextValue::scalar(to_hex(take(spec, reader), ':'));
}

Result<void> put_text(std::string_view text, Writer& writer) {
  if (!writer.raw(as_bytes(text)).ok()) return fail(Errc::no_space);
  return {};
}

Result<void> put_uri(std::string_view text, Writer& writer) {
  if (!std::ranges::all_of(as_bytes(text), is_visible)) return fail(Errc::bad_text);
  return put_text(text, writer);
}

using Put = Result<void> (*)(std::string_view, Writer&);

template <Put PutBytes>
TextResult<void> encode(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  if (!text.is_scalar()) return expected(text, describe(spec.kind));
  const std::size_t start = writer.size();
  if (const auto done = PutBytes(text.text, writer); !done) {
    if (done.error().code == Errc::no_space) return too_long(text);
    return expected(text, describe(spec.kind));
  }
  const std::size_t size = writer.size() - start;
  if (size >= spec.min && size <= spec.max) return {};
  if (size == 0) return expected(text, describe(spec.kind));
  if (size > spec.max) {
    return expected(text, "at most " + std::to_string(spec.max) + " bytes");
  }
  return expected(text, "at least " + std::to_string(spec.min) + " bytes");
}

// Encodes into a buffer first, because the count stands before the bytes.
template <Put PutBytes>
TextResult<void> encode_counted(const FieldSpec& spec, const TextValue& text, Writer& writer) {
  std::array<std::byte, 0xffff> buffer{};
  Writer inner{buffer};
  if (auto done = encode<PutBytes>(spec, text, inner); !done) return done;
  writer.u16(static_cast<std::uint16_t>(inner.size())).raw(inner.written());
  return writer.ok() ? TextResult<void>{} : too_long(text);
}

}  // namespace

const Functions kText{&read<&take>, &decode_text<&take>, &encode<&put_text>};
const Functions kUri{&read_uri<&take>, &decode_text<&take>, &encode<&put_uri>};
const Functions kOpaque{&read<&take>, &decode_opaque<&take>, &encode<&encode_opaque>};
const Functions kHex{&read<&take>, &decode_hex, &encode<&encode_hex>};
const Functions kColons{&read<&take>, &decode_colons, &encode<&encode_hex>};
const Functions kCountedText{&read<&take_counted>, &decode_text<&take_counted>,
                             &encode_counted<&put_text>};
const Functions kCountedUri{&read_uri<&take_counted>, &decode_text<&take_counted>,
                            &encode_counted<&put_uri>};
const Functions kCountedOpaque{&read<&take_counted>, &decode_opaque<&take_counted>,
                               &encode_counted<&encode_opaque>};

std::string opaque_to_text(Bytes bytes) {
  const std::string_view text = as_text(bytes);
  const bool readable = std::ranges::all_of(bytes, is_printable) && !text.starts_with("0x");
  return readable && !bytes.empty() ? std::string(text) : "0x" + to_hex(bytes);
}

Result<void> encode_opaque(std::string_view text, Writer& writer) {
  return text.starts_with("0x") ? encode_hex(text, writer) : put_text(text, writer);
}

Result<void> encode_hex(std::string_view text, Writer& writer) {
  std::vector<std::byte> bytes(text.size() / 2);
  const auto size = parse_hex(text, bytes);
  if (!size) return tl::unexpected(size.error());
  if (!writer.raw(Bytes(bytes).first(*size)).ok()) return fail(Errc::no_space);
  return {};
}

std::span<const TextValue> as_list(const TextValue& value) noexcept {
  if (value.is_list()) return value.items;
  return std::span(&value, 1);
}

const TextValue& unwrapped(const TextValue& value) noexcept {
  const TextValue* one = &value;
  while (one->is_list() && one->items.size() == 1) one = &one->items.front();
  return *one;
}

tl::unexpected<TextError> too_long(const TextValue& value) {
  return tl::unexpected<TextError>(
      TextError{value.mark, "this does not fit into an option, which has room for 65535 bytes"});
}

}  // namespace ward6::dhcp6::kinds
