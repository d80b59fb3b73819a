#include "relay/option_checks.h"

#include <cstdint>

#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/option_table.h"
#include "libdhcp6/wire/options_view.h"
#include "libdhcp6/wire/shapes.h"

namespace ward6::relay {

using dhcp6::Bytes;
using dhcp6::Errc;
using dhcp6::fail;
using dhcp6::Result;

Result<void> check_vpn(Bytes body) noexcept {
  // RFC 6607 §3.5.
  constexpr std::uint8_t kText = 0;
  constexpr std::uint8_t kVpnId = 1;
  constexpr std::uint8_t kGlobal = 255;
  dhcp6::Reader reader(body);
  const std::uint8_t type = reader.u8();
  const Bytes rest = reader.rest();
  if (!reader.ok()) return fail(Errc::bad_length);
  switch (type) {
    case kText:
      if (rest.empty() || rest.back() == std::byte{0}) return fail(Errc::bad_text, 1);
      return {};
    case kVpnId:
      return rest.size() == 7 ? Result<void>{} : fail(Errc::bad_length, 1);
    case kGlobal:
      return rest.empty() ? Result<void>{} : fail(Errc::trailing_bytes, 1);
    default:
      return fail(Errc::bad_value);
  }
}

Result<void> check_supplied(Bytes options) noexcept {
  const auto view = dhcp6::OptionsView::parse(options);
  if (!view) return tl::unexpected(view.error());
  if (options.empty()) return fail(Errc::missing);
  for (const dhcp6::OptionView option : *view) {
    // RFC 6422 §4: none but those that the registry lists.
    const dhcp6::OptionRow* row = dhcp6::find_option(option.code);
    if (row == nullptr) return fail(Errc::not_allowed);
    if (!may_stand_in(*row, dhcp6::Parent::relay_supplied)) return fail(Errc::not_allowed);
    const auto valid = validate(*row->shape, option.body);
    if (!valid) return valid;
  }
  return {};
}

}  // namespace ward6::relay
