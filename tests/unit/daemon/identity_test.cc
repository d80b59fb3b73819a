#include "daemon/identity.h"

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/temp_directory.h"

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

TEST_CASE("An identity is made once, and kept for as long as it is what is asked for", "[daemon]") {
  using Kind = DuidChoice::Kind;
  const dhcp6::test::TempDirectory directory;
  const auto load = [&directory](Kind kind, std::uint32_t enterprise = 0) {
    DuidChoice choice;
    choice.kind = kind;
    choice.enterprise = enterprise;
    const auto loaded = load_identity(directory.path(), choice);
    REQUIRE(loaded);
    return *loaded;
  };
  const LoadedIdentity first = load(Kind::uuid);
  CHECK(first.created);
  CHECK(first.identity.duid.type() == static_cast<std::uint16_t>(dhcp6::DuidType::uuid));
  CHECK_FALSE(load(Kind::uuid).created);
  CHECK(load(Kind::automatic).identity.duid == first.identity.duid);
  const LoadedIdentity enterprise = load(Kind::en, 32473);
  CHECK(enterprise.created);
  CHECK(enterprise.identity.duid.type() == static_cast<std::uint16_t>(dhcp6::DuidType::en));
  CHECK_FALSE(load(Kind::en, 32473).created);
  CHECK(load(Kind::en, 9).created);              // of another enterprise
  const LoadedIdentity dated = load(Kind::llt);  // a UUID where there is no Ethernet
  CHECK(dated.created);
  CHECK(load(Kind::llt).identity.duid == dated.identity.duid);
  // Which client gets which address stays as it was.
  CHECK(dated.identity.allocation_key.first == first.identity.allocation_key.first);
  CHECK(dated.identity.allocation_key.second == first.identity.allocation_key.second);
}

TEST_CASE("A DUID that is given is used, and does not replace what is kept", "[daemon]") {
  const dhcp6::test::TempDirectory directory;
  const auto kept = load_identity(directory.path(), {});
  REQUIRE(kept);
  DuidChoice given;
  given.kind = DuidChoice::Kind::given;
  given.fixed = *dhcp6::Duid::parse("00:03:00:01:02:00:00:00:00:07");
  const auto used = load_identity(directory.path(), given);
  REQUIRE(used);
  CHECK(used->identity.duid == given.fixed);
  CHECK_FALSE(used->created);
  CHECK(load_identity(directory.path(), {})->identity.duid == kept->identity.duid);
}

TEST_CASE("A broken identity is told, not replaced", "[daemon]") {
  const dhcp6::test::TempDirectory directory;
  std::ofstream(directory.path() + "/identity") << "duid 00\n";
  const auto loaded = load_identity(directory.path(), {});
  REQUIRE_FALSE(loaded);
  CHECK(loaded.error().find("restore it from a copy") != std::string::npos);
  CHECK(std::filesystem::file_size(directory.path() + "/identity") == 8);
}

}  // namespace ward6::daemon::test
