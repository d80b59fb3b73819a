// What makes this server this server, kept in the file `identity` of the state directory for ever:
// its DUID, and the secret that decides which client gets which address.
#pragma once

#include <string>

#include "daemon/io/attempt.h"
#include "daemon/settings.h"
#include "libdhcp6/server/server.h"

namespace ward6::daemon {

struct LoadedIdentity {
  dhcp6::ServerIdentity identity;
  bool created = false;  // the file is new, or has a new DUID
};

// Reads the file, or makes it. A DUID that is kept stays, unless the configuration names another
// kind of DUID; a DUID given in the configuration is used and not kept. A file that cannot be read
// or understood is an error: another identity would be a stranger to every client.
// Requires: the state directory is locked by this process.
[[nodiscard]] Attempt<LoadedIdentity> load_identity(const std::string& state_dir,
                                                    const DuidChoice& choice);

// The text of the file, and back.
[[nodiscard]] std::string format_identity(const dhcp6::ServerIdentity& identity);
[[nodiscard]] Attempt<dhcp6::ServerIdentity> parse_identity(const std::string& text);

}  // namespace ward6::daemon
