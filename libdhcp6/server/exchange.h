// One message being answered: what it says, what is decided, and what will change. Everything has a
// fixed size, so that answering allocates nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "libdhcp6/core/time.h"
#include "libdhcp6/lease/lease_table.h"
#include "libdhcp6/server/hosts.h"
#include "libdhcp6/server/topology.h"
#include "libdhcp6/server/transaction.h"
#include "libdhcp6/wire/ia.h"
#include "libdhcp6/wire/message.h"
#include "libdhcp6/wire/outbox.h"

namespace ward6::dhcp6 {

// An address or prefix that the client named inside an IA. A prefix may have host bits set or be
// ::/n, a mere wish for a length: RFC 9915 §18.2.1.
struct NamedLease {
  Ipv6Address address;
  std::uint8_t length = 128;

  // The resource that this names, if it can be one of ours.
  [[nodiscard]] std::optional<Resource> resource() const noexcept;
};

// An IA_NA or IA_PD of the message, and what it gets.
struct Ia {
  bool prefix = false;  // IA_PD
  Iaid iaid{};
  std::array<NamedLease, kLeasesPerIaMax> named{};
  std::size_t named_count = 0;

  // The decision: lines of the transaction that tell of this IA, and a status when there is none.
  struct Lines {
    std::size_t first = 0;
    std::size_t count = 0;
  };
  Lines granted;
  Lines withdrawn;  // with lifetimes of zero
  StatusCode status = StatusCode::success;
  bool in_reply = true;

  [[nodiscard]] std::span<const NamedLease> leases() const noexcept {
    return std::span(named).first(named_count);
  }
};

// A change of a lease that the answer promises.
struct PlannedChange {
  LeaseIndex existing = kNoLease;  // kNoLease: a new record
  Resource resource;
  Iaid iaid{};
  LeaseEvent event = LeaseEvent::grant;
  Choice choice = Choice::unknown;
  Seconds preferred_lifetime{};
  Seconds valid_lifetime{};
};

struct Exchange {
  // Input, borrowed.
  Now now{};
  const Inbound* inbound = nullptr;
  Envelope envelope;
  const ServedLink* served = nullptr;
  ClientFacts client;
  const Host* host = nullptr;  // for options; each IA looks for its own
  Bytes requested;             // body of the Option Request option
  std::string_view hostname;   // from the Client FQDN option; empty: none that can be used
  std::array<Ia, kIasMax> ias{};
  std::size_t ia_count = 0;

  // Output.
  Transaction* transaction = nullptr;
  std::array<PlannedChange, kGrantsMax> changes{};
  std::size_t change_count = 0;
  bool rapid_commit = false;  // answered by a Reply to a Solicit
  // RFC 9915 §18.3.2: the same T1 and T2 in every IA of a Reply.
  Seconds t1 = kInfinity;
  Seconds t2 = kInfinity;

  [[nodiscard]] MessageType type() const noexcept {
    return static_cast<MessageType>(envelope.message().type);
  }
  [[nodiscard]] std::span<const PlannedChange> planned() const noexcept {
    return std::span(changes).first(change_count);
  }
  // True when the plan already gives or changes this resource.
  [[nodiscard]] bool plans(const Resource& resource) const noexcept;
  // How many of the changes make a record that the table does not have yet.
  [[nodiscard]] std::size_t new_records() const noexcept;
  // Adds a line to the answer. `lines` are of an IA, and nothing was added to others since their
  // first. False: full.
  bool tell(Ia::Lines& lines, const Grant& grant) noexcept;
  bool change(const PlannedChange& change) noexcept;
};

// Decodes every IA of the message into `exchange`. Fails with the decoder's errors, or too_many.
// An IA_TA is noted and ignored (RFC 9915 §21.5); of two IAs with one IAID the first counts.
[[nodiscard]] Result<void> read_ias(Exchange& exchange) noexcept;

}  // namespace ward6::dhcp6
