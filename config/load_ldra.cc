// A link's `ldra`: the roles of a bridge's ports, and what is added to messages.
#include <algorithm>
#include <string>
#include <utility>

#include "config/loader.h"
#include "config/scalars.h"

namespace ward6::config {
namespace {

using relay::LdraConfig;
using relay::PortRole;

void load_ports(
    const Object& object, std::string_view key, PortRole role, Loader& loader, LdraConfig& ldra) {
  object.for_each(key, [&](const Node& item) {
    const std::string name = load_port_name(object, key, item, ldra.bridge, loader.out);
    if (name.empty()) return;
    if (std::ranges::find(ldra.ports, name, &relay::LdraPort::name) != ldra.ports.end()) {
      loader.out.error(item.place, cat("port ", name, " stands here twice"),
                       "A port has one role: remove one.");
      return;
    }
    loader.facts.interfaces.push_back({name, item.place, kEveryLink});
    ldra.ports.push_back({name, role});
  });
}

bool has_clients(const LdraConfig& ldra) {
  return std::ranges::any_of(
      ldra.ports, [](const relay::LdraPort& port) { return port.role != PortRole::network; });
}

bool has_network(const LdraConfig& ldra) {
  return std::ranges::any_of(
      ldra.ports, [](const relay::LdraPort& port) { return port.role == PortRole::network; });
}

// RFC 6221 §6.2: it must lead back to one port.
relay::Label load_interface_id(const Object& object) {
  const Node* node = object.find("interface-id");
  if (node == nullptr) return relay::Label::parse("{hostname}:{interface}").value();
  relay::Label label = load_label(object, "interface-id", false);
  if (!label.empty() && !label.uses(relay::Variable::interface)) {
    object.out().error(node->place, "'interface-id' is the same for all ports",
                       "Put {interface}, the name of the port, into it.");
  }
  return label;
}

}  // namespace

std::string load_port_name(const Object& object,
                           std::string_view key,
                           const Node& item,
                           std::string_view bridge,
                           Diagnostics& out) {
  if (!item.is_scalar() || !is_interface_name(item.text)) {
    object.wrong(key, item);
    return {};
  }
  // In nft's language the first two cannot stand in a name, and the last stands for any.
  if (item.text.find_first_of("\"\\*") != std::string::npos) {
    out.error(item.place, cat("the packet filter cannot name port ", item.text),
              "Give the interface a name without quotes, backslashes and stars.");
    return {};
  }
  if (item.text == bridge) {
    out.error(item.place, cat(item.text, " is the bridge itself, not a port of it"),
              "Name the interfaces that are attached to it.");
    return {};
  }
  return std::string(item.text);
}

void load_ldra(const Node& node, const BridgePlace& place, Loader& loader) {
  const Object object(node, "ldra", loader.out);
  LdraConfig ldra;
  ldra.id = dhcp6::LinkId{static_cast<std::uint16_t>(place.index)};
  ldra.name = place.name;
  ldra.bridge = place.interface;
  load_ports(object, "client-ports", PortRole::client, loader, ldra);
  load_ports(object, "trusted-ports", PortRole::trusted_client, loader, ldra);
  load_ports(object, "network-ports", PortRole::network, loader, ldra);
  if (!has_clients(ldra)) {
    loader.out.missing(node.place, "no port of the bridge has clients",
                       "Name such ports in 'client-ports' or 'trusted-ports'.");
  }
  const Node* network = object.find("network-ports");
  if (network != nullptr && !has_network(ldra)) {
    loader.out.missing(network->place, "'network-ports' names no port",
                       "Name the port that leads to the servers.");
  }
  ldra.interface_id = load_interface_id(object);
  ldra.client_link_layer = object.boolean("client-link-layer").value_or(true);
  ldra.remote_id = load_sent_remote_id(object);
  ldra.subscriber_id = load_label(object, "subscriber-id", true);
  ldra.rate = load_rate(object, "rate", ldra.rate);
  ldra.client_rate = load_rate(object, "client-rate", ldra.client_rate);
  loader.ldras.push_back(std::move(ldra));
}

}  // namespace ward6::config
