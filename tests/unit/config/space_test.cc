// Prefixes, pools, delegated blocks and lifetimes that do not fit together.
#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

const std::string kPrefix = kServe + "      prefixes:\n        - prefix: 2001:db8:1::/64\n";  // 6
const std::string kPool = kPrefix + "          pool: ";                                       // 7
const std::string kDelegate = kServe + "      delegate:\n        - ";                         // 6
const std::string kSecond =  // lines 7 to 10 behind kPrefix; its `serve` goes on at line 11
    "  b:\n    interface: eth1\n    serve:\n";

TEST_CASE("Pools that do not fit their prefix or each other are errors", "[config]") {
  check({
      {"outside",
       kPool + "2001:db8:2::1:0/112\n",
       {{7, 17,
         "pool '2001:db8:2::1:0/112' is outside its prefix 2001:db8:1::/64 (line 6). Choose "
         "a part of the prefix. (the prefix: 6:19)"}}},
      {"half outside",
       kPool + "2001:db8:1::1 - 2001:db8:1:1::\n",
       {{7, 33, "A range that ends in '::' must be quoted: \"2001:db8:1::1 - 2001:db8:1:1::\"."}}},
      {"half outside and quoted",
       kPool + "\"2001:db8:1::1 - 2001:db8:1:1::\"\n",
       {{7, 17, "is outside its prefix"}}},
      {"larger than the prefix", kPool + "2001:db8::/32\n", {{7, 17, "is outside its prefix"}}},
      {"upside down",
       kPool + "2001:db8:1::9 - 2001:db8:1::1\n",
       {{7, 17,
         "the pool 2001:db8:1::9 - 2001:db8:1::1 is upside down. Write 2001:db8:1::1 - "
         "2001:db8:1::9."}}},
      {"overlapping",
       kPool + "[2001:db8:1::1:0/112, 2001:db8:1::1:8 - 2001:db8:1::2:0]\n",
       {{7, 39,
         "pool 2001:db8:1::1:8 - 2001:db8:1::2:0 of link 'a' overlaps pool 2001:db8:1::1:0 - "
         "2001:db8:1::1:ffff of link 'a' (line 7)"}}},
      {"the later one is blamed",
       kPool + "[2001:db8:1::20 - 2001:db8:1::30, 2001:db8:1::1 - "
               "2001:db8:1::20]\n",
       {{7, 51,
         "overlaps pool 2001:db8:1::20 - 2001:db8:1::30 of link 'a' (line 7). Give each pool "
         "addresses of its own. (the other pool: 7:18)"}}},
      {"side by side", kPool + "[2001:db8:1::1 - 2001:db8:1::1f, 2001:db8:1::20/123]\n", {}},
      {"no range",
       kPool + "2001:db8:1::1\n",
       {{7, 17, "'pool' must be a prefix such as 2001:db8:1::1:0/112, or low - high, not"}}},
      {"bits past the length", kPool + "2001:db8:1::1/112\n", {{7, 17, "'pool' must be a prefix"}}},
      {"its long form",
       kPool + "{range: 2001:db8:2::/64, allocation: randm}\n",
       {{7, 25, "is outside its prefix"},
        {7, 54, "'allocation' must be one of hashed, random, sequential, not 'randm'"}}},
      {"no range in the long form",
       kPool + "{allocation: random}\n",
       {{7, 17, "'range' is missing in links.NAME.serve.prefixes[].pool"}}},
      {"twice by two names",
       kPrefix + "          pool: []\n          pools: []\n",
       {{8, 11,
         "both 'pool' and 'pools' are given. They mean the same: write all pools under one "
         "of them. (the other one: 7:11)"}}},
      {"an empty list", kPool + "[]\n", {}},
      {"nothing", kPool + "\n", {{7, 11, "'pool' must be"}}},
      {"an empty entry", kPool + "\n            -\n", {{8, 13, "an entry of the list is empty"}}},
      {"too large",
       kServe + "      prefixes:\n        - {prefix: 2001:db8::/56, pool: 2001:db8::/56}\n",
       {{6, 41, "has more than 2^64 addresses. Choose a smaller part, such as 2001:db8::/64."}}},
  });
}

