// What the guard says of a frame, and the one frame that it makes.
#include "raguard/describe.h"

#include "raguard/solicitation.h"
#include "tests/unit/raguard/guard_rig.h"

namespace ward6::raguard::test {
namespace {

Judgement judged(const Buffer& bytes) {
  static const GuardPolicy kPolicy = policy();
  return judge(kPolicy, PortRole::host, bytes);
}

TEST_CASE("a frame is told by its message and its header chain") {
  Packet packet;
  packet.payload = icmp({});
  packet.headers = {hop_by_hop(), fragment(0, false)};
  packet.tag_types = {0x8100};
  Buffer bytes = frame(packet);
  CHECK(message_text(judged(bytes)) == "Router Advertisement");
  CHECK(chain_text(judged(bytes)) == "VLAN tag, hop-by-hop, fragment, ICMPv6");
  packet.headers = std::vector<Header>(20, destination_options());
  bytes = frame(packet);
  CHECK(chain_text(judged(bytes)).ends_with("destination options, 8 more, ICMPv6"));
  packet = {};
  packet.upper = 60;
  packet.headers = {fragment(0, true)};
  bytes = frame(packet);
  CHECK(message_text(judged(bytes)) == "a first fragment");
  CHECK(chain_text(judged(bytes)) == "fragment, no destination options");
  packet.headers = {fragment(9, false)};
  bytes = frame(packet);
  CHECK(message_text(judged(bytes)) == "a later fragment");
  packet = {};
  packet.upper = 17;
  packet.payload = udp(1, 546, 2);
  bytes = frame(packet);
  CHECK(message_text(judged(bytes)) == "DHCPv6 Advertise");
}

TEST_CASE("an advertisement is told by what is not silent in it") {
  RouterAdvert advert;
  advert.lifetime = 1800;
  CHECK(advert_text(advert) == "a default route");
  advert.lifetime = 0;
  advert.preference = Preference::high;
  advert.prefixes.push_back({prefix("2001:db8::/64"), true, true, false, dhcp6::Seconds{9}, {}});
  advert.mtus = {1280};
  advert.hop_limit = 1;
  CHECK(advert_text(advert) ==
        "no default route, high preference, prefix 2001:db8::/64 deprecated, MTU 1280, "
        "hop limit 1");
}

TEST_CASE("roles have names that lead back") {
  for (const PortRole role :
       {PortRole::host, PortRole::router, PortRole::server, PortRole::trusted, PortRole::monitor}) {
    CHECK(parse_role(name(role)) == role);
  }
  CHECK_FALSE(parse_role("switch"));
}

TEST_CASE("a solicitation is one that routers answer to all") {
  const auto bytes = router_solicitation(mac(kHostMac));
  const Judgement judgement = judged(Buffer(bytes.begin(), bytes.end()));
  CHECK(judgement.icmp_type == kRouterSolicitation);
  CHECK(judgement.reason == Reason::not_judged);
  // The checksum, as tshark would compute it: 0x7bb8 for :: to ff02::2.
  CHECK(dhcp6::to_u8(bytes[14 + 40 + 2]) == 0x7b);
  CHECK(dhcp6::to_u8(bytes[14 + 40 + 3]) == 0xb8);
}

}  // namespace
}  // namespace ward6::raguard::test
