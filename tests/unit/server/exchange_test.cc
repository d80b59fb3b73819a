// The exchanges of RFC 9915 §18.3, one after the other, as a client sees them.
#include "tests/support/catch.h"
#include "tests/support/client.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

namespace {

Serve with_lifetimes(std::uint32_t preferred, std::uint32_t valid) {
  Serve serve = usual();
  serve.lifetimes = {Seconds{preferred}, Seconds{valid}, {}, {}};
  return serve;
}

void check_identifiers(const Engine& engine, const Client& client, const Answer& answer) {
  REQUIRE(answer.has(OptionCode::server_id));
  REQUIRE(answer.has(OptionCode::client_id));
  CHECK(equal(answer.find(OptionCode::server_id)->body, engine.identity.duid.bytes()));
  CHECK(equal(answer.find(OptionCode::client_id)->body, client.duid.bytes()));
}

}  // namespace

TEST_CASE("Solicit, Advertise, Request, Reply: the client gets what was offered",
          "[server][rfc9915-18.3.1][rfc9915-18.3.2][rfc9915-18.3.9]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  const Answer advertise = client.na().pd().solicit();
  CHECK(advertise.type == MessageType::advertise);
  CHECK(advertise.outcome == Outcome::replied);
  check_identifiers(engine, client, advertise);
  // An offer changes nothing and waits for nothing.
  CHECK(advertise.after == CommitId::none);
  CHECK(engine.table->size() == 0);
  CHECK(engine.journal->open_bytes() == 0);

  const Answer reply = client.request();
  CHECK(reply.type == MessageType::reply);
  check_identifiers(engine, client, reply);
  CHECK(reply.address() == advertise.address());
  CHECK(reply.prefix() == advertise.prefix());
  CHECK(net("2001:db8:1::/64").contains(reply.address()));
  CHECK(net("2001:db8:1000::/40").contains(reply.prefix()));
  CHECK(reply.prefix().length() == 56);
  CHECK(reply.na().lease(reply.address()).preferred == Seconds{43200});
  CHECK(reply.na().lease(reply.address()).valid == Seconds{86400});
  // A promise waits until it is durable.
  CHECK(reply.after != CommitId::none);
  CHECK(engine.table->size(LeaseState::bound) == 2);
  const auto lease = engine.lease(reply.address());
  REQUIRE(lease);
  CHECK(lease->event == LeaseEvent::grant);
  CHECK(lease->link == LinkId{0});
  CHECK(lease->expires == after(kStart, Seconds{86400}));
  CHECK(equal(lease->duid, client.duid.bytes()));
}

TEST_CASE("The answer goes to where the question came from, port 546 whatever the source port",
          "[server][rfc9915-7.2][rfc9915-18.3.10]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  client.port = 40000;
  const Answer answer = client.na().solicit();
  CHECK(answer.to == Endpoint{client.address, 546});
  CHECK(answer.interface == client.interface);
}

TEST_CASE("A retransmitted Request is answered anew, with fresh lifetimes",
          "[server][rfc9915-18.3.2]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  const Answer first = client.na().acquire();
  engine.advance(Seconds{10});
  const Answer second = client.request();
  CHECK(second.datagram == first.datagram);
  CHECK(second.after != CommitId::none);
  CHECK(engine.lease(first.address())->expires == after(kStart, Seconds{86410}));
  CHECK(engine.lease(first.address())->since == kStart);
  CHECK(engine.table->size() == 1);
}

TEST_CASE("Lifetimes, T1 and T2 of a client are ignored",
          "[server][rfc9915-21.4][rfc9915-21.6][rfc9915-21.21][rfc9915-21.22]") {
  Engine engine(one_link(usual()));
  Client plain(engine);
  const Answer expected = plain.na().pd().acquire();
  for (const std::uint32_t value : {1U, 77U, 0xfffffffeU, 0xffffffffU}) {
    plain.lifetimes = value;
    for (const auto type : {MessageType::request, MessageType::renew, MessageType::rebind}) {
      CHECK(plain.send(type).datagram == expected.datagram);
    }
  }
}

TEST_CASE("T1 and T2 are 0.5 and 0.8 of the shortest preferred lifetime, equal in all IAs",
          "[server][rfc9915-18.3.2][rfc9915-21.4]") {
  Serve serve = usual();
  serve.prefixes[0].lifetimes = Lifetimes{Seconds{1000}, Seconds{2000}, {}, {}};
  serve.delegate[0].lifetimes = Lifetimes{Seconds{4000}, Seconds{9000}, {}, {}};
  Engine engine(one_link(serve));
  Client client(engine);
  client.na(1).pd(1).na(2);
  for (const auto type :
       {MessageType::solicit, MessageType::request, MessageType::renew, MessageType::rebind}) {
    const Answer answer = client.send(type);
    REQUIRE(answer.ias.size() == 3);
    for (const DecodedIa& ia : answer.ias) {
      CHECK(ia.t1 == Seconds{500});
      CHECK(ia.t2 == Seconds{800});
    }
    CHECK(answer.pd().leases[0].preferred == Seconds{4000});
  }
}

