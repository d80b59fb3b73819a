// A Router Advertisement held against what routers may say. Internal to raguard/.
#pragma once

#include "raguard/guard.h"

namespace ward6::raguard {

// The router that `judgement` is from, by its address and Ethernet address; null when none.
[[nodiscard]] const AllowedRouter* find_router(const GuardPolicy& policy,
                                               const Judgement& judgement) noexcept;
// The one that it may be compared with when it is none: with the same address or Ethernet address,
// else the only one.
[[nodiscard]] const AllowedRouter* nearest_router(const GuardPolicy& policy,
                                                  const Judgement& judgement) noexcept;

// Notes in `judgement` what hosts discard the advertisement for: RFC 4861 §6.1.2.
void find_invalid(Judgement& judgement);
[[nodiscard]] bool is_invalid(const Findings& findings) noexcept;
// Notes what a router says that it may not. Requires: judgement.advert; `router` may be null.
void find_content(const AllowedRouter* router, Judgement& judgement);

// Who does such a thing: RFC 6104 §2. Requires: is_drop(), or an allowed router.
[[nodiscard]] Cause find_cause(const GuardPolicy& policy, const Judgement& judgement);

}  // namespace ward6::raguard
