#include "daemon/net/udp_batch.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "daemon/net/sockaddr.h"
#include "libdhcp6/core/assert.h"

namespace ward6::daemon {

ReceiveBatch::ReceiveBatch()
    // Not cleared: pages that no datagram ever reaches are never touched.
    : memory_(std::make_unique_for_overwrite<std::byte[]>(kBatch * kSlotSize)) {
  const dhcp6::MutableBytes memory(memory_.get(), kBatch * kSlotSize);
  for (std::size_t slot = 0; slot < kBatch; ++slot) {
    vectors_[slot] = {memory.subspan(slot * kSlotSize).data(), kSlotSize};
  }
}

std::span<const Datagram> ReceiveBatch::receive(int fd, std::size_t count_max) noexcept {
  const std::size_t wanted = std::min(count_max, kBatch);
  for (std::size_t slot = 0; slot < wanted; ++slot) {
    msghdr& header = headers_[slot].msg_hdr;
    header = {};
    header.msg_name = &senders_[slot];
    header.msg_namelen = sizeof senders_[slot];
    header.msg_iov = &vectors_[slot];
    header.msg_iovlen = 1;
    header.msg_control = &controls_[slot];
    header.msg_controllen = sizeof controls_[slot];
  }
  overflow_ = 0;
  int got = 0;
  do {
    got = ::recvmmsg(fd, headers_.data(), static_cast<unsigned>(wanted), MSG_DONTWAIT, nullptr);
  } while (got < 0 && errno == EINTR);
  error_ = got < 0 && errno != EAGAIN ? errno : 0;
  const std::size_t count = got > 0 ? static_cast<std::size_t>(got) : 0;
  for (std::size_t slot = 0; slot < count; ++slot) datagrams_[slot] = read_slot(slot);
  return std::span(datagrams_).first(count);
}

Datagram ReceiveBatch::read_slot(std::size_t slot) noexcept {
  msghdr& header = headers_[slot].msg_hdr;
  Datagram datagram;
  datagram.from = to_endpoint(senders_[slot]);
  const dhcp6::MutableBytes memory(memory_.get(), kBatch * kSlotSize);
  datagram.payload = memory.subspan(slot * kSlotSize, headers_[slot].msg_len);
  for (cmsghdr* at = CMSG_FIRSTHDR(&header); at != nullptr; at = CMSG_NXTHDR(&header, at)) {
    if (at->cmsg_level == IPPROTO_IPV6 && at->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info{};
      std::memcpy(&info, CMSG_DATA(at), sizeof info);
      datagram.to = to_address(info.ipi6_addr);
      datagram.interface = dhcp6::InterfaceIndex{info.ipi6_ifindex};
    } else if (at->cmsg_level == SOL_SOCKET && at->cmsg_type == SO_RXQ_OVFL) {
      std::memcpy(&overflow_, CMSG_DATA(at), sizeof overflow_);
    }
  }
  return datagram;
}

SendBatch::SendBatch() {
  for (std::size_t slot = 0; slot < kBatch; ++slot) {
    msghdr& header = headers_[slot].msg_hdr;
    header.msg_name = &targets_[slot];
    header.msg_namelen = sizeof targets_[slot];
    header.msg_iov = &vectors_[slot];
    header.msg_iovlen = 1;
    header.msg_control = &controls_[slot];
    header.msg_controllen = sizeof controls_[slot];
    cmsghdr* control = CMSG_FIRSTHDR(&header);
    control->cmsg_level = IPPROTO_IPV6;
    control->cmsg_type = IPV6_PKTINFO;
    control->cmsg_len = CMSG_LEN(sizeof(in6_pktinfo));
  }
}

void SendBatch::fill_slot(std::size_t slot, const Departure& departure) noexcept {
  const auto interface = static_cast<std::uint32_t>(departure.interface);
  targets_[slot] = to_sockaddr(departure.to, interface);
  // The kernel only reads what a vector of a send points to.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): see above
  vectors_[slot] = {const_cast<std::byte*>(departure.payload.data()), departure.payload.size()};
  // Link-local and multicast destinations are tied to an interface; others follow the routes.
  in6_pktinfo info{};
  info.ipi6_addr = to_in6(departure.source);
  const dhcp6::Ipv6Address& to = departure.to.address;
  if (to.is_link_local() || to.is_multicast()) info.ipi6_ifindex = interface;
  cmsghdr* control = CMSG_FIRSTHDR(&headers_[slot].msg_hdr);
  WARD6_ASSERT(control != nullptr);
  std::memcpy(CMSG_DATA(control), &info, sizeof info);
}

SendBatch::Report SendBatch::send(int fd, std::span<const Departure> departures) noexcept {
  const std::size_t count = std::min(departures.size(), kBatch);
  for (std::size_t slot = 0; slot < count; ++slot) fill_slot(slot, departures[slot]);
  Report report;
  while (report.done < count) {
    const std::span<mmsghdr> rest = std::span(headers_).subspan(report.done, count - report.done);
    const int sent = ::sendmmsg(fd, rest.data(), static_cast<unsigned>(rest.size()), MSG_DONTWAIT);
    if (sent > 0) {
      report.done += static_cast<std::size_t>(sent);
      continue;
    }
    if (errno == EINTR) continue;
    if (errno == EAGAIN) {
      report.blocked = true;
      break;
    }
    // The first of the rest is refused: that costs this one datagram and nothing else.
    report.error = errno;
    ++report.refused;
    ++report.done;
  }
  return report;
}

}  // namespace ward6::daemon
