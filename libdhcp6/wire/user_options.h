// Options that an operator defines: a name, a code and typed fields. For what has no row in the
// table: options of new documents, and those that only one vendor's equipment knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/wire/fields.h"
#include "libdhcp6/wire/option_text.h"

namespace ward6::dhcp6 {

inline constexpr std::size_t kUserFieldsMax = 32;
inline constexpr std::size_t kUserOptionsMax = 256;

struct UserField {
  std::string name;  // may be empty: then the option's text is a list of its fields in order
  FieldKind kind = FieldKind::hex;
};

struct UserOptionDefinition {
  std::string name;
  std::uint16_t code = 0;
  std::vector<UserField> fields;
  bool array = false;  // the last field repeats to the end of the body, at least once
};

class UserOption {
 public:
  // Fails, with a sentence, when the name or code is taken by the table or not usable, when there
  // are no or too many fields, when only some fields have names or two share one, when a kind is
  // not in kNamedKinds, or when a string or hex field, which takes all that is left, is not the
  // last field or repeats. The error's mark is 0.
  [[nodiscard]] static TextResult<UserOption> make(UserOptionDefinition definition);

  [[nodiscard]] std::string_view name() const noexcept { return definition_.name; }
  [[nodiscard]] std::uint16_t code() const noexcept { return definition_.code; }
  [[nodiscard]] const UserOptionDefinition& definition() const noexcept { return definition_; }

  [[nodiscard]] Result<void> validate(Bytes body) const noexcept;
  // Requires: validate(body).
  [[nodiscard]] TextValue decode(Bytes body) const;
  // A single field takes its value as it is; several take named fields or a list in order.
  [[nodiscard]] TextResult<void> encode(const TextValue& value, std::vector<std::byte>& body) const;

 private:
  explicit UserOption(UserOptionDefinition definition) : definition_(std::move(definition)) {}

  [[nodiscard]] FieldSpec spec(std::size_t index) const noexcept;
  [[nodiscard]] TextResult<void> encode_list(const TextValue& value, Writer& writer) const;
  [[nodiscard]] TextResult<void> encode_named(const TextValue& value, Writer& writer) const;
  [[nodiscard]] std::string syntax() const;
  [[nodiscard]] bool is_named() const noexcept { return !definition_.fields[0].name.empty(); }

  UserOptionDefinition definition_;
};

// No two of them may share a name or a code; at most kUserOptionsMax. The mark is the index of the
// definition that is wrong.
[[nodiscard]] TextResult<void> check_distinct(std::span<const UserOption> options);

}  // namespace ward6::dhcp6
