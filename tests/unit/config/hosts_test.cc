// Reservations and identities that contradict the space or each other.
#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

// Line 6 holds the prefix, line 7 `hosts:`, and the first entry begins at 8:9.
const std::string kHosts =
    kServe + "      prefixes:\n        - prefix: 2001:db8:1::/64\n      hosts:\n";
// Line 5 holds the block, line 6 `hosts:`, and the first entry begins at 7:9.
const std::string kBlock =
    kServe + "      delegate: [{from: 3fff:100::/40, length: 56}]\n      hosts:\n";

std::string host(std::string_view name, int mac, std::string_view rest) {
  return cat("        - {name: ", name, ", match: {mac: \"02:00:00:00:00:0", mac, "\"}, ", rest,
             "}\n");
}

TEST_CASE("Reserved addresses have a prefix, and one host each", "[config]") {
  const std::string top = "hosts:\n  - {name: x, match: {mac: \"02:00:00:00:00:09\"}, address: ";
  check({
      {"in no prefix",
       kHosts + host("x", 1, "address: 2001:db8:2::7"),
       {{8, 65,
         "address 2001:db8:2::7 is in no prefix of link 'a'. Add its prefix to the link's "
         "'prefixes', or correct the address."}}},
      {"of another link's prefix",
       kHosts + host("x", 1, "address: 2001:db8:2::7") +
           "  b:\n    interface: eth1\n    serve: {prefixes: [{prefix: 2001:db8:2::/64}]}\n",
       {{8, 65,
         "address 2001:db8:2::7 belongs to prefix 2001:db8:2::/64 of link 'b' (line 11), not "
         "to link 'a'. Move the host to that link"}}},
      {"in no prefix of any link",
       kHosts.substr(0, kHosts.find("      hosts")) + top + "3fff::7}\n",
       {{8, 59, "address 3fff::7 is in no prefix of any link"}}},
      {"twice",
       kHosts + host("x", 1, "address: 2001:db8:1::7") + host("y", 2, "address: \"::7\""),
       {{9, 65,
         "address 2001:db8:1::7 is reserved twice (line 8). Give each host an address of its "
         "own; one host may have several 'match' entries. (first reserved here: 8:65)"}}},
      {"twice, on the link and on every link",
       kHosts + host("x", 1, "address: \"::7\"") + top + "\"::7\"}\n",
       {{10, 59, "address 2001:db8:1::7 is reserved twice (line 8)"}}},
      {"twice on every link",
       kHosts.substr(0, kHosts.find("      hosts")) + top + "\"::7\"}\n" +
           "  - {name: y, match: {mac: \"02:00:00:00:00:08\"}, address: \"::7\"}\n",
       {{9, 59, "suffix ::7 is reserved twice (line 8)"}}},
      {"a suffix that is too long",
       kHosts + host("x", 1, "address: \"::1:0:0:0:7\""),
       {{8, 65,
         "the suffix ::1:0:0:0:7 has more bits than prefix 2001:db8:1::/64 (line 6) leaves"}}},
      {"a suffix without a prefix",
       kBlock + host("x", 1, "address: \"::7\""),
       {{7, 65, "link 'a' has no prefix for the suffix ::7"}}},
      {"multicast",
       kHosts + host("x", 1, "address: ff02::1"),
       {{8, 65, "ff02::1 cannot be given to a host"}}},
      {"zero", kHosts + host("x", 1, "address: \"::\""), {{8, 65, "'address' must be an IPv6"}}},
      {"reserved for anycast",
       kHosts + host("x", 1, "address: \"::fdff:ffff:ffff:ffff\""),
       {{8, 65, "warning: 2001:db8:1:0:fdff:ffff:ffff:ffff has a reserved interface identifier"}}},
      {"two names of one setting",
       kHosts + host("x", 1, "address: \"::7\", addresses: [\"::8\"]"),
       {{8, 72,
         "both 'address' and 'addresses' are given. They mean the same: write all values under "
         "one of them. (the other one: 8:56)"}}},
      {"all of a pool",
       kServe +
           "      prefixes: [{prefix: 2001:db8:1::/64, pool: 2001:db8:1::6/127}]\n      hosts:\n" +
           host("x", 1, "address: [\"::6\", \"::7\"]"),
       {{5, 50, "warning: all 2 addresses of this pool are reserved for hosts"}}},
  });
}

