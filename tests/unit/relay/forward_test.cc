// Towards the servers: each test is named after the criterion that it shows.
#include "tests/support/catch.h"
#include "tests/unit/relay/relay_rig.h"

using namespace ward6;
using namespace ward6::relay;
using namespace ward6::relay::test;

TEST_CASE("F1 F2 F4 F5 F6 F17: a client's message goes to all servers, wrapped", "[relay]") {
  Rig rig;
  const Buffer solicit =
      message(MessageType::solicit, option(OptionCode::client_id, octets({0, 1, 2})));
  REQUIRE(rig.take(kOffice, "fe80::c", solicit) == Verdict::to_servers);
  REQUIRE(rig.sent().size() == 2);
  CHECK(rig.sent()[0].to == Endpoint{ip("2001:db8:f::1"), kServerPort});
  CHECK(rig.sent()[1].to == Endpoint{ip("2001:db8:f::2"), kServerPort});
  const RelayView view = rig.view();
  CHECK(view.hop_count == 0);
  CHECK(view.link_address == ip("2001:db8:1::1"));
  CHECK(view.peer_address == ip("fe80::c"));
  CHECK(octets(view.inner) == solicit);
  CHECK(octets(view.options.find(OptionCode::interface_id)->body) == octets("office"));
  CHECK(rig.relay.last().sent == 2);
}

TEST_CASE("messages leave from the address that is configured", "[relay]") {
  RelayConfig config = usual_config();
  config.servers[1].source = ip("2001:db8::7");
  Rig rig(config);
  REQUIRE(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::to_servers);
  CHECK(rig.sent()[0].source == ip("::"));
  CHECK(rig.sent()[1].source == ip("2001:db8::7"));
}

TEST_CASE("a server on the link goes first for as long as it is told", "[relay]") {
  RelayConfig config = usual_config();
  config.links[0].min_elapsed = dhcp6::Seconds{4};
  config.links[2].min_elapsed = dhcp6::Seconds{4};
  Rig rig(config);
  const auto elapsed = [](MessageType type, unsigned hundredths) {
    return message(type,
                   option(OptionCode::elapsed_time, octets({hundredths >> 8U, hundredths & 255U})));
  };
  for (const MessageType type : {MessageType::solicit, MessageType::confirm, MessageType::rebind,
                                 MessageType::information_request}) {
    CHECK(rig.take(kOffice, "fe80::c", elapsed(type, 399)) == Verdict::too_early);
    CHECK(rig.sent().empty());
    CHECK(rig.take(kOffice, "fe80::c", elapsed(type, 400)) == Verdict::to_servers);
    CHECK(rig.take(kOffice, "fe80::c", elapsed(type, 0xffff)) == Verdict::to_servers);
    CHECK(rig.take(kGuests, "fe80::c", elapsed(type, 0)) == Verdict::to_servers);
  }
  // The server that it is for may be one that is relayed to.
  CHECK(rig.take(kOffice, "fe80::c", elapsed(MessageType::request, 0)) == Verdict::to_servers);
  // Whoever does not say how long must not wait for ever.
  CHECK(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::to_servers);
  CHECK(rig.take(kOffice, "fe80::c",
                 message(MessageType::solicit, option(OptionCode::elapsed_time, octets({1})))) ==
        Verdict::to_servers);
  // Also of a client behind a relay.
  CHECK(rig.take(kBelow, "fe80::9", relay_forward(0, elapsed(MessageType::solicit, 100))) ==
        Verdict::too_early);
}

TEST_CASE("F3: the hop limit is eight, whatever the octet says", "[relay]") {
  Rig rig;
  const Buffer inner = message(MessageType::solicit);
  for (unsigned hops = 0; hops < 256; ++hops) {
    const Verdict verdict = rig.take(kBelow, "fe80::9", relay_forward(hops, inner));
    CHECK(verdict == (hops < 8 ? Verdict::to_servers : Verdict::hop_limit));
    if (hops < 8) CHECK(rig.view().hop_count == hops + 1);
  }
}

TEST_CASE("F4: GUA before ULA before link-local, which is told", "[relay]") {
  Rig rig;
  Attachment attachment = attachment_of(kOfficeIf, "eth1", "fd00::1");
  rig.relay.attach(kOffice, attachment);
  REQUIRE(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::to_servers);
  CHECK(rig.view().link_address == ip("fd00::1"));
  attachment.addresses.push_back({ip("2001:db8:77::1"), 64});
  rig.relay.attach(kOffice, attachment);
  REQUIRE(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::to_servers);
  CHECK(rig.view().link_address == ip("2001:db8:77::1"));
  CHECK_FALSE(rig.relay.last().link_local_address);
  rig.relay.attach(kOffice, attachment_of(kOfficeIf, "eth1", ""));
  REQUIRE(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::to_servers);
  CHECK(rig.view().link_address == ip("fe80::1"));
  CHECK(rig.relay.last().link_local_address);
}

