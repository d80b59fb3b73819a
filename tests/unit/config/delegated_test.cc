// A link's `delegated`, and `routes`.
#include "tests/support/catch.h"
#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

TEST_CASE("The policy of a link is what its settings say", "[config][delegated][rfc8987]") {
  const auto loaded = load_text(R"(
routes: {protocol: 77, table: 4294967295, metric: 10}
links:
  office: {interface: eth1, serve: {}}
  access:
    interface: eth2
    relay: {to: 2001:db8:f::1}
    delegated: {routes: false, filter: true, loop-guard: reject, per-client: 1, per-link: 1000000}
  far: {interface: eth3, serve: {}, delegated: {loop-guard: "off"}}
)",
                                "t.yaml");
  REQUIRE(loaded);
  const relay::DelegationConfig& config = *loaded->delegations;
  CHECK(config.protocol == 77);
  CHECK(config.table == 0xffffffff);
  CHECK(config.metric == 10);
  REQUIRE(config.links.size() == 2);
  CHECK(config.links[0] == relay::DelegationPolicy{.link = dhcp6::LinkId{1},
                                                   .name = "access",
                                                   .routes = false,
                                                   .filter = true,
                                                   .loop_guard = true,
                                                   .loop_reject = true,
                                                   .per_client = 1,
                                                   .per_link = 1'000'000});
  CHECK(config.links[1].link == dhcp6::LinkId{2});
  CHECK_FALSE(config.links[1].loop_guard);
  CHECK_FALSE(config.links[1].loop_reject);
}

TEST_CASE("The policy of a link has the defaults of RFC 8987", "[config][delegated][rfc8987]") {
  const auto loaded =
      load_text("links: {a: {interface: eth0, serve: {}, delegated: {}}}\n", "t.yaml");
  REQUIRE(loaded);
  const relay::DelegationConfig& config = *loaded->delegations;
  CHECK(config.protocol == 206);
  CHECK(config.table == 254);
  CHECK(config.metric == 1024);
  REQUIRE(config.links.size() == 1);
  CHECK(config.links[0] == relay::DelegationPolicy{.link = dhcp6::LinkId{0},
                                                   .name = "a",
                                                   .routes = true,
                                                   .filter = false,
                                                   .loop_guard = true,
                                                   .loop_reject = false,
                                                   .per_client = 8,  // G-7
                                                   .per_link = 10'000});
}

TEST_CASE("Without `delegated` no link has a policy", "[config][delegated]") {
  const auto loaded = load_text("links: {a: {interface: eth0, serve: {}}}\n", "t.yaml");
  REQUIRE(loaded);
  CHECK(loaded->delegations->links.empty());
}

TEST_CASE("What cannot be done for delegated prefixes is found", "[config][delegated]") {
  check({
      {"no interface",
       "links: {a: {relayed: {interface-id: x}, serve: {}, delegated: {}}}\n",
       {{1, 52,
         "link 'a' has no interface to route delegated prefixes to. Give it an 'interface'"}}},
      {"nobody delegates",
       "links: {a: {interface: eth0, delegated: {}}}\n",
       {{1, 30, "nobody delegates prefixes to clients of link 'a' here. Give it 'serve' or"}}},
      {"no prefix at all",
       "links: {a: {interface: eth0, serve: {}, delegated: {per-client: 0}}}\n",
       {{1, 65, "'per-client'"}}},
      {"more than a table holds",
       "links: {a: {interface: eth0, serve: {}, delegated: {per-link: 1000001}}}\n",
       {{1, 63, "'per-link'"}}},
      {"a guard of another kind",
       "links: {a: {interface: eth0, serve: {}, delegated: {loop-guard: on}}}\n",
       {{1, 65, "'loop-guard'"}}},
      {"a map", "links: {a: {interface: eth0, serve: {}, delegated: true}}\n", {{1, 52, "a map"}}},
  });
}

TEST_CASE("Routes are not mixed with those of others", "[config][delegated]") {
  const std::string links = "links: {a: {interface: eth0, serve: {}, delegated: {}}}\n";
  check({
      {"the kernel's", "routes: {protocol: 2}\n" + links, {{1, 20, "from 5 to 255"}}},
      {"an administrator's", "routes: {protocol: 4}\n" + links, {{1, 20, "from 5 to 255"}}},
      {"bird's",
       "routes: {protocol: 12}\n" + links,
       {{1, 20, "routes of protocol 12 belong to bird. Choose a number that nothing else"}}},
      {"too high", "routes: {protocol: 256}\n" + links, {{1, 20, "from 5 to 255"}}},
      {"no table", "routes: {table: 0}\n" + links, {{1, 17, "'table'"}}},
      {"the local table",
       "routes: {table: 255}\n" + links,
       {{1, 17, "table 255 is the kernel's own. Choose another one; 254 is the main table."}}},
      {"no metric", "routes: {metric: 0}\n" + links, {{1, 18, "'metric'"}}},
  });
}

}  // namespace
}  // namespace ward6::config::test
