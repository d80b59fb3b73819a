// What the lease engine is told to do: plain immutable data, made by config/ from YAML and shared
// by pointer. A reload makes a new one and swaps it between two batches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/time.h"

namespace ward6::dhcp6 {

// Where in the configuration file something was said; 0: a default.
struct SourceLine {
  std::uint32_t line = 0;
};

// Lifetimes of a lease. Without renew and rebind, T1 and T2 are 0.5 and 0.8 times the shortest
// preferred lifetime: RFC 9915 §21.4.
struct Lifetimes {
  Seconds preferred{43200};
  Seconds valid{86400};
  std::optional<Seconds> renew;   // T1
  std::optional<Seconds> rebind;  // T2
};

enum class Allocation : std::uint8_t { hashed, random, sequential };

// A configured option, encoded once at load. Sets are sorted by code; a code may stand more than
// once where the option table allows it.
struct ConfiguredOption {
  std::uint16_t code = 0;
  std::vector<std::byte> body;
  bool always = false;  // also to clients that did not request it
};
using OptionSet = std::vector<ConfiguredOption>;

struct AddressPool {
  Ipv6Address first;
  Ipv6Address last;  // inclusive; both in the prefix; at most 2^64 addresses
  Allocation allocation = Allocation::hashed;
  SourceLine source;
};

// A prefix that is on the link, with the pools from which its addresses are given. Without pools
// only reservations get addresses of it.
struct LinkPrefix {
  Prefix prefix;
  std::vector<AddressPool> pools;
  std::optional<Lifetimes> lifetimes;
  SourceLine source;
};

// A block from which prefixes of one length are delegated. length - from.length() <= 64.
struct Delegation {
  Prefix from;
  std::uint8_t length = 0;
  Allocation allocation = Allocation::hashed;
  // RFC 6603: this part of each delegated prefix is not for the client. Given relative to the
  // delegated prefix: combine(delegated, exclude->base()) / exclude->length().
  std::optional<Prefix> exclude;
  std::optional<Lifetimes> lifetimes;
  SourceLine source;
};

// One way to recognise a host: every part that is given must match.
struct Identity {
  std::optional<Duid> duid;
  std::optional<Iaid> iaid;
  std::optional<LinkLayerAddress> link_layer;  // from the frame or RFC 6939, never from the DUID
  std::optional<std::vector<std::byte>> remote_id;  // the option's whole body: enterprise and id
  std::optional<std::vector<std::byte>> interface_id;
  std::optional<std::vector<std::byte>> subscriber_id;
};

struct Host {
  std::string name;
  std::vector<Identity> match;  // any of them
  struct Address {
    Ipv6Address address;
    bool suffix = false;  // only the bits past each prefix of the link: survives renumbering
  };
  std::vector<Address> addresses;
  std::vector<Prefix> prefixes;
  std::string hostname;
  OptionSet options;
  std::optional<Lifetimes> lifetimes;
  SourceLine source;
};

struct Serve {
  std::vector<LinkPrefix> prefixes;
  std::vector<Delegation> delegate;
  Lifetimes lifetimes;
  OptionSet options;
  std::vector<Host> hosts;
  bool rapid_commit = false;
  std::uint8_t preference = 0;  // RFC 9915 §18.3.9: defaults to 0
  bool bind_on_renew = true;    // make new bindings for unknown IAs of a Renew: §18.3.4
  bool known_only = false;      // answer stateful requests of hosts with an entry only
};

// How a relayed message finds its link (RFC 9915 §13): by the innermost link-address that is not
// zero, or by the innermost Interface-Id.
struct Relayed {
  std::vector<Prefix> link_addresses;
  std::vector<std::vector<std::byte>> interface_ids;
};

struct Link {
  std::string name;
  std::string interface;  // empty: not attached here, only reached through relays
  Relayed relayed;
  std::optional<Serve> serve;
  SourceLine source;
};

struct Limits {
  std::uint32_t leases_max = 4'000'000;  // records in memory, former holders included
  std::uint16_t leases_per_client_max = 64;
};

struct ServerConfig {
  std::vector<Link> links;  // index: LinkId
  std::vector<Host> hosts;  // on every link
  OptionSet options;        // on every link, weaker than the link's own
  Limits limits;
  Seconds declined_hold{86400};  // quarantine of a declined address
  Seconds former_hold{2592000};  // how long a former holder is remembered
  // RFC 9915 §16: unicast from clients is dropped. Until this instant it is accepted from clients
  // with a live binding, for a take-over from a server that sent the Server Unicast option.
  std::optional<WallTime> legacy_unicast_until;
};

}  // namespace ward6::dhcp6
