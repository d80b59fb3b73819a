// Which configured options an answer carries, and in which messages.
#include <algorithm>
#include <string>
#include <vector>

#include "libdhcp6/lease/details.h"
#include "tests/support/catch.h"
#include "tests/support/client.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

namespace {

constexpr auto kDns = OptionCode::dns_servers;
constexpr auto kSearch = OptionCode::domain_search;
constexpr auto kRefresh = OptionCode::information_refresh_time;

Buffer servers(unsigned number) {
  return Buffer(16, to_byte(number));
}

}  // namespace

TEST_CASE("Configured options come to those who request them", "[server][options][rfc9915-18.3]") {
  Serve serve = usual();
  serve.options = {option(value(kDns), servers(1)), option(value(kSearch), octets({1, 'x', 0}))};
  Engine engine(one_link(serve));
  Client client(engine);
  client.na();
  for (const auto type : {MessageType::solicit, MessageType::request, MessageType::renew,
                          MessageType::rebind, MessageType::information_request}) {
    client.options.clear();
    CHECK_FALSE(client.send(type).has(kDns));
    client.wants({kDns, OptionCode::sntp_servers, kDns});
    const Answer answer = client.send(type);
    REQUIRE(answer.has(kDns));
    CHECK(answer.find(kDns)->body == servers(1));
    CHECK(std::ranges::count(answer.options, value(kDns), &RawOption::code) == 1);
    CHECK_FALSE(answer.has(kSearch));
    CHECK_FALSE(answer.has(OptionCode::sntp_servers));
  }
  for (const auto type : {MessageType::confirm, MessageType::release, MessageType::decline}) {
    CHECK_FALSE(client.send(type).has(kDns));
  }
}

TEST_CASE("What may not be requested is not sent because it was",
          "[server][options][rfc9915-21.7]") {
  Serve serve = usual();
  const auto body = octets({0, 0, 0x7e, 0xd9, 0, 1, 'x'});
  serve.options = {option(value(OptionCode::vendor_class), body)};
  Engine engine(one_link(serve));
  Client client(engine);
  client.na().wants({OptionCode::vendor_class});
  CHECK_FALSE(client.solicit().has(OptionCode::vendor_class));
}

TEST_CASE("An option that is to be sent always comes without being requested",
          "[server][options]") {
  Serve serve = usual();
  serve.options = {option(value(kDns), servers(1), true)};
  Engine engine(one_link(serve));
  Client client(engine);
  CHECK(client.na().solicit().has(kDns));
  CHECK(client.information_request().has(kDns));
}

TEST_CASE("The host's option hides the link's, and that hides the server's", "[server][options]") {
  ServerConfig config = one_link(usual());
  config.options = {option(value(kDns), servers(1)), option(value(kSearch), octets({1, 's', 0})),
                    option(value(OptionCode::sntp_servers), servers(1))};
  config.links[0].serve->options = {option(value(kDns), servers(2)),
                                    option(value(kSearch), octets({1, 'l', 0}))};
  Host host = known_host("h", by_mac("02:00:00:00:00:01"));
  host.options = {option(value(kDns), servers(3))};
  config.hosts.push_back(host);
  Engine engine(config);
  for (const std::uint32_t number : {1U, 2U}) {
    Client client(engine, number);
    client.wants({kDns, kSearch, OptionCode::sntp_servers});
    const Answer answer = client.information_request();
    CHECK(answer.find(kDns)->body == servers(number == 1 ? 3 : 2));
    CHECK(answer.find(kSearch)->body == octets({1, 'l', 0}));
    CHECK(answer.find(OptionCode::sntp_servers)->body == servers(1));
    CHECK(answer.options.size() == 5);
  }
}

TEST_CASE("An option of many instances comes with all of them", "[server][options]") {
  Serve serve = usual();
  const auto code = OptionCode::vendor_options;
  serve.options = {option(value(code), octets({0, 0, 0, 1})),
                   option(value(code), octets({0, 0, 0, 2}))};
  Engine engine(one_link(serve));
  Client client(engine);
  const Answer answer = client.wants({code}).information_request();
  CHECK(std::ranges::count(answer.options, value(code), &RawOption::code) == 2);
}

TEST_CASE("The refresh time stands only in the Reply to an Information-request",
          "[server][options][rfc9915-21.23]") {
  Serve serve = usual();
  serve.rapid_commit = true;
  serve.options = {option(value(kRefresh), octets({0, 0, 14, 16}), GENERATE(false, true))};
  Engine engine(one_link(serve));
  Client client(engine);
  client.na().wants({kRefresh});
  CHECK(client.information_request().has(kRefresh));
  for (const auto type :
       {MessageType::solicit, MessageType::request, MessageType::renew, MessageType::rebind}) {
    CHECK_FALSE(client.send(type).has(kRefresh));
  }
  CHECK_FALSE(client.rapid().has(kRefresh));
}

TEST_CASE("Option codes of private use can be requested, many and in any order",
          "[server][options]") {
  Serve serve = usual();
  serve.options = {option(600, octets("a")), option(65535, octets("z"))};
  Engine engine(one_link(serve));
  Client client(engine);
  std::vector<OptionCode> wanted;
  for (unsigned i = 0; i < 60; ++i)
    wanted.push_back(OptionCode{static_cast<std::uint16_t>(1000 + i)});
  wanted.push_back(OptionCode{65535});
  wanted.push_back(OptionCode{600});
  CHECK(client.wants(wanted).information_request().options.size() == 4);
  // An odd last byte is no code.
  client.options[0].body.push_back({});
  CHECK(client.information_request().sent);
}

TEST_CASE("The identifiers come first, then what is about leases, then the rest",
          "[server][options][rfc9915-18.3]") {
  Serve serve = usual();
  serve.preference = 1;
  serve.options = {option(value(kDns), servers(1), true)};
  Engine engine(one_link(serve));
  Client client(engine);
  const Answer answer = client.na().pd().solicit();
  std::vector<OptionCode> order;
  for (const RawOption& o : answer.options) order.push_back(OptionCode{o.code});
  CHECK(order == std::vector{OptionCode::server_id, OptionCode::client_id, OptionCode::preference,
                             OptionCode::ia_na, OptionCode::ia_pd, kDns});
}

TEST_CASE("Obsolete options and status codes are never sent",
          "[server][rfc9915-21.12][rfc9915-21.13]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  client.na().wants({OptionCode::server_unicast, OptionCode::ia_ta});
  for (const auto type : {MessageType::solicit, MessageType::request, MessageType::renew,
                          MessageType::information_request}) {
    const Answer answer = client.send(type);
    CHECK_FALSE(answer.has(OptionCode::server_unicast));
    CHECK_FALSE(answer.has(OptionCode::ia_ta));
    CHECK_FALSE(answer.has(OptionCode::authentication));
  }
}

TEST_CASE("The client's name is remembered if it is one", "[server]") {
  Engine engine(one_link(usual()));
  Client client(engine);
  client.options = {raw(OptionCode::client_fqdn, octets({0, 3, 'l', 'a', 'p', 1, 'x', 0}))};
  const Resource held = client.na().acquire().address();
  const auto name = [&] {
    return std::string(decode_details(engine.lease(held)->details)->hostname);
  };
  CHECK(name() == "lap.x");
  client.options.clear();
  client.renew();
  CHECK(name() == "lap.x");  // said once, known until it says otherwise
  client.options = {raw(OptionCode::client_fqdn, octets({0, 3, 'l', '\n', 'p', 0}))};
  client.renew();
  CHECK(name() == "lap.x");
}
