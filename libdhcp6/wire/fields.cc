#include "libdhcp6/wire/fields.h"

#include <algorithm>

#include "libdhcp6/wire/field_kinds.h"

namespace ward6::dhcp6 {
namespace {

struct KindRow {
  FieldKind kind;
  const kinds::Functions* functions;
  bool takes_list;  // when false, a list of one is as good as what it holds
  std::string_view what;
};

constexpr std::array<KindRow, kFieldKindCount> kKinds{{
    {FieldKind::u8, &kinds::kU8, false, "a number from 0 to 255"},
    {FieldKind::u16, &kinds::kU16, false, "a number from 0 to 65535"},
    {FieldKind::u32, &kinds::kU32, false, "a number from 0 to 4294967295"},
    {FieldKind::i32, &kinds::kI32, false, "a number from -2147483648 to 2147483647"},
    {FieldKind::boolean, &kinds::kBoolean, false, "true or false"},
    {FieldKind::seconds, &kinds::kSeconds, false, "a duration such as 3600, 1h or infinity"},
    {FieldKind::hundredths, &kinds::kHundredths, false, "seconds from 0.00 to 655.35"},
    {FieldKind::status_code, &kinds::kStatusCode, false, "a status such as NoBinding, or a number"},
    {FieldKind::message_type, &kinds::kMessageType, false, "a message such as Renew, or a number"},
    {FieldKind::option_code, &kinds::kOptionCode, false, "the name or number of an option"},
    {FieldKind::fqdn_flags, &kinds::kFqdnFlags, false, "letters out of N, O and S, or a number"},
    {FieldKind::ipv4, &kinds::kIpv4, false, "an IPv4 address such as 192.0.2.1"},
    {FieldKind::ipv6, &kinds::kIpv6, false, "an IPv6 address such as 2001:db8::53"},
    {FieldKind::address_and_length, &kinds::kAddressAndLength, false,
     "a prefix such as 2001:db8::/56"},
    {FieldKind::prefix, &kinds::kPrefix, false, "a prefix without host bits, as 2001:db8::/56"},
    {FieldKind::prefix4, &kinds::kPrefix4, false, "a prefix without host bits, as 192.0.2.0/24"},
    {FieldKind::name, &kinds::kName, false, "a domain name such as example.net"},
    {FieldKind::partial_name, &kinds::kPartialName, false, "a domain name, partial without a dot"},
    {FieldKind::text, &kinds::kText, false, "text"},
    {FieldKind::uri, &kinds::kUri, false, "a URI without blanks"},
    {FieldKind::opaque, &kinds::kOpaque, false, "text, or bytes such as 0x0102ff"},
    {FieldKind::hex, &kinds::kHex, false, "bytes such as 0x0102ff"},
    {FieldKind::duid, &kinds::kColons, false, "a DUID such as 00:03:00:01:02:00:5e:10:00:01"},
    {FieldKind::link_layer, &kinds::kColons, false, "an address such as 02:00:5e:10:00:01"},
    {FieldKind::counted_text, &kinds::kCountedText, false, "text"},
    {FieldKind::counted_uri, &kinds::kCountedUri, false, "a URI without blanks"},
    {FieldKind::counted_opaque, &kinds::kCountedOpaque, false, "text, or bytes such as 0x0102ff"},
    {FieldKind::options, &kinds::kOptions, true, "options by name"},
    {FieldKind::vendor_options, &kinds::kVendorOptions, true,
     "a list of {code: 1, string: text} or another type"},
    {FieldKind::ntp_source, &kinds::kNtpSource, false,
     "an address, a domain name, or {address|multicast|fqdn: …}"},
    {FieldKind::encrypted_dns, &kinds::kEncryptedDns, false,
     "a domain name or {priority, adn, addresses, svc-params}"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (static_cast<std::size_t>(kKinds.at(i).kind) != i) return false;
  }
  return true;
}
static_assert(in_order(), "one row per FieldKind, in the order of the enum");

const KindRow& row(FieldKind kind) noexcept {
  return kKinds.at(static_cast<std::size_t>(kind));
}

bool may_be_none(const FieldSpec& spec) noexcept {
  return spec.repeated && spec.fallback;
}

}  // namespace

// Options nest through here; the parents that each row allows form no circle (a test walks them).
Result<void> validate_field(const FieldSpec& spec, Reader& reader) noexcept {
  if (may_be_none(spec) && reader.remaining() == 0) return {};
  do {
    if (const auto read = row(spec.kind).functions->read(spec, reader); !read) return read;
  } while (spec.repeated && reader.remaining() > 0);
  return {};
}

TextValue decode_field(const FieldSpec& spec, Reader& reader) {
  const auto decode = row(spec.kind).functions->decode;
  if (!spec.repeated) return decode(spec, reader);
  TextValue list = TextValue::list();
  if (may_be_none(spec) && reader.remaining() == 0) return list;
  do {
    list.items.push_back(decode(spec, reader));
  } while (reader.remaining() > 0);
  return list;
}

TextResult<void> encode_field(const FieldSpec& spec, const TextValue& value, Writer& writer) {
  const KindRow& kind = row(spec.kind);
  if (!spec.repeated) {
    const TextValue& one = kind.takes_list ? value : kinds::unwrapped(value);
    if (one.is_list() && !kind.takes_list) return expected(one, kind.what);
    return kind.functions->encode(spec, one, writer);
  }
  const auto items = kinds::as_list(value);
  if (items.empty() && !may_be_none(spec)) return expected(value, kind.what);
  for (const TextValue& item : items) {
    if (item.is_list()) return expected(item, kind.what);
    if (auto done = kind.functions->encode(spec, item, writer); !done) return done;
  }
  return {};
}

std::string_view describe(FieldKind kind) noexcept {
  return row(kind).what;
}

std::optional<FieldKind> find_kind(std::string_view name) noexcept {
  const auto at = std::ranges::find(kNamedKinds, name, &NamedKind::name);
  if (at == kNamedKinds.end()) return std::nullopt;
  return at->kind;
}

}  // namespace ward6::dhcp6
