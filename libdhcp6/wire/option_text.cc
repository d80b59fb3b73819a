#include "libdhcp6/wire/option_text.h"

#include <algorithm>
#include <utility>

#include "libdhcp6/core/bytes.h"

namespace ward6::dhcp6 {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::size_t kLookMax = 40;  // how much of a wrong value an error repeats

bool is_plain(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._:/-+%@=\\").find(c) != std::string_view::npos;
}

void print_scalar(std::string_view text, std::string& out) {
  // With a colon at either end, YAML would see a field where it stands.
  const bool has_colon = text.starts_with(':') || text.ends_with(':');
  if (!text.empty() && !has_colon && std::ranges::all_of(text, is_plain)) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte > 0x7e) {
      out += "\\x";
      out += kHexDigits[byte >> 4U];
      out += kHexDigits[byte & 0xfU];
    } else {
      out += c;
    }
  }
  out += '"';
}

// A reader of flow style. Every parse_… leaves at_ behind what it read.
class Parser {
 public:
  explicit Parser(std::string_view text) noexcept : text_(text) {}

  TextResult<TextValue> whole() {
    auto value = node(0);
    if (!value) return value;
    skip_blanks();
    if (at_ != text_.size()) return error("the end of the text");
    return value;
  }

 private:
  // The depth is bounded by kTextDepthMax.
  TextResult<TextValue> node(std::size_t depth) {  // NOLINT(misc-no-recursion)
    skip_blanks();
    if (depth > kTextDepthMax) return error("fewer levels");
    if (peek() == '[') return list(depth);
    if (peek() == '{') return fields(depth);
    const auto mark = static_cast<std::uint32_t>(at_);
    auto text = scalar(false);
    if (!text) return tl::unexpected(text.error());
    return TextValue::scalar(std::move(*text), mark);
  }

  TextResult<TextValue> list(std::size_t depth) {  // NOLINT(misc-no-recursion) bounded by node()
    TextValue value = TextValue::list({}, static_cast<std::uint32_t>(at_));
    ++at_;
    skip_blanks();
    if (take(']')) return value;
    while (true) {
      auto item = node(depth + 1);
      if (!item) return item;
      value.items.push_back(std::move(*item));
      skip_blanks();
      if (take(']')) return value;
      if (!take(',')) return error("',' or ']'");
    }
  }

  TextResult<TextValue> fields(std::size_t depth) {  // NOLINT(misc-no-recursion) bounded by node()
    TextValue value = TextValue::fields(static_cast<std::uint32_t>(at_));
    ++at_;
    skip_blanks();
    if (take('}')) return value;
    while (true) {
      skip_blanks();
      auto name = scalar(true);
      if (!name) return tl::unexpected(name.error());
      if (!take(':')) return error("':' after the name of a field");
      auto item = node(depth + 1);
      if (!item) return item;
      value.add(*name, std::move(*item));
      skip_blanks();
      if (take('}')) return value;
      if (!take(',')) return error("',' or '}'");
    }
  }

  // A plain or quoted scalar. As a field's name, a plain one ends before the colon.
  TextResult<std::string> scalar(bool as_name) {
    if (take('"')) return quoted();
    std::string text;
    while (at_ < text_.size() && is_plain(text_[at_]) && !(as_name && text_[at_] == ':')) {
      text += text_[at_++];
    }
    if (text.empty()) return error("a value");
    return text;
  }

  TextResult<std::string> quoted() {
    std::string text;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] != '\\') {
        text += text_[at_++];
        continue;
      }
      ++at_;
      if (take('x')) {
        const auto high = kHexDigits.find(peek());
        const auto low = kHexDigits.find(at_ + 1 < text_.size() ? text_[at_ + 1] : '?');
        if (high == std::string_view::npos || low == std::string_view::npos) {
          return error("two hexadecimal digits");
        }
        text += static_cast<char>(high * 16 + low);
        at_ += 2;
      } else if (peek() == '"' || peek() == '\\') {
        text += text_[at_++];
      } else {
        return error("one of \\\\, \\\" and \\xNN");
      }
    }
    if (!take('"')) return error("a closing quote");
    return text;
  }

  void skip_blanks() noexcept {
    while (peek() == ' ') ++at_;
  }
  [[nodiscard]] char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) noexcept {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] tl::unexpected<TextError> error(std::string_view what) const {
    return tl::unexpected<TextError>(
        TextError{static_cast<std::uint32_t>(at_), "expected " + std::string(what)});
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

TextValue TextValue::scalar(std::string text, std::uint32_t mark) {
  TextValue value;
  value.text = std::move(text);
  value.mark = mark;
  return value;
}

TextValue TextValue::list(std::vector<TextValue> items, std::uint32_t mark) {
  TextValue value;
  value.kind = Kind::list;
  value.items = std::move(items);
  value.mark = mark;
  return value;
}

TextValue TextValue::fields(std::uint32_t mark) {
  TextValue value;
  value.kind = Kind::fields;
  value.mark = mark;
  return value;
}

TextValue& TextValue::add(std::string_view field_name, TextValue value) {
  value.name = field_name;
  items.push_back(std::move(value));
  return *this;
}

const TextValue* TextValue::find(std::string_view field_name) const noexcept {
  const auto at = std::ranges::find(items, field_name, &TextValue::name);
  return is_fields() && at != items.end() ? &*at : nullptr;
}

// As deep as the tree, which its makers bound.
bool TextValue::same_as(const TextValue& other) const noexcept {  // NOLINT(misc-no-recursion)
  if (kind != other.kind || text != other.text || name != other.name) return false;
  if (items.size() != other.items.size()) return false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].same_as(other.items[i])) return false;
  }
  return true;
}

tl::unexpected<TextError> expected(const TextValue& node, std::string_view what) {
  TextError error{node.mark, "expected "};
  error.text += what;
  if (node.is_list()) {
    error.text += node.items.empty() ? ", not an empty list" : ", not a list";
  } else if (node.is_fields()) {
    error.text += ", not named fields";
  } else if (node.text.empty()) {
    error.text += ", not an empty text";
  } else {
    std::string look;
    print_scalar(node.text.substr(0, kLookMax), look);
    const bool has_quotes = look.front() == '"';
    error.text += has_quotes ? ", not " + look : ", not \"" + look + "\"";
    if (node.text.size() > kLookMax) error.text += "…";
  }
  return tl::unexpected<TextError>(std::move(error));
}

// As deep as the tree, which its makers bound.
void print(const TextValue& value, std::string& out) {  // NOLINT(misc-no-recursion)
  if (value.is_scalar()) {
    print_scalar(value.text, out);
    return;
  }
  out += value.is_list() ? '[' : '{';
  bool first = true;
  for (const TextValue& item : value.items) {
    if (!first) out += ", ";
    first = false;
    if (value.is_fields()) {
      // A name with a colon in it has to be quoted to be read back.
      if (item.name.find(':') == std::string::npos) {
        print_scalar(item.name, out);
      } else {
        out += '"' + item.name + '"';
      }
      out += ": ";
    }
    print(item, out);
  }
  out += value.is_list() ? ']' : '}';
}

std::string to_text(const TextValue& value) {
  std::string out;
  print(value, out);
  return out;
}

TextResult<TextValue> parse_text(std::string_view text) {
  return Parser(text).whole();
}

}  // namespace ward6::dhcp6
