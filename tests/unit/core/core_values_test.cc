#include <array>
#include <string>
#include <vector>

#include "libdhcp6/core/duid.h"
#include "libdhcp6/core/hex.h"
#include "libdhcp6/core/outcome.h"
#include "libdhcp6/core/random.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/core/time.h"
#include "tests/support/catch.h"

namespace ward6::dhcp6::test {
namespace {

std::vector<std::byte> filled(std::size_t size) {
  return {size, std::byte{0x2a}};
}

}  // namespace

TEST_CASE("Hexadecimal text becomes bytes", "[core][hex]") {
  auto out = filled(4);
  CHECK(parse_hex("0102FFfe", out) == 4U);
  CHECK(to_hex(out) == "0102fffe");
  CHECK(to_hex(out, ':') == "01:02:ff:fe");
  CHECK(parse_hex("0x01-02", out) == 2U);
  CHECK(parse_hex("01 02:03", out) == 3U);
  CHECK(parse_hex("", out) == 0U);
  CHECK(parse_hex("0x", out) == 0U);
  CHECK(to_hex({}).empty());
}

TEST_CASE("Text that is not hexadecimal is refused with its offset", "[core][hex]") {
  auto out = filled(4);
  CHECK(parse_hex("0", out).error() == Error{Errc::bad_text, 0});
  CHECK(parse_hex("01:2", out).error() == Error{Errc::bad_text, 3});
  CHECK(parse_hex("01::02", out).error() == Error{Errc::bad_text, 3});
  CHECK(parse_hex(":01", out).error() == Error{Errc::bad_text, 0});
  CHECK(parse_hex("01:", out).error() == Error{Errc::bad_text, 3});
  CHECK(parse_hex("0g", out).error() == Error{Errc::bad_text, 0});
  CHECK(parse_hex("0X01", out).error() == Error{Errc::bad_text, 0});
  CHECK(parse_hex("0102030405", out).error() == Error{Errc::no_space, 8});
}

TEST_CASE("DUIDs have 3 to 130 bytes", "[core][duid][rfc9915-11.1]") {
  CHECK(Duid::make(filled(2)).error().code == Errc::bad_duid);
  CHECK(Duid::make(filled(3)));
  CHECK(Duid::make(filled(130)));
  CHECK(Duid::make(filled(131)).error().code == Errc::bad_duid);
  CHECK(Duid{}.empty());
  CHECK_FALSE(Duid::make(filled(3))->empty());
}

TEST_CASE("The four kinds of DUID have the layout of RFC 9915", "[core][duid][rfc9915-11.2]") {
  const auto mac = Duid::parse("02:00:5e:10:00:01").value();
  const auto llt = Duid::llt(1, 0x01020304, mac.bytes());
  REQUIRE(llt);
  CHECK(llt->to_string() == "00:01:00:01:01:02:03:04:02:00:5e:10:00:01");
  CHECK(llt->type() == 1);
  CHECK(Duid::ll(1, mac.bytes())->to_string() == "00:03:00:01:02:00:5e:10:00:01");
  CHECK(Duid::en(32473, mac.bytes())->to_string() == "00:02:00:00:7e:d9:02:00:5e:10:00:01");
  CHECK(Duid::uuid(filled(16))->type() == 4);
  CHECK_FALSE(Duid::uuid(filled(15)));
  CHECK_FALSE(Duid::uuid(filled(17)));
  CHECK(Duid::ll(1, filled(126)));
  CHECK(Duid::ll(1, filled(127)).error().code == Errc::bad_duid);
}

TEST_CASE("DUIDs compare by all their bytes", "[core][duid]") {
  CHECK(Duid::parse("00:03:01") == Duid::parse("000301"));
  CHECK_FALSE(Duid::parse("00:03:01").value() == Duid::parse("00:03:01:00").value());
  CHECK_FALSE(Duid::parse("00:03"));
  CHECK_FALSE(Duid::parse("rubbish"));
}

TEST_CASE("Instants and durations saturate at infinity", "[core][time][rfc9915-7.7]") {
  constexpr WallTime start{1000};
  CHECK(after(start, Seconds{60}) == WallTime{1060});
  CHECK(after(start, Seconds{0}) == start);
  CHECK(after(start, kInfinity) == kNever);
  CHECK(after(start, Seconds{0xffffffffU - 1000}) == kNever);
  CHECK(after(start, Seconds{0xffffffffU - 1001}) == WallTime{0xfffffffeU});
  CHECK(after(kNever, Seconds{1}) == kNever);
  CHECK(remaining(start, WallTime{1060}) == Seconds{60});
  CHECK(remaining(WallTime{1061}, WallTime{1060}) == Seconds{0});
  CHECK(remaining(start, kNever) == kInfinity);
}

TEST_CASE("Errors have names and sentences, and offsets that saturate", "[core][result]") {
  for (std::size_t i = 0; i < kErrcCount; ++i) {
    const auto code = static_cast<Errc>(i);
    CHECK_FALSE(name(code).empty());
    CHECK_FALSE(describe(code).empty());
  }
  static_assert(sizeof(Error) == 4);
  CHECK(fail(Errc::io, 65534).value() == Error{Errc::io, 65534});
  CHECK(fail(Errc::io, 65536).value() == Error{Errc::io, 65535});
}

TEST_CASE("Every outcome has an identifier of its own and a text", "[core][outcome]") {
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < kOutcomeCount; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    const OutcomeRow& one = row(outcome);
    CHECK(one.outcome == outcome);
    CHECK_FALSE(one.text.empty());
    CHECK(std::find(ids.begin(), ids.end(), one.id) == ids.end());
    CHECK(one.id.starts_with("dropped-") == is_drop(outcome));
    ids.push_back(one.id);
  }
}

TEST_CASE("Seeded randomness repeats", "[core][random]") {
  SeededRandom first(7);
  SeededRandom second(7);
  SeededRandom other(8);
  const std::uint64_t value = first.next();
  CHECK(value == second.next());
  CHECK(value != other.next());
  CHECK(first.next() == second.next());
}

}  // namespace ward6::dhcp6::test
