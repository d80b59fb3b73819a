// The seam between the pure modules and the daemon: plain data in, plain data out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/wire/protocol.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {

struct Endpoint {
  Ipv6Address address;
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// Index of a network interface as the kernel numbers it; 0: unknown.
enum class InterfaceIndex : std::uint32_t {};

// One received datagram. Everything is borrowed until handle() returns.
struct Inbound {
  LinkId link = kNoLink;        // the link of the receiving interface; kNoLink: of no link
  InterfaceIndex interface {};  // where it came in; the answer leaves there
  Endpoint from;
  Endpoint to;                  // to.address tells multicast from unicast
  LinkLayerAddress link_layer;  // the frame's source; empty when not known
  Bytes payload;
};

// One datagram to send. It may leave when the commit `after` is durable.
struct Outbound {
  InterfaceIndex interface {};
  Endpoint to;
  Bytes payload;
  CommitId after = CommitId::none;
  Ipv6Address source;  // of this machine; unspecified: whatever the kernel chooses
};

// Collects the datagrams of one batch in an arena of fixed size. Nothing is allocated after
// construction. Payloads point into the arena and live until reset().
class Outbox {
 public:
  // `bytes_max` for all payloads together, `datagrams_max` for their number.
  Outbox(std::size_t bytes_max, std::size_t datagrams_max);

  // A writer over what is left of the arena, at most kDatagramSizeMax. Starting another, or send(),
  // ends it. A full outbox gives a writer without room.
  [[nodiscard]] Writer begin_datagram() noexcept;
  // Takes what `writer` wrote as a datagram. Requires: writer is the last one begun and ok().
  // False when the number of datagrams is used up; then nothing was taken.
  [[nodiscard]] bool send(const Writer& writer,
                          InterfaceIndex interface,
                          const Endpoint& to,
                          CommitId after = CommitId::none,
                          const Ipv6Address& source = {}) noexcept;

  [[nodiscard]] std::span<const Outbound> datagrams() const noexcept { return datagrams_; }
  [[nodiscard]] std::size_t bytes_used() const noexcept { return used_; }
  void reset() noexcept;

 private:
  std::vector<std::byte> arena_;
  std::size_t used_ = 0;
  std::size_t datagrams_max_;
  std::vector<Outbound> datagrams_;
};

}  // namespace ward6::dhcp6
