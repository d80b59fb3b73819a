// The sockets that are open now: one per served interface, and those for relayed messages. Knows
// through which of them a datagram leaves.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "daemon/io/attempt.h"
#include "daemon/net/tap.h"
#include "daemon/net/udp_batch.h"
#include "libdhcp6/core/ids.h"

namespace ward6::daemon {

enum class PortId : std::uint64_t {};

struct Port {
  boost::asio::posix::stream_descriptor socket;
  PortId id{};
  dhcp6::InterfaceIndex interface {};  // 0: for relayed messages, of any interface
  dhcp6::LinkId link = dhcp6::kNoLink;
  dhcp6::Ipv6Address address;  // that it is bound to; :: for any
  std::optional<Tap> tap;
  std::uint32_t overflow = 0;  // as last seen
  bool reading = false;        // a wait is under way
  bool writing = false;

  [[nodiscard]] int fd() { return socket.native_handle(); }
};

class Ports {
 public:
  struct Events {
    std::function<void(Port&)> readable;
    std::function<void(Port&)> writable;
  };

  Ports(boost::asio::io_context& io, Events events) : io_(io), events_(std::move(events)) {}

  // Opens the sockets of an interface and joins its groups, and begins to listen. On failure
  // nothing is left open. The second value tells why there is no tap, if there is none.
  struct Opened {
    std::string no_tap;
  };
  [[nodiscard]] Attempt<Opened> open_interface(dhcp6::InterfaceIndex interface,
                                               dhcp6::LinkId link,
                                               std::span<const dhcp6::Ipv6Address> groups);
  [[nodiscard]] Attempt<void> open_relayed(const dhcp6::Ipv6Address& address);
  void close(PortId id);
  // Those for relayed messages, in the order in which they were opened.
  [[nodiscard]] const std::vector<PortId>& relayed() const noexcept { return relayed_; }

  // Null: none.
  [[nodiscard]] Port* find(dhcp6::InterfaceIndex interface) noexcept;
  [[nodiscard]] Port* find(PortId id) noexcept;
  // Where `departure` leaves: link-local by its interface, everything else by the routes if there
  // is a socket that may. Null: nowhere.
  [[nodiscard]] Port* route(const Departure& departure) noexcept;

  // Calls back once when the port can be read, or written. Nothing happens when that is under way.
  void wait_readable(Port& port);
  void wait_writable(Port& port);

  template <class Visit>
  void for_each(const Visit& visit) {
    for (auto& [id, port] : ports_) visit(port);
  }

 private:
  Port& add(Fd fd);

  boost::asio::io_context& io_;
  Events events_;
  std::map<PortId, Port> ports_;
  std::map<dhcp6::InterfaceIndex, PortId> by_interface_;
  std::vector<PortId> relayed_;
  std::uint64_t next_id_ = 1;
};

}  // namespace ward6::daemon
