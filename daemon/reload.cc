#include "daemon/reload.h"

#include <utility>

#include <boost/asio/post.hpp>

namespace ward6::daemon {

Reloader::Reloader(boost::asio::io_context& io,
                   std::string path,
                   std::function<void()> began,
                   Answer done)
    : io_(io), path_(std::move(path)), began_(std::move(began)), done_(std::move(done)) {}

Reloader::~Reloader() {
  if (thread_.joinable()) thread_.join();
}

void Reloader::request(Answer answer) {
  if (answer) asked_.push_back(std::move(answer));
  again_ = true;
  if (!running_) begin();
}

void Reloader::begin() {
  if (thread_.joinable()) thread_.join();
  again_ = false;
  running_ = true;
  waiting_ = std::exchange(asked_, {});
  began_();
  thread_ = std::thread([this] {
    boost::asio::post(io_, [this, loaded = load_settings(path_)] { finish(loaded); });
  });
}

void Reloader::finish(const LoadedSettings& loaded) {
  running_ = false;
  done_(loaded);
  for (const Answer& answer : std::exchange(waiting_, {})) answer(loaded);
  if (again_) begin();
}

std::vector<std::string> restart_only_changes(const Settings& before, const Settings& after) {
  std::vector<std::string> changed;
  const auto compare = [&changed](const char* name, const auto& a, const auto& b) {
    if (!(a == b)) changed.emplace_back(name);
  };
  compare("server.state-directory", before.state_dir, after.state_dir);
  compare("server.runtime-directory", before.runtime_dir, after.runtime_dir);
  compare("server.duid", before.duid, after.duid);
  compare("server.leases-max", before.server->limits.leases_max, after.server->limits.leases_max);
  compare("server.control.mode", before.control_mode, after.control_mode);
  compare("server.control.group", before.control_group, after.control_group);
  compare("server.history-keep", before.history_keep, after.history_keep);
  compare("log.format", before.log_json, after.log_json);
  return changed;
}

}  // namespace ward6::daemon
