// From the network to the clients of a bridge: each test is named after the criterion that it
// shows.
#include "tests/support/catch.h"
#include "tests/unit/relay/ldra_rig.h"

using namespace ward6;
using namespace ward6::relay;
using namespace ward6::relay::test;

namespace {

const Buffer kAdvertise =
    message(MessageType::advertise, option(OptionCode::server_id, octets({0, 3, 0, 1, 9})));

}  // namespace

TEST_CASE("L4: a Relay-reply is unwrapped to the port that it names", "[relay][ldra]") {
  LdraRig rig;
  REQUIRE(rig.take(kUplink, answer(kAdvertise)) == LdraVerdict::to_client);
  CHECK(rig.targets() == std::vector{kFlat});
  const Ipv6View ip_sent = rig.ip_sent();
  CHECK(octets(ip_sent.head.source_mac) == kServerMac);
  CHECK(octets(ip_sent.head.destination_mac) == kClientMac);
  CHECK(ip_sent.head.source == ip("fe80::5"));
  CHECK(ip_sent.head.destination == ip("fe80::c"));
  const UdpView udp = rig.udp_sent();
  CHECK(udp.source_port == kServerPort);
  CHECK(udp.destination_port == kClientPort);
  CHECK(octets(udp.payload) == kAdvertise);
  CHECK(has_good_checksum(ip_sent, udp));
  REQUIRE(rig.take(kSpare, answer(kAdvertise, "sw7/cellar")) == LdraVerdict::to_client);
  CHECK(rig.targets() == std::vector{kCellar});
  rig.tag = VlanTag{0x8100, 7};
  REQUIRE(rig.take(kUplink, answer(kAdvertise)) == LdraVerdict::to_client);
  CHECK(octets(rig.ldra.sent().subspan(12, 4)) == octets({0x81, 0, 0, 7}));
}

TEST_CASE("R4: the port follows from the type of the message inside, whatever it is",
          "[relay][ldra]") {
  LdraRig rig;
  for (unsigned type = 0; type < 256; ++type) {
    const Buffer inner = message(MessageType{static_cast<std::uint8_t>(type)});
    REQUIRE(rig.take(kUplink, answer(inner)) == LdraVerdict::to_client);
    CHECK(rig.udp_sent().destination_port == (type == 13 ? kServerPort : kClientPort));
    CHECK(octets(rig.udp_sent().payload) == inner);
  }
}

TEST_CASE("L4: without an Interface-Id of a client port nothing is sent", "[relay][ldra]") {
  LdraRig rig;
  for (const auto* const id : {"", "sw7/none", "sw7/uplink", "sw7/flat", "sw7/flat11"}) {
    CHECK(rig.take(kUplink, answer(kAdvertise, id)) == LdraVerdict::reply_no_port);
    CHECK(rig.targets().empty());
  }
}

TEST_CASE("L4 S3: link-address is ::, and peer-address where the frame goes", "[relay][ldra]") {
  LdraRig rig;
  CHECK(rig.take(kUplink, answer(kAdvertise, "sw7/flat1", "fe80::c", "2001:db8::1")) ==
        LdraVerdict::reply_link_address);
  CHECK(rig.take(kUplink, answer(kAdvertise, "sw7/flat1", "fe80::d")) ==
        LdraVerdict::reply_bad_peer);
  TestFrame to_all = answer(kAdvertise);
  to_all.destination_mac = octets({0x33, 0x33, 0, 0, 0, 1});
  CHECK(rig.take(kUplink, to_all) == LdraVerdict::reply_bad_peer);
}

TEST_CASE("L4: only Relay-replies from link-local to link-local, at port 547", "[relay][ldra]") {
  LdraRig rig;
  const TestFrame good = answer(kAdvertise);
  TestFrame other = good;
  other.source = ip("2001:db8::5");
  CHECK(rig.take(kUplink, other) == LdraVerdict::not_ours);
  other = good;
  other.destination = ip("2001:db8::c");
  CHECK(rig.take(kUplink, other) == LdraVerdict::not_ours);
  other.destination = kAllRelayAgentsAndServers;
  CHECK(rig.take(kUplink, other) == LdraVerdict::not_ours);
  other = good;
  other.port = kClientPort;
  CHECK(rig.take(kUplink, other) == LdraVerdict::not_ours);
  for (const unsigned type : {0U, 1U, 2U, 7U, 12U, 255U}) {
    other = good;
    other.payload[0] = static_cast<std::byte>(type);
    CHECK(rig.take(kUplink, other) == LdraVerdict::not_a_reply);
  }
  // RFC 6221 §6.1.1.
  CHECK(rig.take(kFlat, good) == LdraVerdict::server_message);
  CHECK(rig.take(kCellar, good) == LdraVerdict::server_message);
}

TEST_CASE("A Relay-reply without a usable Relay Message is dropped", "[relay][ldra]") {
  LdraRig rig;
  CHECK(rig.take(kUplink, answer({})) == LdraVerdict::reply_malformed);
  CHECK(rig.take(kUplink, answer(octets({2, 1, 1}))) == LdraVerdict::reply_malformed);
  const TestFrame good = answer(kAdvertise);
  for (std::size_t size = 1; size < good.payload.size(); ++size) {
    TestFrame cut = good;
    cut.payload.resize(size);
    CHECK(rig.take(kUplink, cut) == LdraVerdict::reply_malformed);
  }
  TestFrame empty = good;
  empty.payload.clear();
  CHECK(rig.take(kUplink, empty) == LdraVerdict::not_a_reply);
}

TEST_CASE("L5: a client's port that is gone, or has a smaller MTU", "[relay][ldra]") {
  LdraRig rig;
  PortFacts small = rig.facts;
  small.mtu = 1280;
  rig.ldra.attach(kFlat, small);
  Buffer reply(1280 - 48, std::byte{7});
  REQUIRE(rig.take(kUplink, answer(reply)) == LdraVerdict::to_client);
  CHECK(rig.ldra.sent().size() == 1294);
  reply.push_back({});
  CHECK(rig.take(kUplink, answer(reply)) == LdraVerdict::reply_too_big);
  CHECK(rig.targets().empty());
  rig.ldra.detach(kFlat);
  CHECK(rig.take(kUplink, answer(kAdvertise)) == LdraVerdict::reply_port_down);
}

TEST_CASE("Replies are counted at the client's port", "[relay][ldra]") {
  LdraRig rig;
  rig.take(kUplink, answer(kAdvertise));
  rig.take(kUplink, answer(kAdvertise, "sw7/none"));
  CHECK(rig.ldra.traffic(kFlat).sent.at(2) == 1);
  CHECK(rig.ldra.traffic(kUplink).received.at(13) == 2);
  const auto at = [](LdraVerdict verdict) { return static_cast<std::size_t>(verdict); };
  CHECK(rig.ldra.traffic(kFlat).verdicts.at(at(LdraVerdict::to_client)) == 1);
  CHECK(rig.ldra.traffic(kUplink).verdicts.at(at(LdraVerdict::reply_no_port)) == 1);
  CHECK(rig.ldra.traffic().total() == 2);
}