TEST_CASE("Reserved prefixes fit the blocks, and have one host each", "[config]") {
  check({
      {"of a wrong length",
       kBlock + host("x", 1, "prefix: 3fff:100:7::/48"),
       {{7, 64,
         "reserved prefix 3fff:100:7::/48 lies in block 3fff:100::/40 (line 5), which "
         "delegates /56. Reserve a /56, or a prefix outside the block."}}},
      {"of another link's block",
       kBlock + host("x", 1, "prefix: 3fff:200:7::/56") +
           "  b:\n    interface: eth1\n    serve: {delegate: [{from: 3fff:200::/40, length: "
           "56}]}\n",
       {{7, 64, "lies in block 3fff:200::/40 of link 'b' (line 10). Move the host to that link"}}},
      {"on a link",
       kHosts + host("x", 1, "prefix: 2001:db8:1::/56"),
       {{8, 64,
         "overlaps prefix 2001:db8:1::/64 of link 'a' (line 6). A prefix that is on a link "
         "cannot be delegated."}}},
      {"twice",
       kBlock + host("x", 1, "prefix: 3fff:100:0:700::/56") +
           host("y", 2, "prefixes: [3fff:100:0:700::/56]"),
       {{8, 67,
         "reserved prefix 3fff:100:0:700::/56 overlaps the reserved 3fff:100:0:700::/56 "
         "(line 7)"}}},
      {"outside of all blocks", kBlock + host("x", 1, "prefix: 3fff:200::/48"), {}},
      {"no prefix",
       kBlock + host("x", 1, "prefix: 3fff:100:0:700::1"),
       {{7, 64, "Add its length"}}},
  });
}

TEST_CASE("A host is recognised by something that is its own", "[config]") {
  const auto match = [](std::string_view text) {
    return cat(kHosts, "        - {name: x, match: ", text, "}\n");
  };
  check({
      {"no match",
       kHosts + "        - {name: x, address: \"::7\"}\n",
       {{8, 11, "'match' is missing in hosts[], links.NAME.serve.hosts[]. Write 'match: {mac:"}}},
      {"an empty match", match("{}"), {{8, 28, "'match' is empty. Give 'duid', 'mac'"}}},
      {"an IAID alone", match("{iaid: 1}"), {{8, 28, "an IAID alone matches no client"}}},
      {"a MAC for a DUID",
       match("{duid: \"02:00:00:00:00:07\"}"),
       {{8, 35,
         "the DUID '02:00:00:00:00:07' looks like a MAC address. Write 'mac: "
         "\"02:00:00:00:00:07\"' to match the link-layer address, or "
         "00:03:00:01:02:00:00:00:00:07 for a DUID-LL of it."}}},
      {"a DUID that is too short",
       match("{duid: \"02\"}"),
       {{8, 35, "A DUID has 3 to 130 bytes."}}},
      {"a DUID of letters", match("{duid: printer}"), {{8, 35, "'duid' must be a DUID such as"}}},
      {"a MAC that is none",
       match("{mac: \"02:00\"}"),
       {{8, 34, "'mac' must be a link-layer address such as \"02:00:00:00:00:07\", not '02:00'"}}},
      {"a remote-id without its number",
       match("{remote-id: {id: 0x01}}"),
       {{8, 40, "'enterprise' is missing in hosts[].match.remote-id"}}},
      {"an IAID out of range",
       match("{mac: \"02:00:00:00:00:07\", iaid: 4294967296}"),
       {{8, 61, "'iaid' must be a whole number from 0 to 4294967295"}}},
      {"bytes that are text",
       match("{subscriber-id: \"02:00:07\"}"),
       {{8, 44,
         "warning: 'subscriber-id' '02:00:07' is taken as text, letter by letter. If bytes are "
         "meant, write 0x020007."}}},
      {"odd bytes", match("{interface-id: 0x123}"), {{8, 43, "'interface-id' must be a text, or"}}},
      {"the same twice",
       kHosts + host("x", 1, "address: \"::7\"") + host("y", 1, "address: \"::8\""),
       {{9, 28, "the same match stands twice (line 8). The first one would always win"}}},
      {"the same name",
       kHosts + host("x", 1, "address: \"::7\"") + host("x", 2, "address: \"::8\""),
       {{9, 18, "host name 'x' stands twice (line 8). Names are for people"}}},
      {"no name",
       kHosts + "        - {match: {mac: \"02:00:00:00:00:07\"}}\n",
       {{8, 11, "'name' is missing in hosts[]. Write 'name: printer'."}}},
      {"a map of hosts", kHosts + "        x: {match: {mac: \"02:00:00:00:00:07\"}}\n", {}},
      {"two names",
       kHosts + "        x: {name: y, match: {mac: \"02:00:00:00:00:07\"}}\n",
       {{8, 19, "the host is already called 'x'"}}},
      {"a bad name",
       kHosts + "        a b: {match: {mac: \"02:00:00:00:00:07\"}}\n",
       {{8, 9, "the name 'a b' is not usable"}}},
      {"a bad host name",
       kHosts + host("x", 1, "hostname: -x.example.net"),
       {{8, 66, "'hostname' must be a host name such as printer.example.net"}}},
  });
}

}  // namespace
}  // namespace ward6::config::test
