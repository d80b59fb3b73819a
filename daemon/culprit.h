// Whose frame was that? Looks through the leases for the holder of an Ethernet or IPv6 address, in
// small slices, so that nobody waits for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

#include "libdhcp6/lease/lease_table.h"

namespace ward6::daemon {

struct Culprit {
  std::string duid;
  std::string hostname;  // visible ASCII; empty: not known
  std::string lease;     // address or prefix
};

class CulpritSearch {
 public:
  // Leases looked at in one turn of the event loop.
  static constexpr std::size_t kSlice = 2048;
  // Searches that wait. Further ones find nothing.
  static constexpr std::size_t kQueueMax = 32;

  using Found = std::function<void(const std::optional<Culprit>&)>;

  // Both must outlive it.
  CulpritSearch(boost::asio::io_context& io, const dhcp6::LeaseTable& leases)
      : executor_(io.get_executor()), leases_(leases) {}

  // `found` is called later, never from here. Bound leases only.
  void find(const dhcp6::LinkLayerAddress& mac,
            const std::optional<dhcp6::Ipv6Address>& address,
            Found found);

 private:
  struct Search {
    dhcp6::LinkLayerAddress mac;
    std::optional<dhcp6::Ipv6Address> address;
    Found found;
  };

  void go_on();
  [[nodiscard]] std::optional<Culprit> look_up(const Search& search) const;
  [[nodiscard]] bool matches(const Search& search, const dhcp6::LeaseRecord& lease) const;

  boost::asio::any_io_executor executor_;
  const dhcp6::LeaseTable& leases_;
  std::deque<Search> queue_;
  std::uint32_t cursor_ = 0;
};

}  // namespace ward6::daemon
