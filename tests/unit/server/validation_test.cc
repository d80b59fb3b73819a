// What a server requires of each message before it looks inside: RFC 9915 §16. One test per row,
// and every way to be discarded.
#include <array>
#include <string>

#include "libdhcp6/server/message_table.h"
#include "tests/support/catch.h"
#include "tests/support/client.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

namespace {

// A client that holds an address, so that every kind of message could be answered.
struct Bound {
  Engine engine{one_link(usual())};
  Client client{engine};
  Bound() { REQUIRE(client.na().acquire().sent); }
};

constexpr std::array kAboutLeases{MessageType::request, MessageType::renew, MessageType::release,
                                  MessageType::decline};
constexpr std::array kToAllServers{MessageType::solicit, MessageType::confirm, MessageType::rebind};

}  // namespace

TEST_CASE("Each kind of message that is as it should be is answered", "[server][rfc9915-16]") {
  Bound bound;
  CHECK(bound.client.solicit().type == MessageType::advertise);
  for (const auto type :
       {MessageType::request, MessageType::confirm, MessageType::renew, MessageType::rebind,
        MessageType::information_request, MessageType::release}) {
    CAPTURE(name(type));
    const Answer answer = bound.client.send(type);
    REQUIRE(answer.sent);
    CHECK(answer.type == MessageType::reply);
    CHECK(answer.transaction == bound.client.transaction);
  }
  REQUIRE(bound.client.request().sent);
  CHECK(bound.client.decline().type == MessageType::reply);
}

TEST_CASE("Without a Client Identifier everything but Information-request is discarded",
          "[server][rfc9915-16]") {
  Bound bound;
  bound.client.with_client_id = false;
  for (const auto type : kAboutLeases) {
    CHECK(bound.client.send(type).outcome == Outcome::dropped_no_client_id);
  }
  for (const auto type : kToAllServers) {
    CHECK(bound.client.send(type).outcome == Outcome::dropped_no_client_id);
  }
  const Answer answer = bound.client.information_request();
  CHECK(answer.sent);
  // §16.10: and then none is in the Reply.
  CHECK_FALSE(answer.has(OptionCode::client_id));
}

TEST_CASE("A Client Identifier that is no DUID is discarded", "[server][rfc9915-11.1]") {
  Bound bound;
  bound.client.with_client_id = false;
  for (const std::size_t size : {0U, 2U, 131U}) {
    CAPTURE(size);
    bound.client.options = {raw(OptionCode::client_id, Buffer(size, std::byte{7}))};
    CHECK(bound.client.solicit().outcome == Outcome::dropped_bad_client_id);
    CHECK(bound.client.information_request().outcome == Outcome::dropped_bad_client_id);
  }
  for (const std::size_t size : {3U, 130U}) {
    bound.client.options = {raw(OptionCode::client_id, Buffer(size, std::byte{7}))};
    CHECK(bound.client.solicit().sent);
  }
}

TEST_CASE("Two Client Identifiers are discarded: it is a singleton", "[server][rfc9915-21.2]") {
  Bound bound;
  bound.client.options = {raw(OptionCode::client_id, "another")};
  CHECK(bound.client.solicit().outcome == Outcome::dropped_bad_client_id);
}

TEST_CASE("Solicit, Confirm and Rebind with a Server Identifier are discarded",
          "[server][rfc9915-16.2][rfc9915-16.5][rfc9915-16.7]") {
  Bound bound;
  bound.client.server_id = octets(bound.engine.identity.duid.bytes());
  for (const auto type : kToAllServers) {
    CHECK(bound.client.send(type).outcome == Outcome::dropped_has_server_id);
  }
}

TEST_CASE("Request, Renew, Release and Decline need our Server Identifier",
          "[server][rfc9915-16.4][rfc9915-16.6][rfc9915-16.8][rfc9915-16.9]") {
  Bound bound;
  bound.client.with_server_id = false;
  for (const auto type : kAboutLeases) {
    CHECK(bound.client.send(type).outcome == Outcome::dropped_no_server_id);
  }
  bound.client.server_id = octets("someone else");
  for (const auto type : kAboutLeases) {
    CHECK(bound.client.send(type).outcome == Outcome::dropped_other_server);
  }
  CHECK(bound.engine.table->size(LeaseState::bound) == 1);
}

TEST_CASE("An Information-request may name this server, no other", "[server][rfc9915-16.12]") {
  Bound bound;
  bound.client.server_id = octets(bound.engine.identity.duid.bytes());
  CHECK(bound.client.information_request().sent);
  bound.client.server_id = octets("someone else");
  CHECK(bound.client.information_request().outcome == Outcome::dropped_other_server);
}

TEST_CASE("An Information-request with an IA of any kind is discarded", "[server][rfc9915-16.12]") {
  Bound bound;
  for (const auto code : {OptionCode::ia_na, OptionCode::ia_ta, OptionCode::ia_pd}) {
    bound.client.options = {raw(code, Buffer(12))};
    CHECK(bound.client.information_request().outcome == Outcome::dropped_has_ia);
  }
}

TEST_CASE("Messages that servers do not take are discarded",
          "[server][rfc9915-16.3][rfc9915-16.10][rfc9915-16.11]") {
  Bound bound;
  for (const auto type : {MessageType::advertise, MessageType::reply, MessageType::reconfigure}) {
    CHECK(bound.client.send(type).outcome == Outcome::dropped_not_for_server);
  }
}

