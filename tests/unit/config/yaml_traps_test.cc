// What YAML does to addresses, keys and aliases, and what we say about it.
#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

const std::string kTail = "links: {a: {interface: eth0, serve: {}}}\n";
constexpr std::string_view kTrap =
    "for the end of a key. An address that ends in '::' must be quoted";

// ten aliases of ten aliases …, `levels` times
std::string alias_bomb(int levels) {
  std::string text = "x0: &x0 [1, 2]\n";
  for (int level = 1; level <= levels; ++level) {
    const std::string before = std::to_string(level - 1);
    text += "x" + std::to_string(level) + ": &x" + std::to_string(level) + " [";
    for (int i = 0; i < 10; ++i) text += (i == 0 ? "*x" : ", *x") + before;
    text += "]\n";
  }
  return text;
}

std::string nested(int depth) {
  return "links: " + std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']') + "\n";
}

TEST_CASE("An address that ends in '::' is never taken for a key", "[config][yaml]") {
  check({
      {"a block value",
       kServe + "      prefixes:\n        - prefix: 2001:db8::\n",
       {{6, 19, kTrap}}},
      {"its remedy",
       kServe + "      prefixes:\n        - prefix: 2001:db8::\n",
       {{6, 19, "\"2001:db8::\" or 2001:db8::/64."}}},
      {"before a comment",
       kServe + "      prefixes:\n        - prefix: 2001:db8::  # no\n",
       {{6, 19, kTrap}}},
      {"a list item", "server:\n  listen:\n    - 2001:db8::\n" + kTail, {{3, 7, kTrap}}},
      {"an item of a flow list",
       "server:\n  listen: [2001:db8::, 2001:db8::1]\n" + kTail,
       {{2, 12, kTrap}}},
      {"the last of a flow list",
       "server:\n  listen: [2001:db8::1, 2001:db8::]\n" + kTail,
       {{2, 25, kTrap}}},
      {"a value of a flow map",
       kServe + "      prefixes: [{prefix: 2001:db8::, pool: []}]\n",
       {{5, 27, kTrap}}},
      {"the last of a flow map",
       kServe + "      prefixes: [{prefix: 2001:db8::}]\n",
       {{5, 27, kTrap}}},
      {"the unspecified address", "server:\n  listen: ::\n" + kTail, {{2, 11, kTrap}}},
      {"two in one file",
       "server:\n  listen: [2001:db8::, 3fff::]\n" + kTail,
       {{2, 12, kTrap}, {2, 24, kTrap}}},
  });
}

TEST_CASE("Addresses, prefixes and DUIDs that YAML takes well need no quotes", "[config][yaml]") {
  check({
      {"a leading '::'", "server:\n  listen: ::1\n" + kTail, {}},
      {"quoted", "server:\n  listen: [\"2001:db8::\", '::']\n" + kTail, {}},
      {"with a length",
       kServe +
           "      prefixes:\n        - {prefix: 2001:db8::/64, pool: 2001:db8::1 - 2001:db8::2}\n",
       {}},
      {"a DUID", "server: {duid: 00:03:00:01:02:00:00:00:00:07}\n" + kTail, {}},
      {"Windows line ends",
       "server:\r\n  listen: 2001:db8::1\r\nlinks:\r\n  a:\r\n    interface: eth0"
       "\r\n    serve: {}\r\n",
       {}},
      {"a byte order mark", "\xef\xbb\xbf" + kTail, {}},
      {"a marked document", "%YAML 1.2\n---\n" + kTail + "...\n", {}},
  });
}

TEST_CASE("A key that is given twice is an error that names both lines", "[config][yaml]") {
  check({
      {"in a block",
       "log: {}\nserver: {}\nlog: {level: debug}\n" + kTail,
       {{3, 1,
         "duplicate key 'log': it is already given in line 1. Remove one of them, or join "
         "their contents. (first given here: 1:1)"}}},
      {"in a flow map",
       "log: {level: debug, level: info}\n" + kTail,
       {{1, 21, "duplicate key 'level': it is already given in line 1"}}},
      {"three times",
       "log: {}\nlog: {}\nlog: {}\n" + kTail,
       {{2, 1, "in line 1"}, {3, 1, "in line 1"}}},
      {"a link",
       "links:\n  a: {interface: eth0, serve: {}}\n  a: {interface: eth1, serve: {}}\n",
       {{3, 3, "duplicate key 'a': it is already given in line 2"}}},
      {"quoted or not", "log: {}\n\"log\": {}\n" + kTail, {{2, 1, "duplicate key 'log'"}}},
  });
}

TEST_CASE("Aliases are bounded", "[config][yaml]") {
  check({
      {"a cycle",
       "a: &x [*x]\n" + kTail,
       {{1, 1, "unknown key 'a'"}, {1, 8, "an alias inside the value that it stands for"}}},
      {"without its anchor",
       "server: {listen: *nobody}\n" + kTail,
       {{1, 18, "an alias without its anchor"}}},
      {"used well",
       "links:\n  a: {interface: eth0, serve: &s {rapid-commit: true}}\n"
       "  b: {interface: eth1, serve: *s}\n",
       {}},
  });
  const auto bomb = findings_of(alias_bomb(8));
  REQUIRE(!bomb.empty());
  CHECK(shown(bomb).find("aliases expand to more than 1000000 values") != std::string::npos);
}

