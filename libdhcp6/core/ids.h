// Identities. Each is a type of its own so that one cannot be passed for another.
#pragma once

#include <cstdint>

namespace ward6::dhcp6 {

enum class Iaid : std::uint32_t {};           // chosen by the client, opaque to us: RFC 9915 §12
enum class TransactionId : std::uint32_t {};  // 24 bits: RFC 9915 §8
enum class LinkId : std::uint16_t {};         // index of a configured link, not a kernel ifindex
enum class PoolId : std::uint32_t {};         // index of a configured pool, over all links
enum class CommitId : std::uint64_t { none = 0 };  // a position in the journal; none: do not wait

inline constexpr LinkId kNoLink{0xffff};
inline constexpr PoolId kNoPool{0xffffffff};

[[nodiscard]] constexpr std::uint32_t value(Iaid id) noexcept {
  return static_cast<std::uint32_t>(id);
}
[[nodiscard]] constexpr std::uint32_t value(TransactionId id) noexcept {
  return static_cast<std::uint32_t>(id);
}
[[nodiscard]] constexpr std::uint16_t value(LinkId id) noexcept {
  return static_cast<std::uint16_t>(id);
}
[[nodiscard]] constexpr std::uint32_t value(PoolId id) noexcept {
  return static_cast<std::uint32_t>(id);
}
[[nodiscard]] constexpr std::uint64_t value(CommitId id) noexcept {
  return static_cast<std::uint64_t>(id);
}

}  // namespace ward6::dhcp6
