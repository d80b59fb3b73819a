// Which link a lease belongs to under the configuration in force: neither the lease table nor
// snapshots say.
#pragma once

#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/server/config.h"

namespace ward6::daemon {

class LinkFinder {
 public:
  explicit LinkFinder(const dhcp6::ServerConfig& config);

  // kNoLink: of no link now.
  [[nodiscard]] dhcp6::LinkId find(const dhcp6::Prefix& resource) const noexcept;

 private:
  struct Range {
    dhcp6::Prefix prefix;
    dhcp6::LinkId link{};
  };
  std::vector<Range> addresses_;  // each sorted by base, then by length
  std::vector<Range> prefixes_;
};

}  // namespace ward6::daemon
