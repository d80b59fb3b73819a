// The ends of the wire for bench/guard.sh:
//   bench_frames send IF HEX RATE SECONDS   this frame, so many times a second; prints how many
//   left bench_frames look IF judge|pass FILTER  libpcap as the guard has it, until SIGTERM: each
//   frame
//                                           judged, or passed over; prints how many, and the
//                                           processor's nanoseconds
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <vector>

#include <pcap/pcap.h>

#include "libdhcp6/core/hex.h"
#include "raguard/guard.h"

namespace {

using namespace ward6;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 64;
constexpr std::size_t kSizeMax = 2048;

volatile std::sig_atomic_t g_stop = 0;

[[noreturn]] void fail_with_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void send_frames(const std::string& interface,
                 const std::string& hex,
                 double rate,
                 double seconds) {
  std::vector<std::byte> frame(kSizeMax);
  const auto size = dhcp6::parse_hex(hex, frame);
  if (!size) throw std::invalid_argument("no hexadecimal frame");
  const int fd = ::socket(AF_PACKET, SOCK_RAW, 0);
  if (fd < 0) fail_with_errno("socket");
  sockaddr_ll to{};
  to.sll_family = AF_PACKET;
  to.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
  iovec vector{frame.data(), *size};
  std::array<mmsghdr, kBatch> headers{};
  for (mmsghdr& header : headers) {
    header.msg_hdr.msg_name = &to;
    header.msg_hdr.msg_namelen = sizeof(to);
    header.msg_hdr.msg_iov = &vector;
    header.msg_hdr.msg_iovlen = 1;
  }
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration<double>(seconds);
  std::uint64_t sent = 0;
  while (Clock::now() < end) {
    if (rate > 0) {
      const std::chrono::duration<double> due(static_cast<double>(sent) / rate);
      std::this_thread::sleep_until(begin + std::chrono::duration_cast<Clock::duration>(due));
    }
    const int count = ::sendmmsg(fd, headers.data(), kBatch, 0);
    if (count > 0) sent += static_cast<std::uint64_t>(count);
  }
  std::printf("%llu\n", static_cast<unsigned long long>(sent));
}

struct Look {
  raguard::GuardPolicy policy;
  bool judges = false;
  std::uint64_t frames = 0;
  std::uint64_t drops = 0;
};

void on_frame(unsigned char* self, const pcap_pkthdr* header, const unsigned char* bytes) {
  // cast: libpcap hands back what pcap_dispatch() got.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  auto* look = reinterpret_cast<Look*>(self);
  ++look->frames;
  if (!look->judges) return;
  const auto frame = std::as_bytes(std::span(bytes, header->caplen));
  if (raguard::judge(look->policy, raguard::PortRole::host, frame).is_drop()) ++look->drops;
}

std::uint64_t processor_ns() {
  timespec time{};
  static_cast<void>(::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time));
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(time.tv_nsec);
}

// As daemon/net/capture.cc, but for the event loop.
void look_at(const std::string& interface, bool judges, const std::string& filter) {
  std::array<char, PCAP_ERRBUF_SIZE> error{};
  pcap* handle = ::pcap_create(interface.c_str(), error.data());
  if (handle == nullptr) throw std::runtime_error(error.data());
  ::pcap_set_snaplen(handle, 16 << 10);
  ::pcap_set_timeout(handle, 10);
  ::pcap_set_buffer_size(handle, 2 << 20);
  bpf_program program{};
  if (::pcap_activate(handle) < 0 || ::pcap_setdirection(handle, PCAP_D_IN) != 0 ||
      ::pcap_compile(handle, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0 ||
      ::pcap_setfilter(handle, &program) != 0) {
    throw std::runtime_error(::pcap_geterr(handle));
  }
  Look look;
  look.judges = judges;
  static_cast<void>(std::signal(SIGTERM, [](int) { g_stop = 1; }));
  const std::uint64_t before = processor_ns();
  // cast: libpcap's callback takes an untyped pointer of its own kind.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  auto* self = reinterpret_cast<unsigned char*>(&look);
  while (g_stop == 0) ::pcap_dispatch(handle, 256, &on_frame, self);
  const std::uint64_t cost = processor_ns() - before;
  std::printf("%llu %llu %llu\n", static_cast<unsigned long long>(look.frames),
              static_cast<unsigned long long>(cost), static_cast<unsigned long long>(look.drops));
  ::pcap_close(handle);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() == 5 && arguments[0] == "send") {
      send_frames(arguments[1], arguments[2], std::stod(arguments[3]), std::stod(arguments[4]));
    } else if (arguments.size() == 4 && arguments[0] == "look") {
      look_at(arguments[1], arguments[2] == "judge", arguments[3]);
    } else {
      throw std::invalid_argument(
          "usage: bench_frames send IF HEX RATE SECONDS | look IF MODE FILTER");
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_frames: %s\n", error.what());
    return 1;
  }
}
