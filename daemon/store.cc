#include "daemon/store.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace ward6::daemon {
namespace {

[[nodiscard]] dhcp6::FileStoreOptions store_options(const Settings& settings) {
  dhcp6::FileStoreOptions options;
  options.history.age_max = settings.history_keep;
  return options;
}

}  // namespace

std::vector<std::string> link_names(const dhcp6::ServerConfig& config) {
  std::vector<std::string> names;
  names.reserve(config.links.size());
  for (const dhcp6::Link& link : config.links) names.push_back(link.name);
  return names;
}

Store::Store(const std::string& directory, const Settings& settings)
    : disk_(directory),
      store_(disk_, random_, store_options(settings)),
      leases_(
          std::make_unique<dhcp6::LeaseTable>(random_key(), settings.server->limits.leases_max)) {}

Store::Opened Store::open(const std::string& state_dir, const Settings& settings, Log& log) {
  std::error_code error;
  std::filesystem::create_directories(state_dir, error);
  if (error) {
    log.event(LogId::state_trouble, fmt::format("cannot make {}: {}", state_dir, error.message()));
    return {nullptr, ExitCode::failure};
  }
  // make_unique cannot reach the private constructor.
  std::unique_ptr<Store> store(new Store(state_dir + "/leases", settings));
  store->store_.links(link_names(*settings.server));
  const ExitCode code = store->load(log);
  if (code != ExitCode::ok) return {nullptr, code};
  return {std::move(store), ExitCode::ok};
}

ExitCode Store::load(Log& log) {
  if (!disk_.open_directory(dhcp6::Disk::Access::write)) {
    log.event(LogId::state_trouble, disk_.error_text());
    return ExitCode::failure;
  }
  const auto begun = std::chrono::steady_clock::now();
  std::uint64_t no_room = 0;
  const auto report_or_error = store_.load([this, &no_room](const dhcp6::LeaseRecord& record) {
    if (!leases_->put(record)) ++no_room;
  });
  if (!report_or_error) {
    log.event(LogId::state_trouble, store_.last_error_text());
    return report_or_error.error().code == dhcp6::Errc::conflict ? ExitCode::state_busy
                                                                 : ExitCode::failure;
  }
  report(*report_or_error, log);
  if (no_room > 0) {
    // Serving without them would give away what others hold.
    log.event(LogId::leases_no_room,
              fmt::format("{} records find no room: raise server.leases-max", no_room));
    return ExitCode::failure;
  }
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begun);
  log.event(LogId::leases_loaded,
            fmt::format("{} leases of {} clients from {} records in {} ms", leases_->size(),
                        leases_->clients(), report_or_error->records, took.count()));
  return ExitCode::ok;
}

void Store::report(const dhcp6::LoadReport& report, Log& log) const {
  if (report.torn_bytes > 0) {
    log.event(LogId::leases_torn,
              fmt::format("{} bytes of a group that was never acknowledged were cut off",
                          report.torn_bytes));
  }
  for (const auto& rot : report.rotten) {
    const LogLevel level = rot.repaired ? LogLevel::warn : LogLevel::error;
    log.event(LogId::leases_rotten, level,
              fmt::format("{}: {} bytes at {} are damaged{}", rot.file, rot.size, rot.offset,
                          rot.repaired ? "; older files still had the leases" : ""),
              {{"file", rot.file}});
  }
  if (report.missing_groups > 0) {
    log.event(LogId::leases_rotten,
              fmt::format("{} groups of changes are missing: a file of the store was removed",
                          report.missing_groups));
  }
}

void Store::start(boost::asio::io_context& io, std::function<void()> on_change) {
  committer_ = std::make_unique<Committer>(store_);
  on_change_ = std::move(on_change);
  // A descriptor of our own for the same event: Asio closes what it waits for.
  event_ =
      std::make_unique<boost::asio::posix::stream_descriptor>(io, ::dup(committer_->event_fd()));
  wait();
}

void Store::wait() {
  event_->async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this](const boost::system::error_code& error) {
                       if (error) return;
                       committer_->acknowledge();
                       wait();
                       on_change_();
                     });
}

bool Store::stop(Log& log) {
  if (!committer_) return true;
  event_->cancel();
  // A commit that failed was reported when it did.
  const bool reported = committer_->failed();
  const auto stopped = committer_->stop();
  if (!stopped && !reported) log.event(LogId::store_failed, committer_->error_text());
  event_.reset();
  committer_.reset();
  return stopped.has_value();
}

}  // namespace ward6::daemon
