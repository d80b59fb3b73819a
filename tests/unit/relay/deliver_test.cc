// Towards the clients, and the two ways together: each test is named after the criterion that it
// shows.
#include "libdhcp6/core/random.h"
#include "tests/support/catch.h"
#include "tests/unit/relay/relay_rig.h"

using namespace ward6;
using namespace ward6::relay;
using namespace ward6::relay::test;

TEST_CASE("R1 R5 R6 R7: a reply goes to its client unmodified, without any state", "[relay]") {
  Rig rig;
  const Buffer inner =
      message(MessageType::reconfigure, option(static_cast<OptionCode>(60000), {}));
  Buffer reply =
      relay_reply("guests", "fe80::c", inner, option(OptionCode::remote_id, octets("12345")));
  reply[1] = std::byte{200};  // hop-count
  REQUIRE(rig.reply(reply) == Verdict::to_client);
  REQUIRE(rig.sent().size() == 1);
  CHECK(rig.sent()[0].interface == kGuestsIf);
  CHECK(rig.sent()[0].to == Endpoint{ip("fe80::c"), kClientPort});
  CHECK(octets(rig.sent()[0].payload) == inner);
}

TEST_CASE("R2: Interface-Id, else link-address, else nothing", "[relay]") {
  Rig rig;
  const Buffer inner = message(MessageType::reply);
  const auto by_address = [&](std::string_view address, const Buffer& options = {}) {
    return rig.reply(wrap(MessageType::relay_reply, 0, address, "fe80::c", inner, options));
  };
  REQUIRE(by_address("2001:db8:2::1") == Verdict::to_client);
  CHECK(rig.sent()[0].interface == kGuestsIf);
  REQUIRE(by_address("2001:db8:2::1", option(OptionCode::interface_id, octets("office"))) ==
          Verdict::to_client);
  CHECK(rig.sent()[0].interface == kOfficeIf);
  REQUIRE(by_address("2001:db8:2::1", option(OptionCode::interface_id, octets("its-old-name"))) ==
          Verdict::to_client);
  CHECK(rig.sent()[0].interface == kGuestsIf);
  CHECK(by_address("::") == Verdict::reply_no_link);
  CHECK(by_address("2001:db8:99::1") == Verdict::reply_no_link);
  CHECK(by_address("::", option(OptionCode::interface_id, octets("x"))) == Verdict::reply_no_link);
  rig.relay.detach(kGuests);
  CHECK(by_address("2001:db8:2::1") == Verdict::reply_link_down);
}

TEST_CASE("R3: every inner type is delivered", "[relay]") {
  Rig rig;
  for (unsigned type = 0; type < 256; ++type) {
    const Buffer inner = message(static_cast<MessageType>(type));
    REQUIRE(rig.reply(relay_reply("office", "fe80::c", inner)) == Verdict::to_client);
    CHECK(octets(rig.sent()[0].payload) == inner);
  }
}

TEST_CASE("R4 P2: the port follows the inner type, or the option", "[relay]") {
  Rig rig;
  const Buffer inner = relay_reply("x", "fe80::5", message(MessageType::reply));
  REQUIRE(rig.reply(relay_reply("below", "fe80::9", inner)) == Verdict::to_client);
  CHECK(rig.sent()[0].to.port == kServerPort);
  const auto with_port = [&](const Buffer& port) {
    REQUIRE(rig.reply(relay_reply("below", "2001:db8:3::9", inner,
                                  option(OptionCode::relay_source_port, port))) ==
            Verdict::to_client);
    return rig.sent()[0].to.port;
  };
  CHECK(with_port(octets({3, 0xe8})) == 1000);
  CHECK(with_port(octets({0, 0})) == kServerPort);
  CHECK(with_port(octets({1})) == kServerPort);
}

TEST_CASE("R8: replies without a usable message", "[relay]") {
  Rig rig;
  const Buffer whole = relay_reply("office", "fe80::c", message(MessageType::reply));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Buffer part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK(is_drop(rig.reply(part)));
    CHECK(rig.sent().empty());
  }
  CHECK(rig.reply(relay_reply("office", "fe80::c", octets({7, 0, 0}))) == Verdict::reply_malformed);
}

