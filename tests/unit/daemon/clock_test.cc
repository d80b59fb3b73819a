#include "daemon/io/clock.h"

#include "tests/support/catch.h"

namespace ward6::daemon::test {
namespace {

dhcp6::Now at(std::int64_t steady_seconds, std::uint32_t wall_seconds) {
  return {std::chrono::steady_clock::time_point(std::chrono::seconds(steady_seconds)),
          dhcp6::WallTime{wall_seconds}};
}

}  // namespace

TEST_CASE("Clocks that go on together have not jumped", "[daemon]") {
  ClockWatch watch;
  CHECK(watch.jumped(at(100, 5000)) == 0);  // nothing to compare with yet
  CHECK(watch.jumped(at(160, 5060)) == 0);
  CHECK(watch.jumped(at(161, 5063)) == 0);  // the tolerance: rounding, and slewing
}

TEST_CASE("A wall clock that was set has jumped by what the steady one tells", "[daemon]") {
  ClockWatch watch;
  static_cast<void>(watch.jumped(at(100, 5000)));
  CHECK(watch.jumped(at(110, 8610)) == 3600);
  CHECK(watch.jumped(at(111, 8611)) == 0);
  CHECK(watch.jumped(at(121, 8521)) == -100);
  CHECK(watch.jumped(at(122, 8525)) == 3);  // one past the tolerance
}

}  // namespace ward6::daemon::test
