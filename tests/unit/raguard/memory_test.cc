// What the guard keeps: who did something, and what was learned. Bounded, whatever arrives.
#include <set>
#include <string>

#include "raguard/learner.h"
#include "raguard/rogues.h"
#include "tests/unit/raguard/guard_rig.h"

namespace ward6::raguard::test {
namespace {

constexpr dhcp6::WallTime kStart{1'000'000};

std::string mac_number(unsigned number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "02:00:00:00:10:";
  text += kDigits[number / 16 % 16];
  text += kDigits[number % 16];
  return text;
}

Rogues::Noted note(Rogues& rogues, dhcp6::WallTime now, const Packet& packet) {
  static const GuardPolicy kPolicy = policy();
  const Buffer bytes = frame(packet);
  return rogues.note(now, judge(kPolicy, PortRole::host, bytes), bytes);
}

Packet advert_from(const std::string& mac) {
  Packet packet;
  packet.mac = mac;
  packet.payload = icmp({});
  return packet;
}

TEST_CASE("a station is one entry for each reason, with its first frame") {
  Rogues rogues;
  const std::string station = mac_number(1);
  CHECK(note(rogues, kStart, advert_from(station)).is_new);
  const auto again = note(rogues, after(kStart, dhcp6::Seconds{5}), advert_from(station));
  CHECK_FALSE(again.is_new);
  CHECK(again.rogue.frames == 2);
  CHECK(again.rogue.first == kStart);
  CHECK(again.rogue.last == after(kStart, dhcp6::Seconds{5}));
  CHECK(again.rogue.source == address(kHostAddress));
  CHECK(again.rogue.advert);
  CHECK(again.rogue.evidence == frame(advert_from(station)));

  Packet packet = advert_from(station);
  packet.payload = redirect();
  CHECK(note(rogues, kStart, packet).is_new);
  CHECK(rogues.all().size() == 2);
  CHECK(rogues.all()[0].number != rogues.all()[1].number);
}

TEST_CASE("beyond the bound many stations are one entry, which counts them all") {
  Rogues rogues;
  constexpr unsigned kStations = 200;
  unsigned reported = 0;
  for (unsigned at = 0; at < kStations; ++at) {
    const std::string station = mac_number(at);
    if (note(rogues, kStart, advert_from(station)).is_new) ++reported;
  }
  CHECK(rogues.all().size() == Rogues::kPerPort + 1);
  CHECK(reported == Rogues::kPerPort + 1);
  CHECK(rogues.all().back().mac.empty());
  CHECK(rogues.all().back().frames == kStations - Rogues::kPerPort);
}

TEST_CASE("who poses as the router cannot hide behind a flood") {
  Rogues rogues;
  for (unsigned at = 0; at < 200; ++at) {
    const std::string station = mac_number(at);
    note(rogues, kStart, advert_from(station));
  }
  const auto noted = note(rogues, kStart, from_router({}));
  CHECK(noted.is_new);
  CHECK(noted.rogue.reason == Reason::router_mac);
  CHECK(noted.rogue.mac == mac(kRouterMac));
  for (unsigned at = 0; at < 200; ++at) {
    const std::string station = mac_number(at);
    Packet packet = advert_from(station);
    packet.source = kRouterAddress;
    note(rogues, kStart, packet);
  }
  // And still there is an end: one place more for the rest of them.
  CHECK(rogues.all().size() == Rogues::kPerPort + Rogues::kPosing + 1);
}

TEST_CASE("a silent station is forgotten") {
  Rogues rogues;
  const std::string station = mac_number(1);
  note(rogues, kStart, advert_from(station));
  rogues.forget_old(after(kStart, Rogues::kForget));
  CHECK(rogues.all().size() == 1);
  rogues.forget_old(after(kStart, Rogues::kForget + dhcp6::Seconds{1}));
  CHECK(rogues.all().empty());
  CHECK(note(rogues, after(kStart, dhcp6::Seconds{9999}), advert_from(station)).is_new);
}

TEST_CASE("what a router says is learned as what it may say") {
  Learner learner;
  const GuardPolicy by = policy();
  const auto hear = [&](const Packet& packet) {
    const Buffer bytes = frame(packet);
    learner.learn(kStart, "lan1", judge(by, PortRole::host, bytes));
  };
  const std::vector<Buffer> options{prefix_option("2001:db8:7::/64")};
  hear(from_router({.lifetime = 1800, .options = options}));
  hear(from_router({.flags = 0x40, .lifetime = 900, .options = options}));
  REQUIRE(learner.routers().size() == 1);
  const LearnedRouter& learned = learner.routers().front();
  CHECK(learned.port == "lan1");
  CHECK(learned.seen.frames == 2);
  CHECK(learned.router.managed == false);
  CHECK_FALSE(learned.router.other);  // seen both ways
  CHECK(learned.router.lifetime->min == dhcp6::Seconds{900});

  // Who adopts it has a policy that allows both, and not another prefix.
  GuardPolicy adopted;
  adopted.routers = {learned.router};
  Buffer bytes = frame(from_router({.lifetime = 1000, .options = options}));
  CHECK(judge(adopted, PortRole::router, bytes).reason == Reason::allowed_router);
  bytes = frame(from_router({.options = {prefix_option("2001:db8:8::/64")}}));
  CHECK(judge(adopted, PortRole::router, bytes).reason == Reason::router_policy);
}

TEST_CASE("only what a host would take is learned, and only so much") {
  Learner learner;
  const GuardPolicy by;
  const auto hear = [&](const Packet& packet) {
    const Buffer bytes = frame(packet);
    learner.learn(kStart, "lan1", judge(by, PortRole::host, bytes));
  };
  Packet packet = from_router({});
  packet.hop_limit = 64;
  hear(packet);
  packet = from_router({});
  packet.headers = {hop_by_hop()};
  hear(packet);
  CHECK(learner.routers().empty());

  packet = {};
  packet.upper = dhcp6::next_header::kUdp;
  packet.payload = udp(547, 546, 7);
  hear(packet);
  hear(packet);
  REQUIRE(learner.servers().size() == 1);
  CHECK(learner.servers().front().server.address == address(kHostAddress));
  CHECK(learner.servers().front().seen.frames == 2);

  for (unsigned at = 0; at < 100; ++at) {
    const std::string station = mac_number(at);
    hear(advert_from(station));
  }
  CHECK(learner.routers().size() == Learner::kMax);
  CHECK(learner.left_out() == 100 - Learner::kMax);
  learner.clear();
  CHECK(learner.routers().empty());
}

}  // namespace
}  // namespace ward6::raguard::test