TEST_CASE("F7 F8: link-address of a message from a relay below", "[relay]") {
  Rig rig;
  const Buffer from_below = relay_forward(0, message(MessageType::request));
  REQUIRE(rig.take(kBelow, "2001:db8:3::9", from_below, "2001:db8:3::1", kServerPort) ==
          Verdict::to_servers);
  CHECK(rig.view().link_address == ip("::"));
  CHECK(rig.view().peer_address == ip("2001:db8:3::9"));
  CHECK(octets(rig.view().inner) == from_below);
  REQUIRE(rig.take(kBelow, "fe80::9", from_below) == Verdict::to_servers);
  CHECK(rig.view().link_address == ip("2001:db8:3::1"));
}

TEST_CASE("F9 F10: message types and options that nobody knows pass", "[relay]") {
  Rig rig;
  for (const unsigned type : {1U, 3U, 4U, 5U, 6U, 8U, 9U, 11U, 14U, 20U, 36U, 99U, 200U, 255U}) {
    const Buffer odd = message(static_cast<MessageType>(type),
                               option(static_cast<OptionCode>(60000), octets({1, 2, 3})));
    CHECK(rig.take(kOffice, "fe80::c", odd) == Verdict::to_servers);
    CHECK(octets(rig.view().inner) == odd);
  }
  const Buffer broken = message(MessageType::solicit, octets({0, 1, 0xff, 0xff}));
  CHECK(rig.take(kOffice, "fe80::c", broken) == Verdict::to_servers);
}

TEST_CASE("F11 F12 S5: what no client sends is not relayed", "[relay]") {
  Rig rig;
  for (const unsigned type : {2U, 7U, 10U, 15U, 37U}) {
    CHECK(rig.take(kOffice, "fe80::c", message(static_cast<MessageType>(type))) ==
          Verdict::server_message);
  }
  const Buffer solicit = message(MessageType::solicit);
  CHECK(rig.take(kOffice, "fe80::c", solicit, "2001:db8:1::1") == Verdict::unicast);
  CHECK(rig.take(kUpstream, "fe80::c", solicit) == Verdict::not_client_link);
  CHECK(rig.take(kNoLink, "fe80::c", solicit) == Verdict::not_client_link);
  CHECK(rig.sent().empty());
}

TEST_CASE("F13: without an Interface-Id of its own a link is named when it must be", "[relay]") {
  RelayConfig config = usual_config();
  for (RelayedLink& link : config.links) link.interface_id = {};
  Rig rig(config);
  const Buffer solicit = message(MessageType::solicit);
  REQUIRE(rig.take(kOffice, "fe80::c", solicit) == Verdict::to_servers);
  CHECK_FALSE(rig.view().options.has(OptionCode::interface_id));
  rig.relay.attach(kGuests, attachment_of(kGuestsIf, "eth2", "2001:db8:1::1"));  // anycast gateway
  REQUIRE(rig.take(kGuests, "fe80::c", solicit) == Verdict::to_servers);
  CHECK(octets(rig.view().options.find(OptionCode::interface_id)->body) == octets("guests"));
  rig.relay.attach(kGuests, attachment_of(kGuestsIf, "eth2", ""));
  REQUIRE(rig.take(kGuests, "fe80::c", solicit) == Verdict::to_servers);
  CHECK(rig.view().options.has(OptionCode::interface_id));
}

TEST_CASE("F13: an Interface-Id does not change when the interface is made anew", "[relay]") {
  RelayConfig config = usual_config();
  config.links[0].interface_id = label("{hostname}/{interface}.{vlan}");
  Rig rig(config);
  const auto sent_id = [&rig] {
    REQUIRE(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::to_servers);
    return octets(rig.view().options.find(OptionCode::interface_id)->body);
  };
  CHECK(sent_id() == octets("edge-7/eth1.111"));
  rig.relay.detach(kOffice);
  Attachment again = attachment_of(InterfaceIndex{99}, "eth1", "2001:db8:1::1");
  again.vlan = 111;
  rig.relay.attach(kOffice, again);
  CHECK(sent_id() == octets("edge-7/eth1.111"));
}

