// Between the kernel's socket addresses and ours. The casts that the socket interface demands are
// here and nowhere else.
#pragma once

#include <bit>
#include <cstdint>
#include <netinet/in.h>
#include <sys/socket.h>

#include "libdhcp6/core/address.h"
#include "libdhcp6/wire/outbox.h"

namespace ward6::daemon {

[[nodiscard]] inline dhcp6::Ipv6Address to_address(const in6_addr& address) noexcept {
  return dhcp6::Ipv6Address{std::bit_cast<std::array<std::byte, dhcp6::kAddressSize>>(address)};
}

[[nodiscard]] inline in6_addr to_in6(const dhcp6::Ipv6Address& address) noexcept {
  return std::bit_cast<in6_addr>(address.octets);
}

[[nodiscard]] inline dhcp6::Endpoint to_endpoint(const sockaddr_in6& address) noexcept {
  return {to_address(address.sin6_addr), ntohs(address.sin6_port)};
}

// `scope` is the interface of a link-local address; elsewhere it is left out.
[[nodiscard]] inline sockaddr_in6 to_sockaddr(const dhcp6::Endpoint& endpoint,
                                              std::uint32_t scope) noexcept {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(endpoint.port);
  address.sin6_addr = to_in6(endpoint.address);
  if (endpoint.address.is_link_local()) address.sin6_scope_id = scope;
  return address;
}

// The socket calls take every address family through one pointer type.
template <class Address>
[[nodiscard]] sockaddr* generic(Address& address) noexcept {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): see above
  return reinterpret_cast<sockaddr*>(&address);
}
template <class Address>
[[nodiscard]] const sockaddr* generic(const Address& address) noexcept {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): see above
  return reinterpret_cast<const sockaddr*>(&address);
}

}  // namespace ward6::daemon
