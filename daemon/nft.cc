#include "daemon/nft.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "daemon/io/fd.h"
#include "libdhcp6/core/assert.h"

namespace ward6::daemon {
namespace {

constexpr std::size_t kReadSize = 4096;

struct Pipe {
  Fd read;
  Fd write;
};

[[nodiscard]] Attempt<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return refused("pipe to nft", errno);
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

// Of an attribute pair of posix_spawn: made, used once, destroyed.
struct SpawnSetup {
  SpawnSetup() {
    // These fail for want of memory only, and then the spawn fails.
    static_cast<void>(::posix_spawn_file_actions_init(&actions));
    static_cast<void>(::posix_spawnattr_init(&attributes));
    // We ignore SIGPIPE, and an ignored signal stays ignored in a child.
    sigset_t all;
    sigfillset(&all);
    sigset_t none;
    sigemptyset(&none);
    static_cast<void>(::posix_spawnattr_setsigdefault(&attributes, &all));
    static_cast<void>(::posix_spawnattr_setsigmask(&attributes, &none));
    static_cast<void>(
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
  }
  ~SpawnSetup() {
    static_cast<void>(::posix_spawn_file_actions_destroy(&actions));
    static_cast<void>(::posix_spawnattr_destroy(&attributes));
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;
  SpawnSetup(SpawnSetup&&) = delete;
  SpawnSetup& operator=(SpawnSetup&&) = delete;

  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

[[nodiscard]] std::string describe_start_failure(const std::string& program, int error) {
  if (error == ENOENT) {
    return fmt::format("there is no program '{}'; install the package nftables", program);
  }
  return fmt::format("cannot start '{}': {}", program, std::generic_category().message(error));
}

}  // namespace

Nft::Nft(boost::asio::io_context& io, std::string program, std::chrono::seconds limit)
    : io_(io), program_(std::move(program)), limit_(limit), timer_(io) {}

Nft::~Nft() = default;

void Nft::start(Mode mode, std::string text, Done done) {
  WARD6_ASSERT(!is_running());
  if (auto started = spawn(mode, std::move(text)); !started) {
    boost::asio::post(io_, [done = std::move(done), error = started.error()] {
      done(tl::unexpected<std::string>(error));
    });
    return;
  }
  done_ = std::move(done);
  timer_.expires_after(limit_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || !child_) return;
    child_->timed_out = true;
    // The pidfd is ours until the child was waited for: the number is still its own.
    if (!child_->status) static_cast<void>(::kill(child_->pid, SIGKILL));
  });
  feed();
  read(&Child::output, &Child::said);
  read(&Child::errors, &Child::complained);
  wait_for_end();
}

Attempt<void> Nft::spawn(Mode mode, std::string text) {
  auto input = make_pipe();
  auto output = make_pipe();
  auto errors = make_pipe();
  for (const auto* pipe : {&input, &output, &errors}) {
    if (!*pipe) return tl::unexpected(pipe->error());
  }
  SpawnSetup setup;
  static_cast<void>(::posix_spawn_file_actions_adddup2(&setup.actions, input->read.get(), 0));
  static_cast<void>(::posix_spawn_file_actions_adddup2(&setup.actions, output->write.get(), 1));
  static_cast<void>(::posix_spawn_file_actions_adddup2(&setup.actions, errors->write.get(), 2));
  // Libraries may have descriptors that are not closed by themselves.
  static_cast<void>(::posix_spawn_file_actions_addclosefrom_np(&setup.actions, 3));
  std::string file = "-f";
  std::string standard_input = "-";
  std::string check = "--check";
  std::string debug = "--debug=netlink";
  std::array<char*, 6> arguments{program_.data(), file.data(), standard_input.data()};
  if (mode == Mode::check) {
    arguments[3] = check.data();
    arguments[4] = debug.data();
  }
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, program_.c_str(), &setup.actions, &setup.attributes,
                                   arguments.data(), environ);
  if (error != 0) return tl::unexpected(describe_start_failure(program_, error));
  // glibc 2.36 has no name for it.
  const auto pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) {
    const int reason = errno;
    static_cast<void>(::kill(pid, SIGKILL));
    static_cast<void>(::waitpid(pid, nullptr, 0));
    return refused("pidfd_open", reason);
  }
  last_pid_ = pid;
  child_.emplace(Child{.pid = pid,
                       .exit = Stream(io_, pidfd),
                       .input = Stream(io_, input->write.release()),
                       .output = Stream(io_, output->read.release()),
                       .errors = Stream(io_, errors->read.release()),
                       .text = std::move(text),
                       .said = {},
                       .complained = {},
                       .status = {}});
  return {};
}

// Every stream is waited for, this one too: no handler of one child meets the next.
void Nft::feed() {
  const auto close = [this] {
    child_->input.close();
    one_is_done();
  };
  const auto rest = boost::asio::buffer(child_->text.data(), child_->text.size()) + child_->written;
  if (rest.size() == 0) return close();
  child_->input.async_write_some(
      rest, [this, close](const boost::system::error_code& error, std::size_t size) {
        if (error == boost::asio::error::operation_aborted || !child_) return;
        // It does not read on: what it says about that will come by itself.
        if (error) return close();
        child_->written += size;
        feed();
      });
}

void Nft::read(Stream Child::*stream, std::string Child::*text) {
  auto& from = (*child_).*stream;
  from.async_wait(Stream::wait_read, [this, stream, text](const boost::system::error_code& error) {
    if (error == boost::asio::error::operation_aborted || !child_) return;
    std::array<char, kReadSize> some{};
    const ssize_t got = ::read(((*child_).*stream).native_handle(), some.data(), some.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return read(stream, text);
    if (got <= 0) {
      ((*child_).*stream).close();
      return one_is_done();
    }
    std::string& kept = (*child_).*text;
    const std::size_t room = kOutputMax - std::min(kept.size(), kOutputMax);
    kept.append(some.data(), std::min(static_cast<std::size_t>(got), room));
    read(stream, text);
  });
}

void Nft::wait_for_end() {
  child_->exit.async_wait(Stream::wait_read, [this](const boost::system::error_code& error) {
    if (error == boost::asio::error::operation_aborted || !child_) return;
    int status = 0;
    if (::waitpid(child_->pid, &status, WNOHANG) != child_->pid) return wait_for_end();
    child_->status = status;
    one_is_done();
  });
}

void Nft::one_is_done() {
  if (--child_->open_streams > 0) return;
  timer_.cancel();
  const Attempt<std::string> outcome = result();
  child_.reset();
  std::exchange(done_, {})(outcome);
}

Attempt<std::string> Nft::result() const {
  const int status = *child_->status;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return child_->said;
  if (child_->timed_out) {
    return tl::unexpected(fmt::format("nft was stopped after {} s", limit_.count()));
  }
  if (WIFSIGNALED(status)) {
    return tl::unexpected(fmt::format("nft was ended by signal {}", WTERMSIG(status)));
  }
  if (!child_->complained.empty()) return tl::unexpected(child_->complained);
  return tl::unexpected(fmt::format("nft ended with code {}", WEXITSTATUS(status)));
}

}  // namespace ward6::daemon
