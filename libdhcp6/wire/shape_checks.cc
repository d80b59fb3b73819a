#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/options_view.h"
#include "libdhcp6/wire/shape_list.h"

namespace ward6::dhcp6::shapes {
namespace {

struct Bounds {
  OptionCode code;
  std::size_t min;
  std::size_t max;
};

Result<void> check_counts(Bytes body, std::initializer_list<Bounds> all) noexcept {
  const auto options = OptionsView::parse(body);
  if (!options) return tl::unexpected(options.error());
  for (const Bounds& bounds : all) {
    const std::size_t count = options->count(bounds.code);
    if (count < bounds.min) return fail(Errc::missing);
    if (count > bounds.max) return fail(Errc::duplicate);
  }
  return {};
}

constexpr std::size_t kAny = kOptionsMax;

}  // namespace

// RFC 9915 §21.19: 5 for Renew, 6 for Rebind, 11 for Information-request.
Result<void> check_reconfigure(Bytes body) noexcept {
  const MessageType type{Reader(body).u8()};
  const bool known = type == MessageType::renew || type == MessageType::rebind ||
                     type == MessageType::information_request;
  return known ? Result<void>{} : fail(Errc::bad_value);
}

// RFC 6607 §3.5: a VPN-ID has 7 octets; type 255 has no information.
Result<void> check_vss(Bytes body) noexcept {
  constexpr std::uint8_t kVpnId = 1;
  constexpr std::uint8_t kGlobal = 255;
  const std::uint8_t type = Reader(body).u8();
  if (type == kVpnId && body.size() != 8) return fail(Errc::bad_length, 1);
  if (type == kGlobal && body.size() != 1) return fail(Errc::trailing_bytes, 1);
  return {};
}

// RFC 7598 §4.5: the bits of the PSID past its length are zero.
Result<void> check_port_params(Bytes body) noexcept {
  Reader reader(body);
  (void)reader.u8();  // the offset is bounded by its field
  const unsigned length = reader.u8();
  const unsigned psid = reader.u16();
  // RFC 7598 §4.5: with a length of 0 the PSID is to be ignored.
  return length > 0 && (psid & 0xffffU >> length) != 0 ? fail(Errc::bad_value, 2) : Result<void>{};
}

// RFC 7598 §5.1: at least one rule and at least one BR.
Result<void> check_mape(Bytes body) noexcept {
  return check_counts(body, {{OptionCode::s46_rule, 1, kAny}, {OptionCode::s46_br, 1, kAny}});
}

// RFC 7598 §5.2: at least one rule and exactly one DMR.
Result<void> check_mapt(Bytes body) noexcept {
  return check_counts(body, {{OptionCode::s46_rule, 1, kAny}, {OptionCode::s46_dmr, 1, 1}});
}

// RFC 7598 §5.3: at most one binding and at least one BR.
Result<void> check_lw(Bytes body) noexcept {
  return check_counts(body, {{OptionCode::s46_v4v6_bind, 0, 1}, {OptionCode::s46_br, 1, kAny}});
}

// RFC 6603 §4.2: the subnet ID has no more octets than the excluded prefix needs.
Result<void> check_pd_exclude(Bytes body) noexcept {
  const std::size_t length = Reader(body).u8();
  return body.size() - 1 > (length + 7) / 8 ? fail(Errc::bad_length, 1) : Result<void>{};
}

// RFC 8520 §10: the URL's scheme is "https".
Result<void> check_https(Bytes body) noexcept {
  return as_text(body).starts_with("https://") ? Result<void>{} : fail(Errc::bad_value);
}

}  // namespace ward6::dhcp6::shapes
