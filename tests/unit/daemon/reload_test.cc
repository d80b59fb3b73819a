#include "daemon/reload.h"

#include <memory>
#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace ward6::daemon::test {

TEST_CASE("Settings that are only read at start are named when they change", "[daemon]") {
  Settings before;
  before.server = std::make_shared<const dhcp6::ServerConfig>();
  Settings after = before;
  CHECK(restart_only_changes(before, after).empty());

  auto server = std::make_shared<dhcp6::ServerConfig>();
  server->limits.leases_max = 7;
  after.server = server;
  after.state_dir = "/elsewhere";
  after.log_level = LogLevel::debug;  // taken at once
  CHECK(restart_only_changes(before, after) ==
        std::vector<std::string>{"server.state-directory", "server.leases-max"});
}

}  // namespace ward6::daemon::test
