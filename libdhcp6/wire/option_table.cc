#include "libdhcp6/wire/option_table.h"

#include <algorithm>
#include <array>

#include "libdhcp6/wire/field_kinds.h"
#include "libdhcp6/wire/option_rows.h"

namespace ward6::dhcp6 {
namespace {

constexpr bool is_sorted_by_code() {
  for (std::size_t i = 1; i < kOptionTable.size(); ++i) {
    if (kOptionTable.at(i - 1).code >= kOptionTable.at(i).code) return false;
  }
  return true;
}
static_assert(is_sorted_by_code());

constexpr bool has_unique_names() {
  for (std::size_t i = 0; i < kOptionTable.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (kOptionTable.at(i).name == kOptionTable.at(j).name) return false;
    }
  }
  return true;
}
static_assert(has_unique_names());

// Only then is a list of texts unambiguously one text per instance. Address lists of RFC 7291 are
// the exception: there each instance is a list, so a list of lists stands for several.
constexpr bool lists_are_instances() {
  return std::ranges::all_of(kOptionTable, [](const OptionRow& row) {
    return row.singleton() || row.shape->layout != Layout::list ||
           row.code == OptionCode::pcp_servers;
  });
}
static_assert(lists_are_instances());

constexpr std::size_t kBodySizeMax = 0xffff;

// Whether the text gives several instances.
bool has_instances(const OptionRow& row, const TextValue& value) noexcept {
  if (row.singleton() || !value.is_list()) return false;
  if (row.shape->layout != Layout::list) return true;
  return !value.items.empty() && std::ranges::all_of(value.items, &TextValue::is_list);
}

}  // namespace

std::span<const OptionRow> option_table() noexcept {
  return kOptionTable;
}

const OptionRow* find_option(std::uint16_t code) noexcept {
  const auto at = std::ranges::lower_bound(kOptionTable, code, {}, &value_of);
  return at != kOptionTable.end() && value_of(*at) == code ? &*at : nullptr;
}

const OptionRow* find_option(std::string_view name) noexcept {
  const auto at = std::ranges::find(kOptionTable, name, &OptionRow::name);
  return at != kOptionTable.end() ? &*at : nullptr;
}

Parent as_parent(OptionCode code) noexcept {
  const OptionRow* row = find_option(code);
  if (row == nullptr || row->shape->fields.empty()) return Parent::none;
  return row->shape->fields.back().parent;
}

TextResult<void> encode_option(const OptionRow& row,
                               const TextValue& value,
                               std::vector<std::byte>& body) {
  body.resize(kBodySizeMax);
  Writer writer{body};
  const bool is_one = row.singleton() || row.shape->layout == Layout::list;
  const TextValue& one = is_one ? value : kinds::unwrapped(value);
  auto done = encode(*row.shape, one, writer);
  body.resize(done ? writer.size() : 0);
  return done;
}

TextResult<OptionBodies> encode_instances(const OptionRow& row, const TextValue& value) {
  OptionBodies bodies;
  if (!has_instances(row, value)) {
    if (auto done = encode_option(row, value, bodies.emplace_back()); !done) {
      return tl::unexpected(done.error());
    }
    return bodies;
  }
  if (value.items.empty()) return expected(value, row.shape->syntax);
  for (const TextValue& item : value.items) {
    if (auto done = encode_option(row, item, bodies.emplace_back()); !done) {
      return tl::unexpected(done.error());
    }
  }
  return bodies;
}

}  // namespace ward6::dhcp6
