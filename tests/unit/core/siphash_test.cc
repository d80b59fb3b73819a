#include "libdhcp6/core/siphash.h"

#include <array>
#include <set>
#include <vector>

#include "tests/support/catch.h"

namespace ward6::dhcp6::test {
namespace {

// The key of the reference: bytes 00 to 0f, as two little-endian words.
constexpr HashKey kKey{0x0706050403020100U, 0x0f0e0d0c0b0a0908U};

std::vector<std::byte> counting(std::size_t size) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<std::byte>(i));
  return bytes;
}

}  // namespace

TEST_CASE("SipHash-2-4 gives the values of its paper and its reference vectors",
          "[core][siphash]") {
  // Inputs 00, 00 01, 00 01 02 … of the reference; 15 bytes is the example of the paper.
  CHECK(siphash(kKey, counting(0)) == 0x726fdb47dd0e0e31U);
  CHECK(siphash(kKey, counting(1)) == 0x74f839c593dc67fdU);
  CHECK(siphash(kKey, counting(2)) == 0x0d6c8009d9a94f5aU);
  CHECK(siphash(kKey, counting(3)) == 0x85676696d7fb7e2dU);
  CHECK(siphash(kKey, counting(4)) == 0xcf2794e0277187b7U);
  CHECK(siphash(kKey, counting(5)) == 0x18765564cd99a68dU);
  CHECK(siphash(kKey, counting(6)) == 0xcbc9466e58fee3ceU);
  CHECK(siphash(kKey, counting(7)) == 0xab0200f58b01d137U);
  CHECK(siphash(kKey, counting(8)) == 0x93f5f5799a932462U);
  CHECK(siphash(kKey, counting(15)) == 0xa129ca6149be45e5U);
}

TEST_CASE("SipHash depends on key, length and every byte", "[core][siphash]") {
  std::set<std::uint64_t> seen;
  for (std::size_t size = 0; size < 40; ++size) {
    std::vector<std::byte> bytes(size, std::byte{0});
    CHECK(seen.insert(siphash(kKey, bytes)).second);
    for (std::byte& b : bytes) {
      b = std::byte{0x2a};
      CHECK(seen.insert(siphash(kKey, bytes)).second);
      b = std::byte{0};
    }
  }
  CHECK(siphash({1, 2}, counting(9)) != siphash({2, 1}, counting(9)));
}

}  // namespace ward6::dhcp6::test
