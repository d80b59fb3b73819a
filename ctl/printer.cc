#include "ctl/printer.h"

#include <chrono>
#include <cstdio>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "ctl/json_fields.h"
#include "ctl/render.h"

namespace ward6::ctl {
namespace {

namespace json = boost::json;

[[nodiscard]] std::int64_t wall_seconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

void print(std::string_view text) {
  // What cannot be printed has nobody to be told to.
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stdout));
}

}  // namespace

Printer::Printer(const Command& command) : command_(command), now_(wall_seconds()) {
  const Screen screen = Screen::of_stdout();
  if (command.verb == "leases") table_ = lease_table(screen);
  if (command.verb == "links") table_ = link_table(screen);
  if (command.verb == "relay-bindings") table_ = binding_table(screen);
  // Lists that are there when nothing is in them.
  if (command.verb == "stats") collected_["links"] = json::object();
  if (command.verb == "relay") {
    for (const std::string_view kind : {"links", "ports", "servers", "drops"}) {
      collected_[kind] = json::array();
    }
  }
  const bool rogues = command.verb == "guard-rogues";
  if (command.verb == "guard" || rogues) {
    if (!rogues) collected_["links"] = json::array();
    if (!rogues) collected_["ports"] = json::array();
    collected_["rogues"] = json::array();
    if (!command.json) guard_page_.emplace(screen, now_, rogues);
  }
  if (command.verb == "relay" && !command.json) relay_page_.emplace(screen, now_);
}

void Printer::line(const json::object& object) {
  if (table_) {
    for (const std::string_view key : {"lease", "link", "binding"}) {
      const json::value* found = object.if_contains(key);
      if (found != nullptr && found->is_object()) item(found->get_object());
    }
    return;
  }
  if (command_.json) return collect(object);
  if (relay_page_) return relay_page_->line(object);
  if (guard_page_) return guard_page_->line(object);
  const json::value* link = object.if_contains("link");
  if (link != nullptr && link->is_string()) print(link_stats_text(object));
}

void Printer::collect(const json::object& object) {
  if (command_.verb == "stats") {
    const json::value* link = object.if_contains("link");
    const json::value* counters = object.if_contains("counters");
    if (counters == nullptr || link == nullptr || !link->is_string()) return;
    collected_["links"].get_object()[link->get_string()] = *counters;
    return;
  }
  // One object a line, under the name of its kind: a list of each kind.
  for (const auto& [kind, value] : object) {
    json::value* list = collected_.if_contains(std::string(kind) + 's');
    if (list != nullptr && list->is_array()) list->get_array().push_back(value);
  }
}

void Printer::item(const json::object& object) {
  ++items_;
  if (command_.json) {
    return print((items_ == 1 ? "[\n" : ",\n") + json::serialize(object));
  }
  if (command_.verb == "leases") table_->add(lease_row(object, now_));
  if (command_.verb == "links") table_->add(link_row(object));
  if (command_.verb == "relay-bindings") table_->add(binding_row(object));
  print(table_->take());
}

void Printer::finish(const json::object& last) {
  if (command_.json) return finish_json(last);
  if (table_) {
    table_->finish();
    return print(table_->take());
  }
  if (relay_page_) print(relay_page_->finish());
  if (guard_page_) print(guard_page_->finish());
  if (command_.verb == "guard-learn" || command_.verb == "guard-rules") {
    print(text_of(last, "text"));
  }
  if (command_.verb == "status") print(status_text(last));
  if (command_.verb == "stats") print(total_stats_text(last));
  if (command_.verb == "reload") print("the configuration is in force\n");
  if (const json::value* cleared = last.if_contains("cleared"); cleared != nullptr) {
    print(fmt::format("{} cleared\n", json::serialize(*cleared)));
  }
  if (const json::value* level = last.if_contains("level"); level != nullptr) {
    print(fmt::format("{}\n", level->is_string() ? std::string_view(level->get_string()) : ""));
  }
}

void Printer::finish_json(const json::object& last) {
  if (table_) return print(items_ == 0 ? "[]\n" : "\n]\n");
  json::object whole = last;
  whole.erase("ok");
  for (auto& [key, value] : collected_) whole[key] = std::move(value);
  print(json::serialize(whole) + '\n');
}

}  // namespace ward6::ctl
