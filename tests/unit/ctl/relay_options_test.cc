#include "ctl/command_line.h"
#include "ctl/exit_code.h"
#include "ctl/render.h"
#include "tests/support/catch.h"

namespace ward6::ctl::test {
namespace {

ParsedCommand parse(std::vector<std::string> words) {
  words.insert(words.begin(), "ward6ctl");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

}  // namespace

TEST_CASE("The verbs of `relay` have the daemon's names", "[ctl]") {
  const auto bindings = parse({"relay", "bindings", "--link", "a", "--client", "0001", "--json"});
  REQUIRE_FALSE(bindings.exit.has_value());
  CHECK(bindings.command.verb == "relay-bindings");
  CHECK(bindings.command.link == "a");
  CHECK(bindings.command.client == "0001");
  CHECK(bindings.command.json);
  const auto clear = parse({"relay", "clear", "--prefix", "2001:db8::/32", "--all"});
  CHECK(clear.command.verb == "relay-clear");
  CHECK(clear.command.prefix == "2001:db8::/32");
  CHECK(clear.command.all);
  CHECK(parse({"relay", "bindings", "--all"}).exit == value(ExitCode::usage));
  CHECK(parse({"links"}).command.verb == "links");
}

TEST_CASE("A binding's lifetimes may have no end", "[ctl]") {
  const boost::json::object binding{
      {"prefix", "2001:db8:1000::/56"}, {"link", "access"}, {"interface", "lan0"},
      {"next_hop", "fe80::1"},          {"iaid", 7},        {"preferred_left", 90}};
  const std::vector<Cell> cells = binding_row(binding);
  REQUIRE(cells.size() == 9);
  CHECK(cells[0].text == "2001:db8:1000::/56");
  CHECK(cells[3].text == "fe80::1");
  CHECK(cells[4].text == "forever");
  CHECK(cells[5].text == "1m 30s");
  CHECK(cells[6].text.empty());
  CHECK(cells[7].text == "00000007");
}

}  // namespace ward6::ctl::test
