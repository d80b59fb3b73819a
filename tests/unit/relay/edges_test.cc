// What happens where the rules meet: each test is named after the criterion that it shows.
#include "tests/support/alloc_count.h"
#include "tests/support/catch.h"
#include "tests/unit/relay/relay_rig.h"

using namespace ward6;
using namespace ward6::relay;
using namespace ward6::relay::test;

namespace {

Buffer with_server_id(MessageType type, unsigned server) {
  return message(type, option(OptionCode::server_id, octets({server})));
}

// Which of the two servers got the datagram: "a", "b" or "ab".
std::string targets(Rig& rig, const Buffer& payload, LinkId link = kOffice) {
  std::string all;
  REQUIRE(rig.take(link, "fe80::c", payload) == Verdict::to_servers);
  for (const Outbound& each : rig.sent()) all += each.to.address == ip("2001:db8:f::1") ? 'a' : 'b';
  return all;
}

RelayConfig failover_config() {
  RelayConfig config = usual_config();
  for (RelayedLink& link : config.links) link.sending = Sending::failover;
  return config;
}

}  // namespace

TEST_CASE("F5: a source that nothing could be sent back to is refused", "[relay]") {
  Rig rig;
  for (const std::string_view from : {"::", "::1", "ff02::1"}) {
    INFO(from);
    CHECK(rig.take(kOffice, from, message(MessageType::solicit)) == Verdict::bad_source);
    CHECK(rig.take(kBelow, from, relay_forward(0, message(MessageType::solicit))) ==
          Verdict::bad_source);
  }
  // RFC 9686 §4.2: the registration comes from the address that it is about.
  CHECK(rig.take(kOffice, "2001:db8:1::5", message(MessageType::addr_reg_inform)) ==
        Verdict::to_servers);
  CHECK(rig.view().peer_address == ip("2001:db8:1::5"));
}

TEST_CASE("F13: two links never share an Interface-Id", "[relay]") {
  RelayConfig config = usual_config();
  for (RelayedLink& link : config.links) link.interface_id = label("{hostname}");
  Rig rig(config);
  CHECK(octets(rig.relay.interface_id(kOffice)) == octets("edge-7"));
  CHECK(octets(rig.relay.interface_id(kGuests)) == octets("guests"));
  REQUIRE(rig.take(kGuests, "fe80::c", message(MessageType::solicit)) == Verdict::to_servers);
  CHECK(octets(rig.view().options.find(OptionCode::interface_id)->body) == octets("guests"));
  REQUIRE(rig.reply(relay_reply("guests", "fe80::c", message(MessageType::reply))) ==
          Verdict::to_client);
  CHECK(rig.sent()[0].interface == kGuestsIf);
  // The order of the configuration decides, not the order of attachment.
  Rig other(config);
  other.relay.reconfigure(std::make_shared<const RelayConfig>(config));
  other.relay.attach(kGuests, attachment_of(kGuestsIf, "eth2", "2001:db8:2::1"));
  other.relay.attach(kOffice, attachment_of(kOfficeIf, "eth1", "2001:db8:1::1"));
  CHECK(octets(other.relay.interface_id(kOffice)) == octets("edge-7"));
  CHECK(octets(other.relay.interface_id(kGuests)) == octets("guests"));
}

TEST_CASE("F18: too big and too much at once are told apart", "[relay]") {
  RelayConfig config = usual_config();
  config.links[0].remote_id = RemoteId{9, label(std::string(200, 'r'))};
  Rig rig(config);
  Buffer big(kDatagramSizeMax - 100);
  big[0] = std::byte{1};
  rig.take(kGuests, "fe80::c", message(MessageType::solicit));
  CHECK(rig.take(kOffice, "fe80::c", big) == Verdict::too_big);
  Outbox small{300, 8};
  Inbound inbound;
  inbound.link = kOffice;
  inbound.from = {ip("fe80::c"), kClientPort};
  inbound.to = {kAllRelayAgentsAndServers, kServerPort};
  const Buffer solicit = message(MessageType::solicit);
  inbound.payload = solicit;
  CHECK(rig.relay.handle(rig.now, inbound, small) == Verdict::to_servers);  // the first of two
  CHECK(rig.relay.last().sent == 1);
  CHECK(rig.relay.handle(rig.now, inbound, small) == Verdict::no_room);
}

TEST_CASE("P2: only a relay is answered at another port", "[relay]") {
  Rig rig;
  REQUIRE(rig.reply(relay_reply("office", "fe80::c", message(MessageType::reply),
                                option(OptionCode::relay_source_port, octets({3, 0xe8})))) ==
          Verdict::to_client);
  CHECK(rig.sent()[0].to.port == kClientPort);
}

