// Host entries, indexed: which entry a client is, and which resources are kept for whom. The cost
// of a look-up does not grow with the number of hosts.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/siphash.h"
#include "libdhcp6/lease/lease.h"
#include "libdhcp6/server/config.h"

namespace ward6::dhcp6 {

// Everything by which a client can be told from others. Views borrow from the packet.
struct ClientFacts {
  Bytes duid;
  LinkLayerAddress link_layer;  // empty: not known
  Bytes remote_id;              // of the innermost relay layer that has one; likewise the others
  Bytes interface_id;
  Bytes subscriber_id;
};

// Hashes by a secret: the looked-up text comes from peers.
struct KeyedHash {
  using is_transparent = void;
  HashKey key;
  [[nodiscard]] std::size_t operator()(std::string_view text) const noexcept {
    return siphash(key, as_bytes(text));
  }
  [[nodiscard]] std::size_t operator()(const Prefix& prefix) const noexcept;
};

class HostIndex {
 public:
  // Borrows the hosts of `config`, which must outlive the index.
  HostIndex(const ServerConfig& config, const HashKey& key);

  // The entry of this client on this link, entries of the link before those for every link. With
  // an IAID, an entry for just this IA is preferred; without one, such entries match too.
  [[nodiscard]] const Host* find(LinkId link,
                                 const ClientFacts& client,
                                 std::optional<Iaid> iaid) const noexcept;

  // The host that `resource` is kept for on a link; `on` is the link's prefix that it lies in, or
  // nullptr for a delegated prefix. A delegated prefix is also kept when it overlaps a kept one.
  [[nodiscard]] const Host* owner(LinkId link,
                                  const Resource& resource,
                                  const LinkPrefix* on) const noexcept;

  // Calls `visit(resource, link)` for every resource that is kept by an entry of a link or, with
  // its full value and kNoLink, by one for every link.
  template <class Visit>
  void for_each_kept(const Visit& visit) const {
    for (const auto& [resource, kept] : kept_) visit(resource, kept.link);
  }

  // Calls `visit(suffix)` for every suffix that is kept in each prefix of every link.
  template <class Visit>
  void for_each_kept_suffix(const Visit& visit) const {
    for (const auto& [suffix, host] : kept_suffixes_) visit(suffix.base());
  }

  [[nodiscard]] bool empty() const noexcept { return by_identity_.empty(); }

 private:
  struct Entry {
    const Host* host;
    const Identity* identity;
  };
  struct Kept {
    LinkId link;  // kNoLink: on every link
    const Host* host;
  };
  enum class Kind : unsigned char { duid, link_layer, remote_id, interface_id, subscriber_id };
  static constexpr std::size_t kKinds = 5;

  void add(LinkId link, const Host& host, const Link* where);
  void keep(const Resource& resource, LinkId link, const Host& host);
  [[nodiscard]] const Host* find(LinkId link,
                                 Kind kind,
                                 Bytes value,
                                 const ClientFacts& client,
                                 std::optional<Iaid> iaid) const noexcept;
  [[nodiscard]] const Host* find_on(LinkId link,
                                    const ClientFacts& client,
                                    std::optional<Iaid> iaid) const noexcept;

  std::unordered_map<std::string, std::vector<Entry>, KeyedHash, std::equal_to<>> by_identity_;
  std::unordered_map<Prefix, Kept, KeyedHash> kept_;
  std::unordered_map<Prefix, const Host*, KeyedHash> kept_suffixes_;  // for every link; length 128
  std::array<bool, kKinds> kinds_{};  // which identities occur at all
  std::array<bool, 129> kept_lengths_{};
};

}  // namespace ward6::dhcp6
