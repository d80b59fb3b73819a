#include "daemon/check.h"

#include <net/if.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "daemon/settings.h"

namespace ward6::daemon {
namespace {

// An interface may come later; only --check=here wants it now.
void check_interfaces(const Settings& settings, const Options& options, LoadedSettings& loaded) {
  if (options.mode != Options::Mode::check_here) return;
  for (const dhcp6::Link& link : settings.server->links) {
    if (link.interface.empty() || ::if_nametoindex(link.interface.c_str()) != 0) continue;
    Finding finding;
    finding.error = true;
    finding.file = options.config;
    finding.line = link.source.line;
    finding.message = fmt::format("link {}: interface {} does not exist on this machine",
                                  link.name, link.interface);
    finding.remedy = "Correct the name, or check without '=here' if it comes later.";
    finding.text = fmt::format("{}:{}: error: {}. {}", finding.file, finding.line, finding.message,
                               finding.remedy);
    loaded.findings.push_back(finding);
  }
}

[[nodiscard]] boost::json::object to_json(const Finding& finding) {
  return {{"severity", finding.error ? "error" : "warning"},
          {"file", finding.file},
          {"line", finding.line},
          {"column", finding.column},
          {"message", finding.message},
          {"remedy", finding.remedy}};
}

void print_json(const LoadedSettings& loaded, bool ok) {
  boost::json::array findings;
  for (const Finding& finding : loaded.findings) findings.push_back(to_json(finding));
  const boost::json::object report{{"ok", ok}, {"findings", std::move(findings)}};
  fmt::print("{}\n", boost::json::serialize(report));
}

void print_text(const LoadedSettings& loaded, const Options& options, std::ptrdiff_t errors) {
  for (const Finding& finding : loaded.findings) fmt::print(stderr, "{}\n", finding.text);
  const auto count = static_cast<std::ptrdiff_t>(loaded.findings.size());
  if (errors == 0 && count == 0) {
    fmt::print("{}: good\n", options.config);
  } else {
    fmt::print(stderr, "{}: {} error{}, {} warning{}\n", options.config, errors,
               errors == 1 ? "" : "s", count - errors, count - errors == 1 ? "" : "s");
  }
}

}  // namespace

ExitCode run_check(const Options& options) {
  LoadedSettings loaded = load_settings(options.config);
  if (loaded.settings) check_interfaces(*loaded.settings, options, loaded);
  const auto errors = std::ranges::count_if(loaded.findings, &Finding::error);
  const bool ok = errors == 0 && !(options.strict && !loaded.findings.empty());
  if (options.json) {
    print_json(loaded, ok);
  } else {
    print_text(loaded, options, errors);
  }
  return ok ? ExitCode::ok : ExitCode::bad_config;
}

}  // namespace ward6::daemon
