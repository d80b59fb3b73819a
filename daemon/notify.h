// Tells the service manager how we are: the datagram protocol of sd_notify(3).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace ward6::daemon {

class Notifier {
 public:
  // From $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID; without them nothing is ever sent. The
  // variables are removed, so that children do not speak for us.
  [[nodiscard]] static Notifier from_environment();

  void ready(std::string_view status);
  void reloading();
  void stopping();
  void status(std::string_view text);
  void watchdog();

  // How often watchdog() is to be called; nothing: no watchdog.
  [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval() const noexcept {
    return interval_;
  }

 private:
  // Never waits; a manager that does not listen is no reason to stop serving.
  void send(const std::string& message) const noexcept;

  std::string socket_;  // a path, or '@' and an abstract name
  std::optional<std::chrono::microseconds> interval_;
};

}  // namespace ward6::daemon
