// What both kinds of relay agent have: labels for clients and links, and rates.
#include <utility>

#include "config/loader.h"

namespace ward6::config {

using relay::Label;
using relay::Rate;

Label load_label(const Object& object, std::string_view key, bool per_client) {
  const Node* node = object.find(key);
  if (node == nullptr) return {};
  const auto text = object.text(key);
  if (!text) return {};
  auto label = Label::parse(*text);
  if (!label) {
    Place place = node->place;
    if (node->plain) place.column += static_cast<std::uint32_t>(label.error().column);
    object.out().error(place, cat("'", key, "': ", label.error().text));
    return {};
  }
  if (label->is_per_client() && !per_client) {
    object.out().error(node->place, cat("'", key, "' must be the same for all clients of the link"),
                       "Use {client-mac} in 'remote-id' or 'subscriber-id'.");
  }
  if (label->empty()) {
    object.out().error(node->place, cat("'", key, "' is empty"), "Remove it to send none.");
  }
  return std::move(*label);
}

std::optional<relay::RemoteId> load_sent_remote_id(const Object& parent) {
  const Node* node = parent.find("remote-id");
  if (node == nullptr) return std::nullopt;
  const Object object(*node, "relay-remote-id", parent.out());
  return relay::RemoteId{static_cast<std::uint32_t>(object.integer("enterprise").value_or(0)),
                         load_label(object, "id", true)};
}

Rate load_rate(const Object& object, std::string_view key, Rate rate) {
  if (const auto given = object.integer(key)) {
    rate.per_second = static_cast<std::uint32_t>(*given);
    rate.burst = rate.per_second * 2;
  }
  return rate;
}

}  // namespace ward6::config
