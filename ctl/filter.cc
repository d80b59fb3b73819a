#include "ctl/filter.h"

#include <fmt/format.h>

namespace ward6::ctl {
namespace {

using dhcp6::LeaseState;

[[nodiscard]] std::optional<LeaseState> parse_state(std::string_view text) noexcept {
  for (const LeaseState state :
       {LeaseState::bound, LeaseState::released, LeaseState::expired, LeaseState::declined}) {
    if (text == name(state)) return state;
  }
  return std::nullopt;
}

[[nodiscard]] std::optional<dhcp6::Prefix> parse_place(std::string_view text) noexcept {
  if (const auto address = dhcp6::Ipv6Address::parse(text)) {
    return dhcp6::Prefix::containing(*address, 128);
  }
  const auto prefix = dhcp6::Prefix::parse(text);
  return prefix ? std::optional(*prefix) : std::nullopt;
}

}  // namespace

bool Filter::matches(const dhcp6::LeaseRecord& lease, std::string_view link_name) const {
  if (state && lease.state != *state) return false;
  if (link && *link != link_name) return false;
  if (duid && !dhcp6::equal(lease.duid, duid->bytes())) return false;
  if (!within) return true;
  return within->contains(lease.resource) ||
         (is_address(*within) && lease.resource.contains(*within));
}

tl::expected<Filter, std::string> parse_filter(const FilterText& text) {
  Filter filter;
  if (!text.link.empty()) filter.link = text.link;
  if (!text.duid.empty()) {
    const auto duid = dhcp6::Duid::parse(text.duid);
    if (!duid) {
      return tl::unexpected(fmt::format("'{}' is no DUID, like 00:03:00:01:…", text.duid));
    }
    filter.duid = *duid;
  }
  if (!text.address.empty()) {
    filter.within = parse_place(text.address);
    if (!filter.within) {
      return tl::unexpected(fmt::format("'{}' is neither address nor prefix", text.address));
    }
  }
  if (!text.state.empty()) {
    filter.state = parse_state(text.state);
    if (!filter.state) {
      return tl::unexpected(fmt::format(
          "'{}' is no state of a lease: bound, released, expired, declined", text.state));
    }
  }
  return filter;
}

tl::expected<Filter, std::string> parse_subject(std::string_view text) {
  Filter filter;
  filter.within = parse_place(text);
  if (filter.within) return filter;
  const auto duid = dhcp6::Duid::parse(text);
  if (!duid) return tl::unexpected(fmt::format("'{}' is no address, prefix or DUID", text));
  filter.duid = *duid;
  return filter;
}

}  // namespace ward6::ctl
