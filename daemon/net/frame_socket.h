// Whole Ethernet frames of one port of a bridge, as far as they may hold DHCPv6: taken before the
// bridge sees them, and sent past it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <linux/if_packet.h>
#include <memory>
#include <optional>
#include <span>
#include <sys/socket.h>

#include "daemon/io/attempt.h"
#include "daemon/io/fd.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/wire/outbox.h"
#include "relay/frame.h"

namespace ward6::daemon {

// What is let through to us.
enum class FrameSide : std::uint8_t {
  client,   // UDP to the ports of DHCPv6; to ff02::1:2 also with extension headers
  network,  // UDP to the servers' port, at link-local addresses; these with extension headers too
};

// A socket that hears what comes in by the interface and not what leaves. Needs CAP_NET_RAW.
// Filters before it is bound: no other frame ever gets in.
[[nodiscard]] Attempt<Fd> open_frame_socket(dhcp6::InterfaceIndex interface, FrameSide side);

// A received frame, borrowed until the next receive().
struct ReceivedFrame {
  std::optional<relay::VlanTag> tag;  // the kernel has taken it out of `bytes`
  bool checksum_pending = false;      // see relay::LdraFrame
  dhcp6::Bytes bytes;
};

class FrameBatch {
 public:
  static constexpr std::size_t kFrames = 16;

  FrameBatch();

  // What is waiting, at most kFrames; empty when there is nothing or the socket failed.
  [[nodiscard]] std::span<const ReceivedFrame> receive(int fd) noexcept;

 private:
  struct alignas(cmsghdr) Control {
    std::array<std::byte, CMSG_SPACE(sizeof(tpacket_auxdata))> bytes;
  };

  [[nodiscard]] ReceivedFrame read_slot(std::size_t slot) noexcept;

  std::unique_ptr<std::byte[]> memory_;
  std::array<mmsghdr, kFrames> headers_{};
  std::array<iovec, kFrames> vectors_{};
  std::array<Control, kFrames> controls_{};
  std::array<ReceivedFrame, kFrames> frames_{};
};

// False: the kernel did not take it now.
[[nodiscard]] bool send_frame(int fd, dhcp6::Bytes frame) noexcept;

}  // namespace ward6::daemon
