// `ward6ctl relay`: relayed links, ports of bridges, the servers, and what was dropped and why.
#pragma once

#include <memory>

#include <boost/json/object.hpp>

#include "daemon/bridging.h"
#include "daemon/control_answer.h"
#include "daemon/links.h"
#include "daemon/relaying.h"
#include "daemon/settings.h"

namespace ward6::daemon {

// Lines {"link":…}, {"port":…}, {"server":…} and {"drop":…}. Counters carry the names of RFC 9243
// §4.3. Everything given outlives the answer.
[[nodiscard]] ControlAnswer show_relay(Relaying& relaying,
                                       Bridging& bridging,
                                       const Links& links,
                                       const std::shared_ptr<const Settings>& settings);

// What passed the ports of each bridge with an LDRA, and what was dropped there: by link and port.
[[nodiscard]] boost::json::object ldra_counters(Bridging& bridging);

}  // namespace ward6::daemon
