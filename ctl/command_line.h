// The command line of ward6ctl.
#pragma once

#include <optional>
#include <string>

namespace ward6::ctl {

struct Command {
  std::string verb;
  std::string socket = "/run/ward6/control.sock";
  bool json = false;
  // leases
  std::string link;
  std::string duid;
  std::string address;
  std::string state;
  bool offline = false;
  std::string state_dir = "/var/lib/ward6";
  // relay bindings, relay clear; with `link`
  std::string client;
  std::string prefix;
  bool all = false;
  // guard explain; with `link`
  std::string file;
  std::string config = "/etc/ward6/ward6.yaml";
  std::string port;
  std::string role;
  // log-level
  std::string level;
  // decode
  std::string hex;  // empty: from standard input
};

struct ParsedCommand {
  Command command;
  std::optional<int> exit;  // set: help or an error was printed, and this is how to end
};
[[nodiscard]] ParsedCommand parse_command_line(int argc, char** argv);

}  // namespace ward6::ctl
