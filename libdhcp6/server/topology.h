// A configuration made ready for serving: links found by where a message came from, pools with
// their free space, hosts and merged options indexed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "libdhcp6/lease/lease_table.h"
#include "libdhcp6/server/config.h"
#include "libdhcp6/server/hosts.h"
#include "libdhcp6/server/pool_space.h"
#include "libdhcp6/server/transaction.h"
#include "libdhcp6/wire/message.h"
#include "libdhcp6/wire/outbox.h"

namespace ward6::dhcp6 {

// A pool of addresses or of prefixes of one length. Unit n is the n-th of them.
struct Pool {
  LinkId link{};
  Ipv6Address first;
  std::uint8_t unit_length = 128;  // of each resource
  Allocation allocation = Allocation::hashed;
  const LinkPrefix* on = nullptr;          // of an address pool
  const Delegation* delegation = nullptr;  // of a prefix pool
  PoolSpace space;
  std::uint64_t cursor = 0;  // where a sequential search goes on

  [[nodiscard]] Resource resource(std::uint64_t unit) const noexcept;
  // Which unit `resource` is; nothing when it is not of this pool.
  [[nodiscard]] std::optional<std::uint64_t> unit(const Resource& resource) const noexcept;
};

// One link that serves.
struct ServedLink {
  const Link* link = nullptr;
  struct OnLink {
    const LinkPrefix* prefix;
    std::vector<std::uint32_t> pools;  // indexes into Topology::pools(), in order of preference
  };
  std::vector<OnLink> prefixes;
  std::vector<std::uint32_t> delegations;
  OptionSet options;  // the link's and the server's, merged: a code of the link hides the server's
};

class Topology {
 public:
  // Marks what the leases of `table` take.
  Topology(std::shared_ptr<const ServerConfig> config, const HashKey& key, const LeaseTable& table);

  struct Selection {
    LinkId link = kNoLink;
    LinkChoice choice = LinkChoice::none;
  };
  // RFC 9915 §13: where the client is. kNoLink when nothing matches.
  [[nodiscard]] Selection select(const Inbound& inbound, const Envelope& envelope) const noexcept;

  [[nodiscard]] const ServerConfig& config() const noexcept { return *config_; }
  // nullptr when the link does not serve.
  [[nodiscard]] const ServedLink* served(LinkId link) const noexcept;
  [[nodiscard]] const HostIndex& hosts() const noexcept { return hosts_; }
  [[nodiscard]] std::vector<Pool>& pools() noexcept { return pools_; }
  [[nodiscard]] const std::vector<Pool>& pools() const noexcept { return pools_; }

  // The pool that a resource is of; nullptr: of none.
  [[nodiscard]] const Pool* pool_of(const Resource& resource) const noexcept;
  // The link that a resource belongs to now, also outside of its pools; kNoLink: of none.
  [[nodiscard]] LinkId link_of(const Resource& resource) const noexcept;
  // True when nobody may get it by chance: a reserved interface identifier, or kept for a host.
  [[nodiscard]] bool is_blocked(const Pool& pool, const Resource& resource) const noexcept;

  // A lease of an earlier configuration that is still held and overlaps `resource`, as when the
  // length that a block is delegated in was changed; nullptr: none.
  [[nodiscard]] const Resource* overlapping_stray(const Resource& resource) const noexcept;

  // To be called with every change of a lease, before the table knows it.
  void on_change(const Resource& resource, LeaseState before, LeaseState after) noexcept;

 private:
  void add_link(LinkId id, const Link& link);
  void add_pool(Pool pool);
  void block_reserved(Pool& pool);
  void block_suffixes(Pool& pool);
  [[nodiscard]] bool is_stray(const Resource& resource) const noexcept;
  [[nodiscard]] Pool* mutable_pool_of(const Resource& resource) noexcept;

  std::shared_ptr<const ServerConfig> config_;
  HostIndex hosts_;
  std::vector<ServedLink> links_;  // by LinkId
  std::vector<Pool> pools_;
  std::vector<std::uint32_t> by_first_;  // indexes into pools_, by first address
  struct Network {
    Prefix prefix;
    LinkId link{};
    bool delegated{};  // a block, not a prefix on the link
  };
  std::vector<Resource> strays_;   // sorted; none contains another
  std::vector<Network> networks_;  // on-link prefixes, delegated blocks: by first address
  std::unordered_map<Prefix, std::vector<LinkId>, KeyedHash> by_link_address_;
  std::array<bool, 129> link_address_lengths_{};
  std::unordered_map<std::string, LinkId, KeyedHash, std::equal_to<>> by_interface_id_;
};

}  // namespace ward6::dhcp6
