#include "libdhcp6/core/siphash.h"

#include <array>
#include <bit>
#include <cstddef>

namespace ward6::dhcp6 {
namespace {

struct State {
  std::array<std::uint64_t, 4> v;

  void round() noexcept {
    v[0] += v[1];
    v[2] += v[3];
    v[1] = std::rotl(v[1], 13) ^ v[0];
    v[3] = std::rotl(v[3], 16) ^ v[2];
    v[0] = std::rotl(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = std::rotl(v[1], 17) ^ v[2];
    v[3] = std::rotl(v[3], 21) ^ v[0];
    v[2] = std::rotl(v[2], 32);
  }

  void absorb(std::uint64_t word) noexcept {
    v[3] ^= word;
    round();
    round();
    v[0] ^= word;
  }
};

std::uint64_t little_endian(Bytes bytes) noexcept {
  std::uint64_t word = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) word = (word << 8U) | to_u8(bytes[i - 1]);
  return word;
}

}  // namespace

std::uint64_t siphash(const HashKey& key, Bytes data) noexcept {
  State state{{0x736f6d6570736575U ^ key.first, 0x646f72616e646f6dU ^ key.second,
               0x6c7967656e657261U ^ key.first, 0x7465646279746573U ^ key.second}};
  const std::uint64_t size = data.size();
  while (data.size() >= 8) {
    state.absorb(little_endian(data.first(8)));
    data = data.subspan(8);
  }
  state.absorb(little_endian(data) | (size << 56U));
  state.v[2] ^= 0xffU;
  for (int i = 0; i < 4; ++i) state.round();
  return state.v[0] ^ state.v[1] ^ state.v[2] ^ state.v[3];
}

}  // namespace ward6::dhcp6
