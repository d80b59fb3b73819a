// What a configuration says, flat and with places: what the checks that look at all of it at once
// work on. Each check sorts; none compares everything with everything.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"
#include "libdhcp6/core/address.h"

namespace ward6::config {

inline constexpr std::size_t kEveryLink = static_cast<std::size_t>(-1);

struct LinkFact {
  std::string_view name;  // borrowed from the document
  Place place;
};
struct OnLinkFact {
  dhcp6::Prefix prefix;
  Place place;
  std::size_t link = 0;
};
struct PoolFact {
  dhcp6::Ipv6Address first;
  dhcp6::Ipv6Address last;
  Place place;
  std::size_t on_link = 0;  // index of its OnLinkFact
  bool given = true;        // false: the whole prefix, since no pool was written
};
struct BlockFact {
  dhcp6::Prefix from;
  std::uint8_t length = 0;
  Place place;
  std::size_t link = 0;
};
struct ReservedAddressFact {
  dhcp6::Ipv6Address address;
  bool suffix = false;
  Place place;
  std::size_t link = 0;  // or kEveryLink
};
struct ReservedPrefixFact {
  dhcp6::Prefix prefix;
  Place place;
  std::size_t link = 0;  // or kEveryLink
};
// Something that may stand once: per link, or in the file when `link` is kEveryLink.
struct NameFact {
  std::string name;
  Place place;
  std::size_t link = 0;
};
struct LinkAddressFact {
  dhcp6::Prefix prefix;
  Place place;
  std::size_t link = 0;
};

// An address of this machine that relayed messages leave from.
struct SourceFact {
  dhcp6::Ipv6Address address;
  Place place;
};

struct Facts {
  std::vector<LinkFact> links;  // in the order of ServerConfig::links
  std::vector<OnLinkFact> on_links;
  std::vector<PoolFact> pools;
  std::vector<BlockFact> blocks;
  std::vector<ReservedAddressFact> addresses;
  std::vector<ReservedPrefixFact> prefixes;
  std::vector<NameFact> host_names;
  std::vector<NameFact> identities;  // name: the parts of a match, encoded
  std::vector<NameFact> interfaces;
  std::vector<NameFact> interface_ids;
  std::vector<LinkAddressFact> link_addresses;
  std::vector<SourceFact> sources;
};

// Prefixes on links, pools and blocks against each other.
void check_space(const Facts& facts, Diagnostics& out);
// Reservations against the space and against each other; identities.
void check_hosts(const Facts& facts, Diagnostics& out);
// Answers come to where messages leave from: some socket has to be there. `listen` as in the file.
void check_sources(const Facts& facts,
                   std::span<const dhcp6::Ipv6Address> listen,
                   Diagnostics& out);
// How links are told apart.
void check_links(const Facts& facts, Diagnostics& out);

// "link 'office'", or "every link".
[[nodiscard]] std::string link_text(const Facts& facts, std::size_t link);

}  // namespace ward6::config
