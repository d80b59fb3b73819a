// A lease as ward6ctl gets it.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "libdhcp6/lease/lease.h"

namespace ward6::daemon {

// `link` is the name of the link that it belongs to now; empty: none.
[[nodiscard]] boost::json::object to_json(const dhcp6::LeaseRecord& lease, std::string_view link);

}  // namespace ward6::daemon
