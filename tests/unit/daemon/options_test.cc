#include "daemon/options.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace ward6::daemon::test {
namespace {

ParsedOptions parse(std::vector<std::string> words) {
  words.insert(words.begin(), "ward6d");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  return parse_options(static_cast<int>(words.size()), arguments.data());
}

}  // namespace

TEST_CASE("Without options the daemon runs with what is installed", "[daemon]") {
  const ParsedOptions parsed = parse({});
  CHECK_FALSE(parsed.exit);
  CHECK(parsed.options.mode == Options::Mode::run);
  CHECK(parsed.options.config == "/etc/ward6/ward6.yaml");
  CHECK_FALSE(parsed.options.state_dir);
}

TEST_CASE("Options of the command line are taken", "[daemon]") {
  const ParsedOptions parsed = parse({"--config", "a.yaml", "--state-dir", "s", "--runtime-dir=r",
                                      "--log-level", "warning", "--json", "--foreground"});
  CHECK_FALSE(parsed.exit);
  CHECK(parsed.options.config == "a.yaml");
  CHECK(parsed.options.state_dir == "s");
  CHECK(parsed.options.runtime_dir == "r");
  CHECK(parsed.options.log_level == LogLevel::warn);
  CHECK(parsed.options.json);
}

TEST_CASE("A check takes nothing or =here", "[daemon]") {
  CHECK(parse({"--check"}).options.mode == Options::Mode::check);
  CHECK(parse({"--check=here", "--strict"}).options.mode == Options::Mode::check_here);
  CHECK(parse({"--check=there"}).exit == ExitCode::usage);
}

TEST_CASE("A wrong command line is a usage error", "[daemon]") {
  CHECK(parse({"--log-level", "loud"}).exit == ExitCode::usage);
  CHECK(parse({"extra"}).exit == ExitCode::usage);
}

}  // namespace ward6::daemon::test