TEST_CASE("O1 O2: an identifier without text is left out, and not asked back", "[relay]") {
  RelayConfig config = usual_config();
  for (RelayedLink& link : config.links) {
    link.remote_id = RemoteId{9, label("{client-mac}")};
    link.subscriber_id = label("{client-mac}");
    link.echo = true;
  }
  Rig rig(config);
  const Buffer solicit = message(MessageType::solicit);
  REQUIRE(rig.take(kOffice, "fe80::c", solicit) == Verdict::to_servers);
  CHECK(rig.view().options.find(OptionCode::remote_id)->body.size() == 21);
  CHECK(rig.view().options.find(OptionCode::subscriber_id)->body.size() == 17);
  CHECK(rig.view().options.has(OptionCode::echo_request));
  const auto has_none = [&rig] {
    const OptionsView options = rig.view().options;
    return !options.has(OptionCode::remote_id) && !options.has(OptionCode::subscriber_id) &&
           !options.has(OptionCode::echo_request);
  };
  // The frame of a relayed message is not the client's.
  REQUIRE(rig.take(kBelow, "fe80::9", relay_forward(0, solicit)) == Verdict::to_servers);
  CHECK(has_none());
  rig.mac = {};
  REQUIRE(rig.take(kOffice, "fe80::c", solicit) == Verdict::to_servers);
  CHECK(has_none());
}

TEST_CASE("O7: a server that does not say that it honoured the VPN did not", "[relay]") {
  RelayConfig config = usual_config();
  config.links[0].vpn = octets({0, 'r', 'e', 'd'});
  config.links[1].vpn = octets({255});
  Rig rig(config);
  const Buffer inner = message(MessageType::reply);
  const auto with = [&](std::string_view link, const Buffer& options) {
    return rig.reply(relay_reply(link, "fe80::c", inner, options));
  };
  const Buffer global = option(OptionCode::virtual_subnet_selection, octets({255}));
  CHECK(with("office", {}) == Verdict::reply_other_vpn);
  CHECK(with("office", global) == Verdict::reply_other_vpn);
  CHECK(with("guests", {}) == Verdict::to_client);
  CHECK(with("guests", global) == Verdict::to_client);
  CHECK(with("below", global) == Verdict::to_client);
  CHECK(with("below", option(OptionCode::virtual_subnet_selection, {})) ==
        Verdict::reply_other_vpn);
}

TEST_CASE("S1: a link whose clients are served here is no way for replies", "[relay]") {
  RelayConfig config = usual_config();
  config.served_links = {kUpstream};
  config.servers[1].interface = "srv";
  Rig rig(config);
  rig.relay.set_interface("srv", kUpstreamIf);
  const Buffer reply = relay_reply("office", "fe80::c", message(MessageType::reply));
  CHECK(rig.take(kUpstream, "2001:db8:f::1", reply) == Verdict::reply_on_client_link);
  CHECK(rig.reply(reply) == Verdict::to_client);
  // Unless the configuration says that the server is there.
  CHECK(rig.take(kUpstream, "2001:db8:f::2", reply) == Verdict::to_client);
}

TEST_CASE("S2: a server behind an interface answers from there", "[relay]") {
  RelayConfig config = usual_config();
  config.servers = {{kAllServers, "wan", false}, {ip("fe80::547"), "wan", false}};
  Rig rig(config);
  const Buffer reply = relay_reply("office", "fe80::c", message(MessageType::reply));
  Inbound inbound;
  inbound.from = {ip("fe80::547"), kServerPort};
  inbound.payload = reply;
  rig.outbox.reset();
  CHECK(rig.relay.handle(rig.now, inbound, rig.outbox) == Verdict::reply_unknown_server);
  rig.relay.set_interface("wan", kUpstreamIf);
  CHECK(rig.relay.handle(rig.now, inbound, rig.outbox) == Verdict::reply_unknown_server);
  CHECK(rig.reply(reply, "ff02::1") == Verdict::reply_unknown_server);
  REQUIRE(rig.reply(reply, "fe80::547") == Verdict::to_client);
  CHECK(rig.relay.upstreams()[1].answers == 1);  // the server itself before the group
  REQUIRE(rig.reply(reply, "fe80::548") == Verdict::to_client);
  CHECK(rig.relay.upstreams()[0].answers == 1);
}

TEST_CASE("S6: a Relay-forward without its header has a counter of its own", "[relay]") {
  Rig rig;
  Buffer forward = relay_forward(0, message(MessageType::solicit));
  forward.resize(kRelayHeaderSize - 1);
  CHECK(rig.take(kBelow, "fe80::9", forward) == Verdict::relay_too_short);
  forward.resize(kMessageHeaderSize - 1);
  CHECK(rig.take(kBelow, "fe80::9", forward) == Verdict::too_short);
}

