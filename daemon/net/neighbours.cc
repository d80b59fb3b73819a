#include "daemon/net/neighbours.h"

#include <cerrno>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

namespace ward6::daemon {
namespace {

// An address that is being resolved, or that did not answer, has no link-layer address to trust.
constexpr std::uint16_t kKnownStates =
    NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT;
constexpr std::size_t kReadsMax = 8;

[[nodiscard]] dhcp6::LinkLayerAddress read_neighbour(const nlmsghdr& message) {
  const auto* header = static_cast<const ndmsg*>(mnl_nlmsg_get_payload(&message));
  if ((header->ndm_state & kKnownStates) == 0) return {};
  dhcp6::LinkLayerAddress found;
  const auto visit = [](const nlattr* attribute, void* data) {
    if (mnl_attr_get_type(attribute) != NDA_LLADDR) return MNL_CB_OK;
    const dhcp6::Bytes bytes(static_cast<const std::byte*>(mnl_attr_get_payload(attribute)),
                             mnl_attr_get_payload_len(attribute));
    *static_cast<dhcp6::LinkLayerAddress*>(data) =
        dhcp6::LinkLayerAddress::from(bytes).value_or(dhcp6::LinkLayerAddress{});
    return MNL_CB_OK;
  };
  static_cast<void>(mnl_attr_parse(&message, sizeof(ndmsg), visit, &found));
  return found;
}

}  // namespace

dhcp6::LinkLayerAddress Neighbours::find(const MacCache::Station& station) {
  if (!socket_.valid() && !open()) return {};
  if (!ask(station)) return {};
  return read_answer();
}

bool Neighbours::open() {
  socket_ = Fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
  return socket_.valid();
}

bool Neighbours::ask(const MacCache::Station& station) {
  alignas(nlmsghdr) std::array<std::byte, 128> room{};
  nlmsghdr* header = mnl_nlmsg_put_header(room.data());
  header->nlmsg_type = RTM_GETNEIGH;
  header->nlmsg_flags = NLM_F_REQUEST;
  header->nlmsg_seq = ++sequence_;
  auto* body = static_cast<ndmsg*>(mnl_nlmsg_put_extra_header(header, sizeof(ndmsg)));
  body->ndm_family = AF_INET6;
  body->ndm_ifindex = static_cast<int>(station.interface);
  mnl_attr_put(header, NDA_DST, station.address.octets.size(), station.address.octets.data());
  return ::send(socket_.get(), header, header->nlmsg_len, MSG_DONTWAIT) > 0;
}

// The kernel answers while it takes the question: what is not there now will not come. Answers to
// earlier questions, left over after an error, are passed over.
dhcp6::LinkLayerAddress Neighbours::read_answer() {
  for (std::size_t reads = 0; reads < kReadsMax; ++reads) {
    const ssize_t got = ::recv(socket_.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return {};
    int left = static_cast<int>(got);
    const auto* message = static_cast<const nlmsghdr*>(static_cast<const void*>(buffer_.data()));
    for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
      if (message->nlmsg_seq != sequence_) continue;
      return message->nlmsg_type == RTM_NEWNEIGH ? read_neighbour(*message)
                                                 : dhcp6::LinkLayerAddress{};
    }
  }
  return {};
}

}  // namespace ward6::daemon
