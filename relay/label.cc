#include "relay/label.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "libdhcp6/core/hex.h"

namespace ward6::relay {
namespace {

using dhcp6::Bytes;

struct VariableRow {
  Variable variable;
  std::string_view name;
};
constexpr std::array kVariables{
    VariableRow{Variable::link, "link"},         VariableRow{Variable::interface, "interface"},
    VariableRow{Variable::mac, "mac"},           VariableRow{Variable::vlan, "vlan"},
    VariableRow{Variable::hostname, "hostname"}, VariableRow{Variable::client_mac, "client-mac"},
};

constexpr std::size_t kLabelSizeMax = 255;
constexpr std::string_view kHexDigits = "0123456789abcdef";

LabelError unknown_variable(std::size_t column, std::string_view name) {
  std::string text = "there is no variable {" + std::string(name) + "}; there are";
  for (const VariableRow& each : kVariables) text.append(" {").append(each.name).append("}");
  return {column, std::move(text)};
}

void write_mac(dhcp6::Writer& writer, const dhcp6::LinkLayerAddress& mac) noexcept {
  bool first = true;
  for (const std::byte octet : mac.bytes()) {
    if (!first) writer.u8(':');
    first = false;
    const auto number = std::to_integer<unsigned>(octet);
    writer.u8(static_cast<std::uint8_t>(kHexDigits[number >> 4U]));
    writer.u8(static_cast<std::uint8_t>(kHexDigits[number & 15U]));
  }
}

void write_number(dhcp6::Writer& writer, std::uint16_t number) noexcept {
  std::array<char, 8> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  writer.raw(dhcp6::as_bytes({digits.begin(), static_cast<std::size_t>(end - digits.begin())}));
}

void write_variable(dhcp6::Writer& writer, Variable variable, const LabelFacts& facts) noexcept {
  switch (variable) {
    case Variable::link:
      writer.raw(dhcp6::as_bytes(facts.link));
      return;
    case Variable::interface:
      writer.raw(dhcp6::as_bytes(facts.interface));
      return;
    case Variable::mac:
      write_mac(writer, facts.mac);
      return;
    case Variable::vlan:
      if (facts.vlan != 0) write_number(writer, facts.vlan);
      return;
    case Variable::hostname:
      writer.raw(dhcp6::as_bytes(facts.hostname));
      return;
    case Variable::client_mac:
      write_mac(writer, facts.client_mac);
      return;
  }
}

}  // namespace

tl::expected<Label, LabelError> Label::parse(std::string_view text) {
  Label label;
  if (text.size() > kLabelSizeMax) {
    return tl::unexpected(LabelError{kLabelSizeMax, "longer than 255 characters"});
  }
  if (text.starts_with("0x")) {
    std::array<std::byte, kLabelSizeMax> bytes{};
    const auto size = dhcp6::parse_hex(text.substr(2), bytes);
    if (!size || *size == 0) {
      return tl::unexpected(LabelError{2, "0x needs pairs of hexadecimal digits behind it"});
    }
    label.pieces_.push_back(
        {std::string(dhcp6::as_text(Bytes(bytes).first(*size))), false, Variable{}});
    return label;
  }
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty()) label.pieces_.push_back({std::exchange(literal, {}), false, Variable{}});
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool doubled = at + 1 < text.size() && text[at + 1] == text[at];
    if (text[at] == '}' && !doubled) {
      return tl::unexpected(LabelError{at, "a '}' without '{'; write '}}' for a brace"});
    }
    if ((text[at] != '{' && text[at] != '}') || doubled) {
      if (text[at] == '{' || text[at] == '}') ++at;
      literal += text[at];
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) {
      return tl::unexpected(LabelError{at, "a '{' without '}'; write '{{' for a brace"});
    }
    const std::string_view name = text.substr(at + 1, end - at - 1);
    const auto* const found = std::ranges::find(kVariables, name, &VariableRow::name);
    if (found == kVariables.end()) return tl::unexpected(unknown_variable(at, name));
    end_literal();
    label.pieces_.push_back({{}, true, found->variable});
    at = end;
  }
  end_literal();
  return label;
}

bool Label::uses(Variable variable) const noexcept {
  return std::ranges::any_of(pieces_, [variable](const Piece& piece) {
    return piece.is_variable && piece.variable == variable;
  });
}

void Label::write(dhcp6::Writer& writer, const LabelFacts& facts) const noexcept {
  for (const Piece& piece : pieces_) {
    if (piece.is_variable) {
      write_variable(writer, piece.variable, facts);
    } else {
      writer.raw(dhcp6::as_bytes(piece.literal));
    }
  }
}

std::vector<std::byte> Label::bytes(const LabelFacts& facts) const {
  std::vector<std::byte> out(4096);
  dhcp6::Writer writer(out);
  write(writer, facts);
  out.resize(writer.ok() ? writer.size() : 0);
  return out;
}

}  // namespace ward6::relay
