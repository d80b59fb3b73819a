// UDP sockets of the DHCPv6 server port, ready for batches: non-blocking, with the destination
// address of each datagram and a count of what the kernel had to drop.
#pragma once

#include <cstdint>

#include "daemon/io/attempt.h"
#include "daemon/io/fd.h"
#include "libdhcp6/core/address.h"
#include "libdhcp6/wire/outbox.h"

namespace ward6::daemon {

// What the receive queue asks of the kernel: some ten thousand small datagrams.
inline constexpr int kReceiveBuffer = 8 << 20;
inline constexpr int kSendBuffer = 4 << 20;

// A socket for one interface, by index: a rename does not touch it. Bound to [::]:547 and to the
// device; in no multicast group yet.
[[nodiscard]] Attempt<Fd> open_interface_socket(dhcp6::InterfaceIndex interface);

// A socket for relayed messages, which may come in on any interface. `address` is what relays send
// to, or :: for any. Multicast reaches it only through the groups that it joins.
[[nodiscard]] Attempt<Fd> open_relayed_socket(const dhcp6::Ipv6Address& address);

// Enters a group on an interface, anew when it was in it: after an interface lost its IPv6 state,
// the membership that the socket remembers is not worth anything.
[[nodiscard]] Attempt<void> join(int fd,
                                 const dhcp6::Ipv6Address& group,
                                 dhcp6::InterfaceIndex interface);

}  // namespace ward6::daemon
