// The functions behind the rows of fields.cc. For the files of wire/ only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libdhcp6/wire/fields.h"

namespace ward6::dhcp6::kinds {

// A kind is three functions. read() takes the field from the reader and tests it.
struct Functions {
  Result<void> (*read)(const FieldSpec&, Reader&) noexcept;
  TextValue (*decode)(const FieldSpec&, Reader&);
  TextResult<void> (*encode)(const FieldSpec&, const TextValue&, Writer&);
};

// field_numbers.cc
extern const Functions kU8;
extern const Functions kU16;
extern const Functions kU32;
extern const Functions kI32;
extern const Functions kBoolean;
extern const Functions kSeconds;
extern const Functions kHundredths;
extern const Functions kStatusCode;
extern const Functions kMessageType;
extern const Functions kOptionCode;
extern const Functions kFqdnFlags;
// field_addresses.cc
extern const Functions kIpv4;
extern const Functions kIpv6;
extern const Functions kAddressAndLength;
extern const Functions kPrefix;
extern const Functions kPrefix4;
extern const Functions kName;
extern const Functions kPartialName;
// field_bytes.cc
extern const Functions kText;
extern const Functions kUri;
extern const Functions kOpaque;
extern const Functions kHex;
extern const Functions kColons;
extern const Functions kCountedText;
extern const Functions kCountedUri;
extern const Functions kCountedOpaque;
// field_options.cc
extern const Functions kOptions;
extern const Functions kVendorOptions;
extern const Functions kNtpSource;
// field_dnr.cc
extern const Functions kEncryptedDns;

// A decimal number, or a hexadecimal one after "0x"; nothing when it is neither or over `max`.
[[nodiscard]] std::optional<std::uint32_t> parse_number(std::string_view text,
                                                        std::uint32_t max = 0xffffffff) noexcept;

// Bytes as opaque text: characters when all are visible ASCII or blank, else "0x…". The second form
// is taken too when the characters themselves begin with "0x", so that reading is unambiguous.
[[nodiscard]] std::string opaque_to_text(Bytes bytes);
// The bytes that opaque text stands for. Fails with bad_text after a "0x" that is not hexadecimal.
[[nodiscard]] Result<void> encode_opaque(std::string_view text, Writer& writer);
// "0x" and digits, or digits with separators.
[[nodiscard]] Result<void> encode_hex(std::string_view text, Writer& writer);

// A list as it is; anything else as a list of itself.
[[nodiscard]] std::span<const TextValue> as_list(const TextValue& value) noexcept;
// What a list of one holds; anything else as it is.
[[nodiscard]] const TextValue& unwrapped(const TextValue& value) noexcept;

// The error for text that asks for more than fits an option.
[[nodiscard]] tl::unexpected<TextError> too_long(const TextValue& value);

}  // namespace ward6::dhcp6::kinds
