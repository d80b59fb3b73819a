// Relayed messages: which link they are of (RFC 9915 §13.1), and the way back (§19.3).
#include <algorithm>
#include <string>

#include "libdhcp6/lease/details.h"
#include "libdhcp6/wire/writer.h"
#include "tests/support/catch.h"
#include "tests/support/client.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

namespace {

Serve of(std::string_view prefix) {
  Serve serve;
  serve.prefixes.push_back(on_link(prefix));
  return serve;
}

// lan: attached. berlin, paris: reached through relays; port7: of one relay's port.
ServerConfig sites() {
  ServerConfig config = one_link(of("2001:db8:1::/64"));
  Link berlin = link("berlin", of("2001:db8:2::/64"));
  berlin.relayed.link_addresses = {net("fd00:2::/64")};
  Link paris = link("paris", of("2001:db8:3::/64"));
  paris.relayed.link_addresses = {net("fd00:2::100/120")};  // inside of Berlin's
  Link port7 = link("port7", of("2001:db8:7::/64"));
  port7.relayed.interface_ids = {octets("port7")};
  Link both = link("both", of("2001:db8:8::/64"));
  both.relayed.link_addresses = {net("fd00:8::/64")};
  both.relayed.interface_ids = {octets("vlan8")};
  Link dark = link("dark", Serve{});
  dark.serve.reset();
  dark.relayed.link_addresses = {net("fd00:9::/64")};
  config.links.insert(config.links.end(), {berlin, paris, port7, both, dark});
  return config;
}

struct Sites {
  Engine engine{sites()};
  Client client{engine};
  Sites() { client.na(); }
  // The prefix that is given to a client behind this relay.
  std::string given() {
    const Answer answer = client.solicit();
    if (!answer.sent) return "none";
    return Prefix::containing(answer.address().base(), 64).to_string();
  }
};

RawOption interface_id(std::string_view text) {
  return raw(OptionCode::interface_id, text);
}

}  // namespace

TEST_CASE("The innermost link-address that is not zero tells the link", "[server][rfc9915-13.1]") {
  Sites sites;
  sites.client.through({ip("fd00:2::1"), {}, {}});
  CHECK(sites.given() == "2001:db8:2::/64");
  CHECK(sites.engine.server->last().link_choice == LinkChoice::link_address);
  sites.client.through({ip("2001:db8:3::1"), {}, {}});  // further out: does not matter
  CHECK(sites.given() == "2001:db8:2::/64");
  sites.client.relays[0].link_address = {};  // RFC 6221 §5.1: a layer-2 relay
  CHECK(sites.given() == "2001:db8:3::/64");
}

TEST_CASE("A prefix of the link serves as its relay's link-address too", "[server][rfc9915-13.1]") {
  Sites sites;
  sites.client.through({ip("2001:db8:3::1"), {}, {}});
  CHECK(sites.given() == "2001:db8:3::/64");
}

TEST_CASE("Of several matching prefixes the longest counts", "[server]") {
  Sites sites;
  sites.client.through({ip("fd00:2::123"), {}, {}});
  CHECK(sites.given() == "2001:db8:3::/64");
  sites.client.relays[0].link_address = ip("fd00:2::223");
  CHECK(sites.given() == "2001:db8:2::/64");
}

TEST_CASE("An Interface-Id finds a link by itself, with or without link-address", "[server]") {
  Sites sites;
  sites.client.through({{}, {}, {interface_id("port7")}});
  CHECK(sites.given() == "2001:db8:7::/64");
  CHECK(sites.engine.server->last().link_choice == LinkChoice::interface_id);
  sites.client.relays[0].link_address = ip("fd00:dead::1");
  CHECK(sites.given() == "2001:db8:7::/64");
}

TEST_CASE("With both configured, link-address and Interface-Id must match", "[server]") {
  Sites sites;
  sites.client.through({ip("fd00:8::1"), {}, {interface_id("vlan8")}});
  CHECK(sites.given() == "2001:db8:8::/64");
  sites.client.relays[0].options = {interface_id("vlan9")};
  CHECK(sites.client.solicit().outcome == Outcome::dropped_no_link);
  sites.client.relays[0].options.clear();
  CHECK(sites.client.solicit().outcome == Outcome::dropped_no_link);
  sites.client.relays[0] = {{}, {}, {interface_id("vlan8")}};
  CHECK(sites.given() == "2001:db8:1::/64");  // a layer-2 relay on our own link
}

