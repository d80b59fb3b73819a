#include "daemon/guard_table.h"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/catch.h"
#include "tests/support/stand_program.h"

namespace ward6::daemon::test {
namespace {

using dhcp6::test::StandProgram;
using raguard::GuardPolicy;
using raguard::PortRole;

// Writes down what it is told, lists the tables of the file `tables`, is broken while there is a
// file of that name, waits for one called `slow` to go, and knows no interface "w6-none".
constexpr const char* kScript = R"(text=$(cat)
while test -e $dir/slow; do sleep 0.01; done
test "$text" = "list tables" && { cat $dir/tables 2>/dev/null; exit 0; }
case "$*" in *--check*) cat $dir/bytecode 2>/dev/null; exit 0;; esac
test -e $dir/broken && { echo broken >&2; exit 1; }
case $text in *w6-none*) echo missing >&2; exit 1;; esac
echo "$text" >>$dir/seen
echo END >>$dir/seen
)";

struct Bench {
  Bench() { static_cast<void>(std::signal(SIGPIPE, SIG_IGN)); }

  // False: it does not come about.
  template <class Condition>
  bool until(const Condition& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition() && std::chrono::steady_clock::now() < end) {
      io.run_for(std::chrono::milliseconds(5));
      io.restart();
    }
    return condition();
  }
  bool settle() {
    return until([this] { return table.is_good() && !is_running(); });
  }
  // The last run was heard to its end when two looks see the same.
  bool is_running() {
    const std::string before = seen();
    io.run_for(std::chrono::milliseconds(50));
    io.restart();
    return seen() != before;
  }
  [[nodiscard]] std::string seen() const {
    std::ifstream stream(stand.near("seen"));
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  // What was told since the last call, a word for each child.
  std::string told() {
    const std::string all = seen();
    std::filesystem::remove(stand.near("seen"));
    return all;
  }
  void put(const char* name, const std::string& text = "") {
    std::ofstream(stand.near(name)) << text;
  }
  void take(const char* name) { std::filesystem::remove(stand.near(name)); }

  StandProgram stand{kScript};
  boost::asio::io_context io;
  std::vector<std::string> troubles;
  GuardTable table{io, [this](const std::string& text) { troubles.push_back(text); }, stand.path()};
};

GuardPolicy policy(const char* mac = "02:00:00:00:00:01") {
  GuardPolicy policy;
  policy.interface = "br0";
  policy.routers.emplace_back().mac = dhcp6::LinkLayerAddress::parse(mac).value();
  return policy;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

const dhcp6::LinkLayerAddress kRogue = dhcp6::LinkLayerAddress::parse("02:00:00:00:00:66").value();

}  // namespace

TEST_CASE("Ports come and go within the table that is in force", "[daemon][guard]") {
  Bench bench;
  bench.table.configure(GuardFamily::netdev, {policy()});
  bench.table.set_ports({{0, "lo", PortRole::host}, {0, "t", PortRole::trusted}});
  REQUIRE(bench.settle());
  CHECK(bench.told().starts_with("table netdev ward6_guard_a\ndelete table"));
  CHECK(bench.table.is_guarded("lo"));
  CHECK_FALSE(bench.table.is_guarded("t"));

  bench.table.set_ports({{0, "lo", PortRole::host}, {0, "p2", PortRole::host}});
  REQUIRE(bench.settle());
  const std::string added = bench.told();
  CHECK(added.starts_with("# port p2 of br0\ntable netdev ward6_guard_a {\n"));
  CHECK_FALSE(has(added, "delete"));
  CHECK_FALSE(has(added, "\"lo\""));

  bench.table.set_ports({{0, "p2", PortRole::host}});
  REQUIRE(bench.settle());
  const std::string removed = bench.told();
  CHECK(removed.starts_with("flush chain netdev ward6_guard_a p0_"));
  CHECK_FALSE(has(removed, "delete table"));

  bench.table.set_ports({});
  REQUIRE(bench.settle());
  CHECK(bench.told() == "table netdev ward6_guard_a\ndelete table netdev ward6_guard_a\nEND\n");
  CHECK(bench.troubles.empty());
}

