#include "daemon/net/mac_cache.h"

#include <string>

#include "tests/support/catch.h"

namespace ward6::daemon {
namespace {

using dhcp6::InterfaceIndex;
using dhcp6::LinkLayerAddress;

constexpr MacCache::TimePoint kStart{std::chrono::hours(1)};

[[nodiscard]] MacCache::Station station(std::uint32_t index, std::string_view address) {
  return {InterfaceIndex{index}, dhcp6::Ipv6Address::parse(address).value()};
}

TEST_CASE("The MAC cache knows the latest address of a station, for a minute", "[daemon]") {
  MacCache cache(dhcp6::HashKey{1, 2});
  const auto first = LinkLayerAddress::parse("02:00:5e:10:00:01").value();
  const auto second = LinkLayerAddress::parse("02:00:5e:10:00:02").value();
  CHECK(cache.find(kStart, station(1, "fe80::1")).empty());
  cache.put(kStart, station(1, "fe80::1"), first);
  CHECK(cache.find(kStart, station(1, "fe80::1")) == first);
  CHECK(cache.find(kStart, station(2, "fe80::1")).empty());
  CHECK(cache.find(kStart, station(1, "fe80::2")).empty());
  cache.put(kStart, station(1, "fe80::1"), second);
  CHECK(cache.find(kStart, station(1, "fe80::1")) == second);
  const auto late = kStart + MacCache::kAgeMax + std::chrono::seconds(1);
  CHECK(cache.find(late, station(1, "fe80::1")).empty());
}

TEST_CASE("A flood of stations makes room by age and leaves the newest", "[daemon]") {
  MacCache cache(dhcp6::HashKey{1, 2});
  const auto mac = LinkLayerAddress::parse("02:00:5e:10:00:01").value();
  for (std::uint32_t at = 1; at <= 50'000; ++at) {
    const auto now = kStart + std::chrono::microseconds(at);
    cache.put(now, station(at, "fe80::1"), mac);
    REQUIRE(cache.find(now, station(at, "fe80::1")) == mac);
  }
}

}  // namespace
}  // namespace ward6::daemon
