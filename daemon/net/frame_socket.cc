#include "daemon/net/frame_socket.h"

#include <cerrno>
#include <cstring>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/in.h>

#include "daemon/net/sockaddr.h"
#include "libdhcp6/wire/protocol.h"

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

namespace ward6::daemon {
namespace {

// Where things stand in a frame, whose VLAN tag is not among its bytes.
constexpr std::uint32_t kEtherType = static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PROTOCOL);
constexpr std::uint32_t kNextHeader = ETH_HLEN + 6;
constexpr std::uint32_t kDestination = ETH_HLEN + 24;
constexpr std::uint32_t kUdpDestinationPort = ETH_HLEN + 40 + 2;

[[nodiscard]] consteval sock_filter load(std::uint16_t size, std::uint32_t offset) {
  return {static_cast<std::uint16_t>(BPF_LD | BPF_ABS | size), 0, 0, offset};
}
// Skips so many instructions when the value is `number`, and when it is not.
[[nodiscard]] consteval sock_filter jump(std::uint32_t number,
                                         std::uint8_t equal,
                                         std::uint8_t different) {
  return {BPF_JMP | BPF_JEQ | BPF_K, equal, different, number};
}
constexpr sock_filter kTake{BPF_RET | BPF_K, 0, 0, 0xffffffff};
constexpr sock_filter kLeave{BPF_RET | BPF_K, 0, 0, 0};

constexpr std::array<sock_filter, 18> kClientFilter{{
    load(BPF_H, kEtherType),
    jump(ETH_P_IPV6, 0, 15),
    load(BPF_B, kNextHeader),
    jump(IPPROTO_UDP, 9, 0),
    jump(IPPROTO_HOPOPTS, 4, 0),
    jump(IPPROTO_ROUTING, 3, 0),
    jump(IPPROTO_FRAGMENT, 2, 0),
    jump(IPPROTO_AH, 1, 0),
    jump(IPPROTO_DSTOPTS, 0, 8),
    load(BPF_H, kDestination),  // with extension headers: ff02::1:2, by its ends
    jump(0xff02, 0, 6),
    load(BPF_W, kDestination + 12),
    jump(0x0001'0002, 3, 4),
    load(BPF_H, kUdpDestinationPort),
    jump(dhcp6::kServerPort, 1, 0),
    jump(dhcp6::kClientPort, 0, 1),
    kTake,
    kLeave,
}};

constexpr std::array<sock_filter, 16> kNetworkFilter{{
    load(BPF_H, kEtherType),
    jump(ETH_P_IPV6, 0, 13),
    load(BPF_H, kDestination),
    {BPF_ALU | BPF_AND | BPF_K, 0, 0, 0xffc0},
    jump(0xfe80, 0, 10),
    load(BPF_B, kNextHeader),
    jump(IPPROTO_UDP, 5, 0),
    jump(IPPROTO_HOPOPTS, 6, 0),
    jump(IPPROTO_ROUTING, 5, 0),
    jump(IPPROTO_FRAGMENT, 4, 0),
    jump(IPPROTO_AH, 3, 0),
    jump(IPPROTO_DSTOPTS, 2, 3),
    load(BPF_H, kUdpDestinationPort),
    jump(dhcp6::kServerPort, 0, 1),
    kTake,
    kLeave,
}};

template <std::size_t kSize>
[[nodiscard]] bool attach_filter(int fd, std::array<sock_filter, kSize> filter) noexcept {
  const sock_fprog program{kSize, filter.data()};
  return ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

[[nodiscard]] std::optional<relay::VlanTag> to_tag(const tpacket_auxdata& data) noexcept {
  if ((data.tp_status & TP_STATUS_VLAN_VALID) == 0) return std::nullopt;
  relay::VlanTag tag;
  tag.control = data.tp_vlan_tci;
  if ((data.tp_status & TP_STATUS_VLAN_TPID_VALID) != 0) tag.protocol = data.tp_vlan_tpid;
  return tag;
}

}  // namespace

Attempt<Fd> open_frame_socket(dhcp6::InterfaceIndex interface, FrameSide side) {
  // Protocol 0 hears nothing until bind() names one.
  Fd fd(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return refused("packet socket", errno);
  const bool filtered = side == FrameSide::client ? attach_filter(fd.get(), kClientFilter)
                                                  : attach_filter(fd.get(), kNetworkFilter);
  if (!filtered) return refused("packet filter", errno);
  const int on = 1;
  // Without this our own frames would come back to us.
  if (::setsockopt(fd.get(), SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) != 0 ||
      ::setsockopt(fd.get(), SOL_PACKET, PACKET_AUXDATA, &on, sizeof on) != 0) {
    return refused("packet socket options", errno);
  }
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  // ETH_P_ALL: sockets of one protocol come after the bridge, which keeps the frame.
  address.sll_protocol = htons(ETH_P_ALL);
  address.sll_ifindex = static_cast<int>(interface);
  if (::bind(fd.get(), generic(address), sizeof address) != 0) {
    return refused("bind packet socket", errno);
  }
  return fd;
}

FrameBatch::FrameBatch() : memory_(std::make_unique<std::byte[]>(kFrames * relay::kFrameSizeMax)) {}

std::span<const ReceivedFrame> FrameBatch::receive(int fd) noexcept {
  const std::span memory(memory_.get(), kFrames * relay::kFrameSizeMax);
  for (std::size_t slot = 0; slot < kFrames; ++slot) {
    vectors_[slot] = {memory.subspan(slot * relay::kFrameSizeMax).data(), relay::kFrameSizeMax};
    msghdr& header = headers_[slot].msg_hdr;
    header = {};
    header.msg_iov = &vectors_[slot];
    header.msg_iovlen = 1;
    header.msg_control = controls_[slot].bytes.data();
    header.msg_controllen = sizeof controls_[slot].bytes;
  }
  const int got = ::recvmmsg(fd, headers_.data(), kFrames, MSG_DONTWAIT, nullptr);
  if (got <= 0) return {};
  const auto count = static_cast<std::size_t>(got);
  for (std::size_t slot = 0; slot < count; ++slot) frames_[slot] = read_slot(slot);
  return std::span(frames_).first(count);
}

ReceivedFrame FrameBatch::read_slot(std::size_t slot) noexcept {
  ReceivedFrame frame;
  const std::span memory(memory_.get(), kFrames * relay::kFrameSizeMax);
  frame.bytes = memory.subspan(slot * relay::kFrameSizeMax, headers_[slot].msg_len);
  msghdr& header = headers_[slot].msg_hdr;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_PACKET || part->cmsg_type != PACKET_AUXDATA) continue;
    tpacket_auxdata data{};
    std::memcpy(&data, CMSG_DATA(part), sizeof data);  // it need not be aligned
    frame.tag = to_tag(data);
    frame.checksum_pending = (data.tp_status & TP_STATUS_CSUMNOTREADY) != 0;
  }
  return frame;
}

// The socket is bound to its interface; the kernel reads the protocol off the frame.
bool send_frame(int fd, dhcp6::Bytes frame) noexcept {
  return ::send(fd, frame.data(), frame.size(), MSG_DONTWAIT) >= 0;
}

}  // namespace ward6::daemon
