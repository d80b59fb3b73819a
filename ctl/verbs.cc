#include "ctl/verbs.h"

#include <cstdio>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "ctl/client.h"
#include "ctl/decode.h"
#include "ctl/guard_explain.h"
#include "ctl/offline.h"
#include "ctl/printer.h"

namespace ward6::ctl {
namespace {

namespace json = boost::json;

[[nodiscard]] std::string_view string_of(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  if (found == nullptr || !found->is_string()) return {};
  return found->get_string();
}

[[nodiscard]] json::object make_request(const Command& command) {
  // Both are made of the same answer.
  const std::string verb = command.verb == "guard-rogues" ? "guard" : command.verb;
  json::object request{{"verb", verb}};
  const auto add = [&request](std::string_view key, const std::string& text) {
    if (!text.empty()) request[key] = text;
  };
  add("link", command.link);
  add("duid", command.duid);
  add("address", command.address);
  add("state", command.state);
  add("level", command.level);
  add("client", command.client);
  add("prefix", command.prefix);
  if (command.all) request["all"] = true;
  return request;
}

// Prints the findings of a reload, and why not if the daemon said no.
[[nodiscard]] ExitCode judge(const json::object& last) {
  const json::value* findings = last.if_contains("findings");
  if (findings != nullptr && findings->is_array()) {
    for (const json::value& finding : findings->get_array()) {
      if (!finding.is_string()) continue;
      fmt::print(stderr, "{}\n", std::string_view(finding.get_string()));
    }
  }
  const json::value* ok = last.if_contains("ok");
  if (ok != nullptr && ok->is_bool() && ok->get_bool()) return ExitCode::ok;
  const std::string_view remedy = string_of(last, "remedy");
  fmt::print(stderr, "ward6ctl: {}{}{}\n", string_of(last, "error"), remedy.empty() ? "" : ". ",
             remedy);
  return ExitCode::refused;
}

[[nodiscard]] ExitCode run_offline(const Command& command) {
  Printer printer(command);
  const OfflineResult result = visit_offline_leases(command, [&](const json::object& lease) {
    printer.line({{"lease", lease}});
  });
  // What could be read is worth having, even with damage in the files.
  if (result.readable) printer.finish({});
  return result.code;
}

[[nodiscard]] ExitCode run_online(const Command& command) {
  Printer printer(command);
  const Conversation conversation =
      converse(command.socket, make_request(command),
               [&printer](const json::object& object) { printer.line(object); });
  if (conversation.end != Conversation::End::answered) {
    fmt::print(stderr, "ward6ctl: {}\n", conversation.error);
    return ExitCode::unreachable;
  }
  const ExitCode code = judge(conversation.last);
  if (code == ExitCode::ok) printer.finish(conversation.last);
  return code;
}

}  // namespace

ExitCode run(const Command& command) {
  if (command.verb == "decode") return run_decode(command);
  if (command.verb == "guard-explain") return run_guard_explain(command);
  if (command.offline) return run_offline(command);
  return run_online(command);
}

}  // namespace ward6::ctl
