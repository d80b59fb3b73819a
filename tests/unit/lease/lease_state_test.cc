#include "libdhcp6/lease/lease_state.h"

#include <map>
#include <utility>

#include "tests/support/catch.h"

using namespace ward6::dhcp6;

TEST_CASE("Every pair of state and event leads where it should, or nowhere", "[lease][state]") {
  using S = LeaseState;
  using E = LeaseEvent;
  const std::map<std::pair<S, E>, S> expected{
      {{S::free, E::grant}, S::bound},       {{S::released, E::grant}, S::bound},
      {{S::expired, E::grant}, S::bound},    {{S::bound, E::grant}, S::bound},
      {{S::bound, E::renew}, S::bound},      {{S::bound, E::rebind}, S::bound},
      {{S::bound, E::release}, S::released}, {{S::bound, E::decline}, S::declined},
      {{S::bound, E::expire}, S::expired},   {{S::released, E::forget}, S::free},
      {{S::expired, E::forget}, S::free},    {{S::declined, E::forget}, S::free},
      {{S::bound, E::remove}, S::free},      {{S::released, E::remove}, S::free},
      {{S::expired, E::remove}, S::free},    {{S::declined, E::remove}, S::free},
  };
  CHECK(expected.size() == kLeaseTransitions.size());
  for (std::size_t s = 0; s < kLeaseStateCount; ++s) {
    for (std::size_t e = 0; e < kLeaseEventCount; ++e) {
      const auto from = static_cast<S>(s);
      const auto event = static_cast<E>(e);
      CAPTURE(name(from), name(event));
      const LeaseTransition* row = transition(from, event);
      const auto found = expected.find({from, event});
      REQUIRE((row != nullptr) == (found != expected.end()));
      if (row != nullptr) CHECK(row->to == found->second);
    }
  }
}

TEST_CASE("What a client is told of is durable first, what time or the operator does is not",
          "[lease][state]") {
  for (const LeaseTransition& row : kLeaseTransitions) {
    const bool by_message = row.event <= LeaseEvent::decline;
    CHECK(row.before_reply == by_message);
    CHECK(row.rfc.empty() == (row.event == LeaseEvent::remove));
    // A declined address is nobody's: no message may bring it back.
    if (row.from == LeaseState::declined) CHECK(row.to == LeaseState::free);
  }
}
