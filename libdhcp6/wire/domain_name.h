// Domain names: the wire form of RFC 1035 §3.1 and its text. RFC 9915 §10: names are never
// compressed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {

// RFC 1035 §2.3.4, counted on the wire with the terminating zero.
inline constexpr std::size_t kLabelSizeMax = 63;
inline constexpr std::size_t kNameSizeMax = 255;

// Takes one name from `reader`, with its terminating zero. Fails with truncated or bad_name.
[[nodiscard]] Result<Bytes> take_name(Reader& reader) noexcept;

// RFC 4704 §4.2: all of `bytes` as a name that may lack its terminating zero, or be empty.
[[nodiscard]] Result<void> validate_partial_name(Bytes bytes) noexcept;

// Text of a valid name: labels between dots, "." for the root. In a label, '.' and '\' are written
// with a '\' before them and anything but visible ASCII as \DDD. A partial name has no dot at its
// end; with `final_dot` a complete one has, so that the two can be told apart.
[[nodiscard]] std::string name_to_text(Bytes name, bool final_dot = false);

// Writes the name that `text` spells; a dot at its end changes nothing. Fails with bad_name: an
// empty or too long label or name, a bad escape, or a character outside visible ASCII that is not
// escaped. Nothing is written then.
[[nodiscard]] Result<void> encode_name(std::string_view text, Writer& writer) noexcept;

// Likewise, but only a dot at the end makes the name complete; an empty text is an empty name.
[[nodiscard]] Result<void> encode_partial_name(std::string_view text, Writer& writer) noexcept;

}  // namespace ward6::dhcp6
