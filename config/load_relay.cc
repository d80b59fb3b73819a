// A link's `relay`: where its messages go, and what is added to them.
#include <algorithm>
#include <string>
#include <utility>

#include "config/loader.h"
#include "config/scalars.h"
#include "relay/option_checks.h"

namespace ward6::config {
namespace {

using dhcp6::Ipv6Address;
using relay::Label;
using relay::Upstream;

constexpr std::string_view kEndpointForms =
    "Write an address such as 2001:db8::547, or with its interface ff05::1:3%eth0.";

std::optional<Upstream> load_upstream(const Node& node, Diagnostics& out) {
  const std::string_view text = node.text;
  const std::size_t percent = text.find('%');
  const auto address = Ipv6Address::parse(text.substr(0, percent));
  if (!node.is_scalar() || !address || address->is_unspecified() || address->is_loopback()) {
    out.error(node.place, cat("no server is at ", quoted(text)), std::string(kEndpointForms));
    return std::nullopt;
  }
  Upstream server{*address, {}, false, {}};
  if (percent != std::string_view::npos) {
    server.interface = text.substr(percent + 1);
    if (!is_interface_name(server.interface)) {
      out.error(node.place, cat(quoted(server.interface), " is no name of an interface"),
                std::string(kEndpointForms));
      return std::nullopt;
    }
  } else if (address->is_link_local() || address->is_multicast()) {
    out.error(node.place, cat(text, " is on every link, so its interface is missing"),
              cat("Add the interface: ", text, "%INTERFACE."));
    return std::nullopt;
  }
  return server;
}

// The place of `server` in the list of all, where it stands once.
std::size_t place_of(const Upstream& server, std::vector<Upstream>& all) {
  const auto found = std::ranges::find(all, server);
  if (found != all.end()) return static_cast<std::size_t>(found - all.begin());
  all.push_back(server);
  return all.size() - 1;
}

// RFC 8357 §5.4: which servers know it, one by one.
struct KnowsSourcePort {
  Upstream server;
  Place place;
};

bool is_same_server(const Upstream& a, const Upstream& b) {
  return a.address == b.address && a.interface == b.interface;
}

std::vector<KnowsSourcePort> load_source_port_to(const Object& object) {
  std::vector<KnowsSourcePort> known;
  object.for_each("source-port-to", [&](const Node& item) {
    if (auto server = load_upstream(item, object.out())) known.push_back({*server, item.place});
  });
  return known;
}

void check_source_port_to(const std::vector<KnowsSourcePort>& known,
                          const relay::RelayedLink& link,
                          const Loader& loader) {
  for (const KnowsSourcePort& one : known) {
    const bool is_there = std::ranges::any_of(link.servers, [&](std::size_t at) {
      return is_same_server(loader.relay.servers[at], one.server);
    });
    if (is_there) continue;
    loader.out.error(one.place, cat(one.server.address.to_string(), " is no server of this link"),
                     "Name it in 'to' as well.");
  }
}

Label load_interface_id(const Object& object) {
  if (object.find("interface-id") == nullptr) return Label::parse("{link}").value();
  if (object.text("interface-id") == "none") return {};
  return load_label(object, "interface-id", false);
}

void load_link_address(const Object& object, relay::RelayedLink& link) {
  const Node* node = object.find("link-address");
  if (node == nullptr) return;
  const auto address = Ipv6Address::parse(node->text);
  if (!node->is_scalar() || !address) return object.wrong("link-address", *node);
  if (!address->is_global()) {
    object.out().error(node->place, cat("no link is named by ", node->text),
                       "Give a global or unique local address of the link.");
  }
  link.link_address = *address;
}

Ipv6Address load_source(const Object& object, Loader& loader) {
  const Node* node = object.find("source");
  if (node == nullptr) return {};
  const auto address = Ipv6Address::parse(node->text);
  if (!node->is_scalar() || !address) {
    object.wrong("source", *node);
    return {};
  }
  if (address->is_global()) {
    loader.facts.sources.push_back({*address, node->place});
    return *address;
  }
  object.out().error(node->place, cat("servers cannot answer to ", node->text),
                     "Give a global or unique local address of this machine.");
  return {};
}

// RFC 6422 §4: a relay may supply only what the registry has for that.
void load_supplied(const Object& object, Loader& loader, relay::RelayedLink& link) {
  for (const dhcp6::ConfiguredOption& option : load_options(object, loader)) {
    std::vector<std::byte> bytes(dhcp6::kOptionHeaderSize + option.body.size());
    dhcp6::Writer(bytes).option(dhcp6::OptionCode{option.code}, option.body);
    if (relay::check_supplied(bytes)) {
      link.supplied.insert(link.supplied.end(), bytes.begin(), bytes.end());
      continue;
    }
    object.out().error(
        object.place_of("options"),
        cat("option ", option.code, " may not be supplied by a relay agent"),
        "Set it at the server; of the options here only 'erp-local-domain-name' may be.");
  }
}

// RFC 6607 §3.5: type 0 is a name, without a zero at its end.
void load_vpn(const Object& object, relay::RelayedLink& link) {
  const Node* node = object.find("vpn");
  const auto bytes = object.bytes("vpn");
  if (node == nullptr || !bytes) return;
  if (!node->text.starts_with("0x")) link.vpn.push_back(std::byte{0});
  link.vpn.insert(link.vpn.end(), bytes->begin(), bytes->end());
  if (!relay::check_vpn(link.vpn)) {
    object.out().error(
        node->place, cat("no VPN is ", quoted(node->text)),
        "Write its name, or 0x with a type as RFC 6607 §3.5 has them: 00 and a name, "
        "01 and seven bytes, or ff alone.");
  }
}

}  // namespace

void load_relay(const Node& node, std::string_view name, std::size_t index, Loader& loader) {
  const Object object(node, "relay", loader.out);
  relay::RelayedLink link;
  link.id = dhcp6::LinkId{static_cast<std::uint16_t>(index)};
  link.name = name;
  const bool source_port = object.boolean("source-port").value_or(false);
  const auto with_port = load_source_port_to(object);
  const Ipv6Address source = load_source(object, loader);
  object.for_each("to", [&](const Node& item) {
    auto server = load_upstream(item, loader.out);
    if (!server) return;
    server->source_port =
        source_port || std::ranges::any_of(with_port, [&server](const KnowsSourcePort& one) {
          return is_same_server(one.server, *server);
        });
    server->source = source;
    const std::size_t place = place_of(*server, loader.relay.servers);
    if (std::ranges::find(link.servers, place) != link.servers.end()) {
      loader.out.error(item.place, cat(item.text, " stands here twice"), "Remove one.");
      return;
    }
    link.servers.push_back(place);
  });
  check_source_port_to(with_port, link, loader);
  const Node* to = object.find("to");
  if (to != nullptr && to->is_sequence() && to->items.empty()) {
    loader.out.missing(to->place, "'to' names no server", std::string(kEndpointForms));
  }
  if (object.choice("sending") == "failover") link.sending = relay::Sending::failover;
  link.trust_relays = object.boolean("trust-relays").value_or(false);
  link.drop_relay_supplied = object.boolean("drop-relay-supplied").value_or(false);
  load_link_address(object, link);
  link.interface_id = load_interface_id(object);
  link.client_link_layer = object.boolean("client-link-layer").value_or(true);
  link.remote_id = load_sent_remote_id(object);
  link.subscriber_id = load_label(object, "subscriber-id", true);
  link.send_relay_id = object.boolean("relay-id").value_or(false);
  link.echo = object.boolean("echo").value_or(false);
  load_supplied(object, loader, link);
  load_vpn(object, link);
  link.rate = load_rate(object, "rate", link.rate);
  link.client_rate = load_rate(object, "client-rate", link.client_rate);
  link.min_elapsed = object.duration("min-elapsed").value_or(dhcp6::Seconds{});
  loader.relay.links.push_back(std::move(link));
}

}  // namespace ward6::config
