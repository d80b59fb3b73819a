#include "libdhcp6/core/reader.h"

#include <array>
#include <vector>

#include "tests/support/catch.h"

namespace ward6::dhcp6::test {
namespace {

constexpr std::array kBytes{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4},
                            std::byte{5}, std::byte{6}, std::byte{7}, std::byte{8}};

}  // namespace

TEST_CASE("Numbers are read in network order", "[core][reader]") {
  CHECK(Reader(kBytes).u8() == 1);
  CHECK(Reader(kBytes).u16() == 0x0102);
  CHECK(Reader(kBytes).u24() == 0x010203);
  CHECK(Reader(kBytes).u32() == 0x01020304);
  CHECK(Reader(kBytes).u64() == 0x0102030405060708);
  CHECK(Reader(kBytes).seconds() == Seconds{0x01020304});
}

TEST_CASE("A read past the end fails for good and yields zero", "[core][reader]") {
  Reader reader(kBytes);
  CHECK(reader.take(7).size() == 7);
  CHECK(reader.u16() == 0);
  CHECK_FALSE(reader.ok());
  CHECK(reader.u8() == 0);  // one byte is left, but the error is sticky
  CHECK(reader.rest().empty());
  CHECK(reader.address() == Ipv6Address{});
  CHECK_FALSE(reader.finished());
  CHECK(reader.position() == 7);
  CHECK(reader.remaining() == 1);
}

TEST_CASE("A reader is finished when all was read and nothing missing", "[core][reader]") {
  Reader reader(kBytes);
  CHECK_FALSE(reader.finished());
  CHECK(reader.rest().size() == kBytes.size());
  CHECK(reader.finished());
  CHECK(reader.take(0).empty());
  CHECK(reader.finished());
  CHECK(reader.take(1).empty());
  CHECK_FALSE(reader.finished());
  CHECK(Reader({}).finished());
}

TEST_CASE("A length near the largest number does not wrap around", "[core][reader]") {
  Reader reader(kBytes);
  (void)reader.u8();  // so that position plus length would overflow
  CHECK(reader.take(static_cast<std::size_t>(-1)).empty());
  CHECK_FALSE(reader.ok());
}

TEST_CASE("An address takes exactly sixteen bytes", "[core][reader]") {
  const std::vector<std::byte> bytes(17, std::byte{0x2a});
  Reader reader(bytes);
  CHECK(reader.address().to_string() == "2a2a:2a2a:2a2a:2a2a:2a2a:2a2a:2a2a:2a2a");
  CHECK(reader.remaining() == 1);
  CHECK(reader.address() == Ipv6Address{});
  CHECK_FALSE(reader.ok());
}

}  // namespace ward6::dhcp6::test
