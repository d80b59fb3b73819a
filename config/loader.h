// The parts of the loader, one function for each map of the file. Internal to config/.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/diagnostic.h"
#include "config/document.h"
#include "config/facts.h"
#include "config/object.h"
#include "libdhcp6/server/config.h"
#include "libdhcp6/wire/user_options.h"
#include "raguard/policy.h"
#include "relay/config.h"
#include "relay/delegations.h"
#include "relay/ldra_config.h"

namespace ward6::config {

struct Loader {
  Diagnostics& out;
  Facts facts;
  relay::RelayConfig relay;
  relay::DelegationConfig delegations;
  std::vector<relay::LdraConfig> ldras;
  std::vector<raguard::GuardPolicy> guards;
  std::vector<dhcp6::UserOption> user_options;
};

// What hosts and pools take from where they stand.
struct Surroundings {
  std::size_t link = kEveryLink;
  dhcp6::Lifetimes lifetimes;
};

void load_server(const Node& node, Loader& loader, Config& config, dhcp6::ServerConfig& server);
void load_log(const Node& node, Loader& loader, Config& config);
void load_definitions(const Object& file, Loader& loader);

[[nodiscard]] dhcp6::Link load_link(const Node& node,
                                    std::string_view name,
                                    Place place,
                                    Loader& loader);
// Adds the link to `loader.relay`; `index` is its LinkId.
void load_relay(const Node& node, std::string_view name, std::size_t index, Loader& loader);
// Adds a policy to `loader.delegations` if the link has `delegated`.
void load_delegated(const Object& object, const dhcp6::Link& link, Loader& loader);
void load_routes(const Node& node, Loader& loader);
// The link that a map is of.
struct BridgePlace {
  std::string_view name;
  std::size_t index = 0;  // its LinkId
  std::string_view interface;
};
// Adds the bridge `interface` to `loader.ldras`.
void load_ldra(const Node& node, const BridgePlace& place, Loader& loader);
// The name of a port of `bridge` in the list under `key`; empty when it is wrong and reported.
[[nodiscard]] std::string load_port_name(const Object& object,
                                         std::string_view key,
                                         const Node& item,
                                         std::string_view bridge,
                                         Diagnostics& out);
// Adds a policy to `loader.guards`.
void load_guard(const Node& node, const BridgePlace& place, Loader& loader);
void load_guard_process(const Node& node, Loader& loader, Config& config);
// Adds to `loader.guards` what follows from the other links. Last of all.
void complete_guards(const dhcp6::ServerConfig& server, Loader& loader);
// The label under `key`; an empty one when there is none, or it is wrong and reported.
// `per_client`: it may have {client-mac}.
[[nodiscard]] relay::Label load_label(const Object& object, std::string_view key, bool per_client);
// The setting `remote-id` of `parent`.
[[nodiscard]] std::optional<relay::RemoteId> load_sent_remote_id(const Object& parent);
[[nodiscard]] relay::Rate load_rate(const Object& object, std::string_view key, relay::Rate rate);
[[nodiscard]] dhcp6::Lifetimes load_lifetimes(const Object& parent, const dhcp6::Lifetimes& outer);
[[nodiscard]] dhcp6::Allocation load_allocation(const Object& object, dhcp6::Allocation outer);
void load_prefixes(const Object& serve,
                   const Surroundings& around,
                   Loader& loader,
                   std::vector<dhcp6::LinkPrefix>& out);
void load_delegate(const Object& serve,
                   const Surroundings& around,
                   Loader& loader,
                   std::vector<dhcp6::Delegation>& out);

// The hosts of `parent`, which is the file or a link's `serve`.
[[nodiscard]] std::vector<dhcp6::Host> load_hosts(const Object& parent,
                                                  const Surroundings& around,
                                                  Loader& loader);

// The setting `options` of `parent`.
[[nodiscard]] dhcp6::OptionSet load_options(const Object& parent, Loader& loader);

[[nodiscard]] inline dhcp6::SourceLine source_of(Place place) {
  return {place.line};
}

}  // namespace ward6::config
