// The ends of a wire for bench/relay.sh, and the bare limit in between:
//   bench_wire send  IF TO PORT SIZE RATE SECONDS [HEX]   datagrams of SIZE bytes that begin with
//                                                         HEX; RATE 0: as many as go
//   bench_wire count PORT SECONDS [IF GROUP]              counts what comes in
//   bench_wire echo  IF TO%IF SIZE                        what a relay cannot do without: recvmmsg
//                                                         on IF, sendmmsg of SIZE bytes, both ways
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/hex.h"
#include "libdhcp6/wire/protocol.h"

namespace {

using namespace ward6::dhcp6;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 64;
constexpr std::size_t kSizeMax = 2048;

[[noreturn]] void fail_with_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// "ADDRESS" or "ADDRESS%INTERFACE".
sockaddr_in6 endpoint(const std::string& text, std::uint16_t port) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(port);
  const std::size_t percent = text.find('%');
  const auto parsed = Ipv6Address::parse(text.substr(0, percent));
  if (!parsed) throw std::invalid_argument(text + " is no address");
  std::memcpy(&address.sin6_addr, parsed->octets.data(), parsed->octets.size());
  if (percent != std::string::npos) {
    address.sin6_scope_id = ::if_nametoindex(text.substr(percent + 1).c_str());
  }
  return address;
}

