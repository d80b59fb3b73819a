#include "ctl/relay_page.h"

#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "ctl/json_fields.h"
#include "ctl/render.h"

namespace ward6::ctl {
namespace {

namespace json = boost::json;

// The counters of the RFC's names that end so, together: all types up, or all down.
[[nodiscard]] std::int64_t sum_of(const json::object& counters, std::string_view ending) {
  std::int64_t sum = 0;
  for (const auto& [key, value] : counters) {
    if (std::string_view(key).ends_with(ending)) sum += number_of(counters, key);
  }
  return sum;
}

[[nodiscard]] Tone server_tone(std::string_view state) noexcept {
  if (state == "answers") return Tone::good;
  return state == "unheard" ? Tone::faint : Tone::bad;
}

// Who it was that sent a sample.
[[nodiscard]] std::string sender_of(const json::object& sample) {
  std::string text = text_of(sample, "from");
  if (sample.contains("mac")) text += fmt::format(" ({})", text_of(sample, "mac"));
  if (sample.contains("link")) text += fmt::format(" on {}", text_of(sample, "link"));
  return text;
}

}  // namespace

RelayPage::RelayPage(Screen screen, std::int64_t now)
    : now_(now),
      links_{{screen,
              {"LINK", "INTERFACE", "STATE", "INTERFACE-ID", "LINK-ADDRESS", "RECEIVED",
               "DELIVERED", "DISCARDED"}}},
      ports_{{screen, {"PORT", "ROLE", "INTERFACE-ID", "RECEIVED", "DELIVERED", "DISCARDED"}}},
      servers_{{screen, {"SERVER", "STATE", "SENT", "ANSWERS"}}},
      drops_{{screen, {"DISCARDED", "COUNT", "LAST", "FROM"}}} {}

void RelayPage::Part::add(std::vector<Cell> cells) {
  used = true;
  table.add(std::move(cells));
}

void RelayPage::line(const json::object& object) {
  if (object.contains("link")) link(object_of(object, "link"));
  if (object.contains("port")) port(object_of(object, "port"));
  if (object.contains("server")) server(object_of(object, "server"));
  if (object.contains("drop")) drop(object_of(object, "drop"));
}

void RelayPage::link(const json::object& link) {
  const std::string state = text_of(link, "state");
  const json::object& counters = object_of(link, "counters");
  links_.add({{text_of(link, "name")},
              {text_of(link, "interface")},
              {state, state == "ready" ? Tone::good : Tone::notice},
              {text_of(link, "interface_id")},
              {text_of(link, "link_address"), link.contains("reason") ? Tone::notice : Tone::plain},
              {std::to_string(sum_of(counters, "-received-count"))},
              {std::to_string(sum_of(counters, "-sent-count"))},
              {text_of(counters, "discarded-message-count")}});
}

void RelayPage::port(const json::object& port) {
  const json::object& counters = object_of(port, "counters");
  ports_.add({{text_of(port, "name")},
              {text_of(port, "role")},
              {text_of(port, "interface_id")},
              {std::to_string(sum_of(counters, "-received-count"))},
              {std::to_string(sum_of(counters, "-sent-count"))},
              {text_of(counters, "discarded-message-count")}});
}

void RelayPage::server(const json::object& server) {
  const std::string state = text_of(server, "state");
  servers_.add({{text_of(server, "address")},
                {state, server_tone(state)},
                {text_of(server, "sent")},
                {text_of(server, "answers")}});
}

void RelayPage::drop(const json::object& drop) {
  std::string last;
  std::string from;
  const json::value* samples = drop.if_contains("samples");
  if (samples != nullptr && samples->is_array() && !samples->get_array().empty() &&
      samples->get_array().front().is_object()) {
    const json::object& sample = samples->get_array().front().get_object();
    last = duration_text(now_ - number_of(sample, "time")) + " ago";
    from = sender_of(sample);
  }
  const std::string id = text_of(drop, "id");
  drops_.add({{id, Tone::notice}, {text_of(drop, "count")}, {std::move(last)}, {std::move(from)}});
  remedies_ += fmt::format("{}: {}", id, text_of(drop, "text"));
  if (drop.contains("source")) remedies_ += fmt::format(" ({})", text_of(drop, "source"));
  if (drop.contains("remedy")) remedies_ += fmt::format(".\n  To do: {}", text_of(drop, "remedy"));
  remedies_ += '\n';
}

std::string RelayPage::finish() {
  std::string out;
  for (Part* part : {&links_, &ports_, &servers_, &drops_}) {
    if (!part->used) continue;
    part->table.finish();
    if (!out.empty()) out += '\n';
    out += part->table.take();
  }
  if (!remedies_.empty()) out += '\n' + remedies_;
  return out;
}

}  // namespace ward6::ctl
