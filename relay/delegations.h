// The prefixes delegated to clients on this machine's own links: RFC 8987. Learned by watching the
// messages that a relay carries, or that the server role answers, between a client and its server;
// for routes, filters, and people. Watches only: nothing waits for it and nothing fails with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/time.h"
#include "libdhcp6/wire/outbox.h"

namespace ward6::relay {

// What is wanted on a link whose clients are delegated prefixes.
struct DelegationPolicy {
  dhcp6::LinkId link = dhcp6::kNoLink;
  std::string name;                 // of the link
  bool routes = true;               // in the kernel: RFC 8987 §4.2 R-1
  bool filter = false;              // of source addresses: R-3
  bool loop_guard = true;
  bool loop_reject = false;         // tells the sender, instead of dropping: R-5
  std::uint32_t per_client = 8;     // prefixes of one client: RFC 8987 §4.1 G-5
  std::uint32_t per_link = 10'000;  // prefixes of all clients of the link: G-6

  friend bool operator==(const DelegationPolicy&, const DelegationPolicy&) = default;
};

// Of the whole configuration. The defaults are those of docs/settings.md.
struct DelegationConfig {
  std::vector<DelegationPolicy> links;
  std::uint8_t protocol = 206;  // of the routes: nobody else's in rtnetlink's list
  std::uint32_t table = 254;    // the main one
  std::uint32_t metric = 1024;  // what the kernel takes for a route without one

  friend bool operator==(const DelegationConfig&, const DelegationConfig&) = default;
};

// One prefix that a client holds.
struct Delegation {
  dhcp6::Prefix prefix;
  dhcp6::LinkId link = dhcp6::kNoLink;
  dhcp6::Ipv6Address next_hop;  // the client's address on the link: RFC 8987 §4.2 R-2
  dhcp6::LinkLayerAddress mac;  // of the client's frames; empty: not seen
  dhcp6::Duid client;
  dhcp6::Iaid iaid{};
  dhcp6::WallTime since;
  dhcp6::WallTime preferred_until;
  dhcp6::WallTime valid_until;

  friend bool operator==(const Delegation&, const Delegation&) = default;
};

// What a watcher of the table has to follow, in the order in which it happened. For a prefix that
// went from one client to another: first gone, then held.
struct DelegationChange {
  enum class Kind : std::uint8_t { held, changed, gone };
  enum class Reason : std::uint8_t { reply, release, expiry, cleared, unconfigured, restored };

  Kind kind = Kind::held;
  Reason reason = Reason::reply;
  Delegation delegation;  // as it is now; for `gone` as it was
};
[[nodiscard]] std::string_view name(DelegationChange::Reason reason) noexcept;

// A message between a client on one of our own links and its server, without any relay envelope.
struct DelegationEvent {
  dhcp6::LinkId link = dhcp6::kNoLink;
  dhcp6::Ipv6Address client;  // its address on the link
  dhcp6::LinkLayerAddress mac;
  dhcp6::Bytes message;  // borrowed
};

class Delegations {
 public:
  struct Counters {
    std::uint64_t learned = 0;         // prefixes that were not held before
    std::uint64_t renewed = 0;         // lifetimes that followed a Reply: G-8
    std::uint64_t released = 0;        // G-9
    std::uint64_t expired = 0;         // G-8
    std::uint64_t cleared = 0;         // O-2
    std::uint64_t over_client = 0;     // not taken: G-5
    std::uint64_t over_link = 0;       // not taken: G-6
    std::uint64_t of_another = 0;      // not taken: held by another client, or not below any link
    std::uint64_t not_understood = 0;  // Replies or Releases that do not parse
  };

  // Takes policies; what is held on links without one is gone (Reason::unconfigured). Delegations
  // follow their link by its name.
  void configure(std::vector<DelegationPolicy> policies);
  [[nodiscard]] const DelegationPolicy* policy(dhcp6::LinkId link) const noexcept;
  [[nodiscard]] bool is_on() const noexcept { return !policies_.empty(); }

  // A message from a client: its link-layer address is remembered for the Reply, and a Release
  // ends what it names (G-9), if it comes from where the client is.
  void on_client_message(dhcp6::WallTime now, const DelegationEvent& event);
  // A message to a client: a Reply's IA_PDs are learned (G-2, G-3).
  void on_server_message(dhcp6::WallTime now, const DelegationEvent& event);
  // Ends what is over: at most `limit` of it. True: there is more.
  bool expire(dhcp6::WallTime now, std::size_t limit);
  // When expire() has something to do next; none: never.
  [[nodiscard]] std::optional<dhcp6::WallTime> deadline() const noexcept;

  // As it was before a restart. False: no policy for its link, over already, or the prefix is held.
  bool restore(dhcp6::WallTime now, const Delegation& delegation);

  // RFC 9243 §3.2: what fits all that is given is cleared; returns how many.
  struct Selection {
    std::optional<dhcp6::Prefix> prefix;  // it, and what is within
    std::optional<dhcp6::Duid> client;
    std::optional<dhcp6::LinkId> link;
  };
  std::size_t clear(const Selection& selection);

  // Changes since the last call.
  [[nodiscard]] std::vector<DelegationChange> take_changes();

  [[nodiscard]] const std::map<dhcp6::Prefix, Delegation>& all() const noexcept { return held_; }
  [[nodiscard]] const Counters& counters() const noexcept { return counters_; }
  // Of those that were refused for a limit, the last: for the log. Empty: none since the last call.
  [[nodiscard]] std::optional<Delegation> take_refused();

 private:
  // Private parts are the implementation's to arrange.
  std::vector<DelegationPolicy> policies_;
  std::map<dhcp6::Prefix, Delegation> held_;
  std::vector<DelegationChange> changes_;
  std::optional<Delegation> refused_;
  Counters counters_;
};

}  // namespace ward6::relay
