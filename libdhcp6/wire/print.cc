#include "libdhcp6/wire/print.h"

#include <algorithm>
#include <string_view>

#include "libdhcp6/core/hex.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/message.h"
#include "libdhcp6/wire/option_table.h"

namespace ward6::dhcp6 {
namespace {

std::string hex(Bytes bytes) {
  std::string text = "0x" + to_hex(bytes.first(std::min(bytes.size(), kPrintBytesMax)));
  if (bytes.size() > kPrintBytesMax) text += "… (" + std::to_string(bytes.size()) + " bytes)";
  return text;
}

std::string malformed(const Error& error, std::size_t offset, Bytes bytes) {
  return "malformed, " + std::string(name(error.code)) + " at offset " +
         std::to_string(offset + error.offset) + ": " + hex(bytes);
}

// Where an option stands: in a message of this type, or in another option.
struct Place {
  std::uint8_t type = 0;
  Parent parent = Parent::none;

  [[nodiscard]] bool allows(const OptionRow& row) const noexcept {
    return parent == Parent::none ? may_stand_in(row, MessageType{type})
                                  : may_stand_in(row, parent);
  }
};

// Lines of text up to a bound. Offsets count from the start of the datagram.
class Printer {
 public:
  explicit Printer(std::size_t size_max) noexcept : size_max_(size_max) {}

  // Relay layers and options nest; kPrintDepthMax bounds them.
  // NOLINTNEXTLINE(misc-no-recursion): kPrintDepthMax bounds it
  void message(Bytes bytes, std::size_t offset, std::size_t depth) {
    if (bytes.empty()) {
      line(depth, "malformed, truncated at offset " + std::to_string(offset) + ": no message");
      return;
    }
    Reader reader(bytes);
    const std::uint8_t type = reader.u8();
    if (is_relay_type(type)) {
      const unsigned hops = reader.u8();
      const Ipv6Address link = reader.address();
      const Ipv6Address peer = reader.address();
      header(type,
             ", hop count " + std::to_string(hops) + ", link-address " + link.to_string() +
                 ", peer-address " + peer.to_string(),
             reader.ok(), bytes, offset, depth);
    } else {
      const Bytes transaction = reader.take(3);
      header(type, ", transaction 0x" + to_hex(transaction), reader.ok(), bytes, offset, depth);
    }
    if (!reader.ok()) return;
    const std::size_t at = offset + reader.position();
    options(reader.rest(), Place{.type = type}, at, depth + 1);
  }

  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  void header(std::uint8_t type,
              const std::string& fields,
              bool complete,
              Bytes bytes,
              std::size_t offset,
              std::size_t depth) {
    if (!complete) {
      line(depth, malformed(Error{Errc::truncated, 0}, offset, bytes));
      return;
    }
    const std::string_view known = name(MessageType{type});
    std::string text(known == "message" ? "Message" : known);
    if (known == "message") text += " of type " + std::to_string(unsigned{type});
    line(depth, text + fields);
  }

  // NOLINTNEXTLINE(misc-no-recursion): kPrintDepthMax bounds it
  void options(Bytes bytes, Place place, std::size_t offset, std::size_t depth) {
    if (depth > kPrintDepthMax) {
      line(depth, "nested too deep: " + hex(bytes));
      return;
    }
    Reader reader(bytes);
    while (reader.remaining() > 0 && !full()) {
      const std::size_t start = reader.position();
      const std::uint16_t code = reader.u16();
      const Bytes body = reader.take(reader.u16());
      if (!reader.ok()) {
        line(depth, malformed(Error{Errc::truncated, 0}, offset + start, bytes.subspan(start)));
        return;
      }
      option({code, body}, place, offset + start + kOptionHeaderSize, depth);
    }
  }

  // NOLINTNEXTLINE(misc-no-recursion): kPrintDepthMax bounds it
  void option(const OptionView& option, Place place, std::size_t offset, std::size_t depth) {
    const OptionRow* row = find_option(option.code);
    if (row == nullptr) {
      line(depth, "option " + std::to_string(option.code) + ": " + hex(option.body));
      return;
    }
    std::string label(row->name);
    if (!place.allows(*row)) label += " (misplaced)";
    if (option.is(OptionCode::relay_message)) {
      line(depth, label + ":");
      message(option.body, offset, depth + 1);
      return;
    }
    if (as_parent(row->code) != Parent::none) {
      container(*row, label, option.body, offset, depth);
      return;
    }
    const auto valid = validate_option(*row, option.body);
    line(depth, label + ": " +
                    (valid ? to_text(decode_option(*row, option.body))
                           : malformed(valid.error(), offset, option.body)));
  }

  // Fixed fields on the option's own line, the options in it below, each judged for itself.
  // NOLINTNEXTLINE(misc-no-recursion): kPrintDepthMax bounds it
  void container(const OptionRow& row,
                 const std::string& label,
                 Bytes body,
                 std::size_t offset,
                 std::size_t depth) {
    Reader reader(body);
    const auto fields = row.shape->fields;
    TextValue fixed = TextValue::fields();
    for (const FieldSpec& spec : fields.first(fields.size() - 1)) {
      Reader ahead = reader;
      const auto valid = validate_field(spec, ahead);
      if (!valid) {
        line(depth, label + ": " + malformed(valid.error(), offset, body));
        return;
      }
      fixed.add(spec.name, decode_field(spec, reader));
    }
    line(depth, fixed.items.empty() ? label + ":" : label + ": " + to_text(fixed));
    const std::size_t at = offset + reader.position();
    options(reader.rest(), Place{.parent = fields.back().parent}, at, depth + 1);
  }

  void line(std::size_t depth, std::string_view text) {
    if (full()) return;
    const std::size_t indent = 2 * depth;
    const std::size_t size = std::min(text.size(), kPrintLineMax);
    if (out_.size() + indent + size + kTailRoom > size_max_) {
      if (size_max_ >= out_.size() + kEnd.size()) out_ += kEnd;
      full_ = true;
      return;
    }
    out_.append(indent, ' ');
    out_ += text.substr(0, size);
    if (size < text.size()) out_ += "…";
    out_ += '\n';
  }

  [[nodiscard]] bool full() const noexcept { return full_; }

  static constexpr std::string_view kEnd = "…\n";
  // A cut line's mark, its end, and the mark that the whole was cut.
  static constexpr std::size_t kTailRoom = 2 * kEnd.size();

  std::string out_;
  std::size_t size_max_;
  bool full_ = false;
};

}  // namespace

std::string message_to_text(Bytes datagram, std::size_t size_max) {
  Printer printer(size_max);
  printer.message(datagram, 0, 0);
  return std::move(printer).take();
}

std::string option_to_text(const OptionView& option) {
  const OptionRow* row = find_option(option.code);
  if (row == nullptr) return "option " + std::to_string(option.code) + ": " + hex(option.body);
  const auto valid = validate_option(*row, option.body);
  return std::string(row->name) + ": " +
         (valid ? to_text(decode_option(*row, option.body))
                : malformed(valid.error(), 0, option.body));
}

}  // namespace ward6::dhcp6
