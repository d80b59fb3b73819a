#include "ctl/command_line.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "ctl/exit_code.h"
#include "ctl/guard_options.h"
#include "ctl/relay_options.h"
#include "ward6_version.h"

namespace ward6::ctl {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 ok, 1 the daemon said no, 2 usage, 3 no daemon answers.\n"
    "Manual: ward6ctl(1)";

void add_leases(CLI::App& app, Command& command) {
  CLI::App* leases = app.add_subcommand("leases", "list leases");
  leases->add_option("--link", command.link, "of this link")->type_name("NAME");
  leases->add_option("--duid", command.duid, "of the client with this DUID")->type_name("HEX");
  leases
      ->add_option("--address", command.address,
                   "of this address and the prefixes around it, or all within a prefix")
      ->type_name("ADDRESS");
  leases->add_option("--state", command.state, "in this state only")
      ->check(CLI::IsMember({"bound", "released", "expired", "declined"}));
  leases->add_flag("--offline", command.offline, "read the files of the store, without a daemon");
  leases->add_option("--state-dir", command.state_dir, "where they are, with --offline")
      ->type_name("DIR")
      ->capture_default_str();
}

void add_verbs(CLI::App& app, Command& command) {
  app.add_subcommand("status", "how the daemon is doing");
  app.add_subcommand("links", "the links, and what they wait for");
  add_leases(app, command);
  add_relay(app, command);
  add_guard(app, command);
  app.add_subcommand("stats", "what was received, answered and dropped, and why");
  app.add_subcommand("reload", "read the configuration anew; errors leave the old one in force");
  CLI::App* level = app.add_subcommand("log-level", "show the level of logging, or set it");
  level->add_option("level", command.level, "debug, info, warning or error")->type_name("LEVEL");
  CLI::App* decode = app.add_subcommand("decode", "explain a DHCPv6 message; needs no daemon");
  decode->add_option("hex", command.hex, "the UDP payload in hexadecimal; - or nothing: stdin")
      ->type_name("HEX");
}

}  // namespace

ParsedCommand parse_command_line(int argc, char** argv) {
  ParsedCommand parsed;
  CLI::App app("Asks ward6d, the DHCPv6 daemon, and tells it what to do.", "ward6ctl");
  app.set_version_flag("--version,-V", fmt::format("ward6ctl {} {}", kVersion, kCommit));
  app.add_option("--socket,-s", parsed.command.socket, "control socket of the daemon")
      ->type_name("PATH")
      ->capture_default_str();
  app.add_flag("--json,-j", parsed.command.json, "JSON, one object a line");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.fallthrough();
  add_verbs(app, parsed.command);
  try {
    app.parse(argc, argv);
    if (parsed.command.verb.empty()) {
      parsed.command.verb = app.get_subcommands().front()->get_name();
    }
  } catch (const CLI::ParseError& error) {
    parsed.exit = app.exit(error) == 0 ? value(ExitCode::ok) : value(ExitCode::usage);
  }
  return parsed;
}

}  // namespace ward6::ctl