TEST_CASE("A layer-2 relay's zero link-address leaves the client on our own link",
          "[server][rfc6221-5.1]") {
  Sites sites;
  sites.client.through({{}, {}, {interface_id("ge-0/0/3")}});
  CHECK(sites.given() == "2001:db8:1::/64");
  CHECK(sites.engine.server->last().link_choice == LinkChoice::interface);
  sites.client.link = kNoLink;
  CHECK(sites.client.solicit().outcome == Outcome::dropped_no_link);
}

TEST_CASE("From nowhere that is configured, and on links without service, nothing is answered",
          "[server]") {
  Sites sites;
  sites.client.link = kNoLink;
  CHECK(sites.client.solicit().outcome == Outcome::dropped_no_link);
  sites.client.link = LinkId{5};
  CHECK(sites.client.solicit().outcome == Outcome::dropped_not_serving);
  sites.client.through({ip("fd00:9::1"), {}, {}});
  CHECK(sites.client.solicit().outcome == Outcome::dropped_not_serving);
  sites.client.relays[0].link_address = ip("fd00:a::1");
  CHECK(sites.client.solicit().outcome == Outcome::dropped_no_link);
}

TEST_CASE("The answer wraps as many Relay-replies as there were Relay-forwards",
          "[server][rfc9915-19.3]") {
  for (std::size_t layers = 1; layers <= kRelayLayersMax; ++layers) {
    CAPTURE(layers);
    Sites sites;
    Client direct(sites.engine);
    direct.na().link = LinkId{1};
    const Answer plain = direct.solicit();
    for (std::size_t i = 0; i < layers; ++i) {
      RelayLayer relay{i == 0 ? ip("fd00:2::1") : Ipv6Address{}, {}, {}};
      relay.options = {interface_id("if" + std::to_string(i)), raw(OptionCode::remote_id, "who")};
      if (i % 2 == 0) relay.options.push_back(raw(OptionCode::relay_source_port, octets({3, 232})));
      sites.client.through(relay);
    }
    const Answer answer = sites.client.solicit();
    REQUIRE(answer.sent);
    // The same by hand, from the inside out.
    Buffer expected = plain.datagram;
    for (std::size_t i = 0; i < layers; ++i) {
      Buffer buffer(4000, std::byte{0x2a});
      Writer writer{MutableBytes(buffer)};
      writer.u8(13).u8(static_cast<std::uint8_t>(i));
      writer.address(i == 0 ? ip("fd00:2::1") : Ipv6Address{});
      writer.address(i == 0 ? sites.client.address
                            : Ipv6Address::from_halves(0xfe80000000000000U, 0xa0 + i - 1));
      writer.option(OptionCode::interface_id, octets("if" + std::to_string(i)));
      if (i % 2 == 0) writer.option(OptionCode::relay_source_port, octets({3, 232}));
      writer.option(OptionCode::relay_message, expected);
      expected = octets(writer.written());
    }
    CHECK(answer.datagram == expected);
    // §7.2, §18.3.10: to the last relay, at the well-known port.
    CHECK(answer.to.address == Ipv6Address::from_halves(0x20010db8ffff0000U, layers));
  }
}

TEST_CASE("One relay layer more than the hop limit allows is discarded", "[server][rfc9915-7.6]") {
  Sites sites;
  for (std::size_t i = 0; i <= kRelayLayersMax; ++i) {
    sites.client.through({ip("fd00:2::1"), {}, {}});
  }
  CHECK(sites.client.solicit().outcome == Outcome::dropped_too_many_relays);
}

