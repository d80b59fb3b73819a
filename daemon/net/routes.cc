#include "daemon/net/routes.h"

#include <array>
#include <cerrno>
#include <linux/rtnetlink.h>
#include <utility>

#include <fmt/format.h>
#include <libmnl/libmnl.h>

#include "daemon/net/netlink_message.h"
#include "daemon/net/route_message.h"

namespace ward6::daemon {
namespace {

constexpr std::chrono::seconds kRetry{1};
// On a router whose tables never rest every listing is interrupted: a later one finds the rest.
constexpr unsigned kInterruptionsMax = 3;

}  // namespace

Attempt<std::unique_ptr<Routes>> Routes::open(boost::asio::io_context& io, Events events) {
  auto fd = RouteSocket::open(0);
  if (!fd) return tl::unexpected(fd.error());
  // make_unique cannot reach the private constructor.
  std::unique_ptr<Routes> routes(new Routes(io, std::move(*fd), std::move(events)));
  // An old kernel without one of these tells less, or lists more: read with that in mind.
  for (const int option : {NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK}) {
    routes->socket_.enable(option);
  }
  routes->socket_.start();
  return routes;
}

Routes::Routes(boost::asio::io_context& io, Fd fd, Events events)
    : socket_(io,
              std::move(fd),
              {[this](const nlmsghdr& message) { handle(message); }, [this] { on_overflow(); },
               [this] { pump(); }}),
      retry_(io),
      events_(std::move(events)) {}

void Routes::place(const Place& place) {
  if (next_) {
    next_ = place;
    return;
  }
  if (const auto former = std::exchange(former_, std::nullopt); former && *former != place) {
    next_ = place;
    place_ = *former;
    is_placed_ = true;
    return relist();
  }
  if (is_placed_ && place == place_) return relist();
  for (const auto& [prefix, route] : known_) {
    strays_.push_back({Verb::remove_stray, prefix, route});
  }
  known_.clear();
  place_ = place;
  is_placed_ = true;
  relist();
}

void Routes::want(const dhcp6::Prefix& prefix, const Hop& hop) {
  wanted_[prefix] = hop;
  dirty_.insert(prefix);
  pump();
}

void Routes::unwant(const dhcp6::Prefix& prefix) {
  wanted_.erase(prefix);
  dirty_.insert(prefix);
  pump();
}

void Routes::relist() {
  if (listing_ == Listing::none) listing_ = Listing::due;
  // One that is on may have passed what has changed since.
  if (listing_ == Listing::on) interrupted_ = true;
  interruptions_ = 0;
  pump();
}

bool Routes::is_settled() const noexcept {
  return listing_ == Listing::none && in_flight_.empty() && dirty_.empty() && strays_.empty();
}

// Which answers were lost nobody knows: a listing tells what became of the requests.
void Routes::on_overflow() {
  events_.trouble("the kernel had more to say about routes than its queue holds; listing anew");
  in_flight_.clear();
  busy_.clear();
  listing_ = Listing::due;
}

// A listing and changes never overlap: so a listing shows all that was acknowledged before it.
void Routes::pump() {
  if (!is_placed_ || is_waiting_ || listing_ == Listing::on) return;
  if (listing_ == Listing::due) {
    if (!in_flight_.empty()) return;
    if (!send_listing()) retry_later();
    return;
  }
  while (in_flight_.size() < kInFlightMax && !strays_.empty()) {
    if (!send(strays_.back())) return retry_later();
    strays_.pop_back();
  }
  for (auto next = dirty_.begin(); next != dirty_.end() && in_flight_.size() < kInFlightMax;) {
    // With a request on its way its answer decides what is to be done.
    if (busy_.contains(*next)) {
      ++next;
      continue;
    }
    if (!start(*next)) return retry_later();
    next = dirty_.erase(next);
  }
}

// The request that makes the kernel's route the wanted one, if they differ. False: not sent.
bool Routes::start(const dhcp6::Prefix& prefix) {
  const auto wanted = wanted_.find(prefix);
  const auto known = known_.find(prefix);
  if (wanted == wanted_.end()) {
    return known == known_.end() || send({Verb::remove, prefix, known->second});
  }
  const Known route{wanted->second, place_};
  if (known == known_.end()) return send({Verb::add, prefix, route});
  if (known->second.hop == route.hop) return true;
  return send({Verb::replace, prefix, route});
}

bool Routes::send(const Request& request) {
  alignas(nlmsghdr) std::array<std::byte, 256> room{};
  nlmsghdr* header = mnl_nlmsg_put_header(room.data());
  const bool removes = request.verb == Verb::remove || request.verb == Verb::remove_stray;
  header->nlmsg_type = removes ? RTM_DELROUTE : RTM_NEWROUTE;
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  // NLM_F_REPLACE takes the place of any route of the same metric, whosever it is: only where we
  // know ours to be.
  if (request.verb == Verb::add) header->nlmsg_flags |= NLM_F_CREATE | NLM_F_EXCL;
  if (request.verb == Verb::replace) header->nlmsg_flags |= NLM_F_REPLACE;
  header->nlmsg_seq = ++sequence_;
  auto* body = static_cast<rtmsg*>(mnl_nlmsg_put_extra_header(header, sizeof(rtmsg)));
  body->rtm_family = AF_INET6;
  body->rtm_dst_len = request.prefix.length();
  body->rtm_protocol = request.route.place.protocol;  // of a removal, too: no other is removed
  body->rtm_scope = RT_SCOPE_UNIVERSE;
  body->rtm_type = removes ? RTN_UNSPEC : RTN_UNICAST;
  const dhcp6::Ipv6Address& base = request.prefix.base();
  mnl_attr_put(header, RTA_DST, base.octets.size(), base.octets.data());
  mnl_attr_put_u32(header, RTA_TABLE, request.route.place.table);
  mnl_attr_put_u32(header, RTA_PRIORITY, request.route.place.metric);
  if (const Hop& hop = request.route.hop; hop.interface != dhcp6::InterfaceIndex{}) {
    mnl_attr_put_u32(header, RTA_OIF, static_cast<std::uint32_t>(hop.interface));
    if (!hop.next.is_unspecified()) {
      mnl_attr_put(header, RTA_GATEWAY, hop.next.octets.size(), hop.next.octets.data());
    }
  }
  if (!socket_.send(*header)) return false;
  in_flight_.emplace(sequence_, request);
  busy_.insert(request.prefix);
  return true;
}

bool Routes::send_listing() {
  alignas(nlmsghdr) std::array<std::byte, 128> room{};
  nlmsghdr* header = mnl_nlmsg_put_header(room.data());
  header->nlmsg_type = RTM_GETROUTE;
  header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header->nlmsg_seq = ++sequence_;
  auto* body = static_cast<rtmsg*>(mnl_nlmsg_put_extra_header(header, sizeof(rtmsg)));
  body->rtm_family = AF_INET6;
  body->rtm_protocol = place_.protocol;
  mnl_attr_put_u32(header, RTA_TABLE, place_.table);
  if (!socket_.send(*header)) return false;
  listing_ = Listing::on;
  listing_sequence_ = sequence_;
  interrupted_ = false;
  known_.clear();
  return true;
}

void Routes::retry_later() {
  is_waiting_ = true;
  retry_.expires_after(kRetry);
  retry_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    is_waiting_ = false;
    pump();
  });
}

