// Options as text. A TextValue is a small neutral tree: config/ fills one from YAML, shapes turn it
// into bytes and bytes into it, and one printer writes it. The printed form is flow style as in
// YAML: 2001:db8::53, [a, b], {enterprise: 32473, id: 0x0102}.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace ward6::dhcp6 {

// How deep lists and fields may nest. The deepest option needs seven levels.
inline constexpr std::size_t kTextDepthMax = 16;

struct TextValue {
  enum class Kind : std::uint8_t { scalar, list, fields };

  Kind kind = Kind::scalar;
  std::string text;              // of a scalar, unescaped; may hold any byte
  std::vector<TextValue> items;  // of a list or of fields, in order
  std::string name;              // of a field: set when the parent has fields
  std::uint32_t mark = 0;        // opaque to us; errors carry it back

  [[nodiscard]] static TextValue scalar(std::string text, std::uint32_t mark = 0);
  [[nodiscard]] static TextValue list(std::vector<TextValue> items = {}, std::uint32_t mark = 0);
  [[nodiscard]] static TextValue fields(std::uint32_t mark = 0);

  // Appends a field. Requires: kind is fields. Names may repeat; order is kept.
  TextValue& add(std::string_view field_name, TextValue value);
  // The first field with this name, or nullptr.
  [[nodiscard]] const TextValue* find(std::string_view field_name) const noexcept;

  [[nodiscard]] bool is_scalar() const noexcept { return kind == Kind::scalar; }
  [[nodiscard]] bool is_list() const noexcept { return kind == Kind::list; }
  [[nodiscard]] bool is_fields() const noexcept { return kind == Kind::fields; }

  // Compares everything but the marks.
  [[nodiscard]] bool same_as(const TextValue& other) const noexcept;
};

// Why a text is not an option: the node's mark and a clause such as
// `expected an IPv6 address such as 2001:db8::53, not "foo"`.
struct TextError {
  std::uint32_t mark = 0;
  std::string text;
};

template <class T>
using TextResult = tl::expected<T, TextError>;

// The error `expected <what>, not <a short look at node>`.
[[nodiscard]] tl::unexpected<TextError> expected(const TextValue& node, std::string_view what);

// Writes flow style on one line. Control and non-ASCII characters become \xNN inside quotes, so the
// result is fit for logs. parse_text() reads it back to the same tree.
void print(const TextValue& value, std::string& out);
[[nodiscard]] std::string to_text(const TextValue& value);

// Reads what print() writes. Marks are offsets into `text`. Fails on anything else, and on trees
// deeper than kTextDepthMax.
[[nodiscard]] TextResult<TextValue> parse_text(std::string_view text);

}  // namespace ward6::dhcp6
