// What is done for prefixes that clients are delegated: a link's `delegated`, and `routes`.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "config/loader.h"

namespace ward6::config {
namespace {

// The table that the kernel fills by itself.
constexpr std::uint32_t kLocalTable = 255;

// Who else writes routes, as linux/rtnetlink.h has it: their routes must not be taken for ours.
struct RouteProtocol {
  std::int64_t number = 0;
  std::string_view owner;
};
constexpr std::array kRouteProtocols{
    RouteProtocol{8, "gated"},          RouteProtocol{9, "Router Advertisements"},
    RouteProtocol{10, "mrt"},           RouteProtocol{11, "zebra"},
    RouteProtocol{12, "bird"},          RouteProtocol{13, "dnrouted"},
    RouteProtocol{14, "xorp"},          RouteProtocol{15, "netsukuku"},
    RouteProtocol{16, "a DHCP client"}, RouteProtocol{17, "mrouted"},
    RouteProtocol{18, "keepalived"},    RouteProtocol{42, "babel"},
    RouteProtocol{84, "ovn"},           RouteProtocol{99, "openr"},
    RouteProtocol{186, "bgp"},          RouteProtocol{187, "isis"},
    RouteProtocol{188, "ospf"},         RouteProtocol{189, "rip"},
    RouteProtocol{192, "eigrp"},
};

}  // namespace

void load_delegated(const Object& object, const dhcp6::Link& link, Loader& loader) {
  const Node* node = object.find("delegated");
  if (node == nullptr) return;
  const Object fields(*node, "delegated", loader.out);
  relay::DelegationPolicy policy;
  policy.link = dhcp6::LinkId{static_cast<std::uint16_t>(loader.facts.links.size() - 1)};
  policy.name = link.name;
  policy.routes = fields.boolean("routes").value_or(policy.routes);
  policy.filter = fields.boolean("filter").value_or(policy.filter);
  const auto guard = fields.choice("loop-guard");
  policy.loop_guard = guard != "off";
  policy.loop_reject = guard == "reject";
  policy.per_client =
      static_cast<std::uint32_t>(fields.integer("per-client").value_or(policy.per_client));
  policy.per_link =
      static_cast<std::uint32_t>(fields.integer("per-link").value_or(policy.per_link));
  const Place place = object.place_of("delegated");
  // RFC 8987 §1: the delegating relay is the first hop; only it knows the client's neighbour entry.
  if (object.find("interface") == nullptr) {
    loader.out.missing(
        place, cat("link ", quoted(link.name), " has no interface to route delegated prefixes to"),
        "Give it an 'interface', or let its first relay install the routes.");
  }
  if (object.find("serve") == nullptr && object.find("relay") == nullptr) {
    loader.out.missing(
        place, cat("nobody delegates prefixes to clients of link ", quoted(link.name), " here"),
        "Give it 'serve' or 'relay', or remove 'delegated'.");
  }
  loader.delegations.links.push_back(std::move(policy));
}

void load_routes(const Node& node, Loader& loader) {
  const Object object(node, "routes", loader.out);
  relay::DelegationConfig& config = loader.delegations;
  if (const auto protocol = object.integer("protocol")) {
    const auto owner = std::ranges::find(kRouteProtocols, *protocol, &RouteProtocol::number);
    if (owner != kRouteProtocols.end()) {
      loader.out.error(object.find("protocol")->place,
                       cat("routes of protocol ", *protocol, " belong to ", owner->owner),
                       "Choose a number that nothing else uses, such as 206.");
    }
    config.protocol = static_cast<std::uint8_t>(*protocol);
  }
  config.table = static_cast<std::uint32_t>(object.integer("table").value_or(config.table));
  config.metric = static_cast<std::uint32_t>(object.integer("metric").value_or(config.metric));
  if (config.table == kLocalTable) {
    loader.out.error(object.find("table")->place, "table 255 is the kernel's own",
                     "Choose another one; 254 is the main table.");
  }
}

}  // namespace ward6::config
