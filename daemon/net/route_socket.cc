#include "daemon/net/route_socket.h"

#include <cerrno>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <utility>

#include <libmnl/libmnl.h>

#include "daemon/net/sockaddr.h"

namespace ward6::daemon {
namespace {

constexpr std::size_t kBufferSize = std::size_t{128} << 10U;
constexpr int kReceiveQueue = 4 << 20;
constexpr std::size_t kReadsPerTurn = 64;

}  // namespace

Attempt<Fd> RouteSocket::open(std::uint32_t groups) {
  Fd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!fd.valid()) return refused("netlink socket", errno);
  // Without the right to force it a burst overflows sooner; then everything is listed anew.
  const int size = kReceiveQueue;
  static_cast<void>(::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  if (::bind(fd.get(), generic(address), sizeof address) != 0) {
    return refused("bind netlink socket", errno);
  }
  return fd;
}

RouteSocket::RouteSocket(boost::asio::io_context& io, Fd fd, Events events)
    : socket_(io, fd.release()),
      events_(std::move(events)),
      buffer_(std::make_unique<std::byte[]>(kBufferSize)) {}

void RouteSocket::start() {
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this](const boost::system::error_code& error) {
                       if (error) return;
                       on_readable();
                       start();
                     });
}

void RouteSocket::enable(int option) noexcept {
  const int on = 1;
  static_cast<void>(::setsockopt(socket_.native_handle(), SOL_NETLINK, option, &on, sizeof on));
}

bool RouteSocket::send(const nlmsghdr& request) noexcept {
  return ::send(socket_.native_handle(), &request, request.nlmsg_len, MSG_DONTWAIT) >= 0;
}

void RouteSocket::on_readable() {
  for (std::size_t reads = 0; reads < kReadsPerTurn; ++reads) {
    const ssize_t got = ::recv(socket_.native_handle(), buffer_.get(), kBufferSize, MSG_DONTWAIT);
    if (got > 0) {
      take_apart(static_cast<std::size_t>(got));
    } else if (got < 0 && errno == ENOBUFS) {
      events_.overflow();
    } else if (got == 0 || errno != EINTR) {
      break;
    }
  }
  events_.read();
}

// Not mnl_cb_run: at an interrupted listing it gives up the rest of the buffer.
void RouteSocket::take_apart(std::size_t size) {
  int left = static_cast<int>(size);
  const auto* message = static_cast<const nlmsghdr*>(static_cast<const void*>(buffer_.get()));
  while (mnl_nlmsg_ok(message, left)) {
    events_.message(*message);
    message = mnl_nlmsg_next(message, &left);
  }
}

}  // namespace ward6::daemon