TEST_CASE("Configured T1 and T2 are used; T1 never passes T2", "[server][rfc9915-21.4]") {
  Serve serve = usual();
  serve.lifetimes = {Seconds{1000}, Seconds{2000}, Seconds{100}, Seconds{300}};
  SECTION("as they are") {
    Engine engine(one_link(serve));
    Client client(engine);
    const Answer answer = client.na().acquire();
    CHECK(answer.na().t1 == Seconds{100});
    CHECK(answer.na().t2 == Seconds{300});
  }
  SECTION("the least of several leases") {
    serve.delegate[0].lifetimes = Lifetimes{Seconds{60}, Seconds{90}, {}, {}};
    Engine engine(one_link(serve));
    Client client(engine);
    const Answer answer = client.na().pd().acquire();
    CHECK(answer.na().t1 == Seconds{30});
    CHECK(answer.na().t2 == Seconds{48});
    CHECK(answer.pd().t1 == Seconds{30});
  }
  SECTION("infinity") {
    serve.lifetimes = {kInfinity, kInfinity, {}, {}};
    Engine engine(one_link(serve));
    Client client(engine);
    const Answer answer = client.na().acquire();
    CHECK(answer.na().t1 == kInfinity);
    CHECK(answer.na().t2 == kInfinity);
    CHECK(engine.lease(answer.address())->expires == kNever);
    CHECK_FALSE(engine.server->deadline());
    engine.advance(Seconds{2'000'000'000});
    CHECK(engine.lease(answer.address())->state == LeaseState::bound);
  }
}

TEST_CASE("An IA gets one address of each prefix of the link", "[server][rfc9915-21.4]") {
  Serve serve = usual();
  serve.prefixes.push_back(on_link("fd00:1::/64"));
  Engine engine(one_link(serve));
  Client client(engine);
  const Answer answer = client.na().acquire();
  REQUIRE(answer.na().leases.size() == 2);
  CHECK(net("2001:db8:1::/64").contains(answer.na().leases[0].resource));
  CHECK(net("fd00:1::/64").contains(answer.na().leases[1].resource));
  CHECK(client.renew().live() == answer.live());
  CHECK(engine.table->size(LeaseState::bound) == 2);
}

TEST_CASE("Several IAs of one message get different leases", "[server][rfc9915-18.3.2]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  const Answer answer = client.na(1).na(2).pd(1).pd(2).acquire();
  CHECK(answer.address(1) != answer.address(2));
  CHECK(answer.prefix(1) != answer.prefix(2));
  CHECK(client.request().live() == answer.live());
}

TEST_CASE("An IA_TA is ignored and the rest is served", "[server][rfc9915-21.5]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  client.options = {raw(OptionCode::ia_ta, octets({0, 0, 0, 1}))};
  const Answer alone = client.solicit();
  CHECK(alone.sent);
  CHECK(alone.ias.empty());
  CHECK_FALSE(alone.status);
  CHECK(engine.server->last().ignored_ia_ta);
  const Answer both = client.na().solicit();
  CHECK(both.ias.size() == 1);
  CHECK_FALSE(both.has(OptionCode::ia_ta));
  client.options = {raw(OptionCode::ia_ta, "x")};  // not even looked into
  CHECK(client.request().address() == both.address());
  CHECK(client.release().sent);
}

TEST_CASE("Rapid Commit is answered at once where it is configured",
          "[server][rfc9915-18.3.1][rfc9915-21.14]") {
  Serve serve = usual();
  SECTION("on") {
    serve.rapid_commit = true;
    serve.preference = 9;
    Engine engine(one_link(serve));
    Client client(engine);
    const Answer reply = client.na().rapid();
    CHECK(reply.type == MessageType::reply);
    REQUIRE(reply.has(OptionCode::rapid_commit));
    CHECK(reply.find(OptionCode::rapid_commit)->body.empty());
    CHECK_FALSE(reply.has(OptionCode::preference));
    CHECK(reply.after != CommitId::none);
    CHECK(engine.lease(reply.address())->state == LeaseState::bound);
    // The client has to ask for it.
    Client other(engine, 2);
    CHECK(other.na().solicit().type == MessageType::advertise);
    CHECK_FALSE(other.request().has(OptionCode::rapid_commit));
  }
  SECTION("off") {
    Engine engine(one_link(serve));
    Client client(engine);
    const Answer advertise = client.na().rapid();
    CHECK(advertise.type == MessageType::advertise);
    CHECK_FALSE(advertise.has(OptionCode::rapid_commit));
    CHECK(engine.table->size() == 0);
  }
}

TEST_CASE("The preference stands in an Advertise and is 0, unsaid, by default",
          "[server][rfc9915-18.3.9][rfc9915-21.8]") {
  Serve serve = usual();
  Engine plain(one_link(serve));
  CHECK_FALSE(Client(plain).na().solicit().has(OptionCode::preference));
  serve.preference = 255;
  Engine engine(one_link(serve));
  Client client(engine);
  CHECK(client.na().solicit().find(OptionCode::preference)->body == octets({255}));
  CHECK_FALSE(client.request().has(OptionCode::preference));
}

TEST_CASE("A Request with an address of another link gets NotOnLink and nothing else",
          "[server][rfc9915-18.3.2]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  client.learns = false;
  client.na(1, {host("2001:db8:1::5"), host("2001:db8:2::5")})
      .na(2)
      .pd(1, {net("2001:db8:2::/56")});
  const Answer answer = client.request();
  CHECK(answer.na(1).status == StatusCode::not_on_link);
  CHECK(answer.na(1).leases.empty());
  CHECK(answer.na(1).t1 == Seconds{0});
  CHECK(answer.na(2).leases.size() == 1);
  CHECK(answer.pd(1).leases.size() == 1);  // §18.3.2 has NotOnLink for an IA_NA only
  CHECK(answer.outcome == Outcome::no_leases);
  // In a Solicit it is only a hint that cannot be followed, and must not come back.
  const Answer advertise = client.solicit();
  CHECK_FALSE(advertise.na(1).has(host("2001:db8:2::5")));
  CHECK(advertise.na(1).leases.size() == 1);
}

TEST_CASE("The unspecified address is no hint and no address of another link",
          "[server][rfc9915-21.6]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  client.na(1, {host("::")});
  CHECK(client.request().na().leases.size() == 1);
}

TEST_CASE("Confirm tells whether all addresses fit the link", "[server][rfc9915-18.3.3]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  client.learns = false;
  client.na(1, {host("2001:db8:1::5")}).na(2, {host("2001:db8:1::6")});
  const Answer good = client.confirm();
  CHECK(good.status == StatusCode::success);
  CHECK(good.ias.empty());
  CHECK(good.after == CommitId::none);
  CHECK(engine.table->size() == 0);
  check_identifiers(engine, client, good);
  client.ias[1].named.push_back(host("2001:db8:2::6"));
  CHECK(client.confirm().status == StatusCode::not_on_link);
}

TEST_CASE("A Confirm that cannot be judged is not answered", "[server][rfc9915-18.3.3]") {
  Serve serve = usual();
  SECTION("no addresses in it") {
    Engine engine(one_link(serve));
    Client client(engine);
    CHECK(client.confirm().outcome == Outcome::dropped_cannot_confirm);
    CHECK(client.na().confirm().outcome == Outcome::dropped_cannot_confirm);
    CHECK(client.pd(1, {net("2001:db8:1000::/56")}).confirm().outcome ==
          Outcome::dropped_cannot_confirm);
  }
  SECTION("the prefixes of the link are not known") {
    serve.prefixes.clear();
    Engine engine(one_link(serve));
    CHECK(Client(engine).na(1, {host("2001:db8:1::5")}).confirm().outcome ==
          Outcome::dropped_cannot_confirm);
  }
}

TEST_CASE("Renew extends what the client holds", "[server][rfc9915-18.3.4]") {
  Engine engine(one_link(with_lifetimes(100, 200)));
  Client client(engine);
  const Answer first = client.na().pd().acquire();
  engine.advance(Seconds{50});
  const Answer renewed = client.renew();
  CHECK(renewed.datagram == first.datagram);
  for (const Resource& resource : renewed.live()) {
    CHECK(engine.lease(resource)->event == LeaseEvent::renew);
    CHECK(engine.lease(resource)->expires == after(kStart, Seconds{250}));
    CHECK(engine.lease(resource)->since == kStart);
  }
  CHECK(renewed.after != CommitId::none);
}

TEST_CASE("Renew of an unknown IA makes a binding, or gets NoBinding", "[server][rfc9915-18.3.4]") {
  Serve serve = usual();
  serve.bind_on_renew = GENERATE(true, false);
  Engine engine(one_link(serve));
  Client client(engine);
  client.na(1, {host("2001:db8:1::5")}).pd(1, {net("2001:db8:1000::/56")});
  const Answer answer = client.renew();
  if (serve.bind_on_renew) {
    CHECK(answer.address() == host("2001:db8:1::5"));
    CHECK(answer.prefix() == net("2001:db8:1000::/56"));
    CHECK(engine.lease(answer.address())->event == LeaseEvent::grant);
  } else {
    CHECK(answer.na().status == StatusCode::no_binding);
    CHECK(answer.pd().status == StatusCode::no_binding);
    CHECK(answer.na().leases.empty());
    CHECK(engine.table->size() == 0);
    CHECK(answer.after == CommitId::none);
  }
}

TEST_CASE("Renew of a lease of somebody else gets another and lifetimes of zero",
          "[server][rfc9915-18.3.4]") {
  Engine engine(one_link(usual()));
  Client holder(engine, 1);
  const Resource held = holder.na().acquire().address();
  Client thief(engine, 2);
  const Answer answer = thief.na(1, {held}).renew();
  CHECK(answer.na().lease(held).valid == Seconds{0});
  CHECK(answer.na().lease(held).preferred == Seconds{0});
  REQUIRE(answer.live().size() == 1);
  CHECK(answer.live()[0] != held);
  CHECK(equal(engine.lease(held)->duid, holder.duid.bytes()));
}

TEST_CASE("Renew and Rebind after a move withdraw what is not of the link",
          "[server][rfc9915-18.3.4][rfc9915-18.3.5]") {
  ServerConfig config = one_link(usual());
  Serve elsewhere;
  elsewhere.prefixes.push_back(on_link("2001:db8:2::/64"));
  elsewhere.delegate.push_back(delegation("2001:db8:2000::/40", 56));
  config.links.push_back(link("other", elsewhere));
  Engine engine(config);
  Client client(engine);
  const Answer before = client.na().pd().acquire();
  client.link = LinkId{1};
  const auto type = GENERATE(MessageType::renew, MessageType::rebind);
  const Answer answer = client.send(type);
  for (const Resource& old : before.live()) {
    const DecodedIa& ia = is_address(old) ? answer.na() : answer.pd();
    CHECK(ia.lease(old).valid == Seconds{0});
  }
  REQUIRE(answer.live().size() == 2);
  CHECK(net("2001:db8:2::/64").contains(answer.live()[0]));
  CHECK(net("2001:db8:2000::/40").contains(answer.live()[1]));
}

TEST_CASE("Rebind extends a known lease", "[server][rfc9915-18.3.5]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  const Answer first = client.na().pd().acquire();
  engine.advance(Seconds{50});
  CHECK(client.rebind().datagram == first.datagram);
  CHECK(engine.lease(first.address())->event == LeaseEvent::rebind);
}

TEST_CASE("Rebind of an unknown IA binds only where Rapid Commit may", "[server][rfc9915-18.3.5]") {
  Serve serve = usual();
  SECTION("off: NoBinding, but what is off the link is withdrawn") {
    Engine engine(one_link(serve));
    Client client(engine);
    client.learns = false;
    client.na(1, {host("2001:db8:1::5")}).na(2, {host("2001:db8:9::5"), host("2001:db8:1::6")});
    const Answer answer = client.rebind();
    CHECK(answer.na(1).status == StatusCode::no_binding);
    CHECK(answer.na(1).leases.empty());
    CHECK(answer.na(2).lease(host("2001:db8:9::5")).valid == Seconds{0});
    CHECK_FALSE(answer.na(2).has(host("2001:db8:1::6")));
    CHECK_FALSE(answer.na(2).status);
    CHECK(engine.table->size() == 0);
  }
  SECTION("on: a new binding") {
    serve.rapid_commit = true;
    Engine engine(one_link(serve));
    Client client(engine);
    const Answer answer = client.na(1, {host("2001:db8:1::5")}).rebind();
    CHECK(answer.address() == host("2001:db8:1::5"));
    CHECK(answer.after != CommitId::none);
  }
  SECTION("on: what is another client's is not given, nor withdrawn") {
    serve.rapid_commit = true;
    Engine engine(one_link(serve));
    Client holder(engine, 2);
    const Resource held = holder.na().acquire().address();
    const Answer answer = Client(engine).na(1, {held}).rebind();
    CHECK_FALSE(answer.na().has(held));
    CHECK(answer.na().leases.size() == 1);
  }
}

TEST_CASE("A message without IAs gets an answer without IAs", "[server][rfc9915-18.3]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  for (const auto type : {MessageType::solicit, MessageType::request, MessageType::renew,
                          MessageType::rebind, MessageType::release, MessageType::decline}) {
    const Answer answer = client.send(type);
    CHECK(answer.sent);
    CHECK(answer.ias.empty());
    CHECK(answer.after == CommitId::none);
  }
}

TEST_CASE("What one IA names and another gets is not withdrawn", "[server][rfc9915-18.3.4]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  client.learns = false;
  const Resource held = client.na(2).acquire().address(2);
  client.nothing().na(1, {held}).na(2, {held});  // the client numbers its IAs anew, half-way
  const Answer answer = client.renew();
  CHECK_FALSE(answer.na(1).has(held));
  CHECK(answer.na(1).leases.size() == 1);
  CHECK(answer.address(2) == held);
}