TEST_CASE("Prefixes that cannot be on a link, or not on two, are errors", "[config]") {
  check({
      {"no length",
       kServe + "      prefixes:\n        - prefix: 2001:db8::1\n",
       {{6, 19,
         "'prefix' must be an IPv6 prefix such as 2001:db8:1::/64, not '2001:db8::1'. Add its "
         "length: 2001:db8::/64."}}},
      {"bits past the length",
       kServe + "      prefixes:\n        - prefix: 2001:db8::1/64\n",
       {{6, 19, "There are bits set past the length; did you mean 2001:db8::/64?"}}},
      {"a long length",
       kServe + "      prefixes:\n        - prefix: 2001:db8::/129\n",
       {{6, 19, "The length is from 0 to 128."}}},
      {"multicast",
       kServe + "      prefixes:\n        - {prefix: ff05::/64}\n",
       {{6, 20, "clients cannot have addresses of ff05::/64"}}},
      {"link-local",
       kServe + "      prefixes:\n        - {prefix: fe80::/64}\n",
       {{6, 20, "clients cannot have addresses of fe80::/64"}}},
      {"everything",
       kServe + "      prefixes:\n        - {prefix: ::/0, pool: []}\n",
       {{6, 20, "clients cannot have addresses of ::/0"}}},
      {"too large as a pool",
       kServe + "      prefixes:\n        - prefix: 2001:db8::/48\n",
       {{6, 19, "the whole of 2001:db8::/48 is too large for a pool"}}},
      {"the same on two links",
       kPrefix + kSecond + "      prefixes:\n        - prefix: 2001:db8:1::/64\n",
       {{11, 19,
         "prefix 2001:db8:1::/64 of link 'b' is the same as prefix 2001:db8:1::/64 of link "
         "'a' (line 6). Give each link space of its own. (the other one: 6:19)"}}},
      {"overlapping on two links",
       kPrefix + kSecond + "      prefixes:\n        - {prefix: 2001:db8::/40, pool: []}\n",
       {{11, 20, "prefix 2001:db8::/40 of link 'b' overlaps prefix 2001:db8:1::/64 of link 'a'"}}},
      {"twice on one link",
       kPrefix + "        - prefix: 2001:db8:1::/64\n",
       {{7, 19, "prefix 2001:db8:1::/64 of link 'a' is the same as prefix 2001:db8:1::/64"}}},
      {"no list",
       kServe + "      prefixes: {prefix: 2001:db8::/64}\n",
       {{5, 17, "'prefixes' must be a list, not a map. Begin each entry with '- '"}}},
      {"no map",
       kServe + "      prefixes: [2001:db8::/64]\n",
       {{5, 18, "expected a map of settings, not a single value"}}},
      {"missing",
       kServe + "      prefixes:\n        - pool: []\n",
       {{6, 11, "'prefix' is missing in links.NAME.serve.prefixes[]. Write 'prefix: "}}},
  });
}

