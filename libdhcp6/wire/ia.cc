#include "libdhcp6/wire/ia.h"

#include "libdhcp6/core/reader.h"

namespace ward6::dhcp6 {
namespace {

// Reads what is left of `reader` as options into `view`, once its fixed fields were read.
template <class View>
Result<View> with_options(View view, Reader& reader) noexcept {
  if (!reader.ok()) return fail(Errc::truncated);
  const std::size_t start = reader.position();
  const auto options = OptionsView::parse(reader.rest());
  if (!options) return fail(options.error().code, start + options.error().offset);
  view.options = *options;
  return view;
}

}  // namespace

Result<IaView> IaView::decode(Bytes body) noexcept {
  Reader reader(body);
  IaView view;
  view.iaid = Iaid{reader.u32()};
  view.t1 = reader.seconds();
  view.t2 = reader.seconds();
  return with_options(view, reader);
}

Result<IaAddressView> IaAddressView::decode(Bytes body) noexcept {
  Reader reader(body);
  IaAddressView view;
  view.address = reader.address();
  view.preferred_lifetime = reader.seconds();
  view.valid_lifetime = reader.seconds();
  return with_options(view, reader);
}

Result<IaPrefixView> IaPrefixView::decode(Bytes body) noexcept {
  Reader reader(body);
  IaPrefixView view;
  view.preferred_lifetime = reader.seconds();
  view.valid_lifetime = reader.seconds();
  view.length = reader.u8();
  view.address = reader.address();
  if (view.length > 128) return fail(Errc::bad_prefix, 8);
  return with_options(view, reader);
}

Result<StatusView> StatusView::decode(Bytes body) noexcept {
  Reader reader(body);
  StatusView view;
  view.code = reader.u16();
  if (!reader.ok()) return fail(Errc::truncated);
  view.message = as_text(reader.rest());
  return view;
}

void encode_status(Writer& writer, StatusCode code, std::string_view message) noexcept {
  const auto scope = writer.open(OptionCode::status_code);
  writer.u16(static_cast<std::uint16_t>(code)).raw(as_bytes(message));
}

}  // namespace ward6::dhcp6
