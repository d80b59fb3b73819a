#include "libdhcp6/wire/domain_name.h"

#include <array>
#include <optional>

namespace ward6::dhcp6 {
namespace {

// A name while it is read from text: labels with their length octets, without the final zero.
class NameBuffer {
 public:
  [[nodiscard]] bool push(std::byte b) noexcept {
    if (label_size_ == kLabelSizeMax || size_ + 1 >= kNameSizeMax) return false;
    if (label_size_ == 0) {
      label_start_ = size_++;
      if (size_ + 1 >= kNameSizeMax) return false;
    }
    bytes_.at(size_++) = b;
    bytes_.at(label_start_) = to_byte(static_cast<unsigned>(++label_size_));
    return true;
  }
  // False when the label is empty.
  [[nodiscard]] bool end_label() noexcept {
    const bool filled = label_size_ > 0;
    label_size_ = 0;
    return filled;
  }
  [[nodiscard]] Bytes bytes() const noexcept { return Bytes(bytes_).first(size_); }

 private:
  std::array<std::byte, kNameSizeMax> bytes_{};
  std::size_t size_ = 0;
  std::size_t label_start_ = 0;
  std::size_t label_size_ = 0;
};

bool is_visible(unsigned value) noexcept {
  return value > 0x20 && value < 0x7f;
}

// The byte that the escape after a '\' stands for; removes it from `text`.
std::optional<std::byte> take_escape(std::string_view& text) noexcept {
  if (text.empty()) return std::nullopt;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < '0' || first > '9') {
    text.remove_prefix(1);
    return is_visible(first) ? std::optional(to_byte(first)) : std::nullopt;
  }
  if (text.size() < 3) return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(0, 3)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  text.remove_prefix(3);
  return value <= 0xff ? std::optional(to_byte(value)) : std::nullopt;
}

// Reads labels from text; whether a dot stood at the end.
Result<bool> read_labels(std::string_view text, NameBuffer& out) noexcept {
  const std::size_t size = text.size();
  while (!text.empty()) {
    const std::size_t at = size - text.size();
    const char c = text[0];
    text.remove_prefix(1);
    if (c == '.') {
      if (!out.end_label()) return fail(Errc::bad_name, at);
      if (text.empty()) return true;
      continue;
    }
    std::optional<std::byte> value;
    if (c == '\\') {
      value = take_escape(text);
    } else if (is_visible(static_cast<unsigned char>(c))) {
      value = static_cast<std::byte>(c);
    }
    if (!value || !out.push(*value)) return fail(Errc::bad_name, at);
  }
  return false;
}

Result<void> write(Bytes labels, bool complete, Writer& writer) noexcept {
  writer.raw(labels);
  if (complete) writer.u8(0);
  if (!writer.ok()) return fail(Errc::no_space);
  return {};
}

void print_label(Bytes label, std::string& out) {
  for (const std::byte b : label) {
    const unsigned value = to_u8(b);
    if (value == '.' || value == '\\') {
      out += '\\';
      out += static_cast<char>(value);
    } else if (is_visible(value)) {
      out += static_cast<char>(value);
    } else {
      out += '\\';
      out += static_cast<char>('0' + value / 100);
      out += static_cast<char>('0' + value / 10 % 10);
      out += static_cast<char>('0' + value % 10);
    }
  }
}

}  // namespace

Result<Bytes> take_name(Reader& reader) noexcept {
  const std::size_t start = reader.position();
  Reader ahead = reader;
  while (true) {
    const std::size_t at = ahead.position();
    const std::uint8_t size = ahead.u8();
    // The two top bits mark a compression pointer or an unknown label type: RFC 1035 §4.1.4.
    if (size > kLabelSizeMax) return fail(Errc::bad_name, at);
    (void)ahead.take(size);
    if (!ahead.ok()) return fail(Errc::truncated, at);
    if (ahead.position() - start > kNameSizeMax) return fail(Errc::bad_name, start);
    if (size == 0) return reader.take(ahead.position() - start);
  }
}

Result<void> validate_partial_name(Bytes bytes) noexcept {
  Reader reader(bytes);
  while (reader.remaining() > 0) {
    const std::size_t at = reader.position();
    const std::uint8_t size = reader.u8();
    if (size > kLabelSizeMax) return fail(Errc::bad_name, at);
    (void)reader.take(size);
    if (!reader.ok()) return fail(Errc::truncated, at);
    if (size == 0 && reader.remaining() > 0) return fail(Errc::trailing_bytes, at + 1);
    // An unterminated name leaves room for the zero that completes it.
    const std::size_t whole = reader.position() + (size == 0 ? 0 : 1);
    if (whole > kNameSizeMax) return fail(Errc::bad_name);
  }
  return {};
}

std::string name_to_text(Bytes name, bool final_dot) {
  std::string text;
  Reader reader(name);
  bool complete = false;
  while (reader.remaining() > 0) {
    const std::uint8_t size = reader.u8();
    if (size == 0) {
      complete = true;
      break;
    }
    if (!text.empty()) text += '.';
    print_label(reader.take(size), text);
  }
  if (complete && (final_dot || text.empty())) text += '.';
  return text;
}

Result<void> encode_name(std::string_view text, Writer& writer) noexcept {
  if (text == ".") return write({}, true, writer);
  if (text.empty()) return fail(Errc::bad_name);
  NameBuffer labels;
  const auto dotted = read_labels(text, labels);
  if (!dotted) return tl::unexpected(dotted.error());
  return write(labels.bytes(), true, writer);
}

Result<void> encode_partial_name(std::string_view text, Writer& writer) noexcept {
  if (text == ".") return write({}, true, writer);
  NameBuffer labels;
  const auto dotted = read_labels(text, labels);
  if (!dotted) return tl::unexpected(dotted.error());
  return write(labels.bytes(), *dotted, writer);
}

}  // namespace ward6::dhcp6
