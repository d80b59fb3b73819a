// The control socket: a Unix stream socket where each line is a request in JSON and each answer one
// or more lines. Clients are few, bounded in everything, and served after packets: a slow one waits
// for itself.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "daemon/control_verbs.h"
#include "daemon/io/attempt.h"
#include "daemon/settings.h"

namespace ward6::daemon {

class ControlSession;

class Control {
 public:
  static constexpr std::size_t kSessionsMax = 32;

  // Makes runtime_dir/control.sock, in place of one that nobody listens on any more.
  [[nodiscard]] static Attempt<std::unique_ptr<Control>> open(boost::asio::io_context& io,
                                                              const Settings& settings,
                                                              ControlView view);
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;
  Control(Control&&) = delete;
  Control& operator=(Control&&) = delete;

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  Control(boost::asio::io_context& io, std::string path, ControlView view);

  void accept();
  void close(std::uint64_t session);

  boost::asio::local::stream_protocol::acceptor acceptor_;
  std::string path_;
  ControlVerbs verbs_;
  std::map<std::uint64_t, std::unique_ptr<ControlSession>> sessions_;
  std::uint64_t next_session_ = 1;
};

}  // namespace ward6::daemon