TEST_CASE("S1 S2: replies come from servers, never from client links", "[relay]") {
  Rig rig;
  const Buffer reply = relay_reply("office", "fe80::c", message(MessageType::reply));
  CHECK(rig.take(kOffice, "2001:db8:f::1", reply) == Verdict::reply_on_client_link);
  CHECK(rig.take(kBelow, "2001:db8:f::1", reply) == Verdict::reply_on_client_link);
  CHECK(rig.reply(reply, "2001:db8:f::3") == Verdict::reply_unknown_server);
  CHECK(rig.take(kUpstream, "2001:db8:f::2", reply, "2001:db8:e::1") == Verdict::to_client);
}

TEST_CASE("S2: where servers are asked by multicast, whoever is on that interface", "[relay]") {
  RelayConfig config = usual_config();
  config.servers = {{kAllServers, "wan", false}};
  for (RelayedLink& link : config.links) link.servers = {0};
  Rig rig(config);
  const Buffer reply = relay_reply("office", "fe80::c", message(MessageType::reply));
  CHECK(rig.reply(reply, "2001:db8:f::77") == Verdict::reply_unknown_server);  // not there yet
  rig.relay.set_interface("wan", kUpstreamIf);
  CHECK(rig.reply(reply, "2001:db8:f::77") == Verdict::to_client);
}

TEST_CASE("S3: a peer-address must be a host of the link", "[relay]") {
  Rig rig;
  const Buffer inner = message(MessageType::reply);
  for (const std::string_view peer :
       {"ff02::1", "ff02::1:2", "::", "::1", "2001:db8:1::1", "fe80::1", "2001:db8:2::5"}) {
    INFO(peer);
    CHECK(rig.reply(relay_reply("office", peer, inner)) == Verdict::reply_bad_peer);
  }
  CHECK(rig.reply(relay_reply("office", "2001:db8:1::5", inner)) == Verdict::to_client);
  // Another link's own: here it is a neighbour's.
  rig.relay.set_own({ip("fe80::1"), ip("fe80::7"), ip("2001:db8:1::1")});
  CHECK(rig.reply(relay_reply("office", "fe80::7", inner)) == Verdict::to_client);
  CHECK(rig.reply(relay_reply("office", "fe80::1", inner)) == Verdict::reply_bad_peer);
  const Buffer nested = relay_reply("x", "fe80::5", inner);
  CHECK(rig.reply(relay_reply("below", "2001:db8:77::5", nested)) == Verdict::to_client);
  CHECK(rig.reply(relay_reply("below", "ff02::1:2", nested)) == Verdict::reply_bad_peer);
}

TEST_CASE("O7: a reply for a VPN that the link does not serve", "[relay]") {
  RelayConfig config = usual_config();
  config.links[0].vpn = octets({0, 'r', 'e', 'd'});
  Rig rig(config);
  const Buffer inner = message(MessageType::reply);
  const auto with = [&](std::string_view link, const Buffer& vpn) {
    return rig.reply(
        relay_reply(link, "fe80::c", inner, option(OptionCode::virtual_subnet_selection, vpn)));
  };
  CHECK(with("office", octets({0, 'r', 'e', 'd'})) == Verdict::to_client);
  CHECK(with("office", octets({0, 'b', 'l', 'u'})) == Verdict::reply_other_vpn);
  CHECK(with("guests", octets({0, 'r', 'e', 'd'})) == Verdict::reply_other_vpn);
}

TEST_CASE("Y4: after a renumbering replies to the old address still arrive", "[relay]") {
  Rig rig;
  rig.relay.attach(kOffice, attachment_of(kOfficeIf, "eth1", "2001:db8:51::1"));
  REQUIRE(rig.take(kOffice, "fe80::c", message(MessageType::renew)) == Verdict::to_servers);
  CHECK(rig.view().link_address == ip("2001:db8:51::1"));
  const Buffer late =
      wrap(MessageType::relay_reply, 0, "2001:db8:1::1", "fe80::c", message(MessageType::reply));
  REQUIRE(rig.reply(late) == Verdict::to_client);
  CHECK(rig.sent()[0].interface == kOfficeIf);
  rig.relay.reconfigure(std::make_shared<const RelayConfig>(usual_config()));
  CHECK(rig.reply(late) == Verdict::reply_link_down);
  rig.relay.attach(kOffice, attachment_of(kOfficeIf, "eth1", "2001:db8:52::1"));
  CHECK(rig.reply(wrap(MessageType::relay_reply, 0, "2001:db8:51::1", "fe80::c",
                       message(MessageType::reply))) == Verdict::to_client);
}

