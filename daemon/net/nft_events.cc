#include "daemon/net/nft_events.h"

#include <algorithm>
#include <cerrno>
#include <endian.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <utility>

#include <libmnl/libmnl.h>

#include "daemon/net/netlink_message.h"
#include "daemon/net/sockaddr.h"

namespace ward6::daemon {
namespace {

constexpr int kReceiveQueue = 1 << 20;
constexpr std::size_t kTouchedMax = 16;

[[nodiscard]] int read_pid(const nlmsghdr& message) {
  std::uint32_t pid = 0;
  for_each_attribute<nfgenmsg>(message, [&pid](const nlattr& attribute) {
    if (mnl_attr_get_type(&attribute) == NFTA_GEN_PROC_PID &&
        mnl_attr_validate(&attribute, MNL_TYPE_U32) == 0) {
      pid = be32toh(mnl_attr_get_u32(&attribute));
    }
  });
  return static_cast<int>(pid);
}

}  // namespace

Attempt<std::unique_ptr<NftEvents>> NftEvents::open(boost::asio::io_context& io,
                                                    std::string prefix,
                                                    Events events) {
  Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_NETFILTER));
  if (!fd.valid()) return refused("netlink socket", errno);
  const int size = kReceiveQueue;
  // Without the right to force it a burst overflows sooner, and that is told.
  static_cast<void>(::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = 1U << (NFNLGRP_NFTABLES - 1U);
  if (::bind(fd.get(), generic(address), sizeof address) != 0) {
    return refused("bind netlink socket", errno);
  }
  // make_unique cannot reach the private constructor.
  std::unique_ptr<NftEvents> followed(
      new NftEvents(io, std::move(fd), std::move(prefix), std::move(events)));
  followed->socket_.start();
  return followed;
}

NftEvents::NftEvents(boost::asio::io_context& io, Fd fd, std::string prefix, Events events)
    : socket_(io,
              std::move(fd),
              {[this](const nlmsghdr& message) { handle(message); }, [this] { events_.lost(); },
               [] {}}),
      prefix_(std::move(prefix)),
      events_(std::move(events)) {}

void NftEvents::handle(const nlmsghdr& message) {
  if (message.nlmsg_type >> 8U != NFNL_SUBSYS_NFTABLES) return;
  // It comes last in a transaction.
  if ((message.nlmsg_type & 0xffU) == NFT_MSG_NEWGEN) {
    const std::vector<NftTableId> touched = std::exchange(touched_, {});
    if (!touched.empty()) events_.changed(touched, read_pid(message));
    return;
  }
  NftTableId table = nft_table_of(message);
  if (!table.name.starts_with(prefix_) || touched_.size() >= kTouchedMax) return;
  if (std::ranges::find(touched_, table) == touched_.end()) touched_.push_back(std::move(table));
}

}  // namespace ward6::daemon
