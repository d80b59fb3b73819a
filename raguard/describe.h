// What a frame is and says, in words: for log lines, ward6ctl and offline judging alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "raguard/guard.h"

namespace ward6::raguard {

// "Router Advertisement", "DHCPv6 Advertise", "fragment" …
[[nodiscard]] std::string message_text(const Judgement& judgement);
// "HBH, fragment, ICMPv6": the header chain as far as it is there.
[[nodiscard]] std::string chain_text(const Judgement& judgement);
// "prefix 2001:db8:bad::/64, high preference, DNS server 2001:db8:bad::53": what is not silent.
[[nodiscard]] std::string advert_text(const RouterAdvert& advert);
// Ids of the findings, in the order of the table.
[[nodiscard]] std::vector<std::string_view> finding_ids(const Findings& findings);

[[nodiscard]] std::string_view name(PortRole role) noexcept;
[[nodiscard]] std::string_view name(Action action) noexcept;
[[nodiscard]] std::string_view name(Preference preference) noexcept;
[[nodiscard]] std::optional<PortRole> parse_role(std::string_view text) noexcept;

}  // namespace ward6::raguard
