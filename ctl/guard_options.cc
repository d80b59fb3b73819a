#include "ctl/guard_options.h"

#include <string>

namespace ward6::ctl {

void add_guard(CLI::App& app, Command& command) {
  CLI::App* guard = app.add_subcommand(
      "guard", "guarded ports, and who did there what routers and servers only may do");
  guard->require_subcommand(0, 1);
  const auto verb = [&](const std::string& name, const std::string& text, const char* of_daemon) {
    CLI::App* one = guard->add_subcommand(name, text);
    one->final_callback([&command, of_daemon] { command.verb = of_daemon; });
    return one;
  };
  verb("status", "links and ports, and what was dropped there", "guard");
  verb("rogues", "stations, what each did, why that is wrong, and what to do", "guard-rogues");
  verb("learn", "who spoke on links with 'action: learn', as configuration", "guard-learn");
  verb("rules", "the packet filter, as text for nft", "guard-rules");
  CLI::App* explain =
      verb("explain", "judge the frames of a capture file; needs no daemon", "guard-explain");
  explain->add_option("file", command.file, "pcap or pcapng, of Ethernet")
      ->type_name("FILE")
      ->required();
  explain->add_option("--config,-c", command.config, "whose guard judges")
      ->type_name("FILE")
      ->capture_default_str();
  explain->add_option("--port", command.port, "where the frames came in; decides the link")
      ->type_name("NAME");
  explain->add_option("--link", command.link, "the link; with several guarded ones")
      ->type_name("NAME");
  explain
      ->add_option("--role", command.role, "judge as a port of this role, whatever is configured")
      ->check(CLI::IsMember({"host", "router", "server", "trusted", "monitor"}));
}

}  // namespace ward6::ctl
