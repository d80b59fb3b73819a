// A packet socket that sees each frame for the DHCPv6 server port before the UDP socket gets its
// datagram. It only serves to learn the true link-layer source of clients on attached links.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <linux/if_packet.h>
#include <sys/socket.h>

#include "daemon/io/attempt.h"
#include "daemon/io/fd.h"
#include "daemon/net/mac_cache.h"
#include "libdhcp6/wire/outbox.h"

namespace ward6::daemon {

class Tap {
 public:
  // Needs CAP_NET_RAW. Filters before it is bound: no other frame ever gets in.
  [[nodiscard]] static Attempt<Tap> open(dhcp6::InterfaceIndex interface);

  // Moves what has been seen into `cache`. Bounded; call it before each UDP batch.
  void drain(std::chrono::steady_clock::time_point now, MacCache& cache) noexcept;

 private:
  Tap(Fd fd, dhcp6::InterfaceIndex interface) noexcept
      : fd_(std::move(fd)), interface_(interface) {}

  Fd fd_;
  dhcp6::InterfaceIndex interface_;
};

}  // namespace ward6::daemon
