// Eight ordinary mistakes, on which other servers were tried: all at once, in one run.
#include "tests/unit/config/config_support.h"

namespace ward6::config::test {
namespace {

const std::string kPanel = R"(server:
  declined-hold: 1d
links:
  office:
    interface: br-office
    serve:
      lifetimes: {preferred: 2d, valid: 1d}
      prefixs:
        - prefix: 2001:db8:9::/64
      prefixes:
        - prefix: 2001:db8:1::/64
          pool: 2001:db8:2::1:0/112
        - prefix: 2001:db8:3::/64
          pool: 2001:db8:3::99 - 2001:db8:3::10
      options: {dns-srvers: [2001:db8::53], domain-search: [example.net]}
  lab:
    interface: br-lab
    serve:
      prefixes:
        - {prefix: 2001:db8:4::/64 pool: 2001:db8:4::1:0/112}
        - prefix: 2001:db8:1::/56
          pool: 2001:db8:1:1::/64
      delegate:
        - {from: 2001:db8:1000::/40, length: 36}
)";

TEST_CASE("Eight ordinary mistakes are all found in one run, each at its place", "[config]") {
  check(
      {"panel",
       kPanel,
       {{7, 30, "error: 'preferred' (2d) is longer than 'valid' (1d)"},
        {8, 7, "error: unknown key 'prefixs'. Did you mean 'prefixes'?"},
        {12, 17,
         "is outside its prefix 2001:db8:1::/64 (line 11). Choose a part of the prefix. "
         "(the prefix: 11:19)"},
        {14, 17, "is upside down. Write 2001:db8:3::10 - 2001:db8:3::99."},
        {15, 17, "error: unknown option 'dns-srvers'. Did you mean 'dns-servers'?"},
        {20, 36, "error: a ',' is missing before 'pool'"},
        {21, 19,
         "error: prefix 2001:db8:1::/56 of link 'lab' overlaps prefix 2001:db8:1::/64 of "
         "link 'office' (line 11)"},
        {24, 46, "error: a delegated /36 is larger than the block 2001:db8:1000::/40 (line 24)"}}});
}

}  // namespace
}  // namespace ward6::config::test