TEST_CASE("Delegated blocks that do not fit are errors", "[config]") {
  const std::string from = "from: 3fff:100::/40, ";
  check({
      {"larger than the block",
       kDelegate + "{" + from + "length: 36}\n",
       {{6, 41,
         "a delegated /36 is larger than the block 3fff:100::/40 (line 6). Make 'length' more "
         "than 40. (the block: 6:18)"}}},
      {"too many",
       kDelegate + "{" + from + "length: 105}\n",
       {{6, 41, "holds more than 2^64 prefixes /105"}}},
      {"too small for a link",
       kDelegate + "{" + from + "length: 72}\n",
       {{6, 41,
         "warning: a delegated /72 is too small for a link with address autoconfiguration"}}},
      {"no length",
       kDelegate + from.substr(0, from.size() - 2) + "\n",
       {{6, 11, "'length' is missing in links.NAME.serve.delegate[]"}}},
      {"length 0",
       kDelegate + "{" + from + "length: 0}\n",
       {{6, 41, "'length' must be a whole number from 1 to 128, not '0'"}}},
      {"length /56", kDelegate + "{" + from + "length: /56}\n", {{6, 41, "not '/56'"}}},
      {"no block", kDelegate + "{length: 56}\n", {{6, 11, "'from' is missing"}}},
      {"multicast", kDelegate + "{from: ff00::/8, length: 56}\n", {{6, 18, "cannot be delegated"}}},
      {"holds a prefix of a link",
       kPrefix + "      delegate:\n        - {from: 2001:db8::/32, length: 56}\n",
       {{8, 18,
         "the delegated block 2001:db8::/32 of link 'a' overlaps prefix 2001:db8:1::/64 of link "
         "'a' (line 6). Delegate from a block that holds no link of yours."}}},
      {"overlapping",
       kDelegate + "{" + from + "length: 56}\n" + kSecond +
           "      delegate: [{from: 3fff::/20, length: 64}]\n",
       {{10, 25,
         "the delegated block 3fff::/20 of link 'b' overlaps the delegated block "
         "3fff:100::/40 of link 'a' (line 6)"}}},
      {"exclude too short",
       kDelegate + "{" + from + "length: 56, exclude: 0:0:0:ff00::/56}\n",
       {{6, 54,
         "the excluded 0:0:0:ff00::/56 does not fit in a delegated /56. Its length must be more "
         "than 56: RFC 6603"}}},
      {"exclude beyond",
       kDelegate + "{" + from + "length: 56, exclude: 0:0:0:fff::/64}\n",
       {{6, 54, "sets bits of the first 56, which come from the delegated prefix"}}},
      {"exclude fits", kDelegate + "{" + from + "length: 56, exclude: 0:0:0:ff::/64}\n", {}},
  });
}

TEST_CASE("Lifetimes that contradict each other are errors", "[config]") {
  const std::string lifetimes = kServe + "      lifetimes: ";
  check({
      {"preferred > valid",
       lifetimes + "{preferred: 2d, valid: 1d}\n",
       {{5, 30,
         "'preferred' (2d) is longer than 'valid' (1d). Make 'preferred' at most 1d, or "
         "'valid' longer."}}},
      {"the default of valid",
       lifetimes + "{preferred: 2d}\n",
       {{5, 30, "'preferred' (2d) is longer than 'valid' (1d)"}}},
      {"a short valid alone", lifetimes + "{valid: 1h}\n", {}},
      {"T1 > T2",
       lifetimes + "{renew: 8h, rebind: 6h}\n",
       {{5, 26, "'renew' (8h) is longer than 'rebind' (6h)"}}},
      {"T1 > preferred",
       lifetimes + "{preferred: 1h, renew: 2h}\n",
       {{5, 41, "'renew' (2h) is longer than 'preferred' (1h)"}}},
      {"T2 > preferred",
       lifetimes + "{preferred: 1h, rebind: 2h}\n",
       {{5, 42, "'rebind' (2h) is longer than 'preferred' (1h)"}}},
      {"T2 > valid",
       lifetimes + "{rebind: 25h}\n",
       {{5, 27, "'rebind' (1d1h) is longer than 'valid' (1d)"}}},
      {"no unit",
       lifetimes + "{valid: 86400}\n",
       {{5, 26,
         "'valid' must be a duration such as 90s, 30m, 12h, 1d, 2w or infinite, not '86400'. "
         "Write the unit: 86400s for seconds."}}},
      {"a wrong unit",
       lifetimes + "{valid: 1y}\n",
       {{5, 26, "Write a number with its unit: s, m, h, d or w."}}},
      {"zero",
       lifetimes + "{valid: 0s, preferred: 0s}\n",
       {{5, 26, "'valid' must be at least 1s"}}},
      {"infinite", lifetimes + "{preferred: infinite, valid: infinite}\n", {}},
      {"of a prefix",
       kPrefix + "          lifetimes: {preferred: 36h}\n",
       {{7, 34, "'preferred' (1d12h) is longer than 'valid' (1d)"}}},
      {"of a block",
       kDelegate + "{from: 3fff::/40, length: 56, lifetimes: {valid: 1d12}}\n",
       {{6, 60, "'valid' must be a duration"}}},
  });
}

}  // namespace
}  // namespace ward6::config::test
