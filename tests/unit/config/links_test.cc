// Links, the server's own settings, keys that are not known.
#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

const std::string kTail = "links: {a: {interface: eth0, serve: {}}}\n";

TEST_CASE("A link is reached in one way that is its own", "[config]") {
  check({
      {"in no way",
       "links:\n  a:\n    serve: {}\n",
       {{2, 3,
         "link 'a' is unreachable. Give it an 'interface' if it is attached to this host, or "
         "'relayed' if relays serve it."}}},
      {"one interface, two links",
       "links:\n  a: {interface: eth0, serve: {}}\n  b: {interface: eth0, serve: {}}\n",
       {{3, 18,
         "interface 'eth0' belongs to another link already (line 2). An interface is one link: "
         "join the two"}}},
      {"nothing to do",
       "links:\n  a: {interface: eth0}\n",
       {{2, 3, "warning: nothing is done on link 'a'. Say in 'serve' what its clients get."}}},
      {"a long interface name",
       "links: {a: {interface: a234567890123456, serve: {}}}\n",
       {{1, 24, "'interface' must be the name of a network interface, at most 15 characters"}}},
      {"relayed by nothing",
       "links: {a: {relayed: {}, serve: {}}}\n",
       {{1, 22, "'relayed' does not say how relayed messages are recognised"}}},
      {"no link-address",
       "links: {a: {relayed: {link-address: fe80::1}, serve: {}}}\n",
       {{1, 37, "no link is named by fe80::1"}}},
      {"one link-address, two links",
       "links:\n  a: {relayed: {link-address: 3fff:1::/64}, serve: {}}\n"
       "  b: {relayed: {link-address: \"3fff:1::1\"}, serve: {}}\n",
       {{3, 31,
         "link-address 3fff:1::1/128 of link 'b' overlaps link-address 3fff:1::/64 of link 'a' "
         "(line 2). Each link-address must lead to one link."}}},
      {"a link-address within another link",
       "links:\n  a: {relayed: {link-address: 3fff:1::/64}, serve: {}}\n"
       "  b: {interface: eth0, serve: {prefixes: [{prefix: 3fff:1::/64}]}}\n",
       {{2, 31,
         "link-address 3fff:1::/64 of link 'a' overlaps prefix 3fff:1::/64 of link 'b' (line "
         "3)"}}},
      {"one interface-id, two links",
       "links:\n  a: {relayed: {interface-id: v30}, serve: {}}\n"
       "  b: {relayed: {interface-id: [v31, 0x763330]}, serve: {}}\n",
       {{3, 37, "this interface-id already stands for link 'a' (line 2)"}}},
      {"known-only without hosts",
       "links: {a: {interface: eth0, serve: {known-only: yes}}}\n",
       {{1, 38, "warning: 'known-only' without 'hosts' in this link"}}},
      {"a bad name",
       "links:\n  a b: {interface: eth0, serve: {}}\n",
       {{2, 3, "the name 'a b' is not usable"}}},
      {"no links", "server: {}\n", {{1, 1, "'links' is missing in the file"}}},
      {"empty links", "links: {}\n", {{1, 8, "'links' is empty: there is nothing to serve"}}},
      {"null links", "links:\n", {{1, 1, "'links' must be a map from names to settings"}}},
      {"a list of links", "links: [{interface: eth0}]\n", {{1, 8, "not a list"}}},
  });
}

TEST_CASE("An unknown key is an error that says what was meant", "[config]") {
  check({
      {"a slip", "servre: {}\n" + kTail, {{1, 1, "unknown key 'servre'. Did you mean 'server'?"}}},
      {"of capitals", "Server: {}\n" + kTail, {{1, 1, "Did you mean 'server'?"}}},
      {"of underscores",
       "server: {declined_hold: 1d}\n" + kTail,
       {{1, 10, "unknown key 'declined_hold'. Did you mean 'declined-hold'?"}}},
      {"of another server", "subnet6: []\n" + kTail, {{1, 1, "Name your links under 'links'."}}},
      {"at a wrong place",
       "rapid-commit: true\n" + kTail,
       {{1, 1, "There is 'rapid-commit' in links.NAME.serve."}}},
      {"prefixes of a link",
       "links:\n  a:\n    interface: eth0\n    prefixes: []\n    serve: {}\n",
       {{4, 5, "unknown key 'prefixes'. Prefixes stand in the link's 'serve'."}}},
      {"nothing like ours",
       "log: {xyzzyxyzzy: 1}\n" + kTail,
       {{1, 7, "unknown key 'xyzzyxyzzy'. Known here: level, format, transactions."}}},
      {"of a lifetime", kServe + "      lifetimes: {T1: 1h}\n", {{5, 19, "Did you mean 'renew'?"}}},
  });
}