TEST_CASE("Y4: an interface that comes and goes does not push out older addresses", "[relay]") {
  Rig rig;
  rig.relay.attach(kOffice, attachment_of(kOfficeIf, "eth1", "2001:db8:51::1"));
  for (int i = 0; i < 20; ++i) {
    rig.relay.detach(kOffice);
    rig.relay.attach(kOffice, attachment_of(kOfficeIf, "eth1", "2001:db8:51::1"));
  }
  CHECK(rig.reply(wrap(MessageType::relay_reply, 0, "2001:db8:1::1", "fe80::c",
                       message(MessageType::reply))) == Verdict::to_client);
  // A bounded number of them: the oldest goes.
  for (int i = 0; i < 9; ++i) {
    rig.relay.attach(
        kOffice, attachment_of(kOfficeIf, "eth1", "2001:db8:" + std::to_string(60 + i) + "::1"));
  }
  CHECK(rig.reply(wrap(MessageType::relay_reply, 0, "2001:db8:1::1", "fe80::c",
                       message(MessageType::reply))) == Verdict::reply_no_link);
}

TEST_CASE("Y6: a link without its interface waits", "[relay]") {
  Rig rig;
  rig.relay.reconfigure(std::make_shared<const RelayConfig>(usual_config()));
  CHECK(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::link_down);
  CHECK(rig.relay.interface_id(kOffice).empty());
  rig.attach();
  CHECK(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::to_servers);
  rig.relay.detach(kOffice);
  CHECK(rig.take(kOffice, "fe80::c", message(MessageType::solicit)) == Verdict::link_down);
  CHECK(rig.reply(relay_reply("office", "fe80::c", message(MessageType::reply))) ==
        Verdict::reply_link_down);
}

TEST_CASE("a Request goes to its server, and to all while that one is not known", "[relay]") {
  Rig rig(failover_config());
  CHECK(targets(rig, message(MessageType::solicit)) == "a");
  CHECK(targets(rig, with_server_id(MessageType::request, 2)) == "ab");
  REQUIRE(rig.reply(relay_reply("office", "fe80::c", with_server_id(MessageType::advertise, 2)),
                    "2001:db8:f::2") == Verdict::to_client);
  CHECK(targets(rig, with_server_id(MessageType::request, 2)) == "b");
  CHECK(targets(rig, relay_forward(0, with_server_id(MessageType::renew, 2)), kBelow) == "b");
  CHECK(targets(rig, relay_forward(0, message(MessageType::solicit)), kBelow) == "a");
  CHECK(targets(rig, with_server_id(MessageType::release, 7)) == "ab");
  rig.relay.reconfigure(std::make_shared<const RelayConfig>(failover_config()));
  rig.attach();
  CHECK(targets(rig, with_server_id(MessageType::renew, 2)) == "ab");
}

TEST_CASE("one server that two links reach in different ways is up for both", "[relay]") {
  RelayConfig config = failover_config();
  for (const std::size_t at : {0U, 1U}) {
    config.servers.push_back(config.servers[at]);
    config.servers.back().source = ip("2001:db8:e::7");
  }
  config.links[1].servers = {2, 3};
  Rig rig(config);
  for (int i = 0; i < 10; ++i) {
    CHECK(targets(rig, message(MessageType::solicit), kGuests) == "a");
    REQUIRE(rig.reply(relay_reply("guests", "fe80::c", with_server_id(MessageType::advertise, 1)),
                      "2001:db8:f::1") == Verdict::to_client);
    rig.pass(std::chrono::seconds(3));
  }
  CHECK(rig.relay.upstreams()[2].answers == 10);
  CHECK(targets(rig, with_server_id(MessageType::request, 1), kGuests) == "a");
  CHECK(rig.sent()[0].source == ip("2001:db8:e::7"));
}

TEST_CASE("a server whose replies are dropped is still a server that answers", "[relay]") {
  Rig rig(failover_config());
  for (int i = 0; i < 10; ++i) {
    CHECK(targets(rig, message(MessageType::solicit)) == "a");
    CHECK(rig.reply(relay_reply("gone", "fe80::c", message(MessageType::advertise))) ==
          Verdict::reply_no_link);
    rig.pass(std::chrono::seconds(3));
  }
}

