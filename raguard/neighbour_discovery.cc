#include "raguard/neighbour_discovery.h"

#include <algorithm>
#include <array>

#include "libdhcp6/wire/domain_name.h"

namespace ward6::raguard {
namespace {

using dhcp6::Bytes;
using dhcp6::Ipv6Address;
using dhcp6::Prefix;
using dhcp6::Reader;

constexpr std::size_t kOptionUnit = 8;  // RFC 4861 §4.6: lengths are in eight octets
constexpr unsigned kPrefixLengthMax = 128;

// RFC 4191 §2.2: 10 is reserved and means medium in the header of an RA; in a Route Information
// Option (§2.3) it makes a receiver ignore the option, so medium is the worst that it can mean.
[[nodiscard]] Preference preference_of(unsigned flags) noexcept {
  switch ((flags >> 3U) & 3U) {
    case 1:
      return Preference::high;
    case 3:
      return Preference::low;
    default:
      return Preference::medium;
  }
}

[[nodiscard]] bool read_prefix(Reader& body, RouterAdvert& advert) {
  const unsigned length = body.u8();
  const unsigned flags = body.u8();
  PrefixInformation prefix;
  prefix.on_link = (flags & 0x80U) != 0;
  prefix.autonomous = (flags & 0x40U) != 0;
  prefix.delegation = (flags & 0x10U) != 0;
  prefix.valid = body.seconds();
  prefix.preferred = body.seconds();
  body.u32();  // reserved
  const Ipv6Address base = body.address();
  if (!body.finished() || length > kPrefixLengthMax) return false;
  // RFC 4861 §4.6.2: bits past the length are ignored.
  prefix.prefix = Prefix::containing(base, length);
  advert.prefixes.push_back(prefix);
  return true;
}

[[nodiscard]] bool read_mtu(Reader& body, RouterAdvert& advert) {
  body.u16();  // reserved
  advert.mtus.push_back(body.u32());
  return body.finished();
}

// RFC 4191 §2.3: as much of the prefix as its length needs, at least.
[[nodiscard]] bool read_route(Reader& body, RouterAdvert& advert) {
  const unsigned length = body.u8();
  const unsigned flags = body.u8();
  RouteInformation route;
  route.preference = preference_of(flags);
  route.lifetime = body.seconds();
  const Bytes given = body.rest();
  if (!body.ok() || length > kPrefixLengthMax || given.size() > dhcp6::kAddressSize ||
      given.size() * 8 < length) {
    return false;
  }
  std::array<std::byte, dhcp6::kAddressSize> base{};
  std::ranges::copy(given, base.begin());
  route.prefix = Prefix::containing(Ipv6Address{base}, length);
  advert.routes.push_back(route);
  return true;
}

[[nodiscard]] bool read_dns_servers(Reader& body, RouterAdvert& advert) {
  body.u16();  // reserved
  DnsServers servers;
  servers.lifetime = body.seconds();
  while (body.remaining() >= dhcp6::kAddressSize) servers.addresses.push_back(body.address());
  if (!body.finished() || servers.addresses.empty()) return false;
  advert.dns_servers.push_back(std::move(servers));
  return true;
}

// RFC 4343 §3: case does not tell names apart.
[[nodiscard]] std::string lower(std::string name) {
  std::ranges::transform(name, name.begin(), [](char each) {
    return each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
  });
  return name;
}

// RFC 8106 §5.2: names one after the other, padded with zeros.
[[nodiscard]] bool read_dns_search(Reader& body, RouterAdvert& advert) {
  body.u16();  // reserved
  DnsSearch search;
  search.lifetime = body.seconds();
  while (body.remaining() != 0) {
    const auto name = dhcp6::take_name(body);
    if (!name) return false;
    if (name->size() > 1) search.names.push_back(lower(dhcp6::name_to_text(*name)));
  }
  if (!body.ok() || search.names.empty()) return false;
  advert.dns_search.push_back(std::move(search));
  return true;
}

// RFC 8781 §4: 13 bits of lifetime in eight seconds, and a code for the prefix's length.
[[nodiscard]] bool read_pref64(Reader& body, RouterAdvert& advert) {
  constexpr std::array<unsigned, 6> kLengths{96, 64, 56, 48, 40, 32};
  const unsigned scaled = body.u16();
  const Bytes given = body.take(12);
  if (!body.finished() || (scaled & 7U) >= kLengths.size()) return false;
  std::array<std::byte, dhcp6::kAddressSize> base{};
  std::ranges::copy(given, base.begin());
  advert.pref64.push_back({Prefix::containing(Ipv6Address{base}, kLengths.at(scaled & 7U)),
                           dhcp6::Seconds{scaled & ~7U}});
  return true;
}

// RFC 8910 §2.3: a URI, padded with zeros.
[[nodiscard]] bool read_captive_portal(Reader& body, RouterAdvert& advert) {
  const std::string_view padded = dhcp6::as_text(body.rest());
  advert.captive_portals.emplace_back(padded.substr(0, padded.find('\0')));
  return true;
}

[[nodiscard]] bool read_source_link_layer(Reader& body, RouterAdvert& advert) {
  // RFC 2464 §6: on Ethernet six octets, which fill the option.
  const auto address = dhcp6::LinkLayerAddress::from(body.rest());
  if (!address) return false;
  advert.link_layer = *address;
  return true;
}

[[nodiscard]] bool read_option(std::uint8_t type, Reader& body, RouterAdvert& advert) {
  switch (type) {
    case nd_option::kSourceLinkLayer:
      return read_source_link_layer(body, advert);
    case nd_option::kPrefixInformation:
      return read_prefix(body, advert);
    case nd_option::kMtu:
      return read_mtu(body, advert);
    case nd_option::kRouteInformation:
      return read_route(body, advert);
    case nd_option::kDnsServers:
      return read_dns_servers(body, advert);
    case nd_option::kDnsSearch:
      return read_dns_search(body, advert);
    case nd_option::kPref64:
      return read_pref64(body, advert);
    case nd_option::kCaptivePortal:
      return read_captive_portal(body, advert);
    default:
      return true;  // RFC 4861 §6.1.2: unknown options are ignored
  }
}

// RFC 4861 §4.6, §6.1.2: an option of length 0, or one that overruns, spoils the message.
void read_options(Reader& reader, RouterAdvert& advert) {
  while (reader.remaining() != 0) {
    const std::uint8_t type = reader.u8();
    const std::size_t size = reader.u8() * kOptionUnit;
    const Bytes body = size == 0 ? Bytes{} : reader.take(size - 2);
    if (size == 0 || !reader.ok()) {
      advert.is_well_formed = false;
      return;
    }
    ++advert.options;
    Reader fields(body);
    if (!read_option(type, fields, advert)) advert.is_well_formed = false;
  }
}

}  // namespace

std::optional<RouterAdvert> parse_router_advert(Bytes icmp) {
  Reader reader(icmp);
  reader.u32();  // type, code, checksum
  RouterAdvert advert;
  advert.hop_limit = reader.u8();
  const unsigned flags = reader.u8();
  advert.managed = (flags & 0x80U) != 0;
  advert.other = (flags & 0x40U) != 0;
  advert.preference = preference_of(flags);
  advert.proxied = (flags & 0x04U) != 0;
  advert.lifetime = reader.u16();
  advert.reachable_ms = reader.u32();
  advert.retransmit_ms = reader.u32();
  if (!reader.ok()) return std::nullopt;
  read_options(reader, advert);
  return advert;
}

std::optional<Ipv6Address> advertised_target(Bytes icmp) noexcept {
  Reader reader(icmp);
  reader.u64();  // type, code, checksum, flags
  const Ipv6Address target = reader.address();
  if (!reader.ok()) return std::nullopt;
  return target;
}

}  // namespace ward6::raguard
