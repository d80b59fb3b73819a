#include "libdhcp6/wire/fqdn.h"

#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/domain_name.h"

namespace ward6::dhcp6 {
namespace {

constexpr unsigned kFlagS = 1;
constexpr unsigned kFlagO = 2;
constexpr unsigned kFlagN = 4;

}  // namespace

Result<FqdnView> FqdnView::decode(Bytes body) noexcept {
  Reader reader(body);
  const unsigned flags = reader.u8();
  if (!reader.ok()) return fail(Errc::truncated);
  FqdnView fqdn;
  fqdn.server_updates = (flags & kFlagS) != 0;
  fqdn.server_overrides = (flags & kFlagO) != 0;
  fqdn.no_updates = (flags & kFlagN) != 0;
  fqdn.name = reader.rest();
  const auto valid = validate_partial_name(fqdn.name);
  if (!valid) return fail(valid.error().code, 1 + std::size_t{valid.error().offset});
  return fqdn;
}

bool FqdnView::is_complete() const noexcept {
  return !name.empty() && name.back() == std::byte{0};
}

std::string FqdnView::text() const {
  return name.size() == 1 && is_complete() ? std::string{} : name_to_text(name);
}

void encode_fqdn(Writer& writer, const FqdnView& fqdn) noexcept {
  const unsigned flags = (fqdn.server_updates ? kFlagS : 0) | (fqdn.server_overrides ? kFlagO : 0) |
                         (fqdn.no_updates ? kFlagN : 0);
  const auto scope = writer.open(OptionCode::client_fqdn);
  writer.u8(static_cast<std::uint8_t>(flags)).raw(fqdn.name);
}

}  // namespace ward6::dhcp6
