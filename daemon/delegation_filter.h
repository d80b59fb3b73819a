// The packet filter that follows delegated prefixes: RFC 8987 §4.2, as text for nft.
// One table of our own, so that nobody else's rules are touched.
#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "libdhcp6/core/address.h"

namespace ward6::daemon {

inline constexpr std::string_view kFilterTable = "ward6_delegated";

// One member of one set of the table.
struct FilterElement {
  enum class Set : std::uint8_t {
    filtered,   // interface: sources are looked at
    rejecting,  // interface: the sender of a looping packet is told
    on_link,    // interface and prefix: sources that belong there
    delegated,  // interface and prefix: the same, by delegation
    loop,       // interface and prefix: what comes from there and would go back
    loop_mac,   // the same, of one station of a link with several
  };

  Set set = Set::filtered;
  std::string interface;
  std::string mac;       // of loop_mac
  dhcp6::Prefix prefix;  // not of the first two

  friend auto operator<=>(const FilterElement&, const FilterElement&) = default;
};
using FilterElements = std::set<FilterElement>;

// The name can stand in the text; the kernel allows quotes and wildcards in names, too.
[[nodiscard]] bool is_plain_name(std::string_view interface) noexcept;

// Makes the table anew, with these elements. All of it takes effect at once, or nothing.
// `all_disjoint` tells whether every element went in: nft takes no prefix within another of the
// same interface and station, and what is within is left out.
[[nodiscard]] std::string render_table(const FilterElements& elements, bool& all_disjoint);
// Changes it.
[[nodiscard]] std::string render_changes(const FilterElements& added,
                                         const FilterElements& removed);
// Removes it, if it is there.
[[nodiscard]] std::string render_removal();

}  // namespace ward6::daemon
