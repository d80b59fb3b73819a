// What routers and servers may say where they are: RFC 6105 §3, RFC 7610 §4.
#include "tests/unit/raguard/guard_rig.h"

namespace ward6::raguard::test {
namespace {

Judgement judged(const GuardPolicy& policy, const Buffer& bytes) {
  return judge(policy, PortRole::router, bytes);
}

// The reason, and what was found beside, for this advertisement of the router.
void expect(const GuardPolicy& by,
            const Advert& advert,
            Reason reason,
            std::initializer_list<Finding> findings) {
  const Buffer bytes = frame(from_router(advert));
  const Judgement judgement = judged(by, bytes);
  INFO(judgement.findings);
  CHECK(judgement.reason == reason);
  CHECK(has_only(judgement, findings));
}

void expect_refused(const GuardPolicy& by, const Advert& advert, Finding finding) {
  expect(by, advert, Reason::router_policy, {finding});
}

TEST_CASE("a router may say what the policy leaves open") {
  expect(policy(), {}, Reason::allowed_router, {});
  expect(policy(), {.flags = 0xc8, .lifetime = 9000}, Reason::allowed_router, {});
  expect(policy(), {.options = {prefix_option("2001:db8:1::/64")}}, Reason::allowed_router, {});
}

TEST_CASE("each part of an advertisement has its bound") {
  GuardPolicy by = policy();
  AllowedRouter& router = by.routers.front();

  expect_refused(by, {.options = {prefix_option("2001:db8:2::/64")}}, Finding::prefix);
  expect_refused(by, {.options = {prefix_option("2001:db8:1::/80")}}, Finding::prefix);
  expect_refused(by, {.options = {prefix_option("2001:db8:1::/64", 86400, 0)}},
                 Finding::prefix_deprecated);
  router.valid = Bounds<dhcp6::Seconds>{dhcp6::Seconds{3600}, dhcp6::Seconds{86400}};
  expect_refused(by, {.options = {prefix_option("2001:db8:1::/64", 60, 30)}},
                 Finding::prefix_lifetime);
  router.delegation = false;
  expect_refused(by, {.options = {prefix_option("2001:db8:1::/64", 86400, 14400, 0xd0)}},
                 Finding::delegation);

  router.hop_limit = Bounds<std::uint8_t>{64, 128};
  expect(by, {.hop_limit = 0}, Reason::allowed_router, {});
  expect_refused(by, {.hop_limit = 1}, Finding::advertised_hop_limit);
  expect_refused(by, {.hop_limit = 129}, Finding::advertised_hop_limit);
  router.managed = true;
  expect_refused(by, {}, Finding::managed);
  expect(by, {.flags = 0x80}, Reason::allowed_router, {});
  router.managed.reset();
  router.other = false;
  expect_refused(by, {.flags = 0x40}, Finding::other);
  router.preference_max = Preference::medium;
  expect_refused(by, {.flags = 0x08}, Finding::preference);
  expect(by, {.flags = 0x18}, Reason::allowed_router, {});
  router.lifetime = Bounds<dhcp6::Seconds>{dhcp6::Seconds{600}, dhcp6::Seconds{1800}};
  expect_refused(by, {.lifetime = 9000}, Finding::lifetime);
  expect_refused(by, {.lifetime = 599}, Finding::lifetime);
  expect(by, {.lifetime = 0}, Reason::allowed_router, {Finding::withdrawn});
  router.reachable_ms = Bounds<std::uint32_t>{0, 30000};
  expect_refused(by, {.reachable_ms = 30001}, Finding::timers);
  router.retransmit_ms = Bounds<std::uint32_t>{1000, 1000};
  expect_refused(by, {.retransmit_ms = 1}, Finding::timers);
  expect(by, {}, Reason::allowed_router, {});
}

TEST_CASE("each list that is given names all that may be said") {
  GuardPolicy by = policy();
  AllowedRouter& router = by.routers.front();
  const Buffer mtu = option(5, {0, 0, 0, 0, 5, 0});
  const Buffer route = option(24, {48, 0, 0, 0, 7, 8, 0x20, 1, 0xd, 0xb8, 0, 9, 0, 0});
  const Buffer dns =
      option(25, {0, 0, 0, 0, 7, 8, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53});
  const Buffer search = option(31, {0, 0, 0, 0, 7, 8, 4, 'e', 'v', 'i', 'l', 0, 0, 0});
  const Buffer pref64 = option(38, {7, 8, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0});
  const Buffer portal = option(37, {'h', 't', 't', 'p', ':', 0});
  const Advert all{.options = {mtu, route, dns, search, pref64, portal}};
  expect(by, all, Reason::allowed_router, {});

  router.mtu.emplace();
  router.routes.emplace();
  router.dns_servers.emplace();
  router.dns_search.emplace();
  router.pref64.emplace();
  router.captive_portals.emplace();
  expect(by, all, Reason::router_policy,
         {Finding::mtu, Finding::route, Finding::dns_servers, Finding::dns_search, Finding::pref64,
          Finding::captive_portal});

  router.mtu = {1280};
  router.routes = {{prefix("2001:db8::/32"), 33, 48}};
  router.dns_servers = {address("2001:db8::53")};
  router.dns_search = {"evil"};
  router.pref64 = {prefix("64:ff9b::/96")};
  router.captive_portals = {"http:"};
  expect(by, all, Reason::allowed_router, {});
  // RFC 4191 §2.3: a route's preference counts like a router's.
  router.preference_max = Preference::medium;
  expect_refused(by, {.options = {option(24, {48, 8, 0, 0, 7, 8, 0x20, 1, 0xd, 0xb8, 0, 9, 0, 0})}},
                 Finding::preference);
}

TEST_CASE("hosts discard some advertisements, and so does the guard") {
  const GuardPolicy by = policy();
  const auto refused_for = [&](const Packet& packet, Finding finding) {
    const Buffer bytes = frame(packet);
    const Judgement judgement = judged(by, bytes);
    CHECK(judgement.reason == Reason::router_invalid);
    CHECK(has(judgement, finding));
  };
  Packet packet = from_router({});
  packet.hop_limit = 64;
  refused_for(packet, Finding::hop_limit);
  packet = from_router({});
  packet.source = "2001:db8:1::1";
  refused_for(packet, Finding::not_link_local);
  packet = from_router({});
  packet.good_checksum = false;
  refused_for(packet, Finding::checksum);
  packet = from_router({});
  packet.payload[1] = std::byte{1};
  refused_for(packet, Finding::code);
  packet = from_router({});
  packet.payload.resize(15);
  refused_for(packet, Finding::malformed);
  refused_for(from_router({.options = {dhcp6::test::from_hex("0100020000000001")}}),
              Finding::malformed);
  refused_for(from_router({.options = {dhcp6::test::from_hex("0302")}}), Finding::malformed);
}

TEST_CASE("a router port is not for any router, nor for disguises") {
  const GuardPolicy by = policy();
  Packet packet = from_router({});
  packet.mac = kHostMac;
  Buffer bytes = frame(packet);
  CHECK(judged(by, bytes).reason == Reason::router_unknown);
  CHECK(has(judged(by, bytes), Finding::mac));
  packet = from_router({});
  packet.source = kHostAddress;
  bytes = frame(packet);
  CHECK(judged(by, bytes).reason == Reason::router_unknown);
  CHECK(has(judged(by, bytes), Finding::source));
  packet = from_router({});
  packet.headers = {hop_by_hop()};
  bytes = frame(packet);
  CHECK(judged(by, bytes).reason == Reason::router_hidden);

  GuardPolicy anybody;
  packet.headers = {};
  bytes = frame(packet);
  CHECK(judge(anybody, PortRole::router, bytes).reason == Reason::allowed_router);
  CHECK(judge(anybody, PortRole::server, bytes).reason == Reason::router_advert);
}

TEST_CASE("redirects come from routers") {
  const GuardPolicy by = policy();
  Packet packet = from_router({});
  packet.payload = redirect();
  Buffer bytes = frame(packet);
  CHECK(judged(by, bytes).reason == Reason::allowed_router);
  packet.mac = kHostMac;
  bytes = frame(packet);
  CHECK(judged(by, bytes).reason == Reason::redirect_unknown);
  CHECK(judge(by, PortRole::server, bytes).reason == Reason::redirect);
}

TEST_CASE("servers are known by address, Ethernet address and DUID") {
  GuardPolicy by = policy();
  Packet packet;
  packet.upper = dhcp6::next_header::kUdp;
  packet.payload = udp(547, 546, 7);
  const Buffer server_id = dhcp6::test::from_hex("0002000a00030001020000000053");
  packet.payload.insert(packet.payload.end(), server_id.begin(), server_id.end());
  const Buffer bytes = frame(packet);
  const auto reason = [&] { return judge(by, PortRole::server, bytes).reason; };
  CHECK(reason() == Reason::allowed_server);  // anyone behind such a port
  CHECK(judged(by, bytes).reason == Reason::allowed_server);

  by.servers = {{.name = "srv", .address = address(kHostAddress), .mac = {}, .duid = {}}};
  CHECK(reason() == Reason::allowed_server);
  by.servers.front().mac = mac(kRouterMac);
  CHECK(reason() == Reason::server_unknown);
  by.servers.front().mac = mac(kHostMac);
  CHECK(reason() == Reason::allowed_server);
  by.servers.front().duid = dhcp6::Duid::parse("00:03:00:01:02:00:00:00:00:54").value();
  CHECK(reason() == Reason::server_unknown);
  by.servers.front().duid = dhcp6::Duid::parse("00:03:00:01:02:00:00:00:00:53").value();
  CHECK(reason() == Reason::allowed_server);
  by.servers.front().address = address(kRouterAddress);
  CHECK(reason() == Reason::server_unknown);
}

TEST_CASE("what an uplink passes on from elsewhere is left alone") {
  const GuardPolicy by = policy();
  Packet packet;
  packet.source = "2001:db8:9::1";
  packet.headers = {fragment(0, true)};
  packet.upper = dhcp6::next_header::kDestinationOptions;
  Buffer bytes = frame(packet);
  CHECK(judged(by, bytes).reason == Reason::not_judged);
  packet.source = kHostAddress;
  bytes = frame(packet);
  CHECK(judged(by, bytes).reason == Reason::link_local_fragment);
}

}  // namespace
}  // namespace ward6::raguard::test
