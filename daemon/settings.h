// What the daemon shell takes from the configuration file: the engine's part, and everything that
// concerns sockets, files and the log. Only settings.cc and check.cc know config/'s types.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "daemon/log_line.h"
#include "daemon/log_messages.h"
#include "daemon/options.h"
#include "libdhcp6/core/address.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/server/config.h"
#include "raguard/policy.h"
#include "relay/config.h"
#include "relay/delegations.h"
#include "relay/ldra_config.h"

namespace ward6::daemon {

struct DuidChoice {
  // automatic: whatever is kept, else a DUID-LLT. given: `fixed` itself.
  enum class Kind : std::uint8_t { automatic, llt, en, ll, uuid, given };

  Kind kind = Kind::automatic;
  std::uint32_t enterprise = 0;  // of kind en
  dhcp6::Duid fixed;

  friend bool operator==(const DuidChoice&, const DuidChoice&) = default;
};

struct Settings {
  std::shared_ptr<const dhcp6::ServerConfig> server;
  std::shared_ptr<const relay::RelayConfig> relay;  // its links have the LinkIds of `server`
  std::shared_ptr<const relay::DelegationConfig> delegations;
  // Likewise, for the ports of bridges.
  std::shared_ptr<const std::vector<relay::LdraConfig>> ldras;
  // And what their ports may say.
  std::shared_ptr<const std::vector<raguard::GuardPolicy>> guards =
      std::make_shared<const std::vector<raguard::GuardPolicy>>();
  bool guards_in_bridge = false;            // the packet filter's place
  bool guards_end = false;                  // it goes when we do
  std::uint64_t guard_evidence = 16 << 20;  // bytes of capture files
  std::string hostname;                     // of this machine
  DuidChoice duid;
  std::vector<dhcp6::Ipv6Address> listen;  // for relayed messages; empty: none
  std::string state_dir;
  std::string runtime_dir;
  mode_t control_mode = 0660;
  std::string control_group;  // empty: the daemon's own
  LogLevel log_level = LogLevel::info;
  bool log_json = false;
  bool log_transactions = true;
  dhcp6::Seconds history_keep{};
};

// A finding in the configuration, as one line with file, line and column.
struct Finding {
  bool error = false;
  std::string text;
  std::string file;
  std::uint32_t line = 0;
};

struct LoadedSettings {
  std::shared_ptr<const Settings> settings;  // null when there are errors
  std::vector<Finding> findings;
  std::string report;  // all findings with the lines that they are about, for a terminal
};
// Reads and checks `path`. Throws nothing; whatever goes wrong is a finding.
[[nodiscard]] LoadedSettings load_settings(const std::string& path);

// The settings with what the command line says over them.
[[nodiscard]] std::shared_ptr<const Settings> effective_settings(
    const std::shared_ptr<const Settings>& settings, const Options& options);

}  // namespace ward6::daemon
