#include "daemon/daemon.h"

#include <csignal>
#include <utility>

#include <fmt/format.h>

#include "daemon/control.h"
#include "daemon/identity.h"
#include "ward6_version.h"

namespace ward6::daemon {
namespace {

constexpr std::chrono::seconds kRetry{5};
constexpr std::chrono::seconds kHousekeeping{10};
// For the disk, when we end: systemd waits longer than that.
constexpr std::chrono::seconds kStopLimit{15};

}  // namespace

Daemon::Daemon(const Options& options, std::shared_ptr<const Settings> settings, Log& log)
    : options_(options),
      settings_(std::move(settings)),
      log_(log),
      transactions_(log),
      loaded_(settings_) {
  settings_ = expand(loaded_, expansion_);
}

Daemon::~Daemon() = default;

ExitCode Daemon::run() {
  log_.event(LogId::started, fmt::format("ward6d {} with {}, state in {}", kVersion,
                                         options_.config, settings_->state_dir));
  if (const ExitCode code = open_state(); code != ExitCode::ok) return code;
  if (!start()) return ExitCode::failure;
  io_.run();
  control_.reset();
  // The engine is quiet: what was handed over is written, and the journal is closed.
  if (!store_->stop(log_)) exit_ = ExitCode::failure;
  drop_report_.say(counters_, transactions_.overruns(), log_);
  log_.event(LogId::stopped, exit_ == ExitCode::ok ? "stopped" : "stopped after a failure");
  return exit_;
}

ExitCode Daemon::open_state() {
  auto opened = Store::open(settings_->state_dir, *settings_, log_);
  if (!opened.store) return opened.exit;
  store_ = std::move(opened.store);
  // After the store, which holds the lock: two daemons must not both make an identity.
  const auto loaded = load_identity(settings_->state_dir, settings_->duid);
  if (!loaded) {
    log_.event(LogId::state_trouble, loaded.error());
    return ExitCode::failure;
  }
  identity_ = loaded->identity;
  if (loaded->created) {
    log_.event(LogId::identity_created,
               fmt::format("the server is {} from now on", identity_.duid.to_string()),
               {{"duid", identity_.duid.to_string()}});
  }
  return ExitCode::ok;
}

bool Daemon::start() {
  server_ = std::make_unique<dhcp6::Server>(settings_->server, identity_, store_->leases(),
                                            store_->journal(), random_);
  counters_.set_links(link_names(*settings_->server));
  transactions_.enable(settings_->log_transactions);
  CommitSink sink{[this] { return store_->committer().can_submit(); },
                  [this](dhcp6::CommitId id, std::vector<std::byte>& group) {
                    store_->committer().submit(id, group);
                  }};
  relaying_ = std::make_unique<Relaying>(log_, random_key());
  relaying_->configure(settings_, identity_.duid);
  delegating_ = std::make_unique<Delegating>(io_, log_);
  delegating_->configure(settings_);
  bridging_ = std::make_unique<Bridging>(io_, log_, random_key());
  bridging_->configure(*settings_);
  guarding_ = std::make_unique<Guarding>(io_, log_, store_->leases());
  guarding_->configure(*settings_);
  loop_ =
      std::make_unique<Loop>(Loop::Parts{io_, *server_, *relaying_, *delegating_, store_->journal(),
                                         std::move(sink), counters_, transactions_, log_},
                             random_key());
  links_ = std::make_unique<Links>(loop_->ports(), log_);
  links_->configure(settings_);
  store_->start(io_, [this] { on_store_news(); });
  snapshot_ = std::make_unique<Snapshot>(*server_, store_->leases(), store_->committer(), log_);
  reloader_ = std::make_unique<Reloader>(
      io_, options_.config, [this] { notifier_.reloading(); },
      [this](const LoadedSettings& loaded) { on_reloaded(loaded); });
  auto netlink = Netlink::open(
      io_, {[this] { on_interfaces(); },
            [this](const std::string& text) { log_.event(LogId::netlink_trouble, text); }});
  if (!netlink) {
    log_.event(LogId::netlink_trouble, LogLevel::error, netlink.error());
    return false;
  }
  netlink_ = std::move(*netlink);
  start_signals();
  start_control();
  start_watchdog();
  start_housekeeping();
  loop_->arm_timer();
  snapshot_->step();
  return true;
}

void Daemon::start_signals() {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) signals_.add(number);
  wait_signal();
}

void Daemon::wait_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int number) {
    if (error) return;
    wait_signal();
    if (number == SIGHUP) return reloader_->request();
    stop();
  });
}

// The daemon serves without it: a socket that cannot be made is no reason to leave clients alone.
void Daemon::start_control() {
  const ControlView view{.options = options_,
                         .settings = settings_,
                         .server = *server_,
                         .identity = identity_,
                         .store = *store_,
                         .delegating = *delegating_,
                         .links = *links_,
                         .relaying = *relaying_,
                         .bridging = *bridging_,
                         .guarding = *guarding_,
                         .counters = counters_,
                         .transactions = transactions_,
                         .reloader = *reloader_,
                         .log = log_,
                         .started = started_};
  auto opened = Control::open(io_, *settings_, view);
  if (!opened) return log_.event(LogId::control_trouble, opened.error());
  control_ = std::move(*opened);
  log_.event(LogId::control_listening, fmt::format("ward6ctl --socket {}", control_->path()));
}

