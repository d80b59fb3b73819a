#include "daemon/options.h"

#include <array>
#include <cstdio>
#include <getopt.h>

#include <fmt/core.h>

#include "daemon/log.h"
#include "ward6_version.h"

namespace ward6::daemon {
namespace {

constexpr std::string_view kUsage =
    R"(usage: ward6d [--config FILE] [--state-dir DIR] [--runtime-dir DIR] [--log-level LEVEL]
       ward6d --check[=here] [--config FILE] [--strict] [--json]
       ward6d --schema | --version | --help

  -c, --config FILE       configuration (default /etc/ward6/ward6.yaml)
      --check[=here]      check the configuration and exit; needs no rights and no interfaces;
                          with =here every interface must exist on this machine
      --strict            with --check: warnings count as errors
      --json              with --check: findings as JSON; else: log lines as JSON
      --schema            print the JSON Schema of the configuration
      --state-dir DIR     leases and identity (default: as configured, or /var/lib/ward6)
      --runtime-dir DIR   control socket (default: as configured, or /run/ward6)
      --log-level LEVEL   debug, info, warning or error (default: as configured, or info)
      --foreground        accepted; ward6d never goes into the background
  -V, --version           version and how it was built
  -h, --help              this text

exit codes: 0 ok, 1 failure at run time, 2 bad configuration, 64 usage,
            75 another daemon holds the state directory
)";

enum Flag : int {
  kConfig = 'c',
  kVersionFlag = 'V',
  kHelp = 'h',
  kCheck = 256,
  kStrict,
  kJson,
  kSchema,
  kStateDir,
  kRuntimeDir,
  kLogLevel,
  kForeground,
};

constexpr std::array<option, 12> kOptions{{
    {"config", required_argument, nullptr, kConfig},
    {"check", optional_argument, nullptr, kCheck},
    {"strict", no_argument, nullptr, kStrict},
    {"json", no_argument, nullptr, kJson},
    {"schema", no_argument, nullptr, kSchema},
    {"state-dir", required_argument, nullptr, kStateDir},
    {"runtime-dir", required_argument, nullptr, kRuntimeDir},
    {"log-level", required_argument, nullptr, kLogLevel},
    {"foreground", no_argument, nullptr, kForeground},
    {"version", no_argument, nullptr, kVersionFlag},
    {"help", no_argument, nullptr, kHelp},
    {nullptr, 0, nullptr, 0},
}};

std::optional<ExitCode> usage_error(std::string_view what) {
  fmt::print(stderr, "ward6d: {}\nTry 'ward6d --help'.\n", what);
  return ExitCode::usage;
}

std::optional<ExitCode> set_check(Options& options, const char* argument) {
  const std::string_view where = argument == nullptr ? "" : argument;
  if (!where.empty() && where != "here") {
    return usage_error(fmt::format("--check takes nothing or '=here', not '{}'", where));
  }
  options.mode = where.empty() ? Options::Mode::check : Options::Mode::check_here;
  return std::nullopt;
}

std::optional<ExitCode> set_level(Options& options, std::string_view text) {
  LogLevel level{};
  if (!parse_level(text, level)) {
    return usage_error(fmt::format("'{}' is no log level: debug, info, warning, error", text));
  }
  options.log_level = level;
  return std::nullopt;
}

std::optional<ExitCode> apply(Options& options, int flag, const char* argument) {
  switch (flag) {
    case kConfig:
      options.config = argument;
      return std::nullopt;
    case kCheck:
      return set_check(options, argument);
    case kStrict:
      options.strict = true;
      return std::nullopt;
    case kJson:
      options.json = true;
      return std::nullopt;
    case kSchema:
      options.mode = Options::Mode::schema;
      return std::nullopt;
    case kStateDir:
      options.state_dir = argument;
      return std::nullopt;
    case kRuntimeDir:
      options.runtime_dir = argument;
      return std::nullopt;
    case kLogLevel:
      return set_level(options, argument);
    case kForeground:
      return std::nullopt;
    case kVersionFlag:
      fmt::print("ward6d {} {} ({})\n", kVersion, kCommit, kCompiler);
      return ExitCode::ok;
    case kHelp:
      fmt::print("{}", kUsage);
      return ExitCode::ok;
    default:  // getopt_long has said what is wrong
      fmt::print(stderr, "Try 'ward6d --help'.\n");
      return ExitCode::usage;
  }
}

}  // namespace

ParsedOptions parse_options(int argc, char** argv) {
  ParsedOptions parsed;
  optind = 1;
  while (!parsed.exit) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): before there is a second thread
    const int flag = ::getopt_long(argc, argv, "c:Vh", kOptions.data(), nullptr);
    if (flag == -1) break;
    parsed.exit = apply(parsed.options, flag, optarg);
  }
  if (!parsed.exit && optind < argc) {
    parsed.exit = usage_error("it takes options only, no further arguments");
  }
  return parsed;
}

}  // namespace ward6::daemon
