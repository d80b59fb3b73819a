// Routes in the kernel that are ours, told by their protocol number: what is wanted is compared
// with what is there, and each difference is one request of rtnetlink. Routes of other protocol
// numbers are never changed.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/io/attempt.h"
#include "daemon/io/fd.h"
#include "daemon/net/route_socket.h"
#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/wire/outbox.h"

struct nlmsghdr;

namespace ward6::daemon {

class Routes {
 public:
  // Requests that the kernel has not answered yet; further prefixes wait in the order of the map.
  static constexpr std::size_t kInFlightMax = 64;

  // Where our routes are, and how they are told from others.
  struct Place {
    std::uint8_t protocol = 0;
    std::uint32_t table = 0;
    std::uint32_t metric = 0;

    friend bool operator==(const Place&, const Place&) = default;
  };
  struct Hop {
    dhcp6::Ipv6Address next;
    dhcp6::InterfaceIndex interface {};

    friend bool operator==(const Hop&, const Hop&) = default;
  };
  struct Events {
    // The kernel does not take, or give up, the route: its words. Tried again at the next relist().
    std::function<void(const dhcp6::Prefix&, const std::string&)> refused;
    std::function<void(const std::string&)> trouble;  // of the socket, to be logged
  };

  // `io` must outlive it. Nothing is sent before place().
  [[nodiscard]] static Attempt<std::unique_ptr<Routes>> open(boost::asio::io_context& io,
                                                             Events events);

  // A former run had its routes there. Call it before the first place(), which removes them.
  void was_at(const Place& place) { former_ = place; }
  // Takes the place, removes what is known to be ours in a former one, and lists.
  void place(const Place& place);
  // The newest wish for a prefix counts.
  void want(const dhcp6::Prefix& prefix, const Hop& hop);
  void unwant(const dhcp6::Prefix& prefix);
  // Compares anew what is in the kernel with what is wanted: adds what is missing, removes what is
  // of our protocol and not wanted.
  void relist();

  [[nodiscard]] std::size_t installed() const noexcept { return known_.size(); }
  // Nothing is under way and nothing waits: what is known is what is wanted, or was refused.
  [[nodiscard]] bool is_settled() const noexcept;

 private:
  struct Known {
    Hop hop;
    Place place;
  };
  enum class Verb : std::uint8_t { add, replace, remove, remove_stray };
  struct Request {
    Verb verb = Verb::add;
    dhcp6::Prefix prefix;
    Known route;
  };
  enum class Listing : std::uint8_t { none, due, on };

  Routes(boost::asio::io_context& io, Fd fd, Events events);

  void pump();
  [[nodiscard]] bool start(const dhcp6::Prefix& prefix);
  [[nodiscard]] bool send(const Request& request);
  [[nodiscard]] bool send_listing();
  void retry_later();
  void on_overflow();
  void handle(const nlmsghdr& message);
  void on_listed(const nlmsghdr& message);
  void listing_done();
  void on_answer(const nlmsghdr& message);
  void settle(const Request& request, int error, const std::string& text);
  void refuse(const Request& request, int error, const std::string& text);

  RouteSocket socket_;
  boost::asio::steady_timer retry_;
  Events events_;
  Place place_;
  bool is_placed_ = false;
  std::optional<Place> former_;  // of an earlier run, not looked at yet
  std::optional<Place> next_;    // to be taken when that was looked at
  std::map<dhcp6::Prefix, Hop> wanted_;
  std::map<dhcp6::Prefix, Known> known_;  // in the kernel, as far as we know
  std::set<dhcp6::Prefix> dirty_;         // to be compared
  std::vector<Request> strays_;           // to be removed whatever is wanted
  std::map<std::uint32_t, Request> in_flight_;
  std::set<dhcp6::Prefix> busy_;  // prefixes of in_flight_
  std::uint32_t sequence_ = 0;
  std::uint32_t listing_sequence_ = 0;
  Listing listing_ = Listing::none;
  bool interrupted_ = false;
  unsigned interruptions_ = 0;
  bool is_waiting_ = false;  // for retry_
};

}  // namespace ward6::daemon