TEST_CASE("Settings of the server are checked one by one", "[config]") {
  const auto server = [](std::string_view text) { return cat("server: {", text, "}\n", kTail); };
  check({
      {"a kind of DUID",
       server("duid: lt"),
       {{1, 16, "'duid' must be one of auto, llt, ll, uuid, or a DUID in hexadecimal, not 'lt'"}}},
      {"en without its number",
       server("duid: en"),
       {{1, 16, "a DUID of kind 'en' needs an enterprise number"}}},
      {"a number for ll",
       server("duid: {type: ll, enterprise: 7}"),
       {{1, 27, "an enterprise number has no place in a DUID of kind 'll'"}}},
      {"a relative path", server("state-directory: lib"), {{1, 27, "must be an absolute path"}}},
      {"an integer", server("leases-max: many"), {{1, 22, "a whole number from 1 to 67108864"}}},
      {"too many",
       server("leases-per-client-max: 65536"),
       {{1, 33, "from 1 to 65535, not '65536'"}}},
      {"a date", server("legacy-unicast-until: 2026-02-30"), {{1, 32, "must be a date such as"}}},
      {"a mode", server("control: {mode: 999}"), {{1, 26, "must be an octal file mode"}}},
      {"a mode for all",
       server("control: {mode: \"0666\"}"),
       {{1, 26, "warning: every user of this host may use the control socket"}}},
      {"a group",
       server("control: {group: \"a b\"}"),
       {{1, 27, "'group' must be a name of letters"}}},
      {"a multicast address", server("listen: ff05::1:3"), {{1, 18, "cannot be listened on"}}},
      {"a list", server("duid: [auto]"), {{1, 16, "not a list"}}},
      {"a boolean",
       "log: {transactions: maybe}\n" + kTail,
       {{1, 21, "'transactions' must be true or false, not 'maybe'"}}},
      {"no map",
       "log: debug\n" + kTail,
       {{1, 6, "expected a map of settings, not a single value"}}},
  });
}

TEST_CASE("Options are checked against the option table", "[config]") {
  const auto options = [](std::string_view text) {
    return cat("server:\n  options:\n    ", text, "\n", kTail);
  };
  check({
      {"a slip",
       options("dns-srvers: [3fff::1]"),
       {{3, 5, "unknown option 'dns-srvers'. Did you mean 'dns-servers'?"}}},
      {"a name of another server",
       options("name-servers: [3fff::1]"),
       {{3, 5, "unknown option 'name-servers'. Did you mean 'dns-servers'?"}}},
      {"a number", options("23: [3fff::1]"), {{3, 5, "Option 23 is called 'dns-servers'."}}},
      {"nothing like ours",
       options("xyzzyxyzzy: 1"),
       {{3, 5, "Define it under 'option-definitions', or see ward6.yaml(5) for the names."}}},
      {"a bad value",
       options("dns-servers: [3fff::1, 192.0.2.1]"),
       {{3, 28, "option 'dns-servers': "}}},
      {"a bad value in block style",
       options("dns-servers:\n      - 3fff::1\n      - nobody"),
       {{5, 9, "option 'dns-servers': "}}},
      {"no value", options("dns-servers:"), {{3, 5, "option 'dns-servers' has no value"}}},
      {"obsolete",
       options("server-unicast: 3fff::1"),
       {{3, 5,
         "option 'server-unicast' is not configurable. It is obsolete: RFC 9915 §21.12. To take "
         "over from a server that sent it, set 'server.legacy-unicast-until'."}}},
      {"a setting of its own",
       options("preference: 255"),
       {{3, 5,
         "option 'preference' is not configurable. Set 'preference' in the link's 'serve'."}}},
      {"the long form", options("dns-servers: {value: [3fff::1], always: true}"), {}},
      {"the long form without a value",
       options("dns-servers: {always: true}"),
       {{3, 18, "'value' is missing in options.NAME"}}},
      {"the long form without a value, off",
       options("dns-servers: {always: false}"),
       {{3, 18, "'value' is missing in options.NAME"}}},
      {"no map",
       "server: {options: [3fff::1]}\n" + kTail,
       {{1, 19, "'options' must be a map from names of options to values, not a list"}}},
      {"at the top", "options: {}\n" + kTail, {{1, 1, "Options for all links stand in"}}},
  });
}

TEST_CASE("Options of the operator's own are defined before they are used", "[config]") {
  const auto own = [](std::string_view text) {
    return cat("option-definitions:\n  mine: ", text, "\n", kTail);
  };
  check({
      {"neither", own("{code: 65001}"), {{2, 3, "option 'mine' has neither 'type' nor 'fields'"}}},
      {"both",
       own("{code: 65001, type: u8, fields: [{type: u8}]}"),
       {{2, 3, "option 'mine' has both 'type' and 'fields'"}}},
      {"no code", own("{type: u8}"), {{2, 9, "'code' is missing in option-definitions.NAME"}}},
      {"a type", own("{code: 65001, type: u9}"), {{2, 29, "'type' must be one of u8, u16"}}},
      {"a known code", own("{code: 23, type: ipv6}"), {{2, 3, "option 'mine': "}}},
      {"twice",
       "option-definitions:\n  a: {code: 65001, type: u8}\n  b: {code: 65001, type: u8}\n" + kTail,
       {{3, 3, "option 'b': "}}},
      {"used", own("{code: 65001, type: u8}") + "server: {options: {mine: 7}}\n", {}},
      {"used wrongly",
       own("{code: 65001, type: u8}") + "server: {options: {mine: 256}}\n",
       {{4, 26, "option 'mine': "}}},
      {"misspelt",
       own("{code: 65001, type: u8}") + "server: {options: {mnie: 7}}\n",
       {{4, 20, "unknown option 'mnie'. Did you mean 'mine'?"}}},
  });
}

}  // namespace
}  // namespace ward6::config::test
