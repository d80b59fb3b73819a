// A socket of rtnetlink, or of another netlink, in the event loop: takes messages apart, and tells
// when the kernel had more to say than the queue holds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "daemon/io/attempt.h"
#include "daemon/io/fd.h"

struct nlmsghdr;

namespace ward6::daemon {

class RouteSocket {
 public:
  struct Events {
    std::function<void(const nlmsghdr&)> message;
    std::function<void()> overflow;  // what came meanwhile is lost
    std::function<void()> read;      // what was there has been read
  };

  // In the groups RTMGRP_*; 0: answers only.
  [[nodiscard]] static Attempt<Fd> open(std::uint32_t groups);

  // Takes a socket of open(); `io` must outlive it.
  RouteSocket(boost::asio::io_context& io, Fd fd, Events events);

  // Begins to read.
  void start();
  // Reads what is there now.
  void poll() { on_readable(); }
  // A NETLINK_* option; a kernel that does not have it goes on without.
  void enable(int option) noexcept;
  // False: the kernel does not take it now.
  [[nodiscard]] bool send(const nlmsghdr& request) noexcept;

 private:
  void on_readable();
  void take_apart(std::size_t size);

  boost::asio::posix::stream_descriptor socket_;
  Events events_;
  std::unique_ptr<std::byte[]> buffer_;
};

}  // namespace ward6::daemon
