// The link-layer addresses that messages of clients came from, until the answer to them passes by.
// Of fixed size: of the clients of all links the last ones to send are known.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <utility>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/ids.h"

namespace ward6::relay {

class Senders {
 public:
  static constexpr std::size_t kSendersMax = 4096;

  // A client's address on a link.
  using Key = std::pair<dhcp6::LinkId, dhcp6::Ipv6Address>;

  // Forgets the one that has been silent for longest, when there are too many. Requires: `mac` is
  // not empty.
  void remember(const Key& sender, const dhcp6::LinkLayerAddress& mac);
  // Empty: not known, or not any more.
  [[nodiscard]] dhcp6::LinkLayerAddress find(const Key& sender) const;
  void clear() noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return by_key_.size(); }

 private:
  struct Sender {
    Key key;
    dhcp6::LinkLayerAddress mac;
  };
  std::list<Sender> senders_;  // who sent last comes first
  std::map<Key, std::list<Sender>::iterator> by_key_;
};

}  // namespace ward6::relay
