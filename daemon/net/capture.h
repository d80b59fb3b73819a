// What comes in by one guarded port, as far as the guard may have to judge it: libpcap in the event
// loop. It sees frames that the packet filter at the port's ingress drops, and none that leave.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "daemon/io/attempt.h"
#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"

struct pcap;
struct pcap_pkthdr;

namespace ward6::daemon {

// Borrowed until the callback returns.
struct CapturedFrame {
  dhcp6::Bytes bytes;      // from the destination address on, VLAN tags included
  std::uint32_t size = 0;  // on the wire; more than there are bytes of a frame beyond kSnapLength
};

class Capture {
 public:
  // Any frame of an Ethernet that people build.
  static constexpr int kSnapLength = 16 << 10;
  // The kernel's ring of one port; a flood fills it, and what does not fit is counted.
  static constexpr int kRingBytes = 2 << 20;
  // Frames of a port in one turn of the event loop: a flood holds nothing else up.
  static constexpr int kBudget = 256;
  // Frames from so many addresses are taken whatever they hold.
  static constexpr std::size_t kWatchedMax = 64;

  struct Events {
    std::function<void(const CapturedFrame&)> frame;
    // The interface went down or away, and nothing more will come: once, with the reason. The
    // capture may be destroyed from here.
    std::function<void(const std::string&)> ended;
  };
  // Needs CAP_NET_RAW. `watched`: addresses of routers, from which anything is remarkable.
  // Fails when the interface is not there, not up or no Ethernet.
  [[nodiscard]] static Attempt<std::unique_ptr<Capture>> open(
      boost::asio::io_context& io,
      const std::string& interface,
      std::span<const dhcp6::LinkLayerAddress> watched,
      Events events);
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  Capture(Capture&&) = delete;
  Capture& operator=(Capture&&) = delete;

  struct Counts {
    std::uint64_t received = 0;
    std::uint64_t dropped = 0;  // the ring had no room: the guard is blind to them
  };
  [[nodiscard]] Counts counts() const noexcept;

 private:
  Capture(boost::asio::io_context& io, pcap* handle, int fd, Events events);

  static void on_frame(unsigned char* self,
                       const pcap_pkthdr* header,
                       const unsigned char* bytes) noexcept;
  void wait();
  void read();

  pcap* handle_;
  boost::asio::posix::stream_descriptor stream_;
  Events events_;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);  // for posted handlers
};

// The filter in pcap's language. No evasion gets past it: besides ND, the ports of DHCPv6 and all
// that has an extension header, it takes every frame with a tag or in the form of IEEE 802.3, by
// the octets of the frame and not by what the kernel made of them.
[[nodiscard]] std::string capture_filter(std::span<const dhcp6::LinkLayerAddress> watched);

}  // namespace ward6::daemon
