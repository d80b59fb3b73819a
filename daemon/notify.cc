#include "daemon/notify.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iterator>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <fmt/format.h>

#include "daemon/io/fd.h"
#include "daemon/net/sockaddr.h"

namespace ward6::daemon {
namespace {

[[nodiscard]] std::string take_variable(const char* name) {
  // NOLINTBEGIN(concurrency-mt-unsafe): before there is a second thread
  const char* text = std::getenv(name);
  std::string copy = text == nullptr ? "" : text;
  ::unsetenv(name);
  // NOLINTEND(concurrency-mt-unsafe)
  return copy;
}

[[nodiscard]] std::uint64_t to_number(const std::string& text) noexcept {
  std::uint64_t number = 0;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-bounds-pointer-arithmetic): its interface is pointers
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// RELOADING=1 asks for the time of the reload on this clock.
[[nodiscard]] std::int64_t monotonic_usec() noexcept {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1000;
}

}  // namespace

Notifier Notifier::from_environment() {
  Notifier notifier;
  notifier.socket_ = take_variable("NOTIFY_SOCKET");
  const std::uint64_t watchdog = to_number(take_variable("WATCHDOG_USEC"));
  const std::uint64_t pid = to_number(take_variable("WATCHDOG_PID"));
  const bool ours = pid == 0 || pid == static_cast<std::uint64_t>(::getpid());
  // Half of it, as sd_watchdog_enabled(3) advises.
  if (watchdog > 0 && ours) notifier.interval_ = std::chrono::microseconds(watchdog / 2);
  return notifier;
}

void Notifier::ready(std::string_view status) {
  send(fmt::format("READY=1\nSTATUS={}", status));
}

void Notifier::reloading() {
  send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_usec()));
}

void Notifier::stopping() {
  send("STOPPING=1\nSTATUS=stopping");
}

void Notifier::status(std::string_view text) {
  send(fmt::format("STATUS={}", text));
}

void Notifier::watchdog() {
  send("WATCHDOG=1");
}

void Notifier::send(const std::string& message) const noexcept {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_.size() < 2 || socket_.size() >= sizeof address.sun_path) return;
  std::ranges::copy(socket_, std::begin(address.sun_path));
  // An abstract name begins with a zero byte and ends with its length, without one.
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const Fd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  // Nothing to be done about a failure: see the header.
  static_cast<void>(::sendto(fd.get(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL,
                             generic(address), size));
}

}  // namespace ward6::daemon
