// A delegated prefix as JSON: in the state file, and for ward6ctl.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "daemon/io/attempt.h"
#include "relay/delegations.h"

namespace ward6::daemon {

// `link` is the name of its link: numbers change with the configuration.
[[nodiscard]] boost::json::object to_json(const relay::Delegation& delegation,
                                          std::string_view link);

struct NamedDelegation {
  relay::Delegation delegation;  // without its link
  std::string link;
};
// The inverse; the error tells which member is wrong.
[[nodiscard]] Attempt<NamedDelegation> to_delegation(const boost::json::object& object);

}  // namespace ward6::daemon
