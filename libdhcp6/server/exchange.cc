#include "libdhcp6/server/exchange.h"

#include <algorithm>

#include "libdhcp6/core/assert.h"

namespace ward6::dhcp6 {
namespace {

Result<void> read_leases(const OptionsView& options, Ia& ia) noexcept {
  for (const OptionView option : options) {
    if (!option.is(ia.prefix ? OptionCode::ia_prefix : OptionCode::ia_address)) continue;
    if (ia.named_count == kLeasesPerIaMax) return fail(Errc::too_many);
    NamedLease& named = ia.named.at(ia.named_count++);
    if (ia.prefix) {
      const auto view = IaPrefixView::decode(option.body);
      if (!view) return tl::unexpected(view.error());
      named = NamedLease{view->address, view->length};
    } else {
      const auto view = IaAddressView::decode(option.body);
      if (!view) return tl::unexpected(view.error());
      named = NamedLease{view->address, 128};
    }
  }
  return {};
}

}  // namespace

std::optional<Resource> NamedLease::resource() const noexcept {
  if (address.is_unspecified()) return std::nullopt;
  const auto prefix = Prefix::make(address, length);
  if (!prefix) return std::nullopt;
  return *prefix;
}

bool Exchange::plans(const Resource& resource) const noexcept {
  return std::ranges::any_of(
      planned(), [&](const PlannedChange& change) { return change.resource == resource; });
}

std::size_t Exchange::new_records() const noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(
      planned(), [](const PlannedChange& change) { return change.existing == kNoLease; }));
}

bool Exchange::tell(Ia::Lines& lines, const Grant& grant) noexcept {
  if (transaction->grant_count == kGrantsMax) return false;
  if (lines.count == 0) lines.first = transaction->grant_count;
  WARD6_ASSERT(lines.first + lines.count == transaction->grant_count);
  transaction->grants.at(transaction->grant_count++) = grant;
  ++lines.count;
  return true;
}

bool Exchange::change(const PlannedChange& planned_change) noexcept {
  if (change_count == kGrantsMax) return false;
  changes.at(change_count++) = planned_change;
  return true;
}

Result<void> read_ias(Exchange& exchange) noexcept {
  for (const OptionView option : exchange.envelope.message().options) {
    if (option.is(OptionCode::ia_ta)) exchange.transaction->ignored_ia_ta = true;
    const bool prefix = option.is(OptionCode::ia_pd);
    if (!prefix && !option.is(OptionCode::ia_na)) continue;
    const auto view = IaView::decode(option.body);
    if (!view) return tl::unexpected(view.error());
    const auto known = std::span(exchange.ias).first(exchange.ia_count);
    const bool repeated = std::ranges::any_of(
        known, [&](const Ia& other) { return other.prefix == prefix && other.iaid == view->iaid; });
    if (repeated) continue;
    if (exchange.ia_count == kIasMax) return fail(Errc::too_many);
    Ia& ia = exchange.ias.at(exchange.ia_count++);
    ia = Ia{};
    ia.prefix = prefix;
    ia.iaid = view->iaid;
    // RFC 9915 §21.4, §21.6, §21.21, §21.22: T1, T2 and lifetimes from a client are ignored.
    if (const auto leases = read_leases(view->options, ia); !leases) return leases;
  }
  return {};
}

}  // namespace ward6::dhcp6
