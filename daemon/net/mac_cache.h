// Link-layer addresses of clients on attached links, as seen in the frames that brought their
// datagrams. A table of fixed size, keyed with a secret so that nobody can aim at one place in it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/siphash.h"
#include "libdhcp6/wire/outbox.h"

namespace ward6::daemon {

class MacCache {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  // A client's next message brings its frame along; older knowledge may be of another host.
  static constexpr std::chrono::seconds kAgeMax{60};
  static constexpr std::size_t kSets = 2048;
  static constexpr std::size_t kWays = 4;

  explicit MacCache(const dhcp6::HashKey& key) : key_(key), sets_(kSets) {}

  // Where a datagram comes from, as far as the link tells.
  struct Station {
    dhcp6::InterfaceIndex interface {};
    dhcp6::Ipv6Address address;

    friend bool operator==(const Station&, const Station&) = default;
  };

  // The latest word counts; the oldest entry of a full set makes room.
  void put(TimePoint now, const Station& station, const dhcp6::LinkLayerAddress& mac) noexcept;
  // Empty when it is not known or too old.
  [[nodiscard]] dhcp6::LinkLayerAddress find(TimePoint now, const Station& station) const noexcept;

 private:
  struct Entry {
    Station station;
    dhcp6::LinkLayerAddress mac;  // empty: the entry is free
    TimePoint seen{};
  };
  using Set = std::array<Entry, kWays>;

  [[nodiscard]] std::size_t set_of(const Station& station) const noexcept;

  dhcp6::HashKey key_;
  std::vector<Set> sets_;
};

}  // namespace ward6::daemon