TEST_CASE("Other rules are loaded under another name before the old ones go", "[daemon][guard]") {
  Bench bench;
  bench.table.configure(GuardFamily::netdev, {policy()});
  bench.table.set_ports({{0, "lo", PortRole::host}});
  REQUIRE(bench.settle());
  bench.told();
  const auto swapped = [&bench](const char* from, const char* to) {
    REQUIRE(bench.settle());
    const std::string told = bench.told();
    INFO(told);
    CHECK(told.starts_with(std::string("table ") + to + "\ndelete table " + to + "\n"));
    CHECK(told.ends_with(std::string("END\ntable ") + from + "\ndelete table " + from + "\nEND\n"));
  };
  bench.table.configure(GuardFamily::netdev, {policy("02:00:00:00:00:02")});
  swapped("netdev ward6_guard_a", "netdev ward6_guard_b");
  bench.table.set_ports({{0, "lo", PortRole::router}});
  swapped("netdev ward6_guard_b", "netdev ward6_guard_a");
  bench.table.configure(GuardFamily::bridge, {policy("02:00:00:00:00:02")});
  swapped("netdev ward6_guard_a", "bridge ward6_guard_a");
  bench.table.configure(GuardFamily::bridge, {policy("02:00:00:00:00:02")});
  REQUIRE(bench.settle());
  CHECK(bench.told().empty());
  GuardPolicy observed = policy();
  observed.action = raguard::Action::observe;
  bench.table.configure(GuardFamily::bridge, {observed});
  REQUIRE(bench.settle());
  CHECK(bench.told() == "table bridge ward6_guard_a\ndelete table bridge ward6_guard_a\nEND\n");
}

TEST_CASE("What an earlier run left stays until there is something better", "[daemon][guard]") {
  Bench bench;
  bench.put("tables", "table inet other\ntable netdev ward6_guard_a\ntable bridge ward6_guard_b\n");
  bench.table.configure(GuardFamily::netdev, {policy()});
  CHECK_FALSE(bench.is_running());  // which ports there are is not known yet
  CHECK(bench.seen().empty());
  bench.table.set_ports({{0, "lo", PortRole::host}});
  REQUIRE(bench.settle());
  const std::string told = bench.told();
  CHECK(told.starts_with("table netdev ward6_guard_b\n"));
  CHECK(
      told.ends_with("END\ntable netdev ward6_guard_a\ndelete table netdev ward6_guard_a\n"
                     "table bridge ward6_guard_b\ndelete table bridge ward6_guard_b\nEND\n"));
}

TEST_CASE("A port that is missing keeps no other from being guarded", "[daemon][guard]") {
  Bench bench;
  bench.table.configure(GuardFamily::netdev, {policy()});
  bench.table.set_ports({{0, "lo", PortRole::host}, {0, "w6-none", PortRole::host}});
  REQUIRE(bench.settle());
  CHECK(bench.table.is_guarded("lo"));
  CHECK_FALSE(bench.table.is_guarded("w6-none"));
  CHECK_FALSE(has(bench.told(), "w6-none"));
  // Tried again with each news of ports, in vain; the rest is as it was.
  bench.table.set_ports({{0, "lo", PortRole::host}, {0, "w6-none", PortRole::router}});
  REQUIRE(bench.settle());
  CHECK(bench.table.is_guarded("lo"));
  CHECK(bench.troubles.empty());
}

TEST_CASE("A load that fails is told once, and the old rules stay meanwhile", "[daemon][guard]") {
  Bench bench;
  bench.table.configure(GuardFamily::netdev, {policy()});
  bench.table.set_ports({{0, "lo", PortRole::host}});
  REQUIRE(bench.settle());
  bench.told();
  bench.put("broken");
  bench.table.configure(GuardFamily::netdev, {policy("02:00:00:00:00:02")});
  REQUIRE(bench.until([&bench] { return !bench.troubles.empty(); }));
  CHECK(bench.troubles == std::vector<std::string>{"broken\n"});
  CHECK_FALSE(bench.table.is_good());
  CHECK(bench.table.is_guarded("lo"));
  CHECK(bench.told().empty());
  bench.take("broken");
  REQUIRE(bench.settle());
  CHECK(bench.troubles == std::vector<std::string>{"broken\n", ""});
  CHECK(bench.told().starts_with("table netdev ward6_guard_b\n"));
}

TEST_CASE("What is wanted while nft runs is not forgotten", "[daemon][guard]") {
  Bench bench;
  bench.table.configure(GuardFamily::netdev, {policy()});
  bench.table.set_ports({{0, "lo", PortRole::host}});
  REQUIRE(bench.until([&bench] { return bench.table.is_good(); }));
  bench.put("slow");  // now the bytecode is checked, or will be
  bench.io.run_for(std::chrono::milliseconds(20));
  bench.io.restart();
  bench.table.set_ports({{0, "lo", PortRole::host}, {0, "p2", PortRole::host}});
  bench.io.run_for(std::chrono::milliseconds(20));
  bench.io.restart();
  bench.take("slow");
  REQUIRE(bench.settle());
  CHECK(bench.table.is_guarded("p2"));
}

