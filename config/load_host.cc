// `hosts`: who is known, and what they get.
#include <string>
#include <utility>

#include "config/loader.h"
#include "config/scalars.h"
#include "libdhcp6/core/hex.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::config {
namespace {

using dhcp6::Ipv6Address;

constexpr std::size_t kIdentitySizeMax = 300;  // the engine's bound on what it compares
constexpr std::size_t kMacSize = 6;

// A part of an identity as text, so that equal matches have equal texts.
void append_part(std::string& key, char kind, dhcp6::Bytes bytes) {
  key += kind;
  key += static_cast<char>(bytes.size() >> 8U);
  key += static_cast<char>(bytes.size() & 0xffU);
  key += dhcp6::as_text(bytes);
}

// "00:03:00:01:02:00:…" or a bare MAC in a field for a DUID: six bytes are hardly ever a DUID.
void check_duid(const Object& object, const dhcp6::Duid& duid) {
  if (duid.bytes().size() != kMacSize) return;
  const Node& node = *object.find("duid");
  object.out().error(node.place, cat("the DUID ", quoted(node.text), " looks like a MAC address"),
                     cat("Write 'mac: \"", printable(node.text),
                         "\"' to match the link-layer "
                         "address, or 00:03:00:01:",
                         duid.to_string(), " for a DUID-LL of it."));
}

std::optional<std::vector<std::byte>> load_remote_id(const Object& match) {
  const Node* node = match.find("remote-id");
  if (node == nullptr) return std::nullopt;
  const Object object(*node, "remote-id", match.out());
  const auto enterprise = object.integer("enterprise");
  const auto id = object.bytes("id");
  if (!enterprise || !id) return std::nullopt;
  std::vector<std::byte> body(id->size() + 4);
  dhcp6::Writer writer(body);
  writer.u32(static_cast<std::uint32_t>(*enterprise)).raw(*id);
  return body;
}

// Text that was most likely meant as bytes.
void check_bytes(const Object& object, std::string_view key) {
  const Node* node = object.find(key);
  if (node == nullptr || !node->is_scalar() || node->text.starts_with("0x")) return;
  const std::string& text = node->text;
  if (text.size() < 5 || text[2] != ':' || text[5 < text.size() ? 5 : 2] != ':') return;
  std::vector<std::byte> bytes(text.size());
  const auto size = dhcp6::parse_hex(text, bytes);
  if (!size) return;
  bytes.resize(*size);
  object.out().warning(node->place,
                       cat("'", key, "' ", quoted(text), " is taken as text, letter by letter"),
                       cat("If bytes are meant, write 0x", dhcp6::to_hex(bytes), "."));
}

std::optional<dhcp6::Identity> load_match(const Node& node, std::size_t link, Loader& loader) {
  const Object object(node, "match", loader.out);
  if (!node.is_map()) return std::nullopt;
  dhcp6::Identity identity;
  std::string key;
  if (const auto duid = object.duid("duid")) {
    check_duid(object, *duid);
    identity.duid = *duid;
    append_part(key, 'd', duid->bytes());
  }
  if (const auto mac = object.mac("mac")) {
    identity.link_layer = *mac;
    append_part(key, 'm', mac->bytes());
  }
  identity.remote_id = load_remote_id(object);
  identity.interface_id = object.bytes("interface-id");
  identity.subscriber_id = object.bytes("subscriber-id");
  check_bytes(object, "interface-id");
  check_bytes(object, "subscriber-id");
  char kind = 'r';
  for (const auto* part : {&identity.remote_id, &identity.interface_id, &identity.subscriber_id}) {
    if (*part) append_part(key, kind, **part);
    ++kind;
    if (*part && (*part)->size() > kIdentitySizeMax) {
      loader.out.error(node.place, cat("an identity of more than ", kIdentitySizeMax, " bytes"));
    }
  }
  const bool other_part = object.node().items.size() > (object.find("iaid") != nullptr ? 2U : 0U);
  if (const auto iaid = object.integer("iaid")) {
    identity.iaid = dhcp6::Iaid{static_cast<std::uint32_t>(*iaid)};
    key += cat("i", *iaid);
  }
  if (!other_part) {
    loader.out.missing(node.place,
                       object.find("iaid") != nullptr
                           ? "an IAID alone matches no client: it is not unique"
                           : "'match' is empty",
                       "Give 'duid', 'mac', 'remote-id', 'interface-id' or 'subscriber-id'.");
    return std::nullopt;
  }
  if (!key.empty()) loader.facts.identities.push_back({key, node.place, link});
  return identity;
}

void load_address(const Node& node,
                  std::string_view key,
                  const Object& object,
                  std::size_t link,
                  Loader& loader,
                  dhcp6::Host& host) {
  const auto address = Ipv6Address::parse(node.text);
  if (!node.is_scalar() || !address || address->is_unspecified()) {
    object.wrong(key, node);
    return;
  }
  if (address->is_multicast() || address->is_link_local()) {
    loader.out.error(node.place, cat(address->to_string(), " cannot be given to a host"),
                     "Give a global or unique local address, or its last bits as \"::7\".");
    return;
  }
  const bool suffix = node.text.starts_with("::");
  loader.facts.addresses.push_back({*address, suffix, node.place, link});
  host.addresses.push_back({*address, suffix});
}

// Keys that come in singular and plural, for what people write first.
struct BothForms {
  std::string_view one;
  std::string_view several;
};

template <class Each>
void for_both(const Object& object, BothForms keys, const Each& each) {
  if (object.find(keys.one) != nullptr && object.find(keys.several) != nullptr) {
    object.out().error(object.place_of(keys.several),
                       cat("both '", keys.one, "' and '", keys.several, "' are given"),
                       "They mean the same: write all values under one of them.",
                       {{object.place_of(keys.one), "the other one", {}}});
  }
  for (const std::string_view key : {keys.one, keys.several}) {
    object.for_each(key, [&](const Node& node) { each(key, node); });
  }
}

dhcp6::Host load_host(const Node& node,
                      std::string_view name,
                      Place place,
                      const Surroundings& around,
                      Loader& loader) {
  dhcp6::Host host;
  const Object object(node, "host", loader.out);
  const Node* own_name = object.find("name");
  host.name = own_name != nullptr ? object.text("name").value_or("") : std::string(name);
  host.source = source_of(place);
  if (own_name != nullptr && !name.empty()) {
    loader.out.error(own_name->place, cat("the host is already called ", quoted(name)),
                     "Remove 'name': the key of the map is the name.");
  } else if (own_name == nullptr && name.empty() && node.is_map()) {
    loader.out.missing(node.place, "'name' is missing in hosts[]", "Write 'name: printer'.");
  }
  if (!host.name.empty()) {
    loader.facts.host_names.push_back(
        {host.name, own_name != nullptr ? own_name->place : place, around.link});
  }
  object.for_each("match", [&](const Node& item) {
    if (auto identity = load_match(item, around.link, loader)) {
      host.match.push_back(std::move(*identity));
    }
  });
  for_both(object, {"address", "addresses"}, [&](std::string_view key, const Node& item) {
    load_address(item, key, object, around.link, loader, host);
  });
  for_both(object, {"prefix", "prefixes"}, [&](std::string_view key, const Node& item) {
    const auto prefix = dhcp6::Prefix::parse(item.text);
    if (!item.is_scalar() || !prefix) {
      object.wrong(key, item);
      return;
    }
    loader.facts.prefixes.push_back({*prefix, item.place, around.link});
    host.prefixes.push_back(*prefix);
  });
  if (object.find("hostname") != nullptr) host.hostname = object.text("hostname").value_or("");
  host.options = load_options(object, loader);
  if (object.find("lifetimes") != nullptr) {
    host.lifetimes = load_lifetimes(object, around.lifetimes);
  }
  return host;
}

}  // namespace

std::vector<dhcp6::Host> load_hosts(const Object& parent,
                                    const Surroundings& around,
                                    Loader& loader) {
  std::vector<dhcp6::Host> hosts;
  parent.for_each_named("hosts", [&](std::string_view name, Place place, const Node& node) {
    hosts.push_back(load_host(node, name, place, around, loader));
  });
  return hosts;
}

}  // namespace ward6::config
