// Fields: the building blocks of option bodies. A FieldSpec says how one field lies on the wire and
// what it is called in text; shapes (shapes.h) and user-defined options (user_options.h) are rows
// of them. Each FieldKind has one row in fields.cc with its three functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/wire/option_text.h"
#include "libdhcp6/wire/protocol.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {

enum class FieldKind : std::uint8_t {
  u8,
  u16,
  u32,
  i32,
  boolean,       // one octet: true, false, or the number when it is neither 0 nor 1
  seconds,       // u32; "1h", "infinity"
  hundredths,    // u16; "1.50"
  status_code,   // u16; "NoBinding" or a number
  message_type,  // u8; "Renew" or a number
  option_code,   // u16; "dns-servers" or a number
  fqdn_flags,    // u8 of RFC 4704 §4.1; letters of "NOS", or a number
  ipv4,
  ipv6,
  address_and_length,  // length octet, then 16 octets in which host bits may be set
  prefix,              // length octet, then only the octets that it needs; host bits zero
  prefix4,             // length octet, then four octets; host bits zero
  name,                // a complete domain name
  partial_name,        // all that is left: RFC 4704 §4.2
  text,                // all that is left, as characters
  uri,                 // all that is left: visible ASCII
  opaque,              // all that is left: characters when all are visible, else 0x…
  hex,                 // all that is left, or a fixed count: 0x…
  duid,                // all that is left: 00:03:…
  link_layer,          // all that is left: 02:00:…
  counted_text,        // u16 length, characters
  counted_uri,         // u16 length, visible ASCII
  counted_opaque,      // u16 length, as opaque
  options,             // all that is left: options that may stand in `parent`
  vendor_options,      // all that is left: suboptions of a vendor
  ntp_source,          // all that is left: RFC 5908 §4
  encrypted_dns,       // all that is left: RFC 9463 §4.1
};
inline constexpr std::size_t kFieldKindCount = 31;

// Options that hold other options: RFC 9915 appendix C and the documents of the options.
enum class Parent : std::uint8_t {
  none,  // stands in a message
  ia_na,
  ia_ta,
  ia_address,
  ia_pd,
  ia_prefix,
  s46_rule,
  s46_v4v6_bind,
  s46_cont_mape,
  s46_cont_mapt,
  s46_cont_lw,
  relay_supplied,
  leasequery_query,
  client_data,
};

struct FieldSpec {
  std::string_view name;  // in text; empty for the one field of a scalar or list
  FieldKind kind = FieldKind::hex;
  // Bounds: of a number its value, of bytes and text their count on the wire.
  std::uint32_t min = 0;
  std::uint32_t max = 0xffffffff;
  std::optional<std::string_view> fallback = std::nullopt;  // text when none is given
  Parent parent = Parent::none;                             // for options
  // To the end of the body: one or more of them, or any number if there is a fallback.
  bool repeated = false;
};

// Reads the field and tests it. Fails with an offset counted from the start of `reader`'s input.
[[nodiscard]] Result<void> validate_field(const FieldSpec& spec, Reader& reader) noexcept;
// The field as text. Requires: validate_field() accepted the same bytes.
[[nodiscard]] TextValue decode_field(const FieldSpec& spec, Reader& reader);
// Writes the field. On failure, what was written so far is to be thrown away.
[[nodiscard]] TextResult<void> encode_field(const FieldSpec& spec,
                                            const TextValue& value,
                                            Writer& writer);

// What is expected of text of this kind: "an IPv6 address such as 2001:db8::53".
[[nodiscard]] std::string_view describe(FieldKind kind) noexcept;

// Kinds that may be named in a configuration: by vendor options and by user-defined options.
struct NamedKind {
  std::string_view name;
  FieldKind kind;
};
inline constexpr std::array kNamedKinds{
    NamedKind{"u8", FieldKind::u8},
    NamedKind{"u16", FieldKind::u16},
    NamedKind{"u32", FieldKind::u32},
    NamedKind{"i32", FieldKind::i32},
    NamedKind{"bool", FieldKind::boolean},
    NamedKind{"ipv4", FieldKind::ipv4},
    NamedKind{"ipv6", FieldKind::ipv6},
    NamedKind{"ipv6-prefix", FieldKind::prefix},
    NamedKind{"domain-name", FieldKind::name},
    NamedKind{"string", FieldKind::text},
    NamedKind{"hex", FieldKind::hex},
};

// The kind of this name; nothing for an unknown one.
[[nodiscard]] std::optional<FieldKind> find_kind(std::string_view name) noexcept;

}  // namespace ward6::dhcp6
