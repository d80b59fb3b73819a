// Files that are right: what comes of them.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

using dhcp6::Ipv6Address;
using dhcp6::Prefix;
using dhcp6::Seconds;

Prefix prefix(std::string_view text) {
  return Prefix::parse(text).value();
}
Ipv6Address address(std::string_view text) {
  return Ipv6Address::parse(text).value();
}

constexpr std::string_view kDesign = R"(
server:
  duid: auto
links:
  office:
    interface: br-office                 # directly attached
    serve:
      lifetimes: {preferred: 12h, valid: 24h}
      prefixes:
        - prefix: 2001:db8:1::/64
          pool: 2001:db8:1::1:0/112       # or "low - high"; without it the whole prefix
      delegate:
        - {from: 2001:db8:1000::/40, length: 56}
      options: {dns-servers: [2001:db8::53], domain-search: [example.net]}
      hosts:
        - {name: printer, match: {mac: "02:00:00:00:00:07"}, address: "::7"}
  berlin:                                  # not attached: reached through relays
    relayed: {link-address: 2001:db8:2::/64}
    serve: {prefixes: [{prefix: 2001:db8:2::/64}]}
)";

TEST_CASE("The configuration of the design loads into what it says", "[config]") {
  const auto loaded = load_text(kDesign, "design.yaml");
  REQUIRE(loaded.has_value());
  CHECK(shown(loaded->warnings).empty());
  CHECK_FALSE(loaded->duid.type);
  CHECK_FALSE(loaded->duid.duid);
  CHECK(loaded->sources == std::vector<std::string>{"design.yaml"});
  CHECK(loaded->listen == std::vector<Ipv6Address>{Ipv6Address()});
  const dhcp6::ServerConfig& server = *loaded->server;
  REQUIRE(server.links.size() == 2);

  const dhcp6::Link& office = server.links[0];
  CHECK(office.name == "office");
  CHECK(office.interface == "br-office");
  CHECK(office.source.line == 5);
  REQUIRE(office.serve);
  CHECK(office.serve->lifetimes.preferred == Seconds{43200});
  CHECK(office.serve->lifetimes.valid == Seconds{86400});
  CHECK_FALSE(office.serve->lifetimes.renew);
  REQUIRE(office.serve->prefixes.size() == 1);
  const dhcp6::LinkPrefix& on_link = office.serve->prefixes[0];
  CHECK(on_link.prefix == prefix("2001:db8:1::/64"));
  CHECK(on_link.source.line == 10);
  REQUIRE(on_link.pools.size() == 1);
  CHECK(on_link.pools[0].first == address("2001:db8:1::1:0"));
  CHECK(on_link.pools[0].last == address("2001:db8:1::1:ffff"));
  CHECK(on_link.pools[0].allocation == dhcp6::Allocation::hashed);
  CHECK(on_link.pools[0].source.line == 11);
  REQUIRE(office.serve->delegate.size() == 1);
  CHECK(office.serve->delegate[0].from == prefix("2001:db8:1000::/40"));
  CHECK(unsigned{office.serve->delegate[0].length} == 56);
  CHECK_FALSE(office.serve->delegate[0].exclude);
  REQUIRE(office.serve->options.size() == 2);
  CHECK(office.serve->options[0].code == 23);
  CHECK(office.serve->options[0].body.size() == 16);
  CHECK(office.serve->options[1].code == 24);
  CHECK(office.serve->options[1].body.size() == 13);
  REQUIRE(office.serve->hosts.size() == 1);
  const dhcp6::Host& printer = office.serve->hosts[0];
  CHECK(printer.name == "printer");
  REQUIRE(printer.match.size() == 1);
  CHECK(printer.match[0].link_layer == dhcp6::LinkLayerAddress::parse("02:00:00:00:00:07").value());
  CHECK_FALSE(printer.match[0].duid);
  REQUIRE(printer.addresses.size() == 1);
  CHECK(printer.addresses[0].suffix);
  CHECK(printer.addresses[0].address == address("::7"));

  const dhcp6::Link& berlin = server.links[1];
  CHECK(berlin.interface.empty());
  CHECK(berlin.relayed.link_addresses == std::vector<Prefix>{prefix("2001:db8:2::/64")});
  REQUIRE(berlin.serve);
  REQUIRE(berlin.serve->prefixes.size() == 1);
  REQUIRE(berlin.serve->prefixes[0].pools.size() == 1);
  CHECK(berlin.serve->prefixes[0].pools[0].first == address("2001:db8:2::"));
  CHECK(berlin.serve->prefixes[0].pools[0].last == prefix("2001:db8:2::/64").last());
}

