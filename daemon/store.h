// The lease store of the daemon: the directory `leases` of the state directory, the table that it
// fills, and the thread that keeps it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "daemon/exit_code.h"
#include "daemon/io/committer.h"
#include "daemon/io/posix_disk.h"
#include "daemon/io/random.h"
#include "daemon/log.h"
#include "daemon/settings.h"
#include "libdhcp6/lease/file_store.h"
#include "libdhcp6/lease/journal.h"
#include "libdhcp6/lease/lease_table.h"

namespace ward6::daemon {

// The names of the links, by LinkId.
[[nodiscard]] std::vector<std::string> link_names(const dhcp6::ServerConfig& config);

class Store {
 public:
  // Locks and opens; loads every lease. On failure it has told the log, and the exit code says
  // which failure it was.
  struct Opened {
    std::unique_ptr<Store> store;  // null on failure
    ExitCode exit = ExitCode::ok;
  };
  [[nodiscard]] static Opened open(const std::string& state_dir,
                                   const Settings& settings,
                                   Log& log);

  [[nodiscard]] dhcp6::LeaseTable& leases() noexcept { return *leases_; }
  [[nodiscard]] dhcp6::Journal& journal() noexcept { return journal_; }
  // Requires: start() was called.
  [[nodiscard]] Committer& committer() noexcept { return *committer_; }

  // Starts the thread. `on_change` is called on `io` when the committer has news.
  void start(boost::asio::io_context& io, std::function<void()> on_change);
  // Does what was handed over and closes the journal. False when the disk refused.
  [[nodiscard]] bool stop(Log& log);

 private:
  Store(const std::string& directory, const Settings& settings);

  [[nodiscard]] ExitCode load(Log& log);
  void report(const dhcp6::LoadReport& report, Log& log) const;
  void wait();

  PosixDisk disk_;
  KernelRandom random_;
  dhcp6::FileStore store_;
  std::unique_ptr<dhcp6::LeaseTable> leases_;
  dhcp6::Journal journal_;
  std::unique_ptr<Committer> committer_;
  std::unique_ptr<boost::asio::posix::stream_descriptor> event_;
  std::function<void()> on_change_;
};

}  // namespace ward6::daemon
