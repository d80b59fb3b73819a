// What may come from a port with hosts behind it: RFC 7113 §3, RFC 7610 §5.
#include "tests/unit/raguard/guard_rig.h"

namespace ward6::raguard::test {
namespace {

Judgement judged(const GuardPolicy& policy, const Buffer& bytes) {
  return judge(policy, PortRole::host, bytes);
}

Reason reason_of(const Packet& packet) {
  static const GuardPolicy kPolicy = policy();
  const Buffer bytes = frame(packet);
  return judged(kPolicy, bytes).reason;
}

Packet advert_packet() {
  Packet packet;
  packet.payload = icmp({});
  return packet;
}

Packet with(std::vector<Header> headers) {
  Packet packet = advert_packet();
  packet.headers = std::move(headers);
  return packet;
}

TEST_CASE("a Router Advertisement from a host's port is dropped however it is wrapped") {
  CHECK(reason_of(advert_packet()) == Reason::router_advert);
  CHECK(reason_of(with({hop_by_hop()})) == Reason::router_advert);
  CHECK(reason_of(with({destination_options(), destination_options()})) == Reason::router_advert);
  CHECK(reason_of(with({fragment(0, false)})) == Reason::router_advert);
  CHECK(reason_of(with({fragment(0, true)})) == Reason::router_advert);
  CHECK(reason_of(with({authentication()})) == Reason::authenticated);
  // RFC 7113 §3: no bound on the chain.
  CHECK(reason_of(with(std::vector<Header>(150, destination_options()))) == Reason::router_advert);
}

TEST_CASE("what is tagged or in another encapsulation does not pass either") {
  Packet packet = advert_packet();
  packet.tag_types = {0x8100};
  CHECK(reason_of(packet) == Reason::router_advert);
  packet.tag_types = {0x88a8};
  CHECK(reason_of(packet) == Reason::router_advert);
  packet.tag_types = {0x8100, 0x8100};
  CHECK(reason_of(packet) == Reason::nested_tags);
  packet.tag_types = {0x9100};
  CHECK(reason_of(packet) == Reason::nested_tags);
  packet.tag_types = {};
  packet.snap = true;
  CHECK(reason_of(packet) == Reason::snap);
  packet.tag_types = {0x8100};
  CHECK(reason_of(packet) == Reason::snap);
}

TEST_CASE(
    "a first fragment without its header chain is dropped, and from a link-local source any") {
  Packet packet;
  packet.upper = dhcp6::next_header::kDestinationOptions;
  packet.headers = {fragment(0, true)};
  CHECK(reason_of(packet) == Reason::link_local_fragment);
  packet.source = "2001:db8:1::66";
  CHECK(reason_of(packet) == Reason::no_upper_layer);
  packet.headers = {fragment(8, false)};
  CHECK(reason_of(packet) == Reason::later_fragment);
  packet.source = kHostAddress;
  CHECK(reason_of(packet) == Reason::link_local_fragment);

  GuardPolicy lenient = policy();
  lenient.drop_link_local_fragments = false;
  const Buffer later = frame(packet);
  CHECK(judged(lenient, later).reason == Reason::later_fragment);
  packet.headers = {fragment(0, true)};
  const Buffer first = frame(packet);
  CHECK(judged(lenient, first).reason == Reason::no_upper_layer);
}

TEST_CASE("headers that cannot be looked behind are dropped, unless that is turned off") {
  for (const unsigned header : {135U, 139U, 140U, 200U, 253U, 255U}) {
    CAPTURE(header);
    Packet packet;
    packet.upper = static_cast<std::uint8_t>(header);
    packet.payload = dhcp6::test::from_hex("3a00000000000000");
    CHECK(reason_of(packet) == Reason::unrecognised_header);
    GuardPolicy lenient = policy();
    lenient.drop_unrecognised_headers = false;
    const Buffer bytes = frame(packet);
    CHECK(judged(lenient, bytes).reason == Reason::not_judged);
  }
  Packet routing_protocol;
  routing_protocol.upper = 89;  // OSPF
  routing_protocol.payload = dhcp6::test::from_hex("03010000");
  CHECK(reason_of(routing_protocol) == Reason::not_judged);
}

TEST_CASE("redirects, and advertisements in a router's name, are dropped") {
  Packet packet;
  packet.payload = redirect();
  CHECK(reason_of(packet) == Reason::redirect);
  packet.payload = neighbor_advert(kRouterAddress);
  CHECK(reason_of(packet) == Reason::router_target);
  packet.payload = neighbor_advert(kHostAddress);
  CHECK(reason_of(packet) == Reason::not_judged);
  packet.source = kRouterAddress;
  CHECK(reason_of(packet) == Reason::router_address);
  packet.mac = kRouterMac;
  CHECK(reason_of(packet) == Reason::router_mac);
}

TEST_CASE("a router's Ethernet address is its own in any frame") {
  Buffer arp = frame({.mac = kRouterMac});
  arp[12] = std::byte{0x08};
  arp[13] = std::byte{0x06};
  CHECK(judged(policy(), arp).reason == Reason::router_mac);
  Buffer other = frame({});
  other[12] = std::byte{0x08};
  other[13] = std::byte{0x06};
  CHECK(judged(policy(), other).reason == Reason::not_judged);
}

TEST_CASE("messages of DHCPv6 servers are told by where they go, not by where they are from") {
  Packet packet;
  packet.upper = dhcp6::next_header::kUdp;
  packet.payload = udp(40000, 546, 2);
  CHECK(reason_of(packet) == Reason::server_message);
  packet.headers = {destination_options()};
  CHECK(reason_of(packet) == Reason::server_message);
  packet.headers = {};
  for (const unsigned type : {2U, 7U, 10U, 13U}) {
    packet.payload = udp(547, 547, static_cast<std::uint8_t>(type));
    CHECK(reason_of(packet) == Reason::server_message);
  }
  packet.payload = udp(546, 547, 1);
  CHECK(reason_of(packet) == Reason::not_judged);
  packet.payload = udp(547, 547, 12);  // of a relay agent
  CHECK(reason_of(packet) == Reason::not_judged);
}

TEST_CASE("honest traffic passes") {
  Packet packet;
  packet.payload = dhcp6::test::from_hex("8500000000000000");  // Router Solicitation
  CHECK(reason_of(packet) == Reason::not_judged);
  packet.upper = dhcp6::next_header::kTcp;
  CHECK(reason_of(packet) == Reason::not_judged);
  packet.upper = dhcp6::next_header::kEsp;
  CHECK(reason_of(packet) == Reason::not_judged);
  packet.upper = dhcp6::next_header::kNone;
  packet.payload = {};
  CHECK(reason_of(packet) == Reason::not_judged);
}

TEST_CASE("frames that break off anywhere are judged without reading past them") {
  Packet packet = with({hop_by_hop(), destination_options(), fragment(0, true)});
  packet.tag_types = {0x8100};
  const Buffer whole = frame(packet);
  const GuardPolicy by = policy();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const Buffer cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const Judgement judgement = judged(by, cut);
    // From the end of the IPv6 header on it is dropped, for one reason or the other.
    CHECK(judgement.is_drop() == (size >= 18 + 40));
  }
}

TEST_CASE("a trusted port is not judged, a monitored one is judged as a host's") {
  const GuardPolicy by = policy();
  const Buffer bytes = frame(advert_packet());
  CHECK(judge(by, PortRole::trusted, bytes).reason == Reason::trusted_port);
  CHECK(judge(by, PortRole::monitor, bytes).reason == Reason::router_advert);
}

}  // namespace
}  // namespace ward6::raguard::test