TEST_CASE("Settings that are written arrive", "[config]") {
  const auto loaded = load_text(R"(
server:
  duid: {type: en, enterprise: 32473}
  state-directory: /srv/leases
  runtime-directory: /srv/run
  control: {mode: "0600", group: netadmin}
  listen: [2001:db8::547, "2001:db8:1::"]
  leases-max: 1000
  leases-per-client-max: 8
  declined-hold: 1h30m
  former-hold: 2w
  history-keep: 1d
  legacy-unicast-until: 2026-12-31
log: {level: debug, format: json, transactions: off}
links:
  a:
    interface: eth0
    serve:
      rapid-commit: true
      preference: 255
      bind-on-renew: false
      lifetimes: {valid: 1h, renew: 10m}
      prefixes:
        - prefix: 2001:db8:1::/64
          pool: {range: 2001:db8:1::1 - 2001:db8:1::9, allocation: sequential}
          lifetimes: {valid: infinite}
      delegate: [{from: 2001:db8:1000::/40, length: 56, exclude: 0:0:0:ff::/64}]
hosts:
  laptop:
    match: {remote-id: {enterprise: 1, id: 0x0203}, iaid: 0x10}
)",
                                "t.yaml");
  INFO(shown(loaded ? loaded->warnings : loaded.error()));
  REQUIRE(loaded.has_value());
  CHECK(loaded->warnings.empty());
  CHECK(loaded->duid.type == dhcp6::DuidType::en);
  CHECK(loaded->duid.enterprise == 32473);
  CHECK(loaded->state_directory == "/srv/leases");
  CHECK(loaded->runtime_directory == "/srv/run");
  CHECK(loaded->control.mode == 0600);
  CHECK(loaded->control.group == "netadmin");
  CHECK(loaded->listen ==
        std::vector<Ipv6Address>{address("2001:db8::547"), address("2001:db8:1::")});
  CHECK(loaded->history_keep == Seconds{86400});
  CHECK(loaded->log.level == LogLevel::debug);
  CHECK(loaded->log.format == LogFormat::json);
  CHECK_FALSE(loaded->log.transactions);
  const dhcp6::ServerConfig& server = *loaded->server;
  CHECK(server.limits.leases_max == 1000);
  CHECK(server.limits.leases_per_client_max == 8);
  CHECK(server.declined_hold == Seconds{5400});
  CHECK(server.former_hold == Seconds{1209600});
  CHECK(server.legacy_unicast_until == dhcp6::WallTime{1798675200});
  const dhcp6::Serve& serve = server.links.at(0).serve.value();
  CHECK(serve.rapid_commit);
  CHECK(unsigned{serve.preference} == 255);
  CHECK_FALSE(serve.bind_on_renew);
  CHECK(serve.lifetimes.preferred == Seconds{1800});
  CHECK(serve.lifetimes.renew == Seconds{600});
  CHECK(serve.prefixes.at(0).lifetimes.value().valid == dhcp6::kInfinity);
  CHECK(serve.prefixes.at(0).lifetimes.value().preferred == Seconds{1800});
  CHECK(serve.prefixes.at(0).pools.at(0).allocation == dhcp6::Allocation::sequential);
  CHECK(serve.delegate.at(0).exclude == prefix("0:0:0:ff::/64"));
  const dhcp6::Identity& laptop = server.hosts.at(0).match.at(0);
  CHECK(server.hosts.at(0).name == "laptop");
  CHECK(laptop.iaid == dhcp6::Iaid{16});
  CHECK(laptop.remote_id.value().size() == 6);
}

TEST_CASE("Every example loads without an error or a warning", "[config][docs]") {
  int examples = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(WARD6_SOURCE_DIR "/config/examples")) {
    if (entry.path().extension() != ".yaml") continue;
    ++examples;
    const auto loaded = load_file(entry.path().string());
    CHECK(shown(loaded ? loaded->warnings : loaded.error()) == "");
    std::ifstream file(entry.path());
    std::string line;
    std::getline(file, line);
    CHECK(line == "# yaml-language-server: $schema=../ward6.schema.json");
  }
  CHECK(examples == 8);
}

TEST_CASE("A file that cannot be read says why", "[config]") {
  const auto absent = load_file("/nonexistent/ward6.yaml");
  REQUIRE_FALSE(absent.has_value());
  CHECK(absent.error().at(0).message.find("cannot open it as user") == 0);
  const auto directory = load_file("/");
  REQUIRE_FALSE(directory.has_value());
  CHECK(directory.error().at(0).message == "is a directory, not a file");
}

}  // namespace
}  // namespace ward6::config::test
