// The states of a lease and what moves it from one to another. This table is the only place that
// knows; a test walks every pair of state and event.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "libdhcp6/lease/lease.h"

namespace ward6::dhcp6 {

struct LeaseTransition {
  LeaseState from;
  LeaseEvent event;
  LeaseState to;
  bool before_reply;  // the client is told: the change must be durable before the Reply leaves
  std::string_view rfc;
};

// clang-format off
inline constexpr std::array kLeaseTransitions{
    LeaseTransition{LeaseState::free,     LeaseEvent::grant,   LeaseState::bound,    true,  "RFC 9915 §18.3.2"},
    LeaseTransition{LeaseState::released, LeaseEvent::grant,   LeaseState::bound,    true,  "RFC 9915 §18.3.2"},
    LeaseTransition{LeaseState::expired,  LeaseEvent::grant,   LeaseState::bound,    true,  "RFC 9915 §18.3.2"},
    LeaseTransition{LeaseState::bound,    LeaseEvent::grant,   LeaseState::bound,    true,  "RFC 9915 §18.3.2"},
    LeaseTransition{LeaseState::bound,    LeaseEvent::renew,   LeaseState::bound,    true,  "RFC 9915 §18.3.4"},
    LeaseTransition{LeaseState::bound,    LeaseEvent::rebind,  LeaseState::bound,    true,  "RFC 9915 §18.3.5"},
    LeaseTransition{LeaseState::bound,    LeaseEvent::release, LeaseState::released, true,  "RFC 9915 §18.3.7"},
    LeaseTransition{LeaseState::bound,    LeaseEvent::decline, LeaseState::declined, true,  "RFC 9915 §18.3.8"},
    LeaseTransition{LeaseState::bound,    LeaseEvent::expire,  LeaseState::expired,  false, "RFC 9915 §18.3"},
    LeaseTransition{LeaseState::released, LeaseEvent::forget,  LeaseState::free,     false, "RFC 9915 §18.3.7"},
    LeaseTransition{LeaseState::expired,  LeaseEvent::forget,  LeaseState::free,     false, "RFC 9915 §18.3.7"},
    LeaseTransition{LeaseState::declined, LeaseEvent::forget,  LeaseState::free,     false, "RFC 9915 §18.3.8"},
    LeaseTransition{LeaseState::bound,    LeaseEvent::remove,  LeaseState::free,     false, ""},
    LeaseTransition{LeaseState::released, LeaseEvent::remove,  LeaseState::free,     false, ""},
    LeaseTransition{LeaseState::expired,  LeaseEvent::remove,  LeaseState::free,     false, ""},
    LeaseTransition{LeaseState::declined, LeaseEvent::remove,  LeaseState::free,     false, ""},
};
// clang-format on

// What `event` does to a lease in state `from`; nothing: it must not happen.
[[nodiscard]] constexpr const LeaseTransition* transition(LeaseState from,
                                                          LeaseEvent event) noexcept {
  for (const LeaseTransition& row : kLeaseTransitions) {
    if (row.from == from && row.event == event) return &row;
  }
  return nullptr;
}

}  // namespace ward6::dhcp6
