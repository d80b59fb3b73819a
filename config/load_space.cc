// `prefixes` and `delegate`: the space from which leases are given.
#include <string>
#include <utility>

#include "config/loader.h"
#include "config/scalars.h"

namespace ward6::config {
namespace {

using dhcp6::Ipv6Address;
using dhcp6::Prefix;

constexpr unsigned kPoolBitsMax = 64;    // the engine counts in 64 bits
constexpr unsigned kInterfaceBits = 64;  // RFC 4291 §2.5.1

// Space that no client can use.
bool is_for_clients(const Prefix& prefix) {
  const Ipv6Address& base = prefix.base();
  return prefix.length() > 0 && !base.is_multicast() && !base.is_link_local() &&
         !base.is_loopback() && !base.is_unspecified();
}

struct PoolContext {
  const Object& owner;  // the entry of `prefixes`
  Prefix prefix;
  Place prefix_place;
  std::size_t on_link = 0;
  dhcp6::Allocation allocation = dhcp6::Allocation::hashed;
};

void add_pool(const Node& node,
              std::string_view key,
              const Range& range,
              dhcp6::Allocation allocation,
              const PoolContext& context,
              Loader& loader,
              std::vector<dhcp6::AddressPool>& pools) {
  (void)key;  // the message names the value
  Diagnostics& out = loader.out;
  const std::string text = cat(range.first.to_string(), " - ", range.last.to_string());
  if (range.first > range.last) {
    out.error(node.place, cat("the pool ", text, " is upside down"),
              cat("Write ", range.last.to_string(), " - ", range.first.to_string(), "."));
    return;
  }
  if (!context.prefix.contains(range.first) || !context.prefix.contains(range.last)) {
    out.error(node.place,
              cat("pool ", quoted(node.text), " is outside its prefix ", context.prefix.to_string(),
                  at_line(context.prefix_place)),
              "Choose a part of the prefix.", {{context.prefix_place, "the prefix", {}}});
    return;
  }
  if (!dhcp6::distance(range.first, range.last)) {
    out.error(node.place, cat("pool ", quoted(node.text), " has more than 2^64 addresses"),
              cat("Choose a smaller part, such as ", range.first.to_string(), "/64."));
    return;
  }
  loader.facts.pools.push_back({range.first, range.last, node.place, context.on_link, true});
  pools.push_back({range.first, range.last, allocation, source_of(node.place)});
}

void load_pool(const Node& node,
               std::string_view key,
               const PoolContext& context,
               Loader& loader,
               std::vector<dhcp6::AddressPool>& pools) {
  if (node.is_map()) {
    const Object object(node, "pool", loader.out);
    const auto allocation = load_allocation(object, context.allocation);
    const Node* text = object.find("range");
    if (text == nullptr) return;
    const auto range = text->is_scalar() ? parse_range(text->text) : std::nullopt;
    if (!range) {
      object.wrong("range", *text);
    } else {
      add_pool(*text, key, *range, allocation, context, loader, pools);
    }
    return;
  }
  const auto range = node.is_scalar() ? parse_range(node.text) : std::nullopt;
  if (!range) {
    context.owner.wrong(key, node);
  } else {
    add_pool(node, key, *range, context.allocation, context, loader, pools);
  }
}

void load_whole_prefix(const PoolContext& context, Loader& loader, dhcp6::LinkPrefix& link) {
  const Prefix& prefix = context.prefix;
  if (128U - prefix.length() > kPoolBitsMax) {
    loader.out.error(context.prefix_place,
                     cat("the whole of ", prefix.to_string(), " is too large for a pool"),
                     "Say with 'pool' which part of it clients get; mostly the prefix of a link "
                     "is a /64.");
    return;
  }
  loader.facts.pools.push_back(
      {prefix.base(), prefix.last(), context.prefix_place, context.on_link, false});
  link.pools.push_back({prefix.base(), prefix.last(), context.allocation, link.source});
}

void load_prefix(const Node& node,
                 const Surroundings& around,
                 Loader& loader,
                 std::vector<dhcp6::LinkPrefix>& out) {
  const Object object(node, "prefix", loader.out);
  const auto prefix = object.prefix("prefix");
  const auto allocation = load_allocation(object, dhcp6::Allocation::hashed);
  dhcp6::LinkPrefix link;
  if (object.find("lifetimes") != nullptr)
    link.lifetimes = load_lifetimes(object, around.lifetimes);
  if (!prefix) return;
  const Place place = object.find("prefix")->place;
  link.prefix = *prefix;
  link.source = source_of(place);
  if (!is_for_clients(*prefix)) {
    loader.out.error(place, cat("clients cannot have addresses of ", prefix->to_string()),
                     "Give a prefix of global or unique local addresses.");
    return;
  }
  loader.facts.on_links.push_back({*prefix, place, around.link});
  const PoolContext context{object, *prefix, place, loader.facts.on_links.size() - 1, allocation};
  const bool pool = object.find("pool") != nullptr;
  const bool pools = object.find("pools") != nullptr;
  if (pool && pools) {
    loader.out.error(object.place_of("pools"), "both 'pool' and 'pools' are given",
                     "They mean the same: write all pools under one of them.",
                     {{object.place_of("pool"), "the other one", {}}});
  }
  for (const std::string_view key : {std::string_view("pool"), std::string_view("pools")}) {
    object.for_each(key,
                    [&](const Node& item) { load_pool(item, key, context, loader, link.pools); });
  }
  if (!pool && !pools) load_whole_prefix(context, loader, link);
  out.push_back(std::move(link));
}

// RFC 6603 §4.2: the excluded prefix is longer than the delegated one and lies within it.
std::optional<Prefix> load_exclude(const Object& object, unsigned length) {
  const auto exclude = object.prefix("exclude");
  if (!exclude) return std::nullopt;
  const Place place = object.find("exclude")->place;
  if (exclude->length() <= length) {
    object.out().error(
        place, cat("the excluded ", exclude->to_string(), " does not fit in a delegated /", length),
        cat("Its length must be more than ", length, ": RFC 6603 §4.2."));
    return std::nullopt;
  }
  const Prefix network = Prefix::containing(exclude->base(), length);
  if (!network.base().is_unspecified()) {
    object.out().error(place,
                       cat("the excluded ", exclude->to_string(), " sets bits of the first ",
                           length, ", which come from the delegated prefix"),
                       "Write it relative to the delegated prefix, such as 0:0:0:ff::/64.");
    return std::nullopt;
  }
  return exclude;
}

void load_block(const Node& node,
                const Surroundings& around,
                Loader& loader,
                std::vector<dhcp6::Delegation>& out) {
  const Object object(node, "delegation", loader.out);
  const auto from = object.prefix("from");
  const auto length = object.integer("length");
  dhcp6::Delegation block;
  block.allocation = load_allocation(object, dhcp6::Allocation::hashed);
  if (object.find("lifetimes") != nullptr) {
    block.lifetimes = load_lifetimes(object, around.lifetimes);
  }
  if (length) block.exclude = load_exclude(object, static_cast<unsigned>(*length));
  if (!from || !length) return;
  block.from = *from;
  block.length = static_cast<std::uint8_t>(*length);
  const Place place = object.find("from")->place;
  const Place length_place = object.find("length")->place;
  block.source = source_of(place);
  if (!is_for_clients(*from)) {
    loader.out.error(place, cat(from->to_string(), " cannot be delegated"),
                     "Give a block of global or unique local addresses.");
    return;
  }
  if (block.length < from->length()) {
    loader.out.error(length_place,
                     cat("a delegated /", unsigned{block.length}, " is larger than the block ",
                         from->to_string(), at_line(place)),
                     cat("Make 'length' more than ", unsigned{from->length()}, "."),
                     {{place, "the block", {}}});
    return;
  }
  if (unsigned{block.length} - from->length() > kPoolBitsMax) {
    loader.out.error(length_place,
                     cat("the block ", from->to_string(), " holds more than 2^64 prefixes /",
                         unsigned{block.length}, at_line(place)),
                     "Use a smaller block, or delegate larger prefixes.");
    return;
  }
  if (block.length > kInterfaceBits) {
    loader.out.warning(length_place,
                       cat("a delegated /", unsigned{block.length},
                           " is too small for a link with address autoconfiguration"),
                       "Delegate /64 or shorter.");
  }
  loader.facts.blocks.push_back({*from, block.length, place, around.link});
  out.push_back(std::move(block));
}

}  // namespace

void load_prefixes(const Object& serve,
                   const Surroundings& around,
                   Loader& loader,
                   std::vector<dhcp6::LinkPrefix>& out) {
  serve.for_each("prefixes", [&](const Node& node) { load_prefix(node, around, loader, out); });
}

void load_delegate(const Object& serve,
                   const Surroundings& around,
                   Loader& loader,
                   std::vector<dhcp6::Delegation>& out) {
  serve.for_each("delegate", [&](const Node& node) { load_block(node, around, loader, out); });
}

}  // namespace ward6::config