TEST_CASE("F14: the client's link-layer address, for clients only", "[relay]") {
  RelayConfig config = usual_config();
  config.links[1].client_link_layer = false;
  Rig rig(config);
  const Buffer solicit = message(MessageType::solicit);
  REQUIRE(rig.take(kOffice, "fe80::c", solicit) == Verdict::to_servers);
  CHECK(octets(rig.view().options.find(OptionCode::client_link_layer_address)->body) ==
        octets({0, 1, 2, 0, 0, 0, 0, 0x77}));
  REQUIRE(rig.take(kGuests, "fe80::c", solicit) == Verdict::to_servers);
  CHECK_FALSE(rig.view().options.has(OptionCode::client_link_layer_address));
  REQUIRE(rig.take(kBelow, "fe80::9", relay_forward(0, solicit)) == Verdict::to_servers);
  CHECK_FALSE(rig.view().options.has(OptionCode::client_link_layer_address));
  rig.mac = {};
  REQUIRE(rig.take(kOffice, "fe80::c", solicit) == Verdict::to_servers);
  CHECK_FALSE(rig.view().options.has(OptionCode::client_link_layer_address));
}

TEST_CASE("F15: multicast servers wait for their interface", "[relay]") {
  RelayConfig config = usual_config();
  config.servers = {{kAllServers, "wan", false}};
  for (RelayedLink& link : config.links) link.servers = {0};
  Rig rig(config);
  const Buffer solicit = message(MessageType::solicit);
  CHECK(rig.take(kOffice, "fe80::c", solicit) == Verdict::no_server);
  rig.relay.set_interface("wan", kUpstreamIf);
  REQUIRE(rig.take(kOffice, "fe80::c", solicit) == Verdict::to_servers);
  CHECK(rig.sent()[0].interface == kUpstreamIf);
  CHECK(rig.sent()[0].to.address == kAllServers);
}

TEST_CASE("F15: a list may have unicast and multicast servers", "[relay]") {
  RelayConfig config = usual_config();
  config.servers[0] = {kAllServers, "wan", false};
  Rig rig(config);
  REQUIRE(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::to_servers);
  REQUIRE(rig.sent().size() == 1);  // the group waits for its interface, the other does not
  CHECK(rig.sent()[0].to.address == ip("2001:db8:f::2"));
  rig.relay.set_interface("wan", kUpstreamIf);
  REQUIRE(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::to_servers);
  REQUIRE(rig.sent().size() == 2);
  CHECK(rig.sent()[0].to.address == kAllServers);
}

TEST_CASE("F18: everything that fits a datagram passes, nothing else", "[relay]") {
  Rig rig;
  const std::size_t overhead = kRelayHeaderSize + kOptionHeaderSize * 3 + 6 + 8;
  const auto of_size = [](std::size_t size) {
    Buffer big(size);
    big[0] = std::byte{1};
    return big;
  };
  const Buffer largest = of_size(kDatagramSizeMax - overhead);
  REQUIRE(rig.take(kOffice, "fe80::c", largest) == Verdict::to_servers);
  CHECK(rig.sent()[1].payload.size() == kDatagramSizeMax);
  CHECK(octets(rig.view(1).inner) == largest);
  CHECK(rig.take(kOffice, "fe80::c", of_size(kDatagramSizeMax - overhead + 1)) == Verdict::too_big);
  CHECK(rig.take(kOffice, "fe80::c", of_size(kDatagramSizeMax)) == Verdict::too_big);
}

TEST_CASE("P1 P3: the port of a relay below, for servers that know RFC 8357", "[relay]") {
  RelayConfig config = usual_config();
  config.servers[1].source_port = true;
  Rig rig(config);
  const Buffer below = relay_forward(0, message(MessageType::solicit));
  REQUIRE(rig.take(kBelow, "2001:db8:3::9", below, "2001:db8:3::1", 1000) == Verdict::to_servers);
  CHECK_FALSE(rig.view(0).options.has(OptionCode::relay_source_port));
  CHECK(octets(rig.view(1).options.find(OptionCode::relay_source_port)->body) == octets({3, 0xe8}));
  REQUIRE(rig.take(kBelow, "2001:db8:3::9", below, "2001:db8:3::1", kServerPort) ==
          Verdict::to_servers);
  CHECK_FALSE(rig.view(1).options.has(OptionCode::relay_source_port));
}

