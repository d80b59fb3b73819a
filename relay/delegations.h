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
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/time.h"
#include "libdhcp6/wire/ia.h"
#include "libdhcp6/wire/message.h"
#include "relay/senders.h"

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

// The shortest prefix that is taken: no server has more to give, and a mistake costs less. There is
// no upper bound but that of RFC 9915 §21.22, which is 128, and RFC 8987 §4.2 R-2 keeps the length
// as it is: a /128 is odd, but a delegation.
inline constexpr std::uint8_t kDelegatedLengthMin = 16;
// Whether a client can be delegated this.
[[nodiscard]] bool is_delegable(const dhcp6::Prefix& prefix) noexcept;

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

// What a watcher of the table has to follow, in the order in which it happened: who applies them
// one by one has the table. For a prefix that went to another client or link: first gone, then
// held.
struct DelegationChange {
  enum class Kind : std::uint8_t { held, changed, gone };
  enum class Reason : std::uint8_t {
    reply,
    release,
    expiry,
    cleared,
    unconfigured,
    restored,
    renumbered
  };

  Kind kind = Kind::held;
  Reason reason = Reason::reply;  // renumbered: its link has another LinkId
  Delegation delegation;          // as it is now; for `gone` as it was
};
[[nodiscard]] std::string_view name(DelegationChange::Reason reason) noexcept;

// A message between a client on one of our own links and its server, without any relay envelope.
struct DelegationEvent {
  dhcp6::LinkId link = dhcp6::kNoLink;
  dhcp6::Ipv6Address client;  // its address on the link
  dhcp6::LinkLayerAddress mac;
  dhcp6::Bytes message;  // borrowed
};

// When a server gives a prefix to one client while another still holds it here, the server is
// right, and the former one's is gone: docs/decisions/005-the-server-is-right.md. Prefixes of
// different lengths may overlap, so routes and filters have to take the longest.
class Delegations {
 public:
  struct Counters {
    std::uint64_t learned = 0;         // prefixes that were not held before
    std::uint64_t renewed = 0;         // lifetimes that followed a Reply: G-8
    std::uint64_t withdrawn = 0;       // gone by a Reply with a valid lifetime of 0
    std::uint64_t of_another = 0;      // gone since a Reply gave them to another client or link
    std::uint64_t released = 0;        // G-9
    std::uint64_t expired = 0;         // G-8
    std::uint64_t cleared = 0;         // O-2
    std::uint64_t over_client = 0;     // not taken: G-5
    std::uint64_t over_link = 0;       // not taken: G-6
    std::uint64_t no_next_hop = 0;     // not taken: the client has no link-local address: R-2
    std::uint64_t unusable = 0;        // not taken: not to be routed, or preferred beyond valid
    std::uint64_t not_released = 0;    // Releases from elsewhere than the client is: kept
    std::uint64_t not_understood = 0;  // Replies or Releases that do not parse, or parts of them
  };

  // Takes policies; what is held on links without one is gone (Reason::unconfigured). Delegations
  // follow their link by its name. A limit that was lowered ends nothing: G-8. Requires: names and
  // LinkIds are unique.
  void configure(std::vector<DelegationPolicy> policies);
  [[nodiscard]] const DelegationPolicy* policy(dhcp6::LinkId link) const noexcept;
  [[nodiscard]] bool is_on() const noexcept { return !ports_.empty(); }

  // A message from a client: its link-layer address is remembered for the Reply, and a Release
  // ends what it names (G-9), if it comes from where the client is. Costs next to nothing, and
  // allocates nothing, unless there is an IA_PD in it; so does the next one.
  void on_client_message(dhcp6::WallTime now, const DelegationEvent& event);
  // A message to a client: a Reply's IA_PDs are learned (G-2, G-3). `event.mac` may be empty.
  void on_server_message(dhcp6::WallTime now, const DelegationEvent& event);
  // Ends what is over: at most `limit` of it. True: there is more.
  bool expire(dhcp6::WallTime now, std::size_t limit);
  // When expire() has something to do next; none: never.
  [[nodiscard]] std::optional<dhcp6::WallTime> deadline() const noexcept;

  // As it was before a restart; limits do not apply. False: no policy for its link, over already,
  // the prefix is held, or it is none that is ever learned.
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
  [[nodiscard]] std::uint32_t held_on(dhcp6::LinkId link) const noexcept;
  [[nodiscard]] const Counters& counters() const noexcept { return counters_; }
  // Of those that were refused for a limit, the last: for the log. Empty: none since the last call.
  [[nodiscard]] std::optional<Delegation> take_refused();

  // For tests: what is kept beside the table agrees with it.
  [[nodiscard]] bool is_consistent() const;

 private:
  using Held = std::map<dhcp6::Prefix, Delegation>;

  // A link with a policy: what RFC 8987 calls a port.
  struct Port {
    DelegationPolicy policy;
    std::uint32_t held = 0;
  };
  struct ClientKey {
    dhcp6::LinkId link;
    std::string_view client;  // the DUID
  };
  struct ByClient {
    using is_transparent = void;
    bool operator()(const Delegation* a, const Delegation* b) const noexcept;
    bool operator()(const Delegation* a, const ClientKey& b) const noexcept;
  };
  struct ByExpiry {
    bool operator()(const Delegation* a, const Delegation* b) const noexcept;
  };
  // A Reply, as far as it concerns all its IA_PDs.
  struct Reply {
    Port& port;
    Delegation given;  // what is the same for all of its prefixes
    dhcp6::WallTime now;
  };
  struct Identified {
    dhcp6::MessageView message;
    dhcp6::Duid client;
  };

  [[nodiscard]] std::size_t place_of(dhcp6::LinkId link) const noexcept;
  [[nodiscard]] const Port* find_port(dhcp6::LinkId link) const noexcept;
  [[nodiscard]] Port* find_port(dhcp6::LinkId link) noexcept;
  [[nodiscard]] std::optional<Identified> identify(dhcp6::Bytes bytes);
  void take_ia(const Reply& reply, dhcp6::Bytes body);
  void take_prefix(const Reply& reply, dhcp6::Iaid iaid, const dhcp6::IaPrefixView& view);
  void renew(Delegation& held, Delegation given);
  void release(const DelegationEvent& event);
  void release_ia(const DelegationEvent& event, const dhcp6::Duid& client, dhcp6::Bytes body);
  void release_one(const DelegationEvent& event, Held::iterator at);
  [[nodiscard]] std::vector<dhcp6::Prefix> prefixes_of(dhcp6::LinkId link,
                                                       const dhcp6::Duid& client,
                                                       dhcp6::Iaid iaid) const;
  [[nodiscard]] bool has_room(const Port& port, const Delegation& delegation);

  void hold(Port& port, const Delegation& delegation, DelegationChange::Reason reason);
  void end(Held::iterator at, DelegationChange::Reason reason);
  void end_link(dhcp6::LinkId link);
  void renumber(const std::map<dhcp6::LinkId, dhcp6::LinkId>& links);
  void index(const Delegation& delegation);
  void unindex(const Delegation& delegation);

  std::vector<Port> ports_;  // by LinkId
  Held held_;
  std::set<const Delegation*, ByClient> by_client_;
  std::set<const Delegation*, ByExpiry> by_expiry_;  // without what does not end
  Senders senders_;
  std::vector<DelegationChange> changes_;
  std::optional<Delegation> refused_;
  Counters counters_;
};

}  // namespace ward6::relay
