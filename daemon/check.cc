#include "daemon/check.h"

#include <cstdio>
#include <net/if.h>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "config/load.h"
#include "config/report.h"

namespace ward6::daemon {
namespace {

// An interface may come later; only --check=here wants it now.
[[nodiscard]] std::vector<config::Diagnostic> missing_interfaces(const config::Config& config) {
  std::vector<config::Diagnostic> findings;
  const auto look_for = [&](const dhcp6::Link& link, const std::string& interface) {
    if (interface.empty() || ::if_nametoindex(interface.c_str()) != 0) return;
    findings.push_back(config::finding_at(
        config, link.source, config::Severity::error,
        fmt::format("link {}: interface {} does not exist on this machine", link.name, interface),
        "Correct the name, or check without '=here' if the interface comes later."));
  };
  for (const dhcp6::Link& link : config.server->links) look_for(link, link.interface);
  for (const relay::LdraConfig& ldra : *config.ldras) {
    const dhcp6::Link& link = config.server->links[value(ldra.id)];
    for (const relay::LdraPort& port : ldra.ports) look_for(link, port.name);
  }
  return findings;
}

}  // namespace

ExitCode run_check(const Options& options) {
  config::CheckOptions check;
  check.format = options.json ? config::ReportFormat::json : config::ReportFormat::text;
  check.strict = options.strict;
  if (options.mode == Options::Mode::check_here) check.here = missing_interfaces;
  const auto report = config::check_report(config::load_file(options.config), check);
  fmt::print("{}", report.text);
  return report.exit_code == config::kExitGood ? ExitCode::ok : ExitCode::bad_config;
}

}  // namespace ward6::daemon
