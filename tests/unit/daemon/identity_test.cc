#include "daemon/identity.h"

#include "tests/support/catch.h"

namespace ward6::daemon::test {

TEST_CASE("An identity comes back from its file as it was", "[daemon]") {
  dhcp6::ServerIdentity identity;
  identity.duid = *dhcp6::Duid::parse("00:03:00:01:02:00:00:00:00:07");
  identity.allocation_key = {0x0123456789abcdef, 0xfedcba9876543210};
  const auto parsed = parse_identity(format_identity(identity));
  REQUIRE(parsed);
  CHECK(parsed->duid == identity.duid);
  CHECK(parsed->allocation_key.first == identity.allocation_key.first);
  CHECK(parsed->allocation_key.second == identity.allocation_key.second);
}

TEST_CASE("Half an identity is an error, never a new one", "[daemon]") {
  const char* const key = "allocation-key 000102030405060708090a0b0c0d0e0f\n";
  CHECK(parse_identity(std::string("duid 00:03:00:01:07\n") + key));
  CHECK_FALSE(parse_identity(""));
  CHECK_FALSE(parse_identity("duid 00:03:00:01:07\n"));
  CHECK_FALSE(parse_identity(key));
  CHECK_FALSE(parse_identity(std::string("duid 00\n") + key));
  CHECK_FALSE(parse_identity("duid 00:03:00:01:07\nallocation-key 0001\n"));
  CHECK_FALSE(parse_identity("duid 00:03:00:01:07\nallocation-key zz\n"));
}

TEST_CASE("Lines that a later version may add to the identity are passed over", "[daemon]") {
  CHECK(
      parse_identity("# note\n\nnew thing\nduid 00:03:00:01:07\n"
                     "allocation-key 000102030405060708090a0b0c0d0e0f"));
}

}  // namespace ward6::daemon::test