TEST_CASE("What YAML offers and we do not take is refused with a hint", "[config][yaml]") {
  check({
      {"a merge key",
       "x: &x {level: debug}\nlog:\n  <<: *x\n" + kTail,
       {{1, 1, "unknown key 'x'"},
        {3, 3,
         "unknown key '<<': merging maps is not supported. Write the settings out, or use an "
         "alias"}}},
      {"a tag", "log: {level: !!str debug}\n" + kTail, {{1, 14, "YAML tags such as"}}},
      {"several documents", kTail + "---\nlog: {}\n", {{2, 1, "a second YAML document begins"}}},
      {"a key that is a list", "log: {[a]: b}\n" + kTail, {{1, 7, "a key must be a word"}}},
      {"depth 33", nested(32), {{1, 8, "not a list"}, {1, 39, "nested deeper than 32 levels"}}},
      {"depth 32",
       nested(31),
       {{1, 8, "'links' must be a map from names to settings, not a list"}}},
  });
}

TEST_CASE("A text that is no YAML at all is refused at its first wrong byte", "[config][yaml]") {
  using namespace std::string_literals;
  check({
      {"empty", "", {{1, 1, "the file is empty"}}},
      {"comments only", "# nothing\n\n", {{1, 1, "the file is empty"}}},
      {"not UTF-8", kTail + "# \xff\n", {{2, 3, "the file is not UTF-8. Save it as UTF-8 text."}}},
      {"cut off UTF-8", kTail + "# \xe2\x82", {{2, 3, "the file is not UTF-8"}}},
      {"a zero byte", kTail + "a\0"s, {{2, 2, "a control character"}}},
      {"a list", "- a\n- b\n", {{1, 1, "expected a map of settings, not a list"}}},
      {"a word", "links\n", {{1, 1, "a key without ':' : 'links'"}}},
  });
}

TEST_CASE("Slips of spacing and punctuation are named as such", "[config][yaml]") {
  check({
      {"a tab",
       "links:\n\ta:\n\t\tinterface: eth0\n",
       {{2, 1, "a tab is used for indentation. Indent with spaces."},
        {3, 1, "a tab is used for indentation"}}},
      {"a tab behind spaces",
       "links:\n  a:\n  \t  interface: eth0\n",
       {{3, 3, "a tab is used for indentation"}}},
      {"no space behind ':'",
       "log:\n  level:debug\n" + kTail,
       {{2, 8, "a space is missing after ':'. Write 'level: debug'."}}},
      {"no ':'",
       "log:\n  level debug\n" + kTail,
       {{2, 3, "a ':' is missing after 'level'. Write 'level: debug'."}}},
      {"two keys in a line",
       "log:\n  level: debug format: json\n" + kTail,
       {{2, 16, "a second key, 'format', on the same line"}}},
      {"no ',' in a list",
       "server: {listen: [2001:db8::1 2001:db8::2]}\n" + kTail,
       {{1, 19, "not '2001:db8::1 2001:db8::2'. Separate the values with ','."}}},
      {"no ',' in a map",
       "log: {level: debug format: json}\n" + kTail,
       {{1, 20, "a ',' is missing before 'format'"}}},
      {"no ',' between maps",
       kServe + "      delegate: [{from: 3fff::/40, length: 56} {from: "
                "3fff:100::/40, length: 56}]\n",
       {{5, 48, "a ',' is missing before this value"}}},
      {"an open bracket", "log: {level: debug\n" + kTail, {{1, 6, "this bracket is never closed"}}},
      {"an open quote",
       kTail + "log: {level: \"debug}\n",
       {{2, 14, "this quote is not closed on its line. Close it."}}},
      {"an open quote in a block",
       "log:\n  level: \"debug\n  format: xml\n" + kTail,
       {{2, 10, "this quote is not closed on its line"}, {3, 11, "'format' must be one of"}}},
      {"a text over two lines",
       "log:\n  level: 'de\n    bug'\n" + kTail,
       {{2, 10, "this quote is not closed"}}},
      {"quotes within quotes",
       "log: {level: 'it''s', format: \"a\\\"b\"}\n" + kTail,
       {{1, 14, "not 'it's'"}, {1, 31, "not 'a\"b'"}}},
      {"a closing bracket too many", "log: {level: debug}}\n" + kTail, {{1, 20, "bracket"}}},
      {"indentation",
       "log:\n   level: debug\n  format: json\n" + kTail,
       {{3, 3, "the indentation"}}},
  });
}

TEST_CASE("Errors behind a slip are found in the same run", "[config][yaml]") {
  check(
      {"slips and errors",
       "log:\n  level debug\n  format: xml\nserver:\n  listen: 2001:db8::\n  duit: auto\n" + kTail,
       {{2, 3, "a ':' is missing after 'level'"},
        {3, 11, "'format' must be one of text, json, not 'xml'"},
        {5, 11, kTrap},
        {6, 3, "unknown key 'duit'. Did you mean 'duid'?"}}});
}

}  // namespace
}  // namespace ward6::config::test
