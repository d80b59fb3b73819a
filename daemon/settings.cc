#include "daemon/settings.h"

#include <array>
#include <climits>
#include <unistd.h>
#include <utility>

#include "config/load.h"
#include "config/report.h"

namespace ward6::daemon {
namespace {

[[nodiscard]] DuidChoice to_choice(const config::ServerDuid& duid) {
  DuidChoice choice;
  if (duid.duid) {
    choice.kind = DuidChoice::Kind::given;
    choice.fixed = *duid.duid;
    return choice;
  }
  if (!duid.type) return choice;
  switch (*duid.type) {
    case dhcp6::DuidType::llt:
      choice.kind = DuidChoice::Kind::llt;
      break;
    case dhcp6::DuidType::en:
      choice.kind = DuidChoice::Kind::en;
      break;
    case dhcp6::DuidType::ll:
      choice.kind = DuidChoice::Kind::ll;
      break;
    case dhcp6::DuidType::uuid:
      choice.kind = DuidChoice::Kind::uuid;
      break;
  }
  choice.enterprise = duid.enterprise;
  return choice;
}

[[nodiscard]] LogLevel to_level(config::LogLevel level) noexcept {
  switch (level) {
    case config::LogLevel::debug:
      return LogLevel::debug;
    case config::LogLevel::info:
      return LogLevel::info;
    case config::LogLevel::warning:
      return LogLevel::warn;
    case config::LogLevel::error:
      return LogLevel::error;
  }
  return LogLevel::info;
}

[[nodiscard]] std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (::gethostname(name.data(), HOST_NAME_MAX) != 0) return {};
  return name.data();
}

[[nodiscard]] Settings to_settings(const config::Config& config) {
  Settings settings;
  settings.server = config.server;
  settings.relay = config.relay;
  settings.delegations = config.delegations;
  settings.ldras = config.ldras;
  settings.guards = config.guards;
  settings.guards_in_bridge = config.guard.in_bridge;
  settings.guards_end = config.guard.remove_on_exit;
  settings.guard_evidence = std::uint64_t{config.guard.evidence_mib} << 20U;
  settings.hostname = host_name();
  settings.duid = to_choice(config.duid);
  settings.listen = config.listen;
  settings.state_dir = config.state_directory;
  settings.runtime_dir = config.runtime_directory;
  settings.control_mode = config.control.mode;
  settings.control_group = config.control.group;
  settings.log_level = to_level(config.log.level);
  settings.log_json = config.log.format == config::LogFormat::json;
  settings.log_transactions = config.log.transactions;
  settings.history_keep = config.history_keep;
  return settings;
}

[[nodiscard]] std::vector<Finding> to_findings(const std::vector<config::Diagnostic>& from) {
  std::vector<Finding> findings;
  findings.reserve(from.size());
  for (const config::Diagnostic& diagnostic : from) {
    findings.push_back({diagnostic.severity == config::Severity::error,
                        config::to_string(diagnostic), diagnostic.file, diagnostic.place.line});
  }
  return findings;
}

}  // namespace

LoadedSettings load_settings(const std::string& path) {
  const config::LoadResult loaded = config::load_file(path);
  if (!loaded) return {nullptr, to_findings(loaded.error()), config::report_text(loaded.error())};
  return {
      std::make_shared<const Settings>(to_settings(*loaded)), to_findings(loaded->warnings), {}};
}

std::shared_ptr<const Settings> effective_settings(const std::shared_ptr<const Settings>& settings,
                                                   const Options& options) {
  Settings effective = *settings;
  effective.state_dir = options.state_dir.value_or(effective.state_dir);
  effective.runtime_dir = options.runtime_dir.value_or(effective.runtime_dir);
  effective.log_level = options.log_level.value_or(effective.log_level);
  effective.log_json = effective.log_json || options.json;
  return std::make_shared<const Settings>(std::move(effective));
}

}  // namespace ward6::daemon
