#include "daemon/net/tap.h"

#include <algorithm>
#include <cerrno>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/in.h>

#include "daemon/net/sockaddr.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/protocol.h"

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

namespace ward6::daemon {
namespace {

constexpr std::size_t kFrames = 32;       // per system call
constexpr std::size_t kRoundsMax = 64;    // calls per drain
constexpr std::size_t kSnapLength = 40;   // the IPv6 header
constexpr std::size_t kSourceOffset = 8;  // of the source address in it

// On a SOCK_DGRAM packet socket offsets count from the network header. A UDP header behind
// extension headers is not looked for: the neighbour table knows such rare clients.
constexpr std::array<sock_filter, 8> kFilter{{
    {BPF_LD | BPF_H | BPF_ABS, 0, 0, static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PROTOCOL)},
    {BPF_JMP | BPF_JEQ | BPF_K, 0, 5, ETH_P_IPV6},
    {BPF_LD | BPF_B | BPF_ABS, 0, 0, 6},  // next header
    {BPF_JMP | BPF_JEQ | BPF_K, 0, 3, IPPROTO_UDP},
    {BPF_LD | BPF_H | BPF_ABS, 0, 0, 40 + 2},  // destination port
    {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, dhcp6::kServerPort},
    {BPF_RET | BPF_K, 0, 0, kSnapLength},
    {BPF_RET | BPF_K, 0, 0, 0},
}};

[[nodiscard]] bool attach_filter(int fd) noexcept {
  auto filter = kFilter;
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  return ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

struct Frames {
  std::array<std::array<std::byte, kSnapLength>, kFrames> bytes;
  std::array<sockaddr_ll, kFrames> senders;
  std::array<iovec, kFrames> vectors;
  std::array<mmsghdr, kFrames> headers;
};

[[nodiscard]] std::size_t receive(int fd, Frames& frames) noexcept {
  for (std::size_t slot = 0; slot < kFrames; ++slot) {
    frames.vectors[slot] = {frames.bytes[slot].data(), kSnapLength};
    msghdr& header = frames.headers[slot].msg_hdr;
    header = {};
    header.msg_name = &frames.senders[slot];
    header.msg_namelen = sizeof frames.senders[slot];
    header.msg_iov = &frames.vectors[slot];
    header.msg_iovlen = 1;
  }
  const int got = ::recvmmsg(fd, frames.headers.data(), kFrames, MSG_DONTWAIT, nullptr);
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

}  // namespace

Attempt<Tap> Tap::open(dhcp6::InterfaceIndex interface) {
  // Protocol 0 hears nothing until bind() names one.
  Fd fd(::socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return refused("packet socket", errno);
  if (!attach_filter(fd.get())) return refused("packet filter", errno);
  const int on = 1;
  // Kernels before 4.20 do not know it; then drain() passes over what went out.
  static_cast<void>(::setsockopt(fd.get(), SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on));
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  // ETH_P_ALL, though only IPv6 gets past the filter: the kernel serves these sockets before it
  // gives the frame to IPv6, and sockets of one protocol and device after that.
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(interface);
  if (::bind(fd.get(), generic(address), sizeof address) != 0) {
    return refused("bind packet socket", errno);
  }
  return Tap(std::move(fd), interface);
}

void Tap::drain(std::chrono::steady_clock::time_point now, MacCache& cache) noexcept {
  Frames frames;  // NOLINT(cppcoreguidelines-pro-type-member-init): the kernel fills what is read
  for (std::size_t round = 0; round < kRoundsMax; ++round) {
    const std::size_t count = receive(fd_.get(), frames);
    for (std::size_t slot = 0; slot < count; ++slot) {
      const sockaddr_ll& sender = frames.senders[slot];
      if (sender.sll_pkttype == PACKET_OUTGOING || frames.headers[slot].msg_len < kSnapLength) {
        continue;
      }
      dhcp6::Reader reader(frames.bytes[slot]);
      static_cast<void>(reader.take(kSourceOffset));
      const dhcp6::Ipv6Address source = reader.address();
      const dhcp6::Ipv6Address to = reader.address();
      const std::size_t size = std::min<std::size_t>(sender.sll_halen, sizeof sender.sll_addr);
      const auto mac =
          dhcp6::LinkLayerAddress::from(std::as_bytes(std::span(sender.sll_addr)).first(size));
      const bool on_link = source.is_link_local() || to == dhcp6::kAllRelayAgentsAndServers;
      if (mac && on_link) cache.put(now, {interface_, source}, *mac);
    }
    if (count < kFrames) break;
  }
}

}  // namespace ward6::daemon
