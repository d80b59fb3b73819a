// ward6d: the order of start and stop.
#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "config/json_schema.h"
#include "daemon/check.h"
#include "daemon/daemon.h"
#include "daemon/log.h"
#include "daemon/options.h"
#include "daemon/settings.h"

namespace ward6::daemon {
namespace {

[[nodiscard]] LogFormat format_of(const Settings& settings) noexcept {
  return settings.log_json ? LogFormat::json : default_format();
}

[[nodiscard]] ExitCode serve(const Options& options) {
  const LoadedSettings loaded = load_settings(options.config);
  if (!loaded.settings) {
    fmt::print(stderr, "{}", loaded.report);
    return ExitCode::bad_config;
  }
  const auto settings = effective_settings(loaded.settings, options);
  Log log(settings->log_level, format_of(*settings));
  for (const Finding& finding : loaded.findings) {
    log.event(LogId::config_finding, LogLevel::warn, finding.text);
  }
  Daemon daemon(options, settings, log);
  return daemon.run();
}

[[nodiscard]] ExitCode run(const Options& options) {
  switch (options.mode) {
    case Options::Mode::check:
    case Options::Mode::check_here:
      return run_check(options);
    case Options::Mode::schema:
      fmt::print("{}", config::json_schema());
      return ExitCode::ok;
    case Options::Mode::run:
      return serve(options);
  }
  return ExitCode::usage;
}

}  // namespace
}  // namespace ward6::daemon

int main(int argc, char** argv) {
  using namespace ward6::daemon;  // NOLINT(google-build-using-namespace): this is its main
  const ParsedOptions parsed = parse_options(argc, argv);
  if (parsed.exit) return value(*parsed.exit);
  try {
    return value(run(parsed.options));
  } catch (const std::exception& error) {
    // At start only, for want of memory, threads or descriptors: the packet path throws nothing.
    fmt::print(stderr, "ward6d: {}\n", error.what());
    return value(ExitCode::failure);
  }
}
