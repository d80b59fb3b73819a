// Whose frame it was, told from the leases.
#include "daemon/culprit.h"

#include "tests/support/catch.h"
#include "tests/support/leases.h"

namespace ward6::daemon::test {
namespace {

using dhcp6::test::Lease;

class Leases {
 public:
  explicit Leases(std::uint32_t count) : table_({1, 2}, count + 10) {
    for (std::uint32_t number = 0; number < count; ++number) {
      const Lease lease{.number = number};
      REQUIRE(table_.put(lease.record()));
    }
  }

  [[nodiscard]] std::optional<Culprit> find(const dhcp6::LinkLayerAddress& mac,
                                            std::optional<dhcp6::Ipv6Address> address = {}) {
    boost::asio::io_context io;
    CulpritSearch search(io, table_);
    std::optional<Culprit> result;
    unsigned calls = 0;
    search.find(mac, address, [&](const auto& found) {
      result = found;
      ++calls;
    });
    CHECK(calls == 0);  // never from there
    io.run();
    CHECK(calls == 1);
    return result;
  }
  dhcp6::LeaseTable& table() { return table_; }

 private:
  dhcp6::LeaseTable table_;
};

dhcp6::LinkLayerAddress mac_of(std::uint32_t number) {
  const Lease lease{.number = number};
  const auto details = dhcp6::decode_details(lease.record().details);
  return details->link_layer;
}

TEST_CASE("the holder of an Ethernet address is found among many leases", "[daemon][guard]") {
  Leases leases(10'000);
  const auto culprit = leases.find(mac_of(30));
  REQUIRE(culprit);
  CHECK(culprit->hostname == "host-30-0");
  CHECK(culprit->lease == Lease::resource(30).base().to_string());
  CHECK_FALSE(culprit->duid.empty());
  CHECK_FALSE(leases.find(dhcp6::LinkLayerAddress::parse("06:06:06:06:06:06").value()));
  CHECK_FALSE(leases.find({}));
}

TEST_CASE("the lease of the address that it speaks from goes first", "[daemon][guard]") {
  Leases leases(100);
  const auto culprit = leases.find(mac_of(30), Lease::resource(77).base());
  REQUIRE(culprit);
  CHECK(culprit->hostname == "host-77-0");
}

TEST_CASE("more searches than may wait find nothing, and each is answered", "[daemon][guard]") {
  Leases leases(100);
  boost::asio::io_context io;
  CulpritSearch search(io, leases.table());
  std::size_t found = 0;
  std::size_t answered = 0;
  for (std::size_t at = 0; at < CulpritSearch::kQueueMax + 5; ++at) {
    search.find(mac_of(3), {}, [&](const auto& culprit) {
      ++answered;
      if (culprit) ++found;
    });
  }
  io.run();
  CHECK(answered == CulpritSearch::kQueueMax + 5);
  CHECK(found == CulpritSearch::kQueueMax);
}

}  // namespace
}  // namespace ward6::daemon::test
