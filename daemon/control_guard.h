// `ward6ctl guard`: guarded links and ports, who did what may not be done, what was learned, and
// the rules in the kernel.
#pragma once

#include "daemon/control_answer.h"
#include "daemon/guarding.h"

namespace ward6::daemon {

// Lines {"link":…}, {"port":…} and {"rogue":…}. `guarding` outlives the answer.
[[nodiscard]] ControlAnswer show_guard(const Guarding& guarding);
// {"text":…}: configuration that allows what was seen.
[[nodiscard]] ControlAnswer show_learned(const Guarding& guarding);
// {"text":…}: for nft, as it is in force.
[[nodiscard]] ControlAnswer show_guard_rules(const Guarding& guarding);

}  // namespace ward6::daemon
