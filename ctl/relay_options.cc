#include "ctl/relay_options.h"

namespace ward6::ctl {
namespace {

void add_selection(CLI::App& verb, Command& command) {
  verb.add_option("--link", command.link, "of this link")->type_name("NAME");
  verb.add_option("--client", command.client, "of the client with this DUID")->type_name("HEX");
  verb.add_option("--prefix", command.prefix, "of this prefix, and those within it")
      ->type_name("PREFIX");
}

}  // namespace

void add_relay(CLI::App& app, Command& command) {
  CLI::App* relay =
      app.add_subcommand("relay", "relayed links, their servers, and what was discarded and why");
  relay->require_subcommand(0, 1);
  CLI::App* bindings = relay->add_subcommand("bindings", "list delegated prefixes");
  add_selection(*bindings, command);
  CLI::App* clear =
      relay->add_subcommand("clear", "forget delegated prefixes, with their routes and filters");
  add_selection(*clear, command);
  clear->add_flag("--all", command.all, "of all links");
  // The daemon's names for them.
  bindings->final_callback([&command] { command.verb = "relay-bindings"; });
  clear->final_callback([&command] { command.verb = "relay-clear"; });
}

}  // namespace ward6::ctl
