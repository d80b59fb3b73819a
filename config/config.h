// The configuration: immutable, complete and checked. load.h makes one from YAML; a reload makes a
// new one and swaps it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/diagnostic.h"
#include "libdhcp6/core/address.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/core/time.h"
#include "libdhcp6/server/config.h"
#include "libdhcp6/wire/user_options.h"
#include "raguard/policy.h"
#include "relay/config.h"
#include "relay/delegations.h"
#include "relay/ldra_config.h"

namespace ward6::config {

// What identifies this server. Without `duid` one of `type` is made at the first start and kept in
// the state directory.
struct ServerDuid {
  std::optional<dhcp6::DuidType> type;  // none: whatever is kept, else a DUID-LLT
  std::uint32_t enterprise = 0;         // for DuidType::en; what follows it is random
  std::optional<dhcp6::Duid> duid;
};

enum class LogLevel : std::uint8_t { debug, info, warning, error };
enum class LogFormat : std::uint8_t { text, json };

struct Log {
  LogLevel level = LogLevel::info;
  LogFormat format = LogFormat::text;
  bool transactions = true;
};

// The socket `control.sock` in the runtime directory.
struct Control {
  std::uint32_t mode = 0660;
  std::string group;  // empty: that of the process
};

// The guards of all links together.
struct Guard {
  bool in_bridge = false;  // the packet filter works there and not at the ports
  bool remove_on_exit = false;
  std::uint16_t evidence_mib = 16;  // of capture files; 0: none
};

struct Config {
  std::shared_ptr<const dhcp6::ServerConfig> server;  // never null
  // Never null. Relay-Id and host name are the daemon's to fill in.
  std::shared_ptr<const relay::RelayConfig> relay;
  std::shared_ptr<const relay::DelegationConfig> delegations;  // never null
  // Never null. The host name is the daemon's to fill in.
  std::shared_ptr<const std::vector<relay::LdraConfig>> ldras;
  std::shared_ptr<const std::vector<raguard::GuardPolicy>> guards;  // never null
  Guard guard;
  ServerDuid duid;
  std::string state_directory = "/var/lib/ward6";
  std::string runtime_directory = "/run/ward6";
  Control control;
  Log log;
  std::vector<dhcp6::Ipv6Address> listen;  // for relayed links; empty when there are none
  dhcp6::Seconds history_keep{90 * 86400};
  std::vector<dhcp6::UserOption> option_definitions;
  std::vector<std::string> sources;  // names of the files that this was made from
  std::vector<Diagnostic> warnings;  // found while loading
};

}  // namespace ward6::config
