// Loads a configuration anew on a thread of its own: however large the file is, packets do not
// wait.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "daemon/log.h"
#include "daemon/settings.h"

namespace ward6::daemon {

class Reloader {
 public:
  // How a reload went, for those who asked for it.
  using Answer = std::function<void(const LoadedSettings&)>;

  // `began` is called before each load; `done` on `io` after it, before those who asked are.
  Reloader(boost::asio::io_context& io, std::string path, std::function<void()> began, Answer done);
  ~Reloader();  // waits for a load that is under way
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;
  Reloader(Reloader&&) = delete;
  Reloader& operator=(Reloader&&) = delete;

  // Begins a load. One that is under way may have read the file already: then another follows.
  void request(Answer answer = {});

 private:
  void begin();
  void finish(const LoadedSettings& loaded);

  boost::asio::io_context& io_;
  std::string path_;
  std::function<void()> began_;
  Answer done_;
  std::vector<Answer> asked_;    // since the load began
  std::vector<Answer> waiting_;  // for the load that is under way
  bool again_ = false;
  bool running_ = false;
  std::thread thread_;
};

// The names of settings that differ and are only read at start.
[[nodiscard]] std::vector<std::string> restart_only_changes(const Settings& before,
                                                            const Settings& after);

}  // namespace ward6::daemon
