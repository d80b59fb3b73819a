// The running daemon: what there is, in the order in which it starts, and who tells whom.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/bridging.h"
#include "daemon/counters.h"
#include "daemon/delegating.h"
#include "daemon/drop_report.h"
#include "daemon/exit_code.h"
#include "daemon/expand.h"
#include "daemon/guarding.h"
#include "daemon/io/random.h"
#include "daemon/links.h"
#include "daemon/log.h"
#include "daemon/loop.h"
#include "daemon/net/netlink.h"
#include "daemon/notify.h"
#include "daemon/options.h"
#include "daemon/relaying.h"
#include "daemon/reload.h"
#include "daemon/settings.h"
#include "daemon/snapshot.h"
#include "daemon/store.h"
#include "daemon/transaction_log.h"

namespace ward6::daemon {

class Control;

class Daemon {
 public:
  Daemon(const Options& options, std::shared_ptr<const Settings> settings, Log& log);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  Daemon(Daemon&&) = delete;
  Daemon& operator=(Daemon&&) = delete;

  // Serves until a signal ends it or something fails.
  [[nodiscard]] ExitCode run();

 private:
  [[nodiscard]] ExitCode open_state();
  [[nodiscard]] bool start();
  void start_signals();
  void wait_signal();
  void start_control();
  void start_watchdog();
  void start_housekeeping();
  void on_interfaces();
  void update_links();
  void on_store_news();
  void say_disk_full(const Committer& committer);
  void on_reloaded(const LoadedSettings& loaded);
  void try_apply();
  void stop();
  void stop_when_drained();
  void finish(ExitCode code);
  [[nodiscard]] std::string status_text() const;

  const Options& options_;
  std::shared_ptr<const Settings> settings_;
  Log& log_;
  Notifier notifier_ = Notifier::from_environment();
  boost::asio::io_context io_{1};
  boost::asio::signal_set signals_{io_};
  boost::asio::steady_timer retry_{io_};
  boost::asio::steady_timer stop_limit_{io_};
  boost::asio::steady_timer watchdog_{io_};
  boost::asio::steady_timer housekeeping_{io_};
  KernelRandom random_;
  std::unique_ptr<Store> store_;
  dhcp6::ServerIdentity identity_;
  std::unique_ptr<dhcp6::Server> server_;
  Counters counters_;
  DropReport drop_report_;
  TransactionLog transactions_;
  std::unique_ptr<Relaying> relaying_;
  std::unique_ptr<Delegating> delegating_;
  std::unique_ptr<Bridging> bridging_;
  std::unique_ptr<Guarding> guarding_;
  std::unique_ptr<Loop> loop_;
  std::unique_ptr<Links> links_;
  std::unique_ptr<Netlink> netlink_;
  std::unique_ptr<Snapshot> snapshot_;
  std::unique_ptr<Reloader> reloader_;
  std::unique_ptr<Control> control_;
  std::shared_ptr<const Settings> loaded_;   // what settings_ was made of, by expand()
  std::shared_ptr<const Settings> pending_;  // waits for the store to take what is old
  Expansion expansion_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  bool ready_ = false;
  bool stopping_ = false;
  bool disk_full_ = false;
  ExitCode exit_ = ExitCode::ok;
};

}  // namespace ward6::daemon
