#include "daemon/control.h"

#include <cerrno>
#include <filesystem>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "daemon/control_session.h"

namespace ward6::daemon {
namespace {

using Protocol = boost::asio::local::stream_protocol;

// True when somebody answers there: then it is not ours to remove.
[[nodiscard]] bool is_alive(boost::asio::io_context& io, const std::string& path) {
  Protocol::socket probe(io);
  boost::system::error_code error;
  probe.connect(Protocol::endpoint(path), error);
  return !error;
}

[[nodiscard]] Attempt<void> set_access(const std::string& path, const Settings& settings) {
  if (::chmod(path.c_str(), settings.control_mode) != 0) return refused("chmod " + path, errno);
  if (settings.control_group.empty()) return {};
  errno = 0;
  const group* entry =
      ::getgrnam(settings.control_group.c_str());  // NOLINT(concurrency-mt-unsafe): at start
  if (entry == nullptr) {
    return tl::unexpected(fmt::format("there is no group {}", settings.control_group));
  }
  if (::chown(path.c_str(), static_cast<uid_t>(-1), entry->gr_gid) != 0) {
    return refused("chown " + path, errno);
  }
  return {};
}

}  // namespace

Attempt<std::unique_ptr<Control>> Control::open(boost::asio::io_context& io,
                                                const Settings& settings,
                                                ControlView view) {
  const std::string path = settings.runtime_dir + "/control.sock";
  if (path.size() >= sizeof(sockaddr_un{}.sun_path)) {
    return tl::unexpected(fmt::format("{} is too long for a socket", path));
  }
  std::error_code made;
  std::filesystem::create_directories(settings.runtime_dir, made);
  if (made) return tl::unexpected(fmt::format("{}: {}", settings.runtime_dir, made.message()));
  if (is_alive(io, path)) {
    return tl::unexpected(fmt::format("{}: another daemon answers there", path));
  }
  ::unlink(path.c_str());
  std::unique_ptr<Control> control(new Control(io, path, view));
  boost::system::error_code error;
  // Nobody else may connect before the mode is set.
  const mode_t mask = ::umask(0177);
  control->acceptor_.open({}, error);
  if (!error) control->acceptor_.bind(Protocol::endpoint(path), error);
  ::umask(mask);
  if (!error) control->acceptor_.listen(64, error);
  if (error) return tl::unexpected(fmt::format("{}: {}", path, error.message()));
  if (auto access = set_access(path, settings); !access) return tl::unexpected(access.error());
  control->accept();
  return control;
}

Control::Control(boost::asio::io_context& io, std::string path, ControlView view)
    : acceptor_(io), path_(std::move(path)), verbs_(view) {}

Control::~Control() {
  if (acceptor_.is_open()) ::unlink(path_.c_str());
}

void Control::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, Protocol::socket socket) {
    // Without a descriptor to spare the client waits in the queue until one is free.
    if (error == boost::asio::error::operation_aborted) return;
    if (!error) {
      const std::uint64_t id = next_session_++;
      auto session =
          std::make_unique<ControlSession>(std::move(socket), verbs_, [this, id] { close(id); });
      ControlSession& started = *session;
      sessions_.emplace(id, std::move(session));
      started.start();
    }
    if (sessions_.size() < kSessionsMax) accept();
  });
}

void Control::close(std::uint64_t session) {
  const bool was_full = sessions_.size() >= kSessionsMax;
  sessions_.erase(session);
  if (was_full) accept();
}

}  // namespace ward6::daemon