TEST_CASE("O1 O2 O3 O4 O6: the options that a relay adds", "[relay]") {
  RelayConfig config = usual_config();
  RelayedLink& office = config.links[0];
  office.remote_id = RemoteId{9, label("{hostname}:{client-mac}")};
  office.subscriber_id = label("0x01ff");
  office.send_relay_id = true;
  office.echo = true;
  office.vpn = octets({0, 'r', 'e', 'd'});
  office.supplied = option(OptionCode::erp_local_domain, octets({1, 'x', 0}));
  Rig rig(config);
  REQUIRE(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::to_servers);
  const OptionsView options = rig.view().options;
  const auto body = [&options](OptionCode code) { return octets(options.find(code)->body); };
  CHECK(body(OptionCode::remote_id) == octets({0, 0, 0, 9}) + octets("edge-7:02:00:00:00:00:77"));
  CHECK(body(OptionCode::subscriber_id) == octets({1, 0xff}));
  CHECK(body(OptionCode::relay_id) == octets({0, 4, 1, 2, 3, 4}));
  CHECK(body(OptionCode::virtual_subnet_selection) == octets({0, 'r', 'e', 'd'}));
  CHECK(body(OptionCode::relay_supplied_options) == office.supplied);
  CHECK(body(OptionCode::echo_request) == octets({0, 37, 0, 38, 0, 53}));
}

TEST_CASE("O5: options that relays below supply are refused on every level", "[relay]") {
  RelayConfig config = usual_config();
  config.links[2].drop_relay_supplied = true;
  Rig rig(config);
  const Buffer supplied = option(OptionCode::relay_supplied_options, {});
  const Buffer solicit = message(MessageType::solicit);
  CHECK(rig.take(kBelow, "fe80::9", relay_forward(1, relay_forward(0, solicit))) ==
        Verdict::to_servers);
  CHECK(rig.take(kBelow, "fe80::9", relay_forward(0, solicit, supplied)) ==
        Verdict::relay_supplied);
  CHECK(rig.take(kBelow, "fe80::9", relay_forward(1, relay_forward(0, solicit, supplied))) ==
        Verdict::relay_supplied);
}

TEST_CASE("S4: a Relay-forward passes only where relays are trusted", "[relay]") {
  Rig rig;
  const Buffer forged = relay_forward(0, message(MessageType::solicit));
  CHECK(rig.take(kOffice, "fe80::c", forged) == Verdict::relay_not_trusted);
  CHECK(rig.take(kBelow, "fe80::9", forged) == Verdict::to_servers);
}

TEST_CASE("S6: what is too short or too deep is dropped before it is wrapped", "[relay]") {
  Rig rig;
  CHECK(rig.take(kOffice, "fe80::c", {}) == Verdict::too_short);
  CHECK(rig.take(kOffice, "fe80::c", octets({1, 2, 3})) == Verdict::too_short);
  CHECK(rig.take(kBelow, "fe80::9", octets({12, 0, 0, 0, 0})) == Verdict::relay_too_short);
  Buffer headers(kRelayHeaderSize);
  headers[0] = std::byte{12};
  CHECK(rig.take(kBelow, "fe80::9", headers) == Verdict::malformed);  // no Relay Message
  Buffer nested = message(MessageType::solicit);
  for (unsigned layer = 0; layer < 8; ++layer) nested = relay_forward(0, nested);
  CHECK(rig.take(kBelow, "fe80::9", nested) == Verdict::to_servers);
  CHECK(rig.take(kBelow, "fe80::9", relay_forward(0, nested)) == Verdict::too_deep);
  CHECK(rig.take(kBelow, "fe80::9", relay_forward(0, octets({1, 2}))) == Verdict::malformed);
}

TEST_CASE("S7: one station may not use up what the link may send", "[relay]") {
  RelayConfig config = usual_config();
  config.links[0].client_rate = {10, 20};
  config.links[0].rate = {100, 50};
  Rig rig(config);
  const Buffer solicit = message(MessageType::solicit);
  const auto flood = [&](unsigned count) {
    unsigned passed = 0;
    for (unsigned i = 0; i < count; ++i) {
      passed += rig.take(kOffice, "fe80::c", solicit) == Verdict::to_servers ? 1U : 0U;
    }
    return passed;
  };
  CHECK(flood(1000) == 20);
  CHECK(rig.take(kOffice, "fe80::c", solicit) == Verdict::client_rate);
  rig.mac = LinkLayerAddress::parse("02:00:00:00:00:78").value();
  CHECK(rig.take(kOffice, "fe80::d", solicit) == Verdict::to_servers);
  rig.pass(std::chrono::seconds(1));
  rig.mac = LinkLayerAddress::parse("02:00:00:00:00:77").value();
  CHECK(flood(1000) == 10);
  rig.pass(std::chrono::seconds(10));
  unsigned passed = 0;
  for (unsigned i = 0; i < 1000; ++i) {  // a new address each: the link's bucket holds
    rig.mac.octets[5] = static_cast<std::byte>(i);
    rig.mac.octets[4] = static_cast<std::byte>(i >> 8U);
    passed += rig.take(kOffice, "fe80::c", solicit) == Verdict::to_servers ? 1U : 0U;
  }
  CHECK(passed == 50);
  CHECK(rig.relay.last().verdict == Verdict::link_rate);
}
