// Who does such a thing, as the report says it: RFC 6104 §2.
#include "tests/unit/raguard/guard_rig.h"

namespace ward6::raguard::test {
namespace {

Cause cause_of(const GuardPolicy& by, PortRole role, const Packet& packet) {
  const Buffer bytes = frame(packet);
  return judge(by, role, bytes).cause;
}

Packet host_says(const Advert& advert) {
  Packet packet;
  packet.payload = icmp(advert);
  return packet;
}

TEST_CASE("accidents are told from each other by what is advertised") {
  GuardPolicy by = policy();
  by.other_links = {{"office", prefix("2001:db8:20::/64")}};
  const auto cause = [&](const Advert& advert) {
    return cause_of(by, PortRole::host, host_says(advert));
  };
  CHECK(cause({.options = {prefix_option("2002:c000:204::/64")}}) == Cause::connection_sharing);
  CHECK(cause({.options = {prefix_option("2001:470:1f0b::/64")}}) == Cause::tunnel);
  CHECK(cause({.options = {prefix_option("2001:db8:20::/64")}}) == Cause::bridged_links);
  CHECK(cause({.options = {prefix_option("2001:db8:bad::/64")}}) == Cause::other_router);
  CHECK(cause({.lifetime = 0,
               .options = {option(24, {48, 0, 0, 0, 7, 8, 0xfd, 1, 0xd, 0xb8, 0, 9, 0, 0})}}) ==
        Cause::stub_router);
}

TEST_CASE("the real router is told from who poses as it") {
  const GuardPolicy by = policy();
  CHECK(cause_of(by, PortRole::host, from_router({})) == Cause::looped_router);
  CHECK(cause_of(by, PortRole::host, from_router({.lifetime = 0})) == Cause::impersonation);
  CHECK(cause_of(by, PortRole::host,
                 from_router({.options = {prefix_option("2001:db8:bad::/64")}})) ==
        Cause::impersonation);
  CHECK(cause_of(by, PortRole::router, from_router({})) == Cause::none);
  CHECK(cause_of(by, PortRole::router, from_router({.lifetime = 0})) == Cause::shutdown);
  CHECK(cause_of(by, PortRole::router,
                 from_router({.options = {prefix_option("2001:db8:bad::/64")}})) ==
        Cause::disagreement);
}

TEST_CASE("malice shows in what no honest software sends") {
  const GuardPolicy by = policy();
  Packet packet = host_says({});
  packet.headers = {hop_by_hop()};
  CHECK(cause_of(by, PortRole::host, packet) == Cause::evasion);
  packet.headers = {fragment(0, false)};
  CHECK(cause_of(by, PortRole::host, packet) == Cause::evasion);
  packet.headers = {};
  packet.tag_types = {0x8100};
  CHECK(cause_of(by, PortRole::host, packet) == Cause::evasion);
  packet.tag_types = {};
  packet.payload = redirect();
  CHECK(cause_of(by, PortRole::host, packet) == Cause::impersonation);
  packet.upper = dhcp6::next_header::kUdp;
  packet.payload = udp(547, 546, 2);
  CHECK(cause_of(by, PortRole::host, packet) == Cause::other_server);
}

}  // namespace
}  // namespace ward6::raguard::test
