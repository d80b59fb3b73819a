// Shapes: what option bodies look like. An option of the table is a row that points to a shape.
// All functions work on a body, without the option's code and length.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/wire/fields.h"
#include "libdhcp6/wire/option_text.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {

enum class Layout : std::uint8_t {
  empty,   // no body; its text is "true"
  single,  // one field; its text is the field's
  list,    // one or more of one field, to the end
  record,  // fields one behind the other; its text has them by name
};

struct Shape {
  std::string_view name;    // for documents: "ipv6-list"
  std::string_view syntax;  // its text: "a list of IPv6 addresses"
  Layout layout = Layout::record;
  std::span<const FieldSpec> fields;
  // What the fields do not say; called on bodies in which every field is valid. May be null.
  Result<void> (*check)(Bytes) noexcept = nullptr;
};

// Whether the body has this shape. Fails with an offset into the body.
[[nodiscard]] Result<void> validate(const Shape& shape, Bytes body) noexcept;
// The body as text. Requires: validate(shape, body).
[[nodiscard]] TextValue decode(const Shape& shape, Bytes body);
// Writes the body that the text stands for; it is valid then. On failure, what was written is to be
// thrown away.
[[nodiscard]] TextResult<void> encode(const Shape& shape, const TextValue& value, Writer& writer);

// The body as one line of text; "malformed: …" with the bytes when it is not valid.
void print(const Shape& shape, Bytes body, std::string& out);

}  // namespace ward6::dhcp6
