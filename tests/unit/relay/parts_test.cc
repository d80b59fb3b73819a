// The parts of the relay agent that stand alone: health of a server, token buckets, checks.
#include "relay/health.h"
#include "relay/option_checks.h"
#include "relay/rate.h"
#include "tests/support/catch.h"
#include "tests/unit/relay/relay_rig.h"

using namespace ward6;
using namespace ward6::relay;
using namespace ward6::relay::test;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr Instant kStart{std::chrono::hours(1)};

unsigned take_all(TokenBucket& bucket, const Rate& rate, Instant now) {
  unsigned taken = 0;
  while (taken < 10'000 && bucket.take(rate, now)) ++taken;
  return taken;
}

}  // namespace

TEST_CASE("a server is down when enough was asked for long enough without an answer", "[relay]") {
  ServerHealth health;
  CHECK_FALSE(health.is_down(kStart));
  for (std::uint32_t i = 1; i < ServerHealth::kUnanswered; ++i) health.on_sent(true, kStart);
  CHECK_FALSE(health.is_down(kStart + std::chrono::hours(1)));  // one too few
  health.on_sent(true, kStart);
  CHECK_FALSE(health.is_down(kStart + ServerHealth::kPatience - milliseconds(1)));
  CHECK(health.is_down(kStart + ServerHealth::kPatience));
  health.on_answer();
  CHECK_FALSE(health.is_down(kStart + ServerHealth::kPatience));
}

TEST_CASE("messages that nobody must answer say nothing of a server", "[relay]") {
  ServerHealth health;
  for (int i = 0; i < 100; ++i) health.on_sent(false, kStart);
  CHECK_FALSE(health.is_down(kStart + std::chrono::hours(1)));
}

TEST_CASE("a server that is down is tried again from time to time", "[relay]") {
  ServerHealth health;
  for (std::uint32_t i = 0; i < ServerHealth::kUnanswered; ++i) health.on_sent(true, kStart);
  CHECK_FALSE(health.wants_probe(kStart + ServerHealth::kPatience - milliseconds(1)));
  const Instant later = kStart + seconds(60);
  CHECK(health.wants_probe(later));
  health.on_sent(true, later);
  CHECK_FALSE(health.wants_probe(later + ServerHealth::kProbe - milliseconds(1)));
  CHECK(health.wants_probe(later + ServerHealth::kProbe));
  CHECK(health.is_down(later));
}

TEST_CASE("S7: a bucket gives its burst at once and then its rate", "[relay]") {
  TokenBucket bucket;
  const Rate rate{10, 25};
  CHECK(take_all(bucket, rate, kStart) == 25);
  CHECK(take_all(bucket, rate, kStart + milliseconds(99)) == 0);
  CHECK(take_all(bucket, rate, kStart + milliseconds(100)) == 1);
  CHECK(take_all(bucket, rate, kStart + milliseconds(1100)) == 10);
  CHECK(take_all(bucket, rate, kStart + std::chrono::hours(1)) == 25);
  TokenBucket unlimited;
  CHECK(take_all(unlimited, Rate{0, 0}, kStart) == 10'000);
  TokenBucket one;
  CHECK(take_all(one, Rate{1, 0}, kStart) == 1);  // a burst of none would stop everything
}

TEST_CASE("S7: stations have a bucket each, in a table that does not grow", "[relay]") {
  StationBuckets stations({1, 2});
  const Rate rate{1, 1};
  unsigned passed = 0;
  for (unsigned station = 0; station < 100'000; ++station) {
    const Buffer mac = octets({2, 0, 0, station >> 16U, station >> 8U & 255U, station & 255U});
    passed += stations.take(mac, rate, kStart) ? 1U : 0U;
  }
  CHECK(passed == 100'000);
  const Buffer mac = octets({2, 0, 0, 0, 0, 1});
  CHECK(stations.take(mac, rate, kStart + seconds(2)));
  CHECK_FALSE(stations.take(mac, rate, kStart + seconds(2)));
}

TEST_CASE("O6: what may be the body of a VSS option", "[relay]") {
  CHECK(check_vpn(octets({0, 'r'})));
  CHECK(check_vpn(octets({1, 0, 0, 0, 0, 0, 0, 0})));
  CHECK(check_vpn(octets({255})));
  const auto code = [](const Buffer& body) { return check_vpn(body).error().code; };
  CHECK(code({}) == Errc::bad_length);
  CHECK(code(octets({0})) == Errc::bad_text);
  CHECK(code(octets({0, 'r', 0})) == Errc::bad_text);
  CHECK(code(octets({1, 0, 0, 0, 0, 0, 0})) == Errc::bad_length);
  CHECK(code(octets({1, 0, 0, 0, 0, 0, 0, 0, 0})) == Errc::bad_length);
  CHECK(code(octets({255, 0})) == Errc::trailing_bytes);
  CHECK(code(octets({2, 0})) == Errc::bad_value);
}

TEST_CASE("O4: only RSOO-enabled options may be supplied", "[relay]") {
  const Buffer name = octets({1, 'x', 0});
  CHECK(check_supplied(option(OptionCode::erp_local_domain, name)));
  const auto code = [](const Buffer& options) { return check_supplied(options).error().code; };
  CHECK(code({}) == Errc::missing);
  // RFC 5417 §3 is older than the registry: no CAPWAP.
  CHECK(code(option(OptionCode::capwap_controllers, Buffer(16))) == Errc::not_allowed);
  CHECK(code(option(static_cast<OptionCode>(60000), {})) == Errc::not_allowed);
  CHECK(code(octets({0, 65, 0, 9})) == Errc::truncated);
  CHECK_FALSE(check_supplied(option(OptionCode::erp_local_domain, octets({9, 'x'}))));
}