TEST_CASE("A Relay-reply goes to port 547, or where the Relay Source Port option wants it",
          "[server][rfc9915-7.2][rfc8357-5.2]") {
  Sites sites;
  sites.client.through({ip("fd00:2::1"), {}, {}}).through({{}, {}, {}});
  sites.client.relay_port = 2000;
  CHECK(sites.client.solicit().to.port == 547);
  // In an inner layer it is a relay's business, not ours.
  sites.client.relays[0].options = {raw(OptionCode::relay_source_port, octets({0, 0}))};
  CHECK(sites.client.solicit().to.port == 547);
  sites.client.relays[1].options = {raw(OptionCode::relay_source_port, octets({3, 232}))};
  const Answer answer = sites.client.solicit();
  CHECK(answer.to.port == 2000);
  CHECK(answer.relays[0].options[0].body == octets({0, 0}));
  CHECK(answer.relays[1].options[0].body == octets({3, 232}));
}

TEST_CASE("Echo Request gives back what it names, once, also what we do not know",
          "[server][rfc4994-5]") {
  Sites sites;
  RelayLayer relay{ip("fd00:2::1"), {}, {}};
  relay.options = {interface_id("if"),
                   raw(OptionCode::subscriber_id, "sub"),
                   {65000, octets("?")},
                   raw(OptionCode::remote_id, "not asked for"),
                   codes(OptionCode::echo_request,
                         {OptionCode::interface_id, OptionCode::subscriber_id, OptionCode{65000},
                          OptionCode::relay_message, OptionCode::client_link_layer_address})};
  sites.client.through(relay);
  const Answer answer = sites.client.solicit();
  REQUIRE(answer.relays[0].options.size() == 3);
  CHECK(answer.relays[0].options[0].body == octets("if"));
  CHECK(answer.relays[0].options[1].body == octets("sub"));
  CHECK(answer.relays[0].options[2].code == 65000);
  CHECK_FALSE(answer.has(OptionCode::subscriber_id));
}

TEST_CASE("An option that a relay supplies reaches the client, if it may and we have none",
          "[server][rfc6422-6]") {
  constexpr auto kDomain = OptionCode::erp_local_domain;
  const auto supplied = [](std::initializer_list<RawOption> options) {
    Buffer buffer(100);
    Writer writer{MutableBytes(buffer)};
    for (const RawOption& o : options) writer.option(OptionCode{o.code}, o.body);
    return raw(OptionCode::relay_supplied_options, octets(writer.written()));
  };
  ServerConfig config = sites();
  const bool ours = GENERATE(false, true);
  const bool of_host = GENERATE(false, true);
  if (ours) config.links[1].serve->options = {option(value(kDomain), octets("ours"))};
  if (of_host) {
    config.hosts.push_back(known_host("h", by_duid(octets({0, 2, 0, 0, 126, 217, 0, 0, 0, 1}))));
    config.hosts[0].options = {option(value(kDomain), octets("host"))};
  }
  Engine engine(config);
  Client client(engine);
  client.na().through({ip("fd00:2::1"),
                       {},
                       {supplied({raw(OptionCode::dns_servers, "no"), raw(kDomain, "inner")})}});
  client.through({{}, {}, {supplied({raw(kDomain, "outer")})}});
  CHECK_FALSE(client.solicit().has(kDomain));
  client.wants({kDomain, OptionCode::dns_servers});
  const Answer answer = client.solicit();
  REQUIRE(answer.has(kDomain));
  CHECK(answer.find(kDomain)->body == octets(of_host ? "host" : ours ? "ours" : "inner"));
  CHECK(std::ranges::count(answer.options, value(kDomain), &RawOption::code) == 1);
  CHECK_FALSE(answer.has(OptionCode::dns_servers));
}

TEST_CASE("A lease remembers which relay it came through", "[server]") {
  Sites sites;
  sites.client.through({ip("fd00:2::1"),
                        {},
                        {interface_id("if1"), raw(OptionCode::remote_id, "r"),
                         link_layer_option("02:aa:00:00:00:01")}});
  const Resource held = sites.client.acquire().address();
  const auto details = decode_details(sites.engine.lease(held)->details);
  REQUIRE(details);
  CHECK(details->relay == ip("fd00:2::1"));
  CHECK(details->peer == sites.client.address);
  CHECK(as_text(details->interface_id) == "if1");
  CHECK(as_text(details->remote_id) == "r");
  CHECK(details->link_layer.to_string() == "02:aa:00:00:00:01");
}
