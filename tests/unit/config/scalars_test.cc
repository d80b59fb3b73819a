// Single values, suggestions, and how loading scales.
#include "config/scalars.h"

#include <array>
#include <cstdio>
#include <ctime>
#include <string>

#include "config/suggest.h"
#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

using dhcp6::Seconds;

TEST_CASE("A duration has a unit, the largest first", "[config]") {
  CHECK(parse_duration("90s") == Seconds{90});
  CHECK(parse_duration("30m") == Seconds{1800});
  CHECK(parse_duration("12h") == Seconds{43200});
  CHECK(parse_duration("1d") == Seconds{86400});
  CHECK(parse_duration("2w") == Seconds{1209600});
  CHECK(parse_duration("1h30m") == Seconds{5400});
  CHECK(parse_duration("0s") == Seconds{0});
  CHECK(parse_duration("infinite") == dhcp6::kInfinity);
  CHECK(parse_duration("4294967294s") == Seconds{0xfffffffe});
  for (const char* bad : {"", "1", "s", "1x", "1m1h", "1h1h", "-1s", "1.5h", "1 h", "4294967295s",
                          "9999999999s", "7102w", "1hh", "h1"}) {
    INFO(bad);
    CHECK_FALSE(parse_duration(bad));
  }
  for (const char* text : {"90s", "30m", "12h", "1d", "2w", "1h30m", "0s", "infinite"}) {
    INFO(text);
    CHECK(parse_duration(duration_text(*parse_duration(text))) == parse_duration(text));
  }
}

TEST_CASE("A date is one of the calendar, in UTC", "[config]") {
  CHECK(parse_date("1970-01-02") == dhcp6::WallTime{86400});
  CHECK(parse_date("2026-12-31T23:59:59Z") == dhcp6::WallTime{1798761599});
  for (const char* bad : {"2026-02-29", "2026-13-01", "26-01-01", "2026-01-01T24:00:00Z",
                          "2026-01-01 00:00:00Z", "1969-12-31", "2106-01-01", "2026/01/01"}) {
    INFO(bad);
    CHECK_FALSE(parse_date(bad));
  }
}

TEST_CASE("Names, modes, numbers and bytes are read whole or not at all", "[config]") {
  CHECK(parse_mode("0660") == 0660U);
  CHECK(parse_mode("0o600") == 0600U);
  CHECK_FALSE(parse_mode("0680"));
  CHECK_FALSE(parse_mode("1777"));
  CHECK(parse_integer("0x10") == 16);
  CHECK_FALSE(parse_integer("0x"));
  CHECK_FALSE(parse_integer("1 "));
  CHECK(is_interface_name("eth0.30"));
  CHECK_FALSE(is_interface_name("a/b"));
  CHECK_FALSE(is_interface_name("sixteen-letters-"));
  CHECK(is_hostname("printer.example.net."));
  CHECK_FALSE(is_hostname("-a.example"));
  CHECK_FALSE(is_hostname("a..b"));
  CHECK_FALSE(is_hostname(std::string(64, 'a')));
  CHECK(parse_bytes("0x0102")->size() == 2);
  CHECK(parse_bytes("vlan30")->size() == 6);
  CHECK_FALSE(parse_bytes("0x1"));
  CHECK_FALSE(parse_bytes(""));
}

TEST_CASE("A slip in a word is found, another word is not", "[config]") {
  CHECK(edit_distance("prefix", "prefix", 3) == 0);
  CHECK(edit_distance("prefx", "prefix", 3) == 1);
  CHECK(edit_distance("perfix", "prefix", 3) == 1);
  CHECK(edit_distance("Rapid_Commit", "rapid-commit", 3) == 0);
  CHECK(edit_distance("abc", "xyz", 1) == 2);
  CHECK(edit_distance(std::string(1000, 'a'), "a", 3) == 4);
  const auto nearest = [](std::string_view word) {
    Nearest best(word);
    for (const char* known : {"pool", "prefix", "lifetimes", "hosts"}) best.offer(known);
    return std::string(best.best());
  };
  CHECK(nearest("lifetime") == "lifetimes");
  CHECK(nearest("hoses") == "hosts");
  CHECK(nearest("gateway").empty());
}

// `links` links with ten hosts each.
std::string many_hosts(unsigned links) {
  std::string text = "links:\n";
  std::array<char, 200> line{};
  for (unsigned link = 0; link < links; ++link) {
    std::snprintf(line.data(), line.size(),
                  "  l%u:\n    relayed: {link-address: 2001:db8:%x::/64}\n    serve:\n"
                  "      prefixes: [{prefix: 2001:db8:%x::/64, pool: 2001:db8:%x::1:0/112}]\n"
                  "      hosts:\n",
                  link, link, link, link);
    text += line.data();
    for (unsigned host = 0; host < 10; ++host) {
      std::snprintf(line.data(), line.size(),
                    "        - {name: h%u, match: {duid: 00:03:00:01:02:00:00:%02x:%02x:%02x}, "
                    "address: 2001:db8:%x::%x}\n",
                    host, link >> 8U, link & 0xffU, host, link, host + 1);
      text += line.data();
    }
  }
  return text;
}

double seconds_to_load(unsigned links) {
  const std::string text = many_hosts(links);
  const std::clock_t start = std::clock();  // of this process: others do not count
  const auto loaded = load_text(text, "t.yaml");
  const std::clock_t end = std::clock();
  REQUIRE(loaded.has_value());
  CHECK(loaded->warnings.empty());
  CHECK(loaded->server->links.size() == links);
  return static_cast<double>(end - start) / CLOCKS_PER_SEC;
}

TEST_CASE("Eight times the hosts take about eight times as long to load", "[config]") {
  const double few = seconds_to_load(200);
  const double many = seconds_to_load(1600);
  // Comparing everything with everything would make it 64 times.
  CHECK(many < 24 * few + 0.1);
}

}  // namespace
}  // namespace ward6::config::test
