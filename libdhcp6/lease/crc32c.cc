#include "libdhcp6/lease/crc32c.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace ward6::dhcp6 {
namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78U;  // 0x1edc6f41, bits reversed

// Row k holds the checksum of a byte that is followed by k zero bytes, so that eight bytes are
// folded with eight look-ups that do not wait for each other.
using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Tables make_tables() noexcept {
  Tables tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? kPolynomial : 0U);
    tables[0][i] = crc;
  }
  for (std::size_t row = 1; row < 8; ++row) {
    for (std::size_t i = 0; i < 256; ++i) {
      const std::uint32_t crc = tables[row - 1][i];
      tables[row][i] = (crc >> 8U) ^ tables[0][crc & 0xffU];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

std::uint32_t step(std::uint32_t crc, std::byte b) noexcept {
  return (crc >> 8U) ^ kTables[0][(crc ^ to_u8(b)) & 0xffU];
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t crc32c_by_instruction(
    Bytes data, std::uint32_t before) noexcept {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t crc = ~before;
  while (data.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, data.data(), sizeof word);  // cast: eight bytes for one instruction
    crc = __builtin_ia32_crc32di(crc, word);
    data = data.subspan(8);
  }
  auto rest = static_cast<std::uint32_t>(crc);
  for (const std::byte b : data) rest = __builtin_ia32_crc32qi(rest, to_u8(b));
  return ~rest;
}

bool has_instruction() noexcept {
  static const bool found = __builtin_cpu_supports("sse4.2") != 0;
  return found;
}
#endif

}  // namespace

std::uint32_t crc32c_by_table(Bytes data, std::uint32_t before) noexcept {
  std::uint32_t crc = ~before;
  while (data.size() >= 8) {
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      const std::uint32_t mask = i < 4 ? (crc >> (8 * i)) & 0xffU : 0U;
      next ^= kTables[7 - i][to_u8(data[i]) ^ mask];
    }
    crc = next;
    data = data.subspan(8);
  }
  for (const std::byte b : data) crc = step(crc, b);
  return ~crc;
}

std::uint32_t crc32c(Bytes data, std::uint32_t before) noexcept {
#if defined(__x86_64__)
  if (has_instruction()) return crc32c_by_instruction(data, before);
#endif
  return crc32c_by_table(data, before);
}

}  // namespace ward6::dhcp6
