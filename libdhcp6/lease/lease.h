// A lease as a value: what the journal writes, what ward6ctl prints, what the engine hands around.
// How millions of them are kept in memory is lease_table's business.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/core/time.h"

namespace ward6::dhcp6 {

// What is leased: an address is a Prefix of length 128, a delegated prefix is shorter.
using Resource = Prefix;
[[nodiscard]] inline bool is_address(const Resource& resource) noexcept {
  return resource.length() == 128;
}

// The numbers of LeaseState and LeaseEvent are in the journal: never renumber, only append.
enum class LeaseState : std::uint8_t {
  free = 0,      // nobody's; has no record in memory
  bound = 1,     // held by a client until it expires
  released = 2,  // given back; its former holder is remembered and gets it first
  expired = 3,   // ran out; remembered likewise
  declined = 4,  // somebody else uses it: kept away from everyone until the quarantine ends
};
inline constexpr std::size_t kLeaseStateCount = 5;

enum class LeaseEvent : std::uint8_t {
  grant = 0,   // first given to this holder, or again after release or expiry
  renew = 1,   // extended by Renew
  rebind = 2,  // extended by Rebind
  release = 3,
  decline = 4,
  expire = 5,
  forget = 6,  // the memory of a former holder, or a quarantine, ended
  remove = 7,  // by the operator
};
inline constexpr std::size_t kLeaseEventCount = 8;

[[nodiscard]] std::string_view name(LeaseState state) noexcept;
[[nodiscard]] std::string_view name(LeaseEvent event) noexcept;

// Why this resource was chosen: part of the lease's history. In the journal: append only.
enum class Choice : std::uint8_t {
  unknown = 0,
  same_again = 1,   // the client holds it, or held it last
  reservation = 2,  // a host entry names it
  hint = 3,         // the client asked for it and it was free
  hashed = 4,       // keyed hash of the client
  random = 5,
  sequential = 6,
  next_free = 7,  // the first choices were taken: next free one of the pool
  recycled = 8,   // the pool is full: longest unused one of a former holder
};
inline constexpr std::size_t kChoiceCount = 9;
[[nodiscard]] std::string_view name(Choice choice) noexcept;

// Further facts of a lease, each present or not; kept as one encoded block (details.h) of at most
// kDetailsSizeMax bytes: what would pass the limit is left out.
inline constexpr std::size_t kDetailsSizeMax = 510;
struct LeaseDetails {
  LinkLayerAddress link_layer;  // of the client
  std::string_view hostname;    // as the client or its host entry gives it
  Ipv6Address peer;             // the client's address as first seen: next hop of its prefixes
  Ipv6Address relay;            // link-address of the relay layer that chose the link; or ::
  Bytes interface_id;           // of the innermost relay layer that has it
  Bytes remote_id;
  Bytes subscriber_id;
};

// One full state of a lease. Views borrow from the packet, the lease table or the journal.
struct LeaseRecord {
  Resource resource;
  LeaseState state = LeaseState::free;
  LeaseEvent event = LeaseEvent::grant;  // what brought it into this state
  Choice choice = Choice::unknown;
  LinkId link = kNoLink;
  Iaid iaid{};
  Bytes duid;
  WallTime since;                // when this holder got it
  WallTime changed;              // when this state began or was last extended
  Seconds preferred_lifetime{};  // as last told to the client
  Seconds valid_lifetime{};
  WallTime expires;  // bound: end of the valid lifetime; else: when it becomes free
  Bytes details;     // encoded LeaseDetails; empty: none
};

}  // namespace ward6::dhcp6