void Routes::handle(const nlmsghdr& message) {
  const bool of_listing = listing_ == Listing::on && message.nlmsg_seq == listing_sequence_;
  if (!of_listing) {
    if (message.nlmsg_type == NLMSG_ERROR) on_answer(message);
    return;
  }
  if ((message.nlmsg_flags & NLM_F_DUMP_INTR) != 0) interrupted_ = true;
  if (message.nlmsg_type == RTM_NEWROUTE) return on_listed(message);
  if (message.nlmsg_type == NLMSG_DONE) return listing_done();
  if (message.nlmsg_type != NLMSG_ERROR) return;
  // No such table yet is no error: nothing is in it.
  if (netlink_payload<nlmsgerr>(message).error == -ENOENT) return listing_done();
  listing_ = Listing::due;
  retry_later();
}

void Routes::on_listed(const nlmsghdr& message) {
  const ListedRoute route = read_route(message);
  const bool is_ours = route.is_plain && route.place.protocol == place_.protocol &&
                       route.place.table == place_.table;
  if (!is_ours) return;
  const Known known{route.hop, route.place};
  const bool is_first = route.place == place_ && known_.emplace(route.prefix, known).second;
  // Of another metric, or a second next hop.
  if (!is_first) strays_.push_back({Verb::remove_stray, route.prefix, known});
}

void Routes::listing_done() {
  listing_ = Listing::none;
  if (interrupted_ && ++interruptions_ <= kInterruptionsMax) {
    listing_ = Listing::due;
    return;
  }
  // What was found in the former place goes from there.
  if (const auto next = std::exchange(next_, std::nullopt)) return place(*next);
  // Only what differs: with many routes nearly all are as they should be.
  for (const auto& [prefix, route] : known_) {
    const auto wanted = wanted_.find(prefix);
    if (wanted == wanted_.end() || !(wanted->second == route.hop)) dirty_.insert(prefix);
  }
  for (const auto& [prefix, hop] : wanted_) {
    if (!known_.contains(prefix)) dirty_.insert(prefix);
  }
}

void Routes::on_answer(const nlmsghdr& message) {
  const auto found = in_flight_.find(message.nlmsg_seq);
  if (found == in_flight_.end()) return;
  const Request request = found->second;
  in_flight_.erase(found);
  busy_.erase(request.prefix);
  settle(request, -netlink_payload<nlmsgerr>(message).error, extended_text(message));
}

void Routes::settle(const Request& request, int error, const std::string& text) {
  switch (request.verb) {
    case Verb::add:
    case Verb::replace:
      if (error == 0) {
        known_[request.prefix] = request.route;
      } else if (request.verb == Verb::replace && error == ENOENT) {
        known_.erase(request.prefix);  // somebody has removed it: add it
        dirty_.insert(request.prefix);
      } else {
        refuse(request, error, text);
      }
      break;
    case Verb::remove:
    case Verb::remove_stray:
      // The kernel takes routes away by itself when their interface goes.
      if (error != 0 && error != ESRCH && error != ENODEV) {
        refuse(request, error, text);
      } else if (request.verb == Verb::remove) {
        known_.erase(request.prefix);
      }
      break;
  }
  // What was wished meanwhile is still in dirty_.
}

void Routes::refuse(const Request& request, int error, const std::string& text) {
  std::string reason = std::generic_category().message(error);
  if (!text.empty()) reason += fmt::format(" ({})", text);
  if (error == EEXIST) {
    reason += fmt::format("; a route of another protocol with metric {} is in the way",
                          request.route.place.metric);
  }
  events_.refused(request.prefix, reason);
}

}  // namespace ward6::daemon
