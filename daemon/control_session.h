// One client of the control socket.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/control_answer.h"
#include "daemon/control_verbs.h"

namespace ward6::daemon {

class ControlSession {
 public:
  static constexpr std::size_t kRequestMax = 4096;
  // A client that neither asks nor takes its answer for that long is let go.
  static constexpr std::chrono::seconds kPatience{30};

  using Socket = boost::asio::local::stream_protocol::socket;

  // `closed` is called once, when there is nothing more to do; it may destroy the session.
  ControlSession(Socket socket, ControlVerbs& verbs, std::function<void()> closed);

  void start() { read(); }

 private:
  // Handlers may run after the session is gone: they hold this and look.
  using Alive = std::weak_ptr<ControlSession*>;

  void read();
  void on_read(std::size_t size);
  void run_request(const std::string& line);
  void write();
  void on_written();
  void be_patient();
  void close();

  Socket socket_;
  boost::asio::steady_timer patience_;
  ControlVerbs& verbs_;
  std::function<void()> closed_;
  std::array<char, kRequestMax> part_{};
  std::string input_;   // what is not answered yet
  std::string output_;  // being written
  ControlAnswer::Slice slice_;
  std::shared_ptr<ControlSession*> alive_;
};

}  // namespace ward6::daemon
