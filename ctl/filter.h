// Which leases are meant. The daemon filters by itself; files are filtered here, by the same rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "libdhcp6/core/duid.h"
#include "libdhcp6/lease/lease.h"

namespace ward6::ctl {

// As the user writes it; empty: no matter.
struct FilterText {
  std::string link;
  std::string duid;
  std::string address;
  std::string state;
};

struct Filter {
  std::optional<std::string> link;
  std::optional<dhcp6::Duid> duid;
  // An address: its lease, and the delegated prefixes around it. A prefix: it and what is in it.
  std::optional<dhcp6::Prefix> within;
  std::optional<dhcp6::LeaseState> state;

  [[nodiscard]] bool matches(const dhcp6::LeaseRecord& lease, std::string_view link_name) const;
};

// The error is a sentence for the user.
[[nodiscard]] tl::expected<Filter, std::string> parse_filter(const FilterText& text);
// "ADDRESS|PREFIX|DUID", for the history.
[[nodiscard]] tl::expected<Filter, std::string> parse_subject(std::string_view text);

}  // namespace ward6::ctl
