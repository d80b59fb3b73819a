// Changes to the kernel's packet filter: text for `nft -f -`, which runs as a child. The event loop
// waits neither for it nor with it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/io/attempt.h"

namespace ward6::daemon {

class Nft {
 public:
  static constexpr std::chrono::seconds kTimeLimit{60};
  // Of what nft says; the rest is read and forgotten.
  static constexpr std::size_t kOutputMax = 64 << 10;

  // What went to standard output; or what nft, or we, have to say about the failure.
  using Done = std::function<void(const Attempt<std::string>&)>;

  // `program` is looked for in $PATH unless it holds a slash. `io` must outlive it.
  explicit Nft(boost::asio::io_context& io,
               std::string program = "nft",
               std::chrono::seconds limit = kTimeLimit);
  // A child that still runs is left to end by itself: what it was told is whole.
  ~Nft();
  Nft(const Nft&) = delete;
  Nft& operator=(const Nft&) = delete;
  Nft(Nft&&) = delete;
  Nft& operator=(Nft&&) = delete;

  [[nodiscard]] bool is_running() const noexcept { return child_.has_value(); }
  // Applies all of `text` or nothing. `done` is called later, never from here.
  // Requires: !is_running(); SIGPIPE is ignored.
  void run(std::string text, Done done) { start(Mode::apply, std::move(text), std::move(done)); }
  // Applies nothing; what goes to standard output is the bytecode that nft makes of `text`.
  void check(std::string text, Done done) { start(Mode::check, std::move(text), std::move(done)); }
  // Of the child that runs, else of the last one; 0: there was none.
  [[nodiscard]] int last_pid() const noexcept { return last_pid_; }

 private:
  // One end of a pipe; closed when done with.
  using Stream = boost::asio::posix::stream_descriptor;
  struct Child {
    int pid = 0;
    Stream exit;  // a pidfd
    Stream input;
    Stream output;
    Stream errors;
    std::string text;  // for its input
    std::size_t written = 0;
    std::string said;
    std::string complained;
    int open_streams = 4;
    bool timed_out = false;
    std::optional<int> status;
  };

  enum class Mode : std::uint8_t { apply, check };

  void start(Mode mode, std::string text, Done done);
  [[nodiscard]] Attempt<void> spawn(Mode mode, std::string text);
  void feed();
  void read(Stream Child::*stream, std::string Child::*text);
  void wait_for_end();
  void one_is_done();
  [[nodiscard]] Attempt<std::string> result() const;

  boost::asio::io_context& io_;
  std::string program_;
  std::chrono::seconds limit_;
  boost::asio::steady_timer timer_;
  std::optional<Child> child_;
  int last_pid_ = 0;
  Done done_;
};

}  // namespace ward6::daemon
