// From the clients of a bridge to the network: each test is named after the criterion that it
// shows.
#include "tests/support/catch.h"
#include "tests/unit/relay/ldra_rig.h"

using namespace ward6;
using namespace ward6::relay;
using namespace ward6::relay::test;

namespace {

const Buffer kSolicit =
    message(MessageType::solicit, option(OptionCode::client_id, octets({0, 3, 0, 1, 7})));

Buffer body_of(const RelayView& view, OptionCode code) {
  const auto found = view.options.find(code);
  return found ? octets(found->body) : Buffer{};
}

}  // namespace

TEST_CASE("L1 L2 F6: a client's message leaves wrapped, in the client's frame", "[relay][ldra]") {
  LdraRig rig;
  REQUIRE(rig.ask(kFlat, kSolicit) == LdraVerdict::to_network);
  CHECK(rig.targets() == std::vector{kUplink, kSpare});
  const Ipv6View ip_sent = rig.ip_sent();
  CHECK(octets(ip_sent.head.source_mac) == kClientMac);
  CHECK(octets(ip_sent.head.destination_mac) == kGroupMac);
  CHECK(ip_sent.head.source == ip("fe80::c"));
  CHECK(ip_sent.head.destination == kAllRelayAgentsAndServers);
  CHECK(ip_sent.head.first_word == 0x6120'0003);
  CHECK(ip_sent.head.hop_limit == 64);
  const UdpView udp = rig.udp_sent();
  CHECK(udp.source_port == kServerPort);
  CHECK(udp.destination_port == kServerPort);
  CHECK(has_good_checksum(ip_sent, udp));
  const RelayView view = rig.view();
  CHECK(view.hop_count == 0);
  CHECK(view.link_address == ip("::"));
  CHECK(view.peer_address == ip("fe80::c"));
  CHECK(octets(view.inner) == kSolicit);
  CHECK(body_of(view, OptionCode::interface_id) == octets("sw7/flat1"));
  CHECK(body_of(view, OptionCode::client_link_layer_address) ==
        octets({0, 1, 2, 0, 0, 0, 0, 0x77}));
}

TEST_CASE("L2: options stand in the order of the RFC's example, the message last",
          "[relay][ldra]") {
  LdraConfig config = usual_ldra();
  config.remote_id = RemoteId{32473, label("{client-mac}")};
  config.subscriber_id = label("{link}-{interface}");
  LdraRig rig(std::move(config));
  REQUIRE(rig.ask(kFlat, kSolicit) == LdraVerdict::to_network);
  const RelayView view = rig.view();
  std::vector<unsigned> codes;
  for (const auto each : view.options) codes.push_back(each.code);
  CHECK(codes == std::vector<unsigned>{18, 79, 37, 38, 9});
  CHECK(body_of(view, OptionCode::remote_id) ==
        octets({0, 0, 0x7e, 0xd9}) + octets("02:00:00:00:00:77"));
  CHECK(body_of(view, OptionCode::subscriber_id) == octets("access-flat1"));
}

TEST_CASE("L2: a VLAN tag stays where it was", "[relay][ldra]") {
  LdraRig rig;
  rig.tag = VlanTag{0x88a8, 0x6007};
  REQUIRE(rig.ask(kFlat, kSolicit) == LdraVerdict::to_network);
  CHECK(octets(rig.ldra.sent().subspan(12, 6)) == octets({0x88, 0xa8, 0x60, 7, 0x86, 0xdd}));
  CHECK(octets(rig.view().inner) == kSolicit);
}

TEST_CASE("L3: what only servers send is discarded on client ports", "[relay][ldra]") {
  LdraRig rig;
  for (const std::size_t port : {kFlat, kCellar}) {
    for (unsigned type = 0; type < 256; ++type) {
      if (type == 12) continue;
      const bool of_servers = type == 2 || type == 7 || type == 10 || type == 13;
      const auto wanted = of_servers ? LdraVerdict::server_message : LdraVerdict::to_network;
      CHECK(rig.ask(port, message(MessageType{static_cast<std::uint8_t>(type)})) == wanted);
      // Also when it is not for relay agents.
      const TestFrame unicast{.destination = ip("fe80::d"),
                              .payload = message(MessageType{static_cast<std::uint8_t>(type)})};
      CHECK(rig.take(port, unicast) ==
            (of_servers ? LdraVerdict::server_message : LdraVerdict::not_ours));
    }
  }
  CHECK(rig.take(kFlat, TestFrame{.destination = ip("fe80::d"),
                                  .port = kClientPort,
                                  .payload = message(MessageType::advertise)}) ==
        LdraVerdict::server_message);
}

TEST_CASE("L3 S4: Relay-forwards are taken from trusted ports only", "[relay][ldra]") {
  LdraRig rig;
  const Buffer relayed = relay_forward(0, kSolicit);
  CHECK(rig.ask(kFlat, relayed) == LdraVerdict::relay_not_trusted);
  // RFC 6221 §6.1.2: any of them, also to the address of a server or to all servers.
  for (const std::string_view to : {"2001:db8::547", "fe80::d", "ff05::1:3"}) {
    INFO(to);
    const TestFrame elsewhere{.destination = ip(to), .payload = relayed};
    CHECK(rig.take(kFlat, elsewhere) == LdraVerdict::relay_not_trusted);
    CHECK(rig.take(kCellar, elsewhere) == LdraVerdict::not_ours);
  }
  REQUIRE(rig.ask(kCellar, relayed) == LdraVerdict::to_network);
  const RelayView view = rig.view();
  CHECK(view.hop_count == 1);
  CHECK(view.link_address == ip("::"));
  CHECK(view.peer_address == ip("fe80::c"));
  CHECK(octets(view.inner) == relayed);
  CHECK(body_of(view, OptionCode::interface_id) == octets("sw7/cellar"));
  // RFC 6939 §5: of clients only.
  CHECK_FALSE(view.options.has(OptionCode::client_link_layer_address));
}

TEST_CASE("F3: the hop limit holds for an LDRA", "[relay][ldra]") {
  LdraRig rig;
  for (unsigned hops = 0; hops < 256; ++hops) {
    const LdraVerdict verdict = rig.ask(kCellar, relay_forward(hops, kSolicit));
    CHECK(verdict == (hops < 8 ? LdraVerdict::to_network : LdraVerdict::hop_limit));
    if (hops < 8) CHECK(rig.view().hop_count == hops + 1);
  }
}

TEST_CASE("S6: what is too short or too deep has verdicts of its own", "[relay][ldra]") {
  LdraRig rig;
  CHECK(rig.ask(kFlat, {}) == LdraVerdict::too_short);
  CHECK(rig.ask(kFlat, octets({1, 2, 3})) == LdraVerdict::too_short);
  CHECK(rig.ask(kFlat, octets({1, 2, 3, 4})) == LdraVerdict::to_network);
  Buffer header(33);
  header[0] = std::byte{12};
  CHECK(rig.ask(kCellar, header) == LdraVerdict::relay_too_short);
  Buffer nested = kSolicit;
  for (int layer = 0; layer < 8; ++layer) nested = relay_forward(0, nested);
  CHECK(rig.ask(kCellar, nested) == LdraVerdict::to_network);
  CHECK(rig.ask(kCellar, relay_forward(0, nested)) == LdraVerdict::too_deep);
}

TEST_CASE("L3: options are not validated, neither a client's nor a relay's", "[relay][ldra]") {
  LdraRig rig;
  const Buffer broken = octets({1, 1, 2, 3, 0, 1, 0xff, 0xff, 9});
  REQUIRE(rig.ask(kFlat, broken) == LdraVerdict::to_network);
  CHECK(octets(rig.view().inner) == broken);
  Buffer below(34);
  below[0] = std::byte{12};
  below = below + octets({0, 9, 0, 200, 1});
  REQUIRE(rig.ask(kCellar, below) == LdraVerdict::to_network);
  CHECK(octets(rig.view().inner) == below);
}

TEST_CASE("S3: a source that no answer reaches is refused", "[relay][ldra]") {
  LdraRig rig;
  for (const auto* const source : {"::", "::1", "ff02::1", "2001:db8::c"}) {
    const TestFrame frame{.source = ip(source), .payload = kSolicit};
    CHECK(rig.take(kFlat, frame) == LdraVerdict::bad_source);
  }
  CHECK(rig.take(kFlat, TestFrame{.source_mac = kGroupMac, .payload = kSolicit}) ==
        LdraVerdict::bad_source);
}

TEST_CASE("S7: a station and a port have their rates", "[relay][ldra]") {
  LdraConfig config = usual_ldra();
  config.client_rate = {1, 2};
  config.rate = {1, 3};
  LdraRig rig(std::move(config));
  const auto ask_as = [&rig](unsigned station) {
    return rig.take(kFlat,
                    TestFrame{.source_mac = octets({2, 0, 0, 0, 0, station}), .payload = kSolicit});
  };
  CHECK(ask_as(1) == LdraVerdict::to_network);
  CHECK(ask_as(1) == LdraVerdict::to_network);
  CHECK(ask_as(1) == LdraVerdict::client_rate);
  CHECK(ask_as(2) == LdraVerdict::to_network);
  CHECK(ask_as(3) == LdraVerdict::port_rate);
  CHECK(rig.ask(kCellar, kSolicit) == LdraVerdict::to_network);
  rig.now += std::chrono::seconds(1);
  CHECK(ask_as(3) == LdraVerdict::to_network);
}

TEST_CASE("L5: what exceeds the MTU is discarded, each port by its own", "[relay][ldra]") {
  LdraRig rig;
  // 34 of the header, 4 + 9 Interface-Id, 4 + 8 link-layer address, 4 of the Relay Message.
  constexpr std::size_t kAdded = 34 + 13 + 12 + 4;
  Buffer largest(1500 - kIpv6HeaderSize - kUdpHeaderSize - kAdded, std::byte{1});
  REQUIRE(rig.ask(kFlat, largest) == LdraVerdict::to_network);
  CHECK(rig.ldra.sent().size() == 1514);
  CHECK(octets(rig.view().inner) == largest);
  largest.push_back(std::byte{1});
  CHECK(rig.ask(kFlat, largest) == LdraVerdict::too_big);
  CHECK(rig.ldra.sent().empty());
  CHECK(rig.targets().empty());
  PortFacts jumbo = rig.facts;
  jumbo.mtu = 9000;
  rig.ldra.attach(kSpare, jumbo);
  REQUIRE(rig.ask(kFlat, largest) == LdraVerdict::to_network);
  CHECK(rig.targets() == std::vector{kSpare});
  CHECK(rig.ask(kFlat, Buffer(65000, std::byte{1})) == LdraVerdict::too_big);
}

TEST_CASE("A port that is not there takes and gives nothing", "[relay][ldra]") {
  LdraRig rig;
  CHECK(rig.ldra.attach(kSpare, rig.facts) == false);
  rig.ldra.detach(kSpare);
  REQUIRE(rig.ask(kFlat, kSolicit) == LdraVerdict::to_network);
  CHECK(rig.targets() == std::vector{kUplink});
  rig.ldra.detach(kUplink);
  CHECK(rig.ask(kFlat, kSolicit) == LdraVerdict::no_network_port);
  rig.ldra.detach(kFlat);
  CHECK(rig.ask(kFlat, kSolicit) == LdraVerdict::not_ours);
  CHECK(octets(rig.ldra.interface_id(kFlat)) == octets("sw7/flat1"));
}

TEST_CASE("Two ports never have one Interface-Id", "[relay][ldra]") {
  LdraConfig config = usual_ldra();
  config.interface_id = label("{interface}{vlan}");
  config.ports = {{"a1", PortRole::client}, {"a", PortRole::client}, {"n", PortRole::network}};
  LdraRig rig(std::move(config));
  PortFacts facts = rig.facts;
  facts.vlan = 1;
  rig.ldra.attach(1, facts);
  CHECK(octets(rig.ldra.interface_id(0)) == octets("a1"));
  CHECK(octets(rig.ldra.interface_id(1)) == octets("a1+"));
}

TEST_CASE("Counters are of the port, and a port keeps them by its name", "[relay][ldra]") {
  LdraRig rig;
  rig.ask(kFlat, kSolicit);
  rig.ask(kFlat, message(MessageType::reply));
  rig.take(kFlat, TestFrame{.port = 53, .payload = kSolicit});
  const auto count = [&rig](std::size_t port, LdraVerdict verdict) {
    return rig.ldra.traffic(port).verdicts.at(static_cast<std::size_t>(verdict));
  };
  CHECK(rig.ldra.traffic().total() == 2);
  CHECK(rig.ldra.traffic().discarded() == 1);
  CHECK(rig.ldra.traffic(kFlat).received.at(1) == 1);
  CHECK(rig.ldra.traffic(kUplink).sent.at(12) == 1);
  CHECK(count(kFlat, LdraVerdict::to_network) == 1);
  LdraConfig config = usual_ldra();
  std::swap(config.ports[0], config.ports[1]);
  rig.ldra.reconfigure(std::make_shared<const LdraConfig>(std::move(config)));
  CHECK(count(0, LdraVerdict::server_message) == 0);
  CHECK(count(1, LdraVerdict::server_message) == 1);
  CHECK(rig.ask(1, kSolicit) == LdraVerdict::not_ours);  // until it is attached
}
