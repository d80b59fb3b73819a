#include "daemon/net/udp_socket.h"

#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>

#include "daemon/net/sockaddr.h"
#include "libdhcp6/wire/protocol.h"

// Newer than the oldest C library we build with: the numbers are those of the kernel.
#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 62
#endif
#ifndef IPV6_MULTICAST_ALL
#define IPV6_MULTICAST_ALL 29
#endif

namespace ward6::daemon {
namespace {

[[nodiscard]] bool set(int fd, int level, int option, int value) noexcept {
  return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

// The privileged form passes rmem_max; without the right to it we take what the kernel grants.
void set_buffer(int fd, int forced, int polite, int size) noexcept {
  if (!set(fd, SOL_SOCKET, forced, size)) static_cast<void>(set(fd, SOL_SOCKET, polite, size));
}

[[nodiscard]] Attempt<Fd> open_udp() {
  Fd fd(::socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP));
  if (!fd.valid()) return refused("socket", errno);
  const bool ok = set(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1) &&
                  set(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1) &&
                  set(fd.get(), IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) &&
                  set(fd.get(), IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0) &&
                  set(fd.get(), IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0) &&
                  // RFC 9915 §19: what a relay sends to a group goes eight hops far.
                  set(fd.get(), IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 8) &&
                  set(fd.get(), SOL_SOCKET, SO_RXQ_OVFL, 1);
  if (!ok) return refused("setsockopt", errno);
  set_buffer(fd.get(), SO_RCVBUFFORCE, SO_RCVBUF, kReceiveBuffer);
  set_buffer(fd.get(), SO_SNDBUFFORCE, SO_SNDBUF, kSendBuffer);
  return fd;
}

[[nodiscard]] Attempt<void> bind_to(int fd, const dhcp6::Ipv6Address& address) {
  const sockaddr_in6 local = to_sockaddr({address, dhcp6::kServerPort}, 0);
  if (::bind(fd, generic(local), sizeof local) == 0) return {};
  return refused("bind [" + address.to_string() + "]:547", errno);
}

}  // namespace

Attempt<Fd> open_interface_socket(dhcp6::InterfaceIndex interface) {
  auto fd = open_udp();
  if (!fd) return fd;
  if (!set(fd->get(), SOL_SOCKET, SO_BINDTOIFINDEX, static_cast<int>(interface))) {
    return refused("bind to the interface", errno);
  }
  if (auto bound = bind_to(fd->get(), {}); !bound) return tl::unexpected(bound.error());
  return fd;
}

Attempt<Fd> open_relayed_socket(const dhcp6::Ipv6Address& address) {
  auto fd = open_udp();
  if (!fd) return fd;
  // An address that is not there yet may come later, by autoconfiguration or failover.
  if (!set(fd->get(), IPPROTO_IPV6, IPV6_FREEBIND, 1)) return refused("setsockopt", errno);
  if (auto bound = bind_to(fd->get(), address); !bound) return tl::unexpected(bound.error());
  return fd;
}

Attempt<void> join(int fd, const dhcp6::Ipv6Address& group, dhcp6::InterfaceIndex interface) {
  ipv6_mreq request{};
  request.ipv6mr_multiaddr = to_in6(group);
  request.ipv6mr_interface = static_cast<unsigned>(interface);
  // Fails when it was not a member: that is the usual case.
  static_cast<void>(::setsockopt(fd, IPPROTO_IPV6, IPV6_LEAVE_GROUP, &request, sizeof request));
  if (::setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &request, sizeof request) == 0) return {};
  return refused("join " + group.to_string(), errno);
}

}  // namespace ward6::daemon
