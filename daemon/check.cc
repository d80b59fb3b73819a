#include "daemon/check.h"

#include <cstdio>
#include <fnmatch.h>
#include <memory>
#include <net/if.h>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "config/load.h"
#include "config/report.h"
#include "config/scalars.h"

namespace ward6::daemon {
namespace {

[[nodiscard]] bool is_here(const std::string& interface) {
  if (!config::is_interface_pattern(interface)) return ::if_nametoindex(interface.c_str()) != 0;
  const std::unique_ptr<struct if_nameindex, decltype(&::if_freenameindex)> names(
      ::if_nameindex(), &::if_freenameindex);
  if (!names) return false;
  // The list ends with a place without a name.
  for (std::size_t at = 0; names.get()[at].if_name != nullptr; ++at) {
    if (::fnmatch(interface.c_str(), names.get()[at].if_name, 0) == 0) return true;
  }
  return false;
}

// An interface may come later; only --check=here wants it now.
[[nodiscard]] std::vector<config::Diagnostic> missing_interfaces(const config::Config& config) {
  std::vector<config::Diagnostic> findings;
  const auto look_for = [&](const dhcp6::Link& link, const std::string& interface) {
    if (interface.empty() || is_here(interface)) return;
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
  for (const raguard::GuardPolicy& guard : *config.guards) {
    const dhcp6::Link& link = config.server->links[value(guard.id)];
    for (const raguard::GuardPort& port : guard.ports) look_for(link, port.name);
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
