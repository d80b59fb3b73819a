#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/random.h"
#include "tests/support/catch.h"

namespace ward6::dhcp6::test {
namespace {

Ipv6Address address(std::string_view text) {
  return Ipv6Address::parse(text).value();
}
Prefix prefix(std::string_view text) {
  return Prefix::parse(text).value();
}

}  // namespace

TEST_CASE("Prefixes are read and written", "[core][prefix]") {
  for (const std::string_view text :
       {"::/0", "2001:db8::/32", "2001:db8:0:8000::/49", "2001:db8::1/128", "fe80::/10"}) {
    CHECK(prefix(text).to_string() == text);
  }
  CHECK(prefix("2001:db8::/032") == prefix("2001:db8::/32"));
}

TEST_CASE("Prefixes with host bits or impossible lengths are refused", "[core][prefix]") {
  for (const std::string_view text : {"2001:db8::1/64", "::/129", "::/-1", "::/", "::", "/64",
                                      "::/1x", "::/0064", "8000::/0", "2001:db8::/12 "}) {
    INFO(text);
    CHECK_FALSE(Prefix::parse(text));
  }
  CHECK(Prefix::make(address("2001:db8::"), 129).error().code == Errc::bad_prefix);
  CHECK(Prefix::make(address("2001:db8::1"), 127).error().code == Errc::bad_prefix);
  CHECK(Prefix::make(address("2001:db8::1"), 128));
}

TEST_CASE("A prefix holds its first and last address and none beyond", "[core][prefix]") {
  for (unsigned length = 0; length <= 128; ++length) {
    const Prefix made =
        Prefix::containing(address("2001:db8:aaaa:5555:aaaa:5555:aaaa:5555"), length);
    INFO(made.to_string());
    CHECK(made.length() == length);
    CHECK(made.contains(made.base()));
    CHECK(made.contains(made.last()));
    CHECK(made.contains(made));
    if (length == 0) continue;
    CHECK_FALSE(made.contains(plus(made.last(), 1)));
    CHECK_FALSE(made.contains(plus(made.base(), ~std::uint64_t{0}) < made.base()
                                  ? plus(made.base(), ~std::uint64_t{0})
                                  : plus(made.last(), 1)));
  }
}

TEST_CASE("A prefix holds longer prefixes inside it only", "[core][prefix]") {
  CHECK(prefix("2001:db8::/32").contains(prefix("2001:db8:1::/48")));
  CHECK_FALSE(prefix("2001:db8:1::/48").contains(prefix("2001:db8::/32")));
  CHECK_FALSE(prefix("2001:db8:1::/48").contains(prefix("2001:db8:2::/64")));
}

TEST_CASE("Network and suffix combine to an address", "[core][prefix]") {
  CHECK(combine(prefix("2001:db8:1::/64"), address("::7")) == address("2001:db8:1::7"));
  CHECK(combine(prefix("2001:db8:1::/48"), address("::1:0:0:0:7")) == address("2001:db8:1:1::7"));
  CHECK(combine(prefix("::/0"), address("fe80::1")) == address("fe80::1"));
  CHECK(combine(prefix("2001:db8::1/128"), address("::ff")) == address("2001:db8::1"));
  CHECK(combine(prefix("2001:db8::/64"), address("ffff::7")) == address("2001:db8::7"));
}

TEST_CASE("Link-layer addresses are read with any separator", "[core][address]") {
  for (const std::string_view text :
       {"02:00:5e:10:00:01", "02-00-5E-10-00-01", "02005e100001", "02 00 5e 10 00 01"}) {
    const auto parsed = LinkLayerAddress::parse(text);
    REQUIRE(parsed);
    CHECK(parsed->to_string() == "02:00:5e:10:00:01");
    CHECK(parsed->bytes().size() == 6);
  }
  CHECK_FALSE(LinkLayerAddress::parse(""));
  CHECK_FALSE(LinkLayerAddress::parse("02:00:5e:10:00:0"));
  CHECK_FALSE(LinkLayerAddress::parse("02::5e"));
  CHECK(LinkLayerAddress{}.empty());
}

TEST_CASE("Link-layer addresses are limited to 20 bytes", "[core][address][rfc6939-4]") {
  const std::vector<std::byte> bytes(kLinkLayerSizeMax + 1, std::byte{0x2a});
  CHECK(LinkLayerAddress::from(Bytes(bytes).first(kLinkLayerSizeMax)));
  CHECK(LinkLayerAddress::from(bytes).error().code == Errc::bad_length);
  CHECK(LinkLayerAddress::from({}).error().code == Errc::bad_length);
}

}  // namespace ward6::dhcp6::test