void Daemon::start_watchdog() {
  const auto interval = notifier_.watchdog_interval();
  if (!interval) return;
  notifier_.watchdog();
  watchdog_.expires_after(*interval);
  watchdog_.async_wait([this](const boost::system::error_code& error) {
    if (!error) start_watchdog();
  });
}

void Daemon::start_housekeeping() {
  housekeeping_.expires_after(kHousekeeping);
  housekeeping_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    drop_report_.say(counters_, transactions_.overruns(), log_);
    relaying_->report();
    bridging_->report();
    bridging_->check_table();
    guarding_->report();
    start_housekeeping();
  });
}

void Daemon::on_interfaces() {
  const bool same = find_expansion(*loaded_, netlink_->interfaces()) == expansion_;
  if (!same && !pending_) pending_ = loaded_;
  try_apply();
  update_links();
  if (ready_) return notifier_.status(status_text());
  ready_ = true;
  log_.event(LogId::ready, status_text());
  notifier_.ready(status_text());
}

void Daemon::update_links() {
  relaying_->update(netlink_->interfaces());
  delegating_->update(netlink_->interfaces());
  bridging_->update(netlink_->interfaces());
  guarding_->update(netlink_->interfaces());
  if (links_->update(netlink_->interfaces())) return;
  retry_.expires_after(kRetry);
  retry_.async_wait([this](const boost::system::error_code& error) {
    if (!error) update_links();
  });
}

void Daemon::on_store_news() {
  const Committer& committer = store_->committer();
  if (committer.failed()) {
    // Nothing that waits for the disk may leave any more: end, and recover from what is there.
    log_.event(LogId::store_failed, committer.error_text());
    return finish(ExitCode::failure);
  }
  say_disk_full(committer);
  loop_->on_durable(committer.durable());
  try_apply();
  snapshot_->step();
  if (stopping_) stop_when_drained();
}

void Daemon::say_disk_full(const Committer& committer) {
  if (committer.disk_full() == disk_full_) return;
  disk_full_ = !disk_full_;
  log_.event(disk_full_ ? LogId::store_full : LogId::store_room_again,
             disk_full_ ? committer.error_text() : "what waited was written");
}

void Daemon::on_reloaded(const LoadedSettings& loaded) {
  for (const Finding& finding : loaded.findings) {
    log_.event(LogId::config_finding, finding.error ? LogLevel::error : LogLevel::warn,
               finding.text, {{"file", finding.file}, {"line", std::to_string(finding.line)}});
  }
  if (!loaded.settings) {
    log_.event(LogId::config_rejected,
               fmt::format("{} has errors; the configuration in force stays", options_.config));
    return notifier_.ready(status_text());
  }
  pending_ = effective_settings(loaded.settings, options_);
  try_apply();
}

// Link numbers change with the configuration: what was encoded with the old ones goes to the store
// before it learns the new ones.
void Daemon::try_apply() {
  if (!pending_) return;
  loop_->commit_open_group();
  if (store_->journal().open_bytes() > 0) return;  // again with the store's next news
  for (const std::string& name : restart_only_changes(*loaded_, *pending_)) {
    log_.event(LogId::config_restart_needed,
               fmt::format("{} changed; it is used after a restart", name), {{"setting", name}});
  }
  const bool reloaded = loaded_ != pending_;
  loaded_ = std::exchange(pending_, nullptr);
  expansion_ = find_expansion(*loaded_, netlink_->interfaces());
  settings_ = expand(loaded_, expansion_);
  const std::vector<std::string> names = link_names(*settings_->server);
  store_->committer().links(names);
  server_->reconfigure(settings_->server);
  counters_.set_links(names);
  log_.set_level(settings_->log_level);
  transactions_.enable(settings_->log_transactions);
  relaying_->configure(settings_, identity_.duid);
  delegating_->configure(settings_);
  bridging_->configure(*settings_);
  guarding_->configure(*settings_);
  links_->configure(settings_);
  update_links();
  loop_->arm_timer();
  if (!reloaded) return;
  log_.event(LogId::config_loaded, fmt::format("{} is in force", options_.config));
  notifier_.ready(status_text());
}

void Daemon::stop() {
  if (stopping_) return;
  stopping_ = true;
  log_.event(LogId::stopping, "a signal asked for the end");
  notifier_.stopping();
  loop_->stop_reading();
  loop_->commit_open_group();
  bridging_->stop([this] { stop_when_drained(); });
  guarding_->stop([this] { stop_when_drained(); });
  stop_limit_.expires_after(kStopLimit);
  stop_limit_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    log_.event(LogId::stopping, LogLevel::warn, "the disk or a socket did not finish in time");
    finish(exit_);
  });
  stop_when_drained();
}

void Daemon::stop_when_drained() {
  if (loop_->is_drained() && bridging_->is_stopped() && guarding_->is_stopped()) finish(exit_);
}

void Daemon::finish(ExitCode code) {
  exit_ = code;
  io_.stop();
}

std::string Daemon::status_text() const {
  const std::size_t serving = links_->listening();
  const std::size_t waiting = links_->waiting();
  std::string text = fmt::format("{} leases; serving on {} interface{}", store_->leases().size(),
                                 serving, serving == 1 ? "" : "s");
  if (waiting > 0) text += fmt::format(", waiting for {}", waiting);
  if (const std::size_t ports = bridging_->states().size(); ports > 0) {
    text += fmt::format("; relaying on {} of {} bridge ports", bridging_->listening(), ports);
  }
  return text;
}

}  // namespace ward6::daemon
