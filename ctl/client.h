// The other end of the control socket: one request, and its answer line by line.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <tl/expected.hpp>

#include "ctl/exit_code.h"
#include "daemon/io/fd.h"

namespace ward6::ctl {

// Why there is no answer, for the user.
struct Failure {
  ExitCode code = ExitCode::unreachable;
  std::string text;    // what is wrong
  std::string remedy;  // what to do; may be empty
  boost::json::object answer{};  // with ExitCode::refused: what the daemon said
};

template <class T>
using Try = tl::expected<T, Failure>;

class Client {
 public:
  // No answer of the daemon has a line that long.
  static constexpr std::size_t kLineMax = std::size_t{8} << 20U;
  // A reload of a large configuration takes its time; nothing else does.
  static constexpr int kPatienceSeconds = 60;

  // Called with each line but the last; false: the line makes no sense, and the answer is bad.
  using Row = std::function<bool(const boost::json::object&)>;

  [[nodiscard]] static Try<Client> connect(const std::string& path);
  // For tests: what is already connected.
  explicit Client(daemon::Fd socket) : socket_(std::move(socket)) {}

  // The last line, once it says {"ok":true}.
  [[nodiscard]] Try<boost::json::object> ask(const boost::json::object& request, const Row& row);

 private:
  [[nodiscard]] Try<void> send(std::string_view text);
  [[nodiscard]] Try<std::string> read_line();

  daemon::Fd socket_;
  std::string input_;
  std::size_t taken_ = 0;  // bytes of input_ that were lines already
};

}  // namespace ward6::ctl
