// The verbs about delegated prefixes: RFC 8987 §4.4 O-1 and O-2, RFC 9243 §3.2.
#pragma once

#include <boost/json/object.hpp>

#include "daemon/control_answer.h"
#include "daemon/delegating.h"

namespace ward6::daemon {

// From {"link":…, "client":…, "prefix":…}. `delegating` must outlive the answer; it is looked at
// anew for each slice.
[[nodiscard]] ControlAnswer list_bindings(const Delegating& delegating,
                                          const boost::json::object& arguments);
// The same, or {"all":true}: to clear all by an oversight is too easy.
[[nodiscard]] ControlAnswer clear_bindings(Delegating& delegating,
                                           const boost::json::object& arguments);
// Counters, and what is in the kernel.
[[nodiscard]] boost::json::object delegation_counts(const Delegating& delegating);

}  // namespace ward6::daemon
