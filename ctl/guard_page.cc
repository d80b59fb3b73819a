#include "ctl/guard_page.h"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "ctl/json_fields.h"
#include "ctl/render.h"

namespace ward6::ctl {
namespace {

namespace json = boost::json;

[[nodiscard]] std::int64_t sum_of(const json::object& counts) {
  std::int64_t sum = 0;
  for (const auto& [key, value] : counts) sum += number_of(counts, key);
  return sum;
}

[[nodiscard]] std::string joined(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  std::string text;
  if (found == nullptr || !found->is_array()) return text;
  for (const json::value& each : found->get_array()) {
    if (!each.is_string()) continue;
    if (!text.empty()) text += ", ";
    text += std::string_view(each.get_string());
  }
  return text;
}

}  // namespace

GuardPage::GuardPage(Screen screen, std::int64_t now, bool rogues)
    : now_(now),
      rogues_(rogues),
      links_(screen, {"LINK", "INTERFACE", "ACTION", "FILTER"}),
      ports_(screen, {"PORT", "LINK", "ROLE", "STATE", "CAPTURED", "DROPPED", "NOTE"}),
      stations_(screen, {"STATION", "PORT", "OUTCOME", "FRAMES", "LAST", "REASON", "LIKELY"}) {}

void GuardPage::line(const json::object& object) {
  if (object.contains("link")) {
    const json::object& link = object_of(object, "link");
    const bool blocks = text_of(link, "action") == "block";
    const bool good = text_of(link, "filter_in_force") == "true";
    links_.add({{text_of(link, "name")},
                {text_of(link, "interface")},
                {text_of(link, "action")},
                {!blocks ? "none" : (good ? "in force" : "NOT in force"),
                 !blocks ? Tone::faint : (good ? Tone::good : Tone::bad)}});
  }
  if (object.contains("port")) port(object_of(object, "port"));
  if (object.contains("rogue")) rogue(object_of(object, "rogue"));
}

void GuardPage::port(const json::object& port) {
  const std::string state = text_of(port, "state");
  std::string note = text_of(port, "reason");
  const std::string blind = text_of(port, "capture_dropped");
  if (note.empty() && blind != "0") note = blind + " frames not looked at";
  ports_.add({{text_of(port, "name")},
              {text_of(port, "link")},
              {text_of(port, "role")},
              {state, state == "ready" ? Tone::good : Tone::notice},
              {text_of(port, "captured")},
              {std::to_string(sum_of(object_of(port, "dropped")))},
              {std::move(note), Tone::notice}});
}

void GuardPage::rogue(const json::object& rogue) {
  has_stations_ = true;
  std::string station = text_of(rogue, "mac");
  if (station.empty()) station = "(many)";
  if (rogue.contains("from")) station += ' ' + text_of(rogue, "from");
  const std::string ago = duration_text(now_ - number_of(rogue, "last")) + " ago";
  stations_.add({{station},
                 {text_of(rogue, "port")},
                 {text_of(rogue, "outcome"), Tone::notice},
                 {text_of(rogue, "frames")},
                 {ago},
                 {text_of(rogue, "reason")},
                 {text_of(rogue, "cause_text")}});
  const auto add = [this](std::string_view key, const std::string& text) {
    if (!text.empty()) details_ += fmt::format("  {:<10}{}\n", key, printable(text));
  };
  details_ += fmt::format("{}, port {}\n", station, text_of(rogue, "port"));
  add("did", fmt::format("{}: {} ({})", text_of(rogue, "reason"), text_of(rogue, "text"),
                         text_of(rogue, "source_of_rule")));
  add("frames",
      fmt::format("{}, the last {}; {}", text_of(rogue, "frames"), ago, text_of(rogue, "outcome")));
  add("said", text_of(rogue, "says"));
  add("findings", joined(rogue, "findings"));
  add("likely", text_of(rogue, "cause_text"));
  if (rogue.contains("duid")) {
    std::string who =
        fmt::format("lease {}, DUID {}", text_of(rogue, "lease"), text_of(rogue, "duid"));
    if (rogue.contains("hostname")) who += ", host name " + text_of(rogue, "hostname");
    add("who", who);
  }
  add("to do", text_of(rogue, "remedy"));
}

std::string GuardPage::finish() {
  if (rogues_) return has_stations_ ? details_ : "nobody did what may not be done\n";
  links_.finish();
  ports_.finish();
  std::string out = links_.take() + '\n' + ports_.take();
  if (!has_stations_) return out;
  stations_.finish();
  return out + '\n' + stations_.take() + "\nward6ctl guard rogues tells more of each\n";
}

}  // namespace ward6::ctl