TEST_CASE("every datagram counts once, by type and by link", "[relay]") {
  Rig rig;
  const Buffer solicit = message(MessageType::solicit);
  const auto place = [](MessageType type) { return static_cast<std::size_t>(type); };
  const auto count = [](const Traffic& traffic, Verdict verdict) {
    return traffic.verdicts.at(static_cast<std::size_t>(verdict));
  };
  rig.take(kOffice, "fe80::c", solicit);
  rig.take(kOffice, "fe80::c", message(static_cast<MessageType>(200)));
  rig.take(kOffice, "fe80::c", message(MessageType::advertise));
  rig.take(kNoLink, "fe80::c", solicit);
  rig.take(kGuests, "fe80::c", {});
  rig.reply(relay_reply("office", "fe80::c", message(MessageType::reply)));
  rig.reply(relay_reply("nowhere", "fe80::c", message(MessageType::reply)));
  const Traffic& all = rig.relay.traffic();
  CHECK(all.total() == 7);
  CHECK(all.discarded() == 4);
  CHECK(all.received.at(place(MessageType::solicit)) == 2);
  CHECK(all.received.at(0) == 2);  // type 200, and the empty one
  CHECK(all.received.at(place(MessageType::relay_reply)) == 2);
  CHECK(all.sent.at(place(MessageType::relay_forward)) == 4);
  CHECK(all.sent.at(place(MessageType::reply)) == 1);
  const Traffic& office = *rig.relay.traffic(kOffice);
  CHECK(office.total() == 4);
  CHECK(count(office, Verdict::to_servers) == 2);
  CHECK(count(office, Verdict::to_client) == 1);
  CHECK(count(office, Verdict::server_message) == 1);
  CHECK(office.received.at(place(MessageType::relay_reply)) == 0);
  CHECK(office.sent.at(place(MessageType::reply)) == 1);
  CHECK(rig.relay.traffic(kUpstream) == nullptr);
  rig.relay.reconfigure(std::make_shared<const RelayConfig>(usual_config()));
  CHECK(rig.relay.traffic(kOffice)->total() == 4);
}

TEST_CASE("the last datagrams of each reason to drop are kept, and no more", "[relay]") {
  Rig rig;
  const Samples& samples = rig.relay.samples();
  rig.take(kOffice, "fe80::c", message(MessageType::solicit));
  CHECK(samples.size(Verdict::to_servers) == 0);
  for (unsigned at = 0; at <= Samples::kPerVerdict; ++at) {
    rig.pass(std::chrono::seconds(1));
    rig.now.wall.seconds += 1;
    rig.take(kGuests, "fe80::d", message(MessageType::advertise, Buffer(at)));
  }
  REQUIRE(samples.size(Verdict::server_message) == Samples::kPerVerdict);
  for (std::size_t at = 0; at < Samples::kPerVerdict; ++at) {
    const Sample& sample = samples.get(Verdict::server_message, at);
    CHECK(sample.payload().size() == kMessageHeaderSize + Samples::kPerVerdict - at);
    CHECK(sample.when.seconds == rig.now.wall.seconds - at);
    CHECK(sample.link == kGuests);
    CHECK(sample.from.address == ip("fe80::d"));
    CHECK(sample.mac == rig.mac);
  }
  const Buffer big = message(MessageType::reply, Buffer(Sample::kBytes));
  rig.take(kOffice, "fe80::c", big);
  const Sample& head = samples.get(Verdict::server_message, 0);
  CHECK(head.size == big.size());
  CHECK(octets(head.payload()) == Buffer(big.begin(), big.begin() + Sample::kBytes));
}

TEST_CASE("a relayed message costs no allocation", "[relay]") {
  RelayConfig config = failover_config();
  config.links[0].remote_id = RemoteId{9, label("{hostname}:{client-mac}")};
  config.links[0].subscriber_id = label("{link}/{vlan}");
  config.links[0].send_relay_id = true;
  config.links[0].echo = true;
  config.links[0].rate = {100'000, 100'000};
  config.links[0].client_rate = {100'000, 100'000};
  Rig rig(config);
  const Buffer up = with_server_id(MessageType::renew, 1);
  const Buffer below = relay_forward(0, up);
  const Buffer down = relay_reply("office", "fe80::c", with_server_id(MessageType::reply, 1));
  rig.take(kOffice, "fe80::c", up);  // the first one sees how the links are now
  const std::size_t before = dhcp6::test::allocations();
  unsigned relayed = 0;
  for (int i = 0; i < 1000; ++i) {
    relayed += is_drop(rig.take(kOffice, "fe80::c", up)) ? 0U : 1U;
    relayed += is_drop(rig.take(kBelow, "fe80::9", below)) ? 0U : 1U;
    relayed += is_drop(rig.reply(down)) ? 0U : 1U;
  }
  CHECK(dhcp6::test::allocations() == before);
  CHECK(relayed == 3000);
}
