// `ward6ctl leases --offline`: leases from the files of the store, without a daemon.
#pragma once

#include <functional>

#include <boost/json/object.hpp>

#include "ctl/command_line.h"
#include "ctl/exit_code.h"

namespace ward6::ctl {

struct OfflineResult {
  ExitCode code = ExitCode::ok;
  bool readable = true;  // false: nothing could be read at all
};

// Gives each lease that the command asks for to `visit`, in the form in which the daemon gives it.
// Says on standard error what is wrong with the files. With damage in them, what is left is given,
// and the code is `refused`.
[[nodiscard]] OfflineResult visit_offline_leases(
    const Command& command, const std::function<void(const boost::json::object&)>& visit);

}  // namespace ward6::ctl