TEST_CASE("Y4 F4: while a prefix is on its way out servers hear of the other", "[relay]") {
  Rig rig;
  Attachment attachment = attachment_of(kOfficeIf, "eth1", "2001:db8:1::1");
  attachment.addresses.push_back({ip("fd00::1"), 64});
  attachment.addresses[1].passing = true;
  REQUIRE(rig.relay.attach(kOffice, attachment));
  CHECK(rig.relay.link_address(kOffice) == ip("fd00::1"));
  attachment.addresses.push_back({ip("2001:db8:9::1"), 64});
  REQUIRE(rig.relay.attach(kOffice, attachment));
  CHECK(rig.relay.link_address(kOffice) == ip("2001:db8:9::1"));
  CHECK(rig.reply(wrap(MessageType::relay_reply, 0, "2001:db8:1::1", "fe80::c",
                       message(MessageType::reply))) == Verdict::to_client);
  // It is better than none.
  attachment.addresses.resize(2);
  REQUIRE(rig.relay.attach(kOffice, attachment));
  CHECK(rig.relay.link_address(kOffice) == ip("2001:db8:1::1"));
}

TEST_CASE("a server that is silent is left for the next, and taken back", "[relay]") {
  RelayConfig config = usual_config();
  for (RelayedLink& link : config.links) link.sending = Sending::failover;
  Rig rig(config);
  const Buffer solicit = message(MessageType::solicit);
  const auto targets = [&](const Buffer& payload) {
    std::string all;
    REQUIRE(rig.take(kOffice, "fe80::c", payload) == Verdict::to_servers);
    for (const Outbound& each : rig.sent())
      all += each.to.address == ip("2001:db8:f::1") ? 'a' : 'b';
    return all;
  };
  const auto answer = [&](std::string_view from, const Buffer& server_id) {
    const Buffer options = option(OptionCode::server_id, server_id);
    REQUIRE(rig.reply(relay_reply("office", "fe80::c", message(MessageType::reply, options)),
                      from) == Verdict::to_client);
  };
  CHECK(targets(solicit) == "a");
  answer("2001:db8:f::1", octets({1}));
  for (int i = 0; i < 3; ++i) {  // the third is at 8 s: unanswered since 4 s
    CHECK(targets(solicit) == "a");
    rig.pass(std::chrono::seconds(2));
  }
  CHECK(targets(solicit) == "b");
  answer("2001:db8:f::2", octets({2}));
  rig.pass(std::chrono::seconds(3));
  CHECK(targets(solicit) == "ab");  // a probe
  const Buffer to_b = message(MessageType::request, option(OptionCode::server_id, octets({2})));
  const Buffer to_a = message(MessageType::request, option(OptionCode::server_id, octets({1})));
  CHECK(targets(to_b) == "b");
  CHECK(targets(to_a) == "a");  // where it belongs, though it is down
  answer("2001:db8:f::1", octets({1}));
  CHECK(targets(solicit) == "a");
  CHECK(targets(to_b) == "b");
  for (int i = 0; i < 20; ++i) {  // nobody answers: everybody is asked
    targets(solicit);
    rig.pass(std::chrono::seconds(1));
  }
  CHECK(targets(solicit) == "ab");
}

TEST_CASE("through one to eight relays and back a message is the same", "[relay]") {
  SeededRandom random(5);
  for (unsigned depth = 1; depth <= 8; ++depth) {
    for (int round = 0; round < 20; ++round) {
      Rig rig;
      Buffer payload(kMessageHeaderSize + random.next() % 60'000);
      for (std::byte& each : payload) each = static_cast<std::byte>(random.next());
      payload[0] = std::byte{200};
      Buffer up = payload;
      for (unsigned layer = 0; layer < depth; ++layer) {
        const bool first = layer == 0;
        REQUIRE(rig.take(first ? kOffice : kBelow, "fe80::9", up) == Verdict::to_servers);
        CHECK(rig.view().hop_count == layer);
        up = octets(rig.sent()[0].payload);
      }
      Buffer down = up;
      for (unsigned layer = depth; layer > 0; --layer) {
        // What a server does: it answers each layer with the same addresses and Interface-Id.
        const RelayView view = RelayView::parse(down).value();
        const Buffer id = octets(view.options.find(OptionCode::interface_id)->body);
        const Buffer inner = octets(view.inner);
        Buffer reply = inner;
        if (layer > 1) reply[0] = std::byte{13};
        REQUIRE(rig.reply(relay_reply(as_text(id), "fe80::9", reply)) == Verdict::to_client);
        CHECK(octets(rig.sent()[0].payload) == reply);
        down = inner;
      }
      CHECK(down == payload);
    }
  }
}