TEST_CASE("A Relay-reply is discarded, whatever is inside", "[server][rfc9915-16.14]") {
  Bound bound;
  bound.client.through({ip("2001:db8:1::1"), {}, {}});
  Buffer datagram = bound.client.relayed(bound.client.message(MessageType::solicit));
  REQUIRE(bound.client.send_raw(datagram).sent);
  datagram[0] = to_byte(static_cast<unsigned>(MessageType::relay_reply));
  const Answer answer = bound.client.send_raw(datagram);
  CHECK_FALSE(answer.sent);
  CHECK(answer.outcome == Outcome::dropped_not_for_server);
}

TEST_CASE("Every message type without a row is discarded", "[server][rfc9915-16]") {
  Bound bound;
  for (unsigned type = 0; type < 256; ++type) {
    const auto code = static_cast<std::uint8_t>(type);
    if (is_relay_type(code) || message_row(code) != nullptr) continue;
    CAPTURE(type);
    CHECK(bound.client.send(MessageType{code}).outcome == Outcome::dropped_unknown_type);
  }
}

TEST_CASE("Unknown options and enterprises do not matter", "[server][rfc9915-16]") {
  Bound bound;
  bound.client.options = {{65001, octets("what is this")},
                          {65001, {}},
                          raw(OptionCode::vendor_options, octets({0xff, 0xff, 0xff, 0xff})),
                          raw(OptionCode::server_unicast, Buffer(16))};
  const Answer answer = bound.client.request();
  REQUIRE(answer.sent);
  CHECK(answer.na().leases.size() == 1);
  CHECK_FALSE(answer.has(OptionCode{65001}));
}

TEST_CASE("What does not parse is discarded", "[server][rfc9915-21.1]") {
  Bound bound;
  const Buffer whole = bound.client.message(MessageType::request);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Answer answer = bound.client.send_raw(Bytes(whole).first(size));
    CHECK(is_drop(answer.outcome) == !answer.sent);
    if (size < kMessageHeaderSize) CHECK(answer.outcome == Outcome::dropped_malformed);
  }
  Buffer more = whole;
  more.push_back({});
  CHECK(bound.client.send_raw(more).outcome == Outcome::dropped_malformed);
  for (const auto code : {OptionCode::ia_na, OptionCode::ia_pd}) {
    Client other(bound.engine, 2);
    other.options = {raw(code, Buffer(11))};
    CHECK(other.solicit().outcome == Outcome::dropped_malformed);
  }
}

TEST_CASE("Unicast from a client is not accepted, from a relay it is", "[server][rfc9915-16]") {
  Bound bound;
  bound.client.to = ip("2001:db8:1::547");
  for (const auto type : {MessageType::solicit, MessageType::request, MessageType::renew,
                          MessageType::release, MessageType::information_request}) {
    const Answer answer = bound.client.send(type);
    CHECK(answer.outcome == Outcome::dropped_unicast);
    CHECK_FALSE(answer.sent);  // nor is there a UseMulticast any more
  }
  bound.client.to.reset();
  bound.client.through({ip("2001:db8:1::1"), {}, {}});
  CHECK(bound.client.renew().sent);
}

TEST_CASE("Unicast that an earlier server invited is accepted until the date, from holders only",
          "[server][rfc9915-16]") {
  ServerConfig config = one_link(usual());
  config.legacy_unicast_until = after(kStart, Seconds{1000});
  Engine engine(config);
  Client holder(engine, 1);
  holder.na().acquire();
  Client stranger(engine, 2);
  stranger.na();
  holder.to = stranger.to = ip("2001:db8:1::547");
  CHECK(holder.renew().sent);
  CHECK(holder.request().sent);
  CHECK(holder.solicit().outcome == Outcome::dropped_unicast);
  CHECK(holder.rebind().outcome == Outcome::dropped_unicast);
  CHECK(stranger.request().outcome == Outcome::dropped_unicast);
  CHECK(holder.release().sent);
  CHECK(holder.renew().outcome == Outcome::dropped_unicast);  // holds nothing any more
  holder.to.reset();
  holder.acquire();
  holder.to = ip("2001:db8:1::547");
  engine.advance(Seconds{999});
  CHECK(holder.renew().sent);
  engine.advance(Seconds{1});
  CHECK(holder.renew().outcome == Outcome::dropped_unicast);
}

TEST_CASE("As many IAs and leases as the limits are served, one more is discarded", "[server]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  for (std::uint32_t i = 1; i <= kIasMax; ++i) client.na(i);
  CHECK(client.acquire().ias.size() == kIasMax);
  client.na(kIasMax + 1);
  CHECK(client.solicit().outcome == Outcome::dropped_too_many_ias);
  Client many(engine, 2);
  many.na(1, std::vector<Prefix>(kLeasesPerIaMax, host("2001:db8:1::77")));
  CHECK(many.solicit().sent);
  Client more(engine, 3);
  more.na(1, std::vector<Prefix>(kLeasesPerIaMax + 1, host("2001:db8:1::77")));
  CHECK(more.solicit().outcome == Outcome::dropped_too_many_ias);
}

TEST_CASE("Of two IAs with one IAID the first counts; an IA_PD has numbers of its own",
          "[server][rfc9915-21.4]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  const Answer answer = client.na(1).na(1).pd(1).acquire();
  CHECK(answer.ias.size() == 2);
  CHECK(engine.table->size() == 2);
}