class Socket {
 public:
  explicit Socket(std::uint16_t port) : fd_(::socket(AF_INET6, SOCK_DGRAM, 0)) {
    if (fd_ < 0) fail_with_errno("socket");
    const int size = 8 << 20;
    // Only speed: without the privilege the default will have to do.
    static_cast<void>(::setsockopt(fd_, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size));
    static_cast<void>(::setsockopt(fd_, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size));
    const int on = 1;
    static_cast<void>(::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    const sockaddr_in6 any = endpoint("::", port);
    // cast: the sockets interface takes every kind of address as one type.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    if (::bind(fd_, reinterpret_cast<const sockaddr*>(&any), sizeof any) != 0) {
      fail_with_errno("bind");
    }
  }
  ~Socket() { ::close(fd_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void join(const std::string& interface, const std::string& group) const {
    ipv6_mreq request{};
    request.ipv6mr_multiaddr = endpoint(group, 0).sin6_addr;
    request.ipv6mr_interface = ::if_nametoindex(interface.c_str());
    if (::setsockopt(fd_, IPPROTO_IPV6, IPV6_JOIN_GROUP, &request, sizeof request) != 0) {
      fail_with_errno("join " + group);
    }
  }
  [[nodiscard]] int fd() const noexcept { return fd_; }

 private:
  int fd_;
};

// Room for one call of recvmmsg or sendmmsg.
struct Batch {
  explicit Batch(std::size_t size) {
    for (std::size_t at = 0; at < kBatch; ++at) {
      vectors[at] = {bytes[at].data(), size};
      headers[at].msg_hdr.msg_iov = &vectors[at];
      headers[at].msg_hdr.msg_iovlen = 1;
    }
  }
  void set_target(sockaddr_in6& to) {
    for (mmsghdr& header : headers) {
      header.msg_hdr.msg_name = &to;
      header.msg_hdr.msg_namelen = sizeof to;
    }
  }
  [[nodiscard]] std::size_t receive(int fd) {
    for (iovec& vector : vectors) vector.iov_len = kSizeMax;
    const int count = ::recvmmsg(fd, headers.data(), kBatch, MSG_DONTWAIT, nullptr);
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }
  void send(int fd, std::size_t count) {
    for (std::size_t done = 0; done < count;) {
      const int sent = ::sendmmsg(fd, &headers[done], static_cast<unsigned>(count - done), 0);
      if (sent < 0 && errno != EINTR && errno != ENOBUFS) fail_with_errno("sendmmsg");
      if (sent > 0) done += static_cast<std::size_t>(sent);
    }
  }

  std::array<std::array<std::byte, kSizeMax>, kBatch> bytes{};
  std::array<iovec, kBatch> vectors{};
  std::array<mmsghdr, kBatch> headers{};
};

bool wait_readable(int fd, int milliseconds) {
  pollfd waited{fd, POLLIN, 0};
  return ::poll(&waited, 1, milliseconds) > 0;
}

void send(const std::vector<std::string>& arguments) {
  const std::string& interface = arguments.at(0);
  sockaddr_in6 to = endpoint(arguments.at(1) + '%' + interface, kServerPort);
  const Socket socket(static_cast<std::uint16_t>(std::stoul(arguments.at(2))));
  const std::size_t size = std::stoul(arguments.at(3));
  const std::uint64_t rate = std::stoul(arguments.at(4));
  const auto duration = std::chrono::seconds(std::stoul(arguments.at(5)));
  Batch batch(size);
  batch.set_target(to);
  for (auto& bytes : batch.bytes) {
    if (arguments.size() > 6 && !parse_hex(arguments[6], MutableBytes(bytes))) {
      throw std::invalid_argument(arguments[6] + " is no hexadecimal");
    }
  }
  const Clock::time_point start = Clock::now();
  std::uint64_t sent = 0;
  while (Clock::now() - start < duration) {
    std::size_t count = kBatch;
    if (rate > 0) {
      const auto elapsed = std::chrono::duration<double>(Clock::now() - start).count();
      const auto due = static_cast<std::uint64_t>(elapsed * static_cast<double>(rate));
      count = static_cast<std::size_t>(std::min<std::uint64_t>(kBatch, due - std::min(due, sent)));
    }
    if (count == 0) {
      std::this_thread::sleep_for(std::chrono::microseconds(200));
      continue;
    }
    batch.send(socket.fd(), count);
    sent += count;
  }
  std::printf("%llu\n", static_cast<unsigned long long>(sent));
}

void count(const std::vector<std::string>& arguments) {
  const Socket socket(static_cast<std::uint16_t>(std::stoul(arguments.at(0))));
  const auto duration = std::chrono::seconds(std::stoul(arguments.at(1)));
  if (arguments.size() > 3) socket.join(arguments[2], arguments[3]);
  Batch batch(kSizeMax);
  const Clock::time_point start = Clock::now();
  std::uint64_t received = 0;
  while (Clock::now() - start < duration) {
    if (wait_readable(socket.fd(), 100)) received += batch.receive(socket.fd());
  }
  std::printf("%llu\n", static_cast<unsigned long long>(received));
}

void echo(const std::vector<std::string>& arguments) {
  const Socket socket(kServerPort);
  socket.join(arguments.at(0), kAllRelayAgentsAndServers.to_string());
  sockaddr_in6 to = endpoint(arguments.at(1), kServerPort);
  if (to.sin6_scope_id != 0 && arguments.size() > 3) {
    to.sin6_port = htons(static_cast<std::uint16_t>(std::stoul(arguments[3])));
  }
  const std::size_t size = std::stoul(arguments.at(2));
  Batch batch(kSizeMax);
  while (wait_readable(socket.fd(), -1)) {
    batch.set_target(to);
    for (mmsghdr& header : batch.headers) header.msg_hdr.msg_name = nullptr;
    const std::size_t received = batch.receive(socket.fd());
    batch.set_target(to);
    for (iovec& vector : batch.vectors) vector.iov_len = size;
    batch.send(socket.fd(), received);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const std::string mode = arguments.empty() ? "" : arguments.front();
  const std::vector<std::string> rest(arguments.begin() + (arguments.empty() ? 0 : 1),
                                      arguments.end());
  if (mode == "send") {
    send(rest);
  } else if (mode == "count") {
    count(rest);
  } else if (mode == "echo") {
    echo(rest);
  } else {
    throw std::invalid_argument("send, count or echo");
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_wire: %s\n", error.what());
  return 1;
}
