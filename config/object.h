// A map of the file, read by the rows of the schema: the only way in which the loader gets at a
// setting, so that no key can be read that has no row.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/diagnostic.h"
#include "config/document.h"
#include "config/schema.h"
#include "libdhcp6/core/address.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/core/time.h"

namespace ward6::config {

class Object {
 public:
  // Reports what is wrong with the map as such: not a map, unknown keys, required ones missing.
  // `node` and `out` must outlive the object.
  Object(const Node& node, std::string_view group, Diagnostics& out);

  [[nodiscard]] const Node& node() const { return node_; }

  // The value of a setting; null when it is not given. Requires: the schema has a row for it.
  [[nodiscard]] const Node* find(std::string_view key) const;
  // Where the key itself stands; the map's place when it is not given.
  [[nodiscard]] Place place_of(std::string_view key) const;

  // The value of a setting of that type; nothing when it is not given, or wrong and reported.
  [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key) const;
  [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
  [[nodiscard]] std::optional<dhcp6::Seconds> duration(std::string_view key) const;
  [[nodiscard]] std::optional<dhcp6::WallTime> date(std::string_view key) const;
  [[nodiscard]] std::optional<std::string_view> choice(std::string_view key) const;
  [[nodiscard]] std::optional<std::uint32_t> mode(std::string_view key) const;
  [[nodiscard]] std::optional<dhcp6::Prefix> prefix(std::string_view key) const;
  [[nodiscard]] std::optional<dhcp6::Duid> duid(std::string_view key) const;
  [[nodiscard]] std::optional<dhcp6::LinkLayerAddress> mac(std::string_view key) const;
  [[nodiscard]] std::optional<std::vector<std::byte>> bytes(std::string_view key) const;

  // Calls `each` for the values of a setting that takes one or a list of them.
  void for_each(std::string_view key, const std::function<void(const Node&)>& each) const;

  // Calls `each` with name and value of the entries of a setting that maps names to objects, or
  // that is a list of objects with a `name`. An unnamed entry has an empty name.
  using Named = std::function<void(std::string_view name, Place place, const Node& value)>;
  void for_each_named(std::string_view key, const Named& each) const;

  // Reports that a value is not what its row asks for.
  void wrong(std::string_view key, const Node& value) const;
  [[nodiscard]] Diagnostics& out() const { return out_; }

 private:
  void check_keys() const;
  void wrong_kind(std::string_view key,
                  const Node& value,
                  std::string_view expected,
                  std::string_view remedy) const;
  [[nodiscard]] const Setting& row(std::string_view key) const;
  // The scalar of a setting of this type; null when it is not given or not a scalar.
  [[nodiscard]] const Node* scalar(std::string_view key, Type type) const;

  const Node& node_;
  std::string_view group_;
  Diagnostics& out_;
};

// For tests: called with each row that find() is asked for.
using RowObserver = void (*)(const Setting&);
void observe_rows(RowObserver observer) noexcept;

}  // namespace ward6::config
