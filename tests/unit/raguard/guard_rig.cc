#include "tests/unit/raguard/guard_rig.h"

#include "libdhcp6/wire/checksum.h"

namespace ward6::raguard::test {
namespace {

void append(Buffer& out, dhcp6::Bytes bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void append_number(Buffer& out, std::uint64_t number, unsigned octets) {
  for (unsigned at = octets; at-- > 0;) out.push_back(dhcp6::to_byte(number >> (8 * at) & 0xffU));
}

void fill_checksum(const Packet& packet, Buffer& upper) {
  if (packet.upper != dhcp6::next_header::kIcmpV6 || upper.size() < 4) return;
  dhcp6::InternetSum sum;
  sum.add_pseudo_header(address(packet.source), address(packet.destination), upper.size(),
                        packet.upper);
  sum.add(upper);
  const unsigned value = 0xffffU - sum.folded() + (packet.good_checksum ? 0U : 1U);
  upper[2] = dhcp6::to_byte(value >> 8U & 0xffU);
  upper[3] = dhcp6::to_byte(value & 0xffU);
}

Buffer packet_of(const Packet& packet) {
  Buffer rest;
  for (std::size_t at = 0; at < packet.headers.size(); ++at) {
    const bool is_last = at + 1 == packet.headers.size();
    append_number(rest, is_last ? packet.upper : packet.headers[at + 1].type, 1);
    append(rest, packet.headers[at].rest);
  }
  Buffer upper = packet.payload;
  fill_checksum(packet, upper);
  append(rest, upper);
  Buffer out;
  append_number(out, 0x60000000, 4);
  append_number(out, rest.size(), 2);
  append_number(out, packet.headers.empty() ? packet.upper : packet.headers.front().type, 1);
  append_number(out, packet.hop_limit, 1);
  append(out, address(packet.source).octets);
  append(out, address(packet.destination).octets);
  append(out, rest);
  return out;
}

Header padded(std::uint8_t type) {
  // Length 0: eight octets in all, with a PadN of four.
  return {type, dhcp6::test::from_hex("00010400000000")};
}

}  // namespace

dhcp6::Ipv6Address address(std::string_view text) {
  return dhcp6::Ipv6Address::parse(text).value();
}

dhcp6::Prefix prefix(std::string_view text) {
  return dhcp6::Prefix::parse(text).value();
}

dhcp6::LinkLayerAddress mac(std::string_view text) {
  return dhcp6::LinkLayerAddress::parse(text).value();
}

Header hop_by_hop() {
  return padded(dhcp6::next_header::kHopByHop);
}

Header destination_options() {
  return padded(dhcp6::next_header::kDestinationOptions);
}

Header fragment(unsigned offset, bool more) {
  Buffer rest = dhcp6::test::from_hex("00");
  append_number(rest, offset << 3U | (more ? 1U : 0U), 2);
  append_number(rest, 0x11223344, 4);
  return {dhcp6::next_header::kFragment, rest};
}

Header authentication() {
  // RFC 4302 §2: the length counts four octets, less two.
  Buffer rest = dhcp6::test::from_hex("04");
  append_number(rest, 0, 2);
  rest.resize(23);
  return {dhcp6::next_header::kAuthentication, rest};
}

Buffer frame(const Packet& packet) {
  Buffer out;
  append(out, mac("33:33:00:00:00:01").bytes());
  append(out, mac(packet.mac).bytes());
  for (const std::uint16_t type : packet.tag_types) {
    append_number(out, type, 2);
    append_number(out, 0, 2);
  }
  const Buffer ip = packet_of(packet);
  if (packet.snap) {
    append_number(out, ip.size() + 8, 2);
    append_number(out, 0xaaaa03, 3);
    append_number(out, 0, 3);
  }
  append_number(out, kEtherTypeIpv6, 2);
  append(out, ip);
  return out;
}

Buffer icmp(const Advert& advert) {
  Buffer out;
  append_number(out, kRouterAdvertisement, 1);
  append_number(out, 0, 3);
  append_number(out, advert.hop_limit, 1);
  append_number(out, advert.flags, 1);
  append_number(out, advert.lifetime, 2);
  append_number(out, advert.reachable_ms, 4);
  append_number(out, advert.retransmit_ms, 4);
  for (const Buffer& option : advert.options) append(out, option);
  return out;
}

Buffer redirect() {
  Buffer out;
  append_number(out, kRedirect, 1);
  out.resize(40);
  return out;
}

Buffer neighbor_advert(std::string_view target) {
  Buffer out;
  append_number(out, kNeighborAdvertisement, 1);
  out.resize(8);
  append(out, address(target).octets);
  return out;
}

Buffer udp(std::uint16_t from, std::uint16_t to, std::uint8_t type) {
  Buffer out;
  append_number(out, from, 2);
  append_number(out, to, 2);
  append_number(out, 12, 2);
  append_number(out, 0, 2);
  append_number(out, type, 1);
  append_number(out, 0x010203, 3);
  return out;
}

Buffer prefix_option(std::string_view text,
                     std::uint32_t valid,
                     std::uint32_t preferred,
                     std::uint8_t flags) {
  const dhcp6::Prefix given = prefix(text);
  Buffer out = dhcp6::test::from_hex("0304");
  append_number(out, given.length(), 1);
  append_number(out, flags, 1);
  append_number(out, valid, 4);
  append_number(out, preferred, 4);
  append_number(out, 0, 4);
  append(out, given.base().octets);
  return out;
}

Buffer option(std::uint8_t type, std::initializer_list<unsigned> body) {
  Buffer out;
  append_number(out, type, 1);
  append_number(out, (body.size() + 2) / 8, 1);
  for (const unsigned octet : body) append_number(out, octet, 1);
  return out;
}

GuardPolicy policy() {
  AllowedRouter router;
  router.name = "rtr";
  router.address = address(kRouterAddress);
  router.mac = mac(kRouterMac);
  router.prefixes = {{prefix("2001:db8:1::/64"), 64, 64}};
  GuardPolicy policy;
  policy.routers = {router};
  return policy;
}

Packet from_router(const Advert& advert) {
  Packet packet;
  packet.mac = kRouterMac;
  packet.source = kRouterAddress;
  packet.payload = icmp(advert);
  return packet;
}

bool has(const Judgement& judgement, Finding finding) {
  return judgement.findings.test(static_cast<std::size_t>(finding));
}

bool has_only(const Judgement& judgement, std::initializer_list<Finding> findings) {
  Findings wanted;
  for (const Finding finding : findings) wanted.set(static_cast<std::size_t>(finding));
  return judgement.findings == wanted;
}

}  // namespace ward6::raguard::test