TEST_CASE("Offenders are put into the table, and into the next", "[daemon][guard]") {
  Bench bench;
  bench.table.configure(GuardFamily::netdev, {policy()});
  bench.table.set_ports({{0, "lo", PortRole::router}, {0, "h", PortRole::host}});
  REQUIRE(bench.settle());
  bench.told();
  constexpr std::chrono::seconds kTime{600};
  CHECK_FALSE(bench.table.block("h", kRogue, kTime));  // there is nothing to add
  CHECK_FALSE(bench.table.block("none", kRogue, kTime));
  CHECK_FALSE(bench.table.block("lo", {}, kTime));
  CHECK_FALSE(bench.table.block("lo", kRogue, std::chrono::seconds(0)));
  CHECK(bench.table.block("lo", kRogue, kTime));
  REQUIRE(bench.until([&bench] { return has(bench.seen(), "END"); }));
  const std::string told = bench.told();
  CHECK(told.starts_with("add element netdev ward6_guard_a p0_offenders { 02:00:00:00:00:66 }\n"));
  CHECK(has(told, "{ 02:00:00:00:00:66 timeout 600s }"));
  bench.table.configure(GuardFamily::netdev, {policy("02:00:00:00:00:02")});
  REQUIRE(bench.settle());
  CHECK(has(bench.told(), "elements = { 02:00:00:00:00:66 timeout "));
  bench.table.set_ports({{0, "lo", PortRole::server}});
  REQUIRE(bench.settle());
  CHECK_FALSE(has(bench.told(), "02:00:00:00:00:66"));
}

TEST_CASE("Offenders are so many at most", "[daemon][guard]") {
  Bench bench;
  bench.table.configure(GuardFamily::netdev, {policy()});
  bench.table.set_ports({{0, "lo", PortRole::router}});
  dhcp6::LinkLayerAddress mac = kRogue;
  for (std::size_t count = 0; count < GuardTable::kOffendersMax; ++count) {
    mac.octets[4] = static_cast<std::byte>(count >> 8U);
    mac.octets[5] = static_cast<std::byte>(count & 0xffU);
    REQUIRE(bench.table.block("lo", mac, std::chrono::seconds(600)));
  }
  CHECK(bench.table.block("lo", mac, std::chrono::seconds(900)));
  mac.octets[3] = std::byte{1};
  CHECK_FALSE(bench.table.block("lo", mac, std::chrono::seconds(600)));
}

TEST_CASE("Bytecode that is blind to tags is told, and the rules are in force all the same",
          "[daemon][guard]") {
  Bench bench;
  bench.put("bytecode",
            "[ payload load 2b @ link header + 12 => reg 1 ]\n[ cmp eq reg 1 0xdd86 ]\n");
  bench.table.configure(GuardFamily::bridge, {policy()});
  bench.table.set_ports({{0, "lo", PortRole::host}});
  REQUIRE(bench.until([&bench] { return !bench.troubles.empty(); }));
  CHECK(has(bench.troubles.front(), "VLAN tag"));
  CHECK(bench.table.is_guarded("lo"));
}

TEST_CASE("A port whose name nft cannot read is told", "[daemon][guard]") {
  Bench bench;
  bench.table.configure(GuardFamily::netdev, {policy()});
  bench.table.set_ports({{0, "tap*", PortRole::host}, {0, "lo", PortRole::host}});
  REQUIRE(bench.settle());
  CHECK(bench.troubles ==
        std::vector<std::string>{"port 'tap*' is not guarded: nft cannot read its name"});
  CHECK_FALSE(has(bench.table.text(), "tap"));
  bench.table.set_ports({{0, "lo", PortRole::host}});
  CHECK(bench.troubles.back().empty());
}

TEST_CASE("A removal takes all of ours, and nothing is done after it", "[daemon][guard]") {
  Bench bench;
  bench.table.configure(GuardFamily::netdev, {policy()});
  bench.table.set_ports({{0, "lo", PortRole::host}});
  REQUIRE(bench.settle());
  bench.told();
  bool removed = false;
  bench.table.remove([&removed] { removed = true; });
  REQUIRE(bench.until([&removed] { return removed; }));
  CHECK(bench.told() == "table netdev ward6_guard_a\ndelete table netdev ward6_guard_a\nEND\n");
  bench.table.set_ports({{0, "p2", PortRole::host}});
  CHECK_FALSE(bench.is_running());
  CHECK(bench.seen().empty());
  bench.table.configure(GuardFamily::netdev, {policy()});
  REQUIRE(bench.settle());
  CHECK(bench.table.is_guarded("p2"));
}

}  // namespace ward6::daemon::test
