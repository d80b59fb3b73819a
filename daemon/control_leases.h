// The verb `leases`: which leases are meant, and how they are listed in slices.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "daemon/control_answer.h"
#include "daemon/io/attempt.h"
#include "daemon/settings.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/lease/lease_table.h"
#include "libdhcp6/server/server.h"

namespace ward6::daemon {

struct LeaseFilter {
  std::optional<std::string> link;
  std::optional<dhcp6::Duid> duid;
  // An address: its lease, and the delegated prefixes around it. A prefix: it and what is in it.
  std::optional<dhcp6::Prefix> within;
  std::optional<dhcp6::LeaseState> state;
};

// From {"link":…, "duid":…, "address":…, "state":…}; the error is a sentence for the user.
[[nodiscard]] Attempt<LeaseFilter> parse_lease_filter(const boost::json::object& arguments);

// Everything given is looked at again for each slice, and must outlive the answer.
[[nodiscard]] ControlAnswer list_leases(const dhcp6::LeaseTable& leases,
                                        const std::shared_ptr<const Settings>& settings,
                                        const dhcp6::Server& server,
                                        const LeaseFilter& filter);

}  // namespace ward6::daemon
