// What one message asked for and got, in plain data: for the log line, for counters and for
// explanations. Filled by Server::handle, valid until the next call.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/outcome.h"
#include "libdhcp6/core/time.h"
#include "libdhcp6/lease/lease.h"
#include "libdhcp6/wire/protocol.h"

namespace ward6::dhcp6 {

// Bounds of one message. A CE router asks with two IAs, a host with one; hostile messages more.
inline constexpr std::size_t kIasMax = 16;
inline constexpr std::size_t kLeasesPerIaMax = 16;

// How the link was found.
enum class LinkChoice : std::uint8_t { none, interface, link_address, interface_id };

// One lease, or the lack of one, that the answer tells of.
struct Grant {
  bool prefix = false;  // of an IA_PD
  Iaid iaid{};
  Resource resource;  // ::/0 when there is only a status
  StatusCode status = StatusCode::success;
  Choice choice = Choice::unknown;
  Seconds preferred_lifetime{};
  Seconds valid_lifetime{};  // zero: the client must stop using it
};
inline constexpr std::size_t kGrantsMax = kIasMax * 4;

struct Transaction {
  Outcome outcome = Outcome::dropped_malformed;
  std::uint8_t message_type = 0;  // of the innermost message; 0 when it did not parse
  std::uint8_t reply_type = 0;    // 0: no answer
  TransactionId transaction{};
  std::uint8_t hops = 0;  // relay layers
  LinkId link = kNoLink;
  LinkChoice link_choice = LinkChoice::none;
  Bytes duid;  // borrowed from the packet
  LinkLayerAddress link_layer;
  Ipv6Address client;          // source address, or peer-address of the innermost relay layer
  std::string_view host;       // name of the host entry that matched; empty: none
  bool ignored_ia_ta = false;  // RFC 9915 §21.5: an IA_TA was there and was ignored
  StatusCode status = StatusCode::success;  // of the whole message
  std::array<Grant, kGrantsMax> grants{};
  std::size_t grant_count = 0;

  [[nodiscard]] std::span<const Grant> granted() const noexcept {
    return std::span(grants).first(grant_count);
  }
};

}  // namespace ward6::dhcp6
