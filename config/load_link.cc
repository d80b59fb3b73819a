// A link: how it is reached, and what it serves.
#include <string>
#include <utility>

#include "config/loader.h"
#include "config/scalars.h"

namespace ward6::config {
namespace {

using dhcp6::Ipv6Address;
using dhcp6::Prefix;

constexpr std::size_t kIdentitySizeMax = 300;  // the engine's bound on what it compares

void load_interface_id(const Node& node,
                       const Object& object,
                       std::size_t link,
                       Loader& loader,
                       dhcp6::Relayed& relayed) {
  const auto bytes = node.is_scalar() ? parse_bytes(node.text) : std::nullopt;
  if (!bytes || bytes->size() > kIdentitySizeMax) {
    object.wrong("interface-id", node);
    return;
  }
  const auto text = dhcp6::as_text(*bytes);
  loader.facts.interface_ids.push_back({std::string(text), node.place, link});
  relayed.interface_ids.push_back(*bytes);
}

void load_link_address(const Node& node,
                       const Object& object,
                       std::size_t link,
                       Loader& loader,
                       dhcp6::Relayed& relayed) {
  auto prefix = Prefix::parse(node.text);
  if (!prefix) {
    if (const auto address = Ipv6Address::parse(node.text)) prefix = Prefix::make(*address, 128);
  }
  if (!node.is_scalar() || !prefix) {
    object.wrong("link-address", node);
    return;
  }
  // RFC 9915 §19.1.1: zero means that the relay does not name the link.
  if (prefix->base().is_unspecified() || prefix->base().is_multicast() ||
      prefix->base().is_link_local()) {
    loader.out.error(node.place, cat("no link is named by ", node.text),
                     "Give the prefix of the link's global or unique local addresses; for a relay "
                     "that sends none, use 'interface-id'.");
    return;
  }
  loader.facts.link_addresses.push_back({*prefix, node.place, link});
  relayed.link_addresses.push_back(*prefix);
}

dhcp6::Relayed load_relayed(const Node& node, std::size_t link, Loader& loader) {
  dhcp6::Relayed relayed;
  const Object object(node, "relayed", loader.out);
  object.for_each("link-address", [&](const Node& item) {
    load_link_address(item, object, link, loader, relayed);
  });
  object.for_each("interface-id", [&](const Node& item) {
    load_interface_id(item, object, link, loader, relayed);
  });
  const bool given =
      object.find("link-address") != nullptr || object.find("interface-id") != nullptr;
  if (!given) {
    loader.out.missing(node.place, "'relayed' does not say how relayed messages are recognised",
                       "Write 'link-address: PREFIX' or 'interface-id: ID'.");
  }
  return relayed;
}

// How long at most an option of the wire holds a lifetime that is stated here.
void check_lifetimes(const Object& object, const dhcp6::Lifetimes& l) {
  Diagnostics& out = object.out();
  const auto place = [&object](std::string_view first, std::string_view second) {
    const Node* node = object.find(first);
    if (node == nullptr) node = object.find(second);
    return node == nullptr ? object.node().place : node->place;
  };
  const auto against = [&](std::string_view name, dhcp6::Seconds value, std::string_view other,
                           dhcp6::Seconds bound) {
    out.error(
        place(name, other),
        cat("'", name, "' (", duration_text(value), ") is longer than '", other, "' (",
            duration_text(bound), ")"),
        cat("Make '", name, "' at most ", duration_text(bound), ", or '", other, "' longer."));
  };
  if (l.preferred > l.valid) against("preferred", l.preferred, "valid", l.valid);
  // RFC 9915 §21.4: T1 is not later than T2.
  if (l.renew && l.rebind && *l.renew > *l.rebind) against("renew", *l.renew, "rebind", *l.rebind);
  if (l.rebind && *l.rebind > l.valid) {
    against("rebind", *l.rebind, "valid", l.valid);
  } else if (l.rebind && *l.rebind > l.preferred && l.preferred.count() > 0) {
    against("rebind", *l.rebind, "preferred", l.preferred);
  } else if (l.renew && *l.renew > l.preferred && l.preferred.count() > 0) {
    against("renew", *l.renew, "preferred", l.preferred);
  }
}

dhcp6::Serve load_serve(const Node& node, std::size_t link, Loader& loader) {
  dhcp6::Serve serve;
  const Object object(node, "serve", loader.out);
  serve.lifetimes = load_lifetimes(object, {});
  serve.rapid_commit = object.boolean("rapid-commit").value_or(serve.rapid_commit);
  serve.bind_on_renew = object.boolean("bind-on-renew").value_or(serve.bind_on_renew);
  serve.known_only = object.boolean("known-only").value_or(serve.known_only);
  serve.preference = static_cast<std::uint8_t>(object.integer("preference").value_or(0));
  serve.options = load_options(object, loader);
  const Surroundings around{link, serve.lifetimes};
  load_prefixes(object, around, loader, serve.prefixes);
  load_delegate(object, around, loader, serve.delegate);
  serve.hosts = load_hosts(object, around, loader);
  if (serve.known_only && serve.hosts.empty() && object.find("known-only") != nullptr) {
    const bool mended = loader.out.is_mended();
    if (!mended) {
      loader.out.warning(object.place_of("known-only"),
                         "'known-only' without 'hosts' in this link: only hosts of the top level "
                         "get leases here");
    }
  }
  return serve;
}

// What is done on the ports of a bridge.
void load_ports_of(const Object& object, const BridgePlace& place, Loader& loader) {
  const Node* ldra = object.find("ldra");
  if (ldra != nullptr) load_ldra(*ldra, place, loader);
  if (ldra != nullptr && place.interface.empty()) {
    loader.out.missing(object.place_of("ldra"),
                       cat("link ", quoted(place.name), " has no bridge for its relay agent"),
                       "Give it the bridge as 'interface'.");
  }
  const Node* guard = object.find("guard");
  if (guard != nullptr) load_guard(*guard, place, loader);
  if (guard != nullptr && place.interface.empty()) {
    loader.out.missing(object.place_of("guard"),
                       cat("link ", quoted(place.name), " has no ports to guard"),
                       "Give it the bridge, or the only port, as 'interface'.");
  }
}

}  // namespace

dhcp6::Lifetimes load_lifetimes(const Object& parent, const dhcp6::Lifetimes& outer) {
  dhcp6::Lifetimes lifetimes = outer;
  const Node* node = parent.find("lifetimes");
  if (node == nullptr) return lifetimes;
  const Object object(*node, "lifetimes", parent.out());
  const auto preferred = object.duration("preferred");
  const auto valid = object.duration("valid");
  if (preferred) lifetimes.preferred = *preferred;
  if (valid) lifetimes.valid = *valid;
  // Without a word on the preferred lifetime, a short valid one shortens it in proportion.
  if (valid && object.find("preferred") == nullptr && lifetimes.preferred > *valid) {
    lifetimes.preferred = dhcp6::Seconds{valid->count() / 2};
  }
  if (const auto renew = object.duration("renew")) lifetimes.renew = *renew;
  if (const auto rebind = object.duration("rebind")) lifetimes.rebind = *rebind;
  check_lifetimes(object, lifetimes);
  return lifetimes;
}

dhcp6::Allocation load_allocation(const Object& object, dhcp6::Allocation outer) {
  const auto choice = object.choice("allocation");
  if (choice == "hashed") return dhcp6::Allocation::hashed;
  if (choice == "random") return dhcp6::Allocation::random;
  if (choice == "sequential") return dhcp6::Allocation::sequential;
  return outer;
}

dhcp6::Link load_link(const Node& node, std::string_view name, Place place, Loader& loader) {
  const std::size_t index = loader.facts.links.size() - 1;
  dhcp6::Link link;
  link.name = name;
  link.source = source_of(place);
  const Object object(node, "link", loader.out);
  if (object.find("interface") != nullptr) {
    link.interface = object.text("interface").value_or("");
    if (!link.interface.empty()) {
      const Place where = object.find("interface")->place;
      loader.facts.interfaces.push_back({link.interface, where, kEveryLink});
    }
  }
  const Node* relayed = object.find("relayed");
  if (relayed != nullptr) link.relayed = load_relayed(*relayed, index, loader);
  if (object.find("interface") == nullptr && relayed == nullptr) {
    loader.out.missing(place, cat("link ", quoted(name), " is unreachable"),
                       "Give it an 'interface' if it is attached to this host, or 'relayed' if "
                       "relays serve it.");
  }
  const Node* relay = object.find("relay");
  if (relay != nullptr) load_relay(*relay, name, index, loader);
  if (relay != nullptr && is_interface_pattern(link.interface) &&
      loader.relay.links.back().link_address) {
    loader.out.error(object.place_of("relay"),
                     "the interfaces of a pattern cannot have one 'link-address'",
                     "Remove it, or give the interface that it is of a link of its own.");
  }
  if (relay != nullptr && link.interface.empty()) {
    loader.out.missing(object.place_of("relay"),
                       cat("link ", quoted(name), " has no interface to relay from"),
                       "Give it an 'interface'.");
  }
  load_ports_of(object, {name, index, link.interface}, loader);
  const Node* ldra = object.find("ldra");
  const Node* guard = object.find("guard");
  const Node* serve = object.find("serve");
  // What is served has prefixes, and those are of one link.
  if (is_interface_pattern(link.interface) && (serve != nullptr || relay == nullptr)) {
    loader.out.error(object.find("interface")->place,
                     cat(quoted(link.interface),
                         " stands for many interfaces, so it can only be "
                         "relayed"),
                     "Give each interface that is served a link of its own.");
  }
  if (ldra != nullptr && (relay != nullptr || serve != nullptr)) {
    loader.out.error(object.place_of("ldra"),
                     "what an LDRA takes from the ports does not reach the bridge's own interface",
                     "Remove 'ldra', or serve and relay these clients on a machine behind a "
                     "network port.");
  }
  if (relay != nullptr && serve != nullptr) {
    loader.out.error(object.place_of("relay"), "a link is either served or relayed",
                     "Remove 'serve' or 'relay': clients must not get answers from both.");
  }
  if (serve != nullptr) {
    link.serve = load_serve(*serve, index, loader);
  } else if (relay == nullptr && ldra == nullptr && guard == nullptr &&
             object.find("delegated") == nullptr && !loader.out.is_mended()) {
    loader.out.warning(place, cat("nothing is done on link ", quoted(name)),
                       "Say in 'serve' what its clients get.");
  }
  load_delegated(object, link, loader);
  return link;
}

}  // namespace ward6::config
