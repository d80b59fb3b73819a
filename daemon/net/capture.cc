#include "daemon/net/capture.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <pcap/pcap.h>

namespace ward6::daemon {
namespace {

// A batch of frames wakes us once, and a report is late by no more than that.
constexpr int kTimeoutMs = 10;

constexpr std::string_view kFilter =
    // IPv6, but for what can hide nothing: TCP, ESP, UDP to other ports than those of DHCPv6, and
    // ICMPv6 that is not Neighbor Discovery (types 133 to 137).
    "(ether proto 0x86dd and not ip6[6]==6 and not ip6[6]==50"
    " and not (ip6[6]==17 and not (ip6[42:2]==546 or ip6[42:2]==547))"
    " and not (ip6[6]==58 and (ip6[40]<133 or ip6[40]>137)))"
    // VLAN tags of any make. `vlan` would look at what the kernel took out of the frame, and shift
    // the offsets of what follows.
    " or ether proto 0x8100 or ether proto 0x88a8 or ether proto 0x9100 or ether proto 0x9200"
    // A length in place of a type: IEEE 802.3, with LLC/SNAP perhaps.
    " or ether[12:2]<0x600";

struct Closer {
  void operator()(pcap* handle) const noexcept { ::pcap_close(handle); }
};
using Handle = std::unique_ptr<pcap, Closer>;

[[nodiscard]] tl::unexpected<std::string> failed(const std::string& interface,
                                                 pcap* handle,
                                                 int status) {
  const std::string_view detail = ::pcap_geterr(handle);
  return tl::unexpected(fmt::format("capture on {}: {}{}{}", interface, ::pcap_statustostr(status),
                                    detail.empty() ? "" : ": ", detail));
}

[[nodiscard]] Attempt<void> set_filter(const std::string& interface,
                                       pcap* handle,
                                       const std::string& text) {
  bpf_program program{};
  if (::pcap_compile(handle, &program, text.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
    return failed(interface, handle, PCAP_ERROR);
  }
  const int status = ::pcap_setfilter(handle, &program);
  ::pcap_freecode(&program);
  if (status != 0) return failed(interface, handle, status);
  return {};
}

[[nodiscard]] Attempt<void> set_up(const std::string& interface, pcap* handle) {
  // Ports of a bridge hear everything anyway; another interface hears what its host would take.
  for (const int status : {::pcap_set_snaplen(handle, Capture::kSnapLength),
                           ::pcap_set_promisc(handle, 0), ::pcap_set_timeout(handle, kTimeoutMs),
                           ::pcap_set_buffer_size(handle, Capture::kRingBytes)}) {
    if (status != 0) return failed(interface, handle, status);
  }
  // More than 0 is a warning.
  if (const int status = ::pcap_activate(handle); status < 0) {
    return failed(interface, handle, status);
  }
  if (::pcap_datalink(handle) != DLT_EN10MB) {
    return tl::unexpected(fmt::format("capture on {}: it is no Ethernet", interface));
  }
  if (const int status = ::pcap_setdirection(handle, PCAP_D_IN); status != 0) {
    return failed(interface, handle, status);
  }
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  if (::pcap_setnonblock(handle, 1, error.data()) != 0) {
    return tl::unexpected(fmt::format("capture on {}: {}", interface, error.data()));
  }
  return {};
}

}  // namespace

std::string capture_filter(std::span<const dhcp6::LinkLayerAddress> watched) {
  std::string text(kFilter);
  for (const dhcp6::LinkLayerAddress& mac :
       watched.first(std::min(watched.size(), Capture::kWatchedMax))) {
    text += " or ether src " + mac.to_string();
  }
  return text;
}

Attempt<std::unique_ptr<Capture>> Capture::open(boost::asio::io_context& io,
                                                const std::string& interface,
                                                std::span<const dhcp6::LinkLayerAddress> watched,
                                                Events events) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  Handle handle(::pcap_create(interface.c_str(), error.data()));
  if (!handle) return tl::unexpected(fmt::format("capture on {}: {}", interface, error.data()));
  if (auto done = set_up(interface, handle.get()); !done) return tl::unexpected(done.error());
  if (auto done = set_filter(interface, handle.get(), capture_filter(watched)); !done) {
    return tl::unexpected(done.error());
  }
  const int fd = ::pcap_get_selectable_fd(handle.get());
  if (fd < 0) return tl::unexpected(fmt::format("capture on {}: nothing to wait for", interface));
  // make_unique cannot reach the private constructor.
  std::unique_ptr<Capture> capture(new Capture(io, handle.release(), fd, std::move(events)));
  capture->wait();
  return capture;
}

Capture::Capture(boost::asio::io_context& io, pcap* handle, int fd, Events events)
    : handle_(handle), stream_(io, fd), events_(std::move(events)) {}

Capture::~Capture() {
  // The descriptor is libpcap's to close.
  static_cast<void>(stream_.release());
  ::pcap_close(handle_);
}

Capture::Counts Capture::counts() const noexcept {
  pcap_stat stat{};
  if (::pcap_stats(handle_, &stat) != 0) return {};
  return {.received = stat.ps_recv, .dropped = stat.ps_drop};
}

void Capture::wait() {
  stream_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this, alive = std::weak_ptr(alive_)](const boost::system::error_code& error) {
                       if (!error && !alive.expired()) read();
                     });
}

void Capture::on_frame(unsigned char* self,
                       const pcap_pkthdr* header,
                       const unsigned char* bytes) noexcept {
  // cast: libpcap hands back what pcap_dispatch() got.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const auto* capture = reinterpret_cast<const Capture*>(self);
  capture->events_.frame({std::as_bytes(std::span(bytes, header->caplen)), header->len});
}

void Capture::read() {
  // cast: libpcap's callback takes an untyped pointer of its own kind.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  auto* self = reinterpret_cast<unsigned char*>(this);
  const int frames = ::pcap_dispatch(handle_, kBudget, &Capture::on_frame, self);
  if (frames < 0) {
    const auto ended = events_.ended;  // which may destroy us
    return ended(::pcap_geterr(handle_));
  }
  if (frames < kBudget) return wait();
  // There is more, and others wait: take a turn behind them.
  boost::asio::post(stream_.get_executor(), [this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) read();
  });
}

}  // namespace ward6::daemon
