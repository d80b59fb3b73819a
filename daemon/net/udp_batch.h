// Datagrams in batches: one system call receives up to kBatch, one sends up to kBatch. All memory
// is taken at construction.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <netinet/in.h>
#include <span>
#include <sys/socket.h>

#include "libdhcp6/core/ids.h"
#include "libdhcp6/wire/outbox.h"
#include "libdhcp6/wire/protocol.h"

namespace ward6::daemon {

inline constexpr std::size_t kBatch = 64;

// A received datagram, borrowed until the next receive().
struct Datagram {
  dhcp6::InterfaceIndex interface {};
  dhcp6::Endpoint from;
  dhcp6::Ipv6Address to;
  dhcp6::Bytes payload;
};

class ReceiveBatch {
 public:
  ReceiveBatch();

  // What is waiting, at most `count_max` and kBatch datagrams; empty when there is nothing or the
  // socket failed (then error() says how; EAGAIN is no error).
  [[nodiscard]] std::span<const Datagram> receive(int fd, std::size_t count_max) noexcept;

  [[nodiscard]] int error() const noexcept { return error_; }
  // How many datagrams this socket's queue has had no room for, in total, as the kernel counts;
  // known from the last datagram received, 0 before that.
  [[nodiscard]] std::uint32_t overflow() const noexcept { return overflow_; }

 private:
  static constexpr std::size_t kControlSize =
      CMSG_SPACE(sizeof(in6_pktinfo)) + CMSG_SPACE(sizeof(std::uint32_t));
  static constexpr std::size_t kSlotSize = dhcp6::kDatagramSizeMax;
  struct alignas(cmsghdr) Control {
    std::array<std::byte, kControlSize> bytes;
  };

  [[nodiscard]] Datagram read_slot(std::size_t slot) noexcept;

  std::unique_ptr<std::byte[]> memory_;
  std::array<mmsghdr, kBatch> headers_{};
  std::array<iovec, kBatch> vectors_{};
  std::array<sockaddr_in6, kBatch> senders_{};
  std::array<Control, kBatch> controls_{};
  std::array<Datagram, kBatch> datagrams_{};
  std::uint32_t overflow_ = 0;
  int error_ = 0;
};

// One datagram on its way out. `source` is the address that it leaves from, :: for the kernel's
// choice. The payload is borrowed.
struct Departure {
  dhcp6::InterfaceIndex interface {};
  dhcp6::Ipv6Address source;
  dhcp6::Endpoint to;
  dhcp6::Bytes payload;
  dhcp6::CommitId after = dhcp6::CommitId::none;
};

class SendBatch {
 public:
  SendBatch();

  struct Report {
    std::size_t done = 0;     // sent or refused, from the front
    std::size_t refused = 0;  // of them: the kernel would not take (no route, no neighbour, filter)
    int error = 0;            // why the last refused one was refused
    bool blocked = false;     // the queue is full: try again from `done` on when writable
  };
  // Sends through one socket, at most kBatch. Goes on after a short count and past a destination
  // that is refused.
  [[nodiscard]] Report send(int fd, std::span<const Departure> departures) noexcept;

 private:
  struct alignas(cmsghdr) Control {
    std::array<std::byte, CMSG_SPACE(sizeof(in6_pktinfo))> bytes;
  };

  void fill_slot(std::size_t slot, const Departure& departure) noexcept;

  std::array<mmsghdr, kBatch> headers_{};
  std::array<iovec, kBatch> vectors_{};
  std::array<sockaddr_in6, kBatch> targets_{};
  std::array<Control, kBatch> controls_{};
};

}  // namespace ward6::daemon
