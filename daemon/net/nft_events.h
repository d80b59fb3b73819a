// Follows what is done to the kernel's packet filter, by whomever: a table of ours that somebody
// changes or takes away is noticed at once.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "daemon/io/attempt.h"
#include "daemon/io/fd.h"
#include "daemon/net/nft_query.h"
#include "daemon/net/route_socket.h"

struct nlmsghdr;

namespace ward6::daemon {

class NftEvents {
 public:
  struct Events {
    // A transaction has touched these tables. `pid` is that of its process, as the first PID
    // namespace numbers it.
    std::function<void(const std::vector<NftTableId>& tables, int pid)> changed;
    std::function<void()> lost;  // there was more than the queue holds
  };

  // Of tables whose names begin with `prefix`. Takes CAP_NET_ADMIN. `io` must outlive it.
  [[nodiscard]] static Attempt<std::unique_ptr<NftEvents>> open(boost::asio::io_context& io,
                                                                std::string prefix,
                                                                Events events);

  // Tells what has happened up to now.
  void poll() { socket_.poll(); }

 private:
  NftEvents(boost::asio::io_context& io, Fd fd, std::string prefix, Events events);

  void handle(const nlmsghdr& message);

  RouteSocket socket_;
  std::string prefix_;
  Events events_;
  std::vector<NftTableId> touched_;  // in the transaction that is being told
};

}  // namespace ward6::daemon
