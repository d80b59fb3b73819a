// Follows the kernel's interfaces and their link-local addresses by rtnetlink, into an
// InterfaceTable. Lost notifications (ENOBUFS) and interrupted listings are made good by listing
// everything anew.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/io/attempt.h"
#include "daemon/io/fd.h"
#include "daemon/net/interface_table.h"
#include "daemon/net/route_socket.h"

struct nlmsghdr;

namespace ward6::daemon {

class Netlink {
 public:
  struct Events {
    std::function<void()> changed;                    // the table is complete and has news
    std::function<void(const std::string&)> trouble;  // what went wrong, to be logged
  };

  // Starts the first listing; `events.changed` tells when it is through. `io` must outlive it.
  [[nodiscard]] static Attempt<std::unique_ptr<Netlink>> open(boost::asio::io_context& io,
                                                              Events events);

  [[nodiscard]] const InterfaceTable& interfaces() const noexcept { return table_; }

 private:
  enum class Listing : std::uint8_t { none, links, addresses };

  Netlink(boost::asio::io_context& io, Fd fd, Events events);

  void on_overflow();
  void on_read();
  void start_listing();
  void request(std::uint16_t type);
  void retry_later();
  void handle(const nlmsghdr& message);
  void listing_done();

  RouteSocket socket_;
  boost::asio::steady_timer retry_;
  Events events_;
  InterfaceTable table_;
  std::uint32_t sequence_ = 0;
  Listing listing_ = Listing::none;
  bool interrupted_ = false;
  bool changed_ = false;
};

}  // namespace ward6::daemon
