// THE option table: one row per option that ward6 knows. Parser checks, printer, YAML names, where
// an option may stand, and the documentation derive from it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/wire/option_text.h"
#include "libdhcp6/wire/protocol.h"
#include "libdhcp6/wire/shapes.h"

namespace ward6::dhcp6 {

// How often an option may stand in one place. The registry of RFC 9915 §25 calls the first kind
// singleton options. A repeated option has one text per instance: in lists, one item each.
enum class Occurrence : std::uint8_t { once, many };

// Whether a client may name the option in its Option Request option: RFC 9915 §21.7 and the column
// "Client ORO" of the registry. Servers ignore codes that are not permitted.
enum class Request : std::uint8_t { forbidden, permitted, required };

// Who puts the option into messages: the engine alone, or an operator's configuration.
enum class Origin : std::uint8_t { engine, operator_ };

// Bit n stands for message type n.
using MessageSet = std::uint64_t;
// Bit n stands for Parent n.
using ParentSet = std::uint32_t;

[[nodiscard]] constexpr MessageSet bit(MessageType type) noexcept {
  return MessageSet{1} << static_cast<unsigned>(type);
}
[[nodiscard]] constexpr ParentSet bit(Parent parent) noexcept {
  return parent == Parent::none ? 0 : ParentSet{1} << static_cast<unsigned>(parent);
}

struct OptionRow {
  OptionCode code;
  std::string_view name;  // in YAML and in all text
  const Shape* shape;
  Occurrence occurrence;
  Request request;
  Origin origin;
  MessageSet messages;  // where it may stand at top level
  ParentSet parents;    // in which options it may stand
  std::string_view rfc;
  bool obsolete = false;

  // Whether a configuration may set it. Options that stand in others only come with those.
  [[nodiscard]] constexpr bool configurable() const noexcept {
    return origin == Origin::operator_ && messages != 0;
  }
  [[nodiscard]] constexpr bool singleton() const noexcept { return occurrence == Occurrence::once; }
  [[nodiscard]] constexpr bool requestable() const noexcept {
    return request != Request::forbidden;
  }
};

// All rows, sorted by code; names are unique.
[[nodiscard]] std::span<const OptionRow> option_table() noexcept;

// The row, or nullptr.
[[nodiscard]] const OptionRow* find_option(std::uint16_t code) noexcept;
[[nodiscard]] const OptionRow* find_option(std::string_view name) noexcept;
[[nodiscard]] inline const OptionRow* find_option(OptionCode code) noexcept {
  return find_option(value(code));
}

[[nodiscard]] constexpr bool may_stand_in(const OptionRow& row, MessageType type) noexcept {
  return static_cast<unsigned>(type) < 64 && (row.messages & bit(type)) != 0;
}
[[nodiscard]] constexpr bool may_stand_in(const OptionRow& row, Parent parent) noexcept {
  return (row.parents & bit(parent)) != 0;
}
[[nodiscard]] constexpr std::uint16_t value_of(const OptionRow& row) noexcept {
  return value(row.code);
}
// What this option is to the options in it; none when it holds none.
[[nodiscard]] Parent as_parent(OptionCode code) noexcept;

[[nodiscard]] inline Result<void> validate_option(const OptionRow& row, Bytes body) noexcept {
  return validate(*row.shape, body);
}
// Requires: validate_option(row, body).
[[nodiscard]] inline TextValue decode_option(const OptionRow& row, Bytes body) {
  return decode(*row.shape, body);
}

// The body of one instance of the option.
[[nodiscard]] TextResult<void> encode_option(const OptionRow& row,
                                             const TextValue& value,
                                             std::vector<std::byte>& body);

// The bodies of all instances that the text stands for: one for each item of a list when the option
// may occur many times, else exactly one.
using OptionBodies = std::vector<std::vector<std::byte>>;
[[nodiscard]] TextResult<OptionBodies> encode_instances(const OptionRow& row,
                                                        const TextValue& value);

}  // namespace ward6::dhcp6
