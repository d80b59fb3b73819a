#include "libdhcp6/server/hosts.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ward6::dhcp6 {
namespace {

// Longer identities than this are never configured (the loader refuses them) and never match.
constexpr std::size_t kIdentitySizeMax = 300;
constexpr std::size_t kKeyHeader = 3;
using KeyBuffer = std::array<char, kKeyHeader + kIdentitySizeMax>;

std::string_view make_key(KeyBuffer& buffer, LinkId link, unsigned kind, Bytes value) noexcept {
  buffer[0] = static_cast<char>(kind);
  buffer[1] = static_cast<char>(ward6::dhcp6::value(link) >> 8U);
  buffer[2] = static_cast<char>(ward6::dhcp6::value(link) & 0xffU);
  std::ranges::copy(as_text(value), buffer.begin() + kKeyHeader);
  return {buffer.data(), kKeyHeader + value.size()};
}

bool same(const std::optional<std::vector<std::byte>>& wanted, Bytes found) noexcept {
  return !wanted || equal(*wanted, found);
}

bool matches(const Identity& identity, const ClientFacts& client) noexcept {
  return (!identity.duid || equal(identity.duid->bytes(), client.duid)) &&
         (!identity.link_layer || *identity.link_layer == client.link_layer) &&
         same(identity.remote_id, client.remote_id) &&
         same(identity.interface_id, client.interface_id) &&
         same(identity.subscriber_id, client.subscriber_id);
}

}  // namespace

std::size_t KeyedHash::operator()(const Prefix& prefix) const noexcept {
  std::array<std::byte, kAddressSize + 1> bytes{};
  std::ranges::copy(prefix.base().octets, bytes.begin());
  bytes[kAddressSize] = std::byte{prefix.length()};
  return siphash(key, bytes);
}

HostIndex::HostIndex(const ServerConfig& config, const HashKey& key)
    : by_identity_(0, KeyedHash{key}), kept_(0, KeyedHash{key}), kept_suffixes_(0, KeyedHash{key}) {
  for (std::size_t i = 0; i < config.links.size(); ++i) {
    const Link& link = config.links[i];
    if (!link.serve) continue;
    for (const Host& host : link.serve->hosts) {
      add(LinkId{static_cast<std::uint16_t>(i)}, host, &link);
    }
  }
  for (const Host& host : config.hosts) add(kNoLink, host, nullptr);
}

void HostIndex::add(LinkId link, const Host& host, const Link* where) {
  for (const Identity& identity : host.match) {
    // The entry is found by the first part that is given; matches() then tests all of them.
    const auto insert = [&](Kind kind, Bytes value) {
      KeyBuffer buffer{};
      if (value.size() > kIdentitySizeMax) return;
      kinds_.at(static_cast<std::size_t>(kind)) = true;
      by_identity_[std::string(make_key(buffer, link, static_cast<unsigned>(kind), value))]
          .push_back(Entry{&host, &identity});
    };
    if (identity.duid) {
      insert(Kind::duid, identity.duid->bytes());
    } else if (identity.link_layer) {
      insert(Kind::link_layer, identity.link_layer->bytes());
    } else if (identity.remote_id) {
      insert(Kind::remote_id, *identity.remote_id);
    } else if (identity.interface_id) {
      insert(Kind::interface_id, *identity.interface_id);
    } else if (identity.subscriber_id) {
      insert(Kind::subscriber_id, *identity.subscriber_id);
    }
  }
  for (const Host::Address& reserved : host.addresses) {
    const Prefix whole = Prefix::containing(reserved.address, 128);
    if (!reserved.suffix) {
      keep(whole, link, host);
    } else if (where == nullptr) {
      kept_suffixes_.emplace(whole, &host);
    } else {
      for (const LinkPrefix& on : where->serve->prefixes) {
        keep(Prefix::containing(combine(on.prefix, reserved.address), 128), link, host);
      }
    }
  }
  for (const Prefix& prefix : host.prefixes) keep(prefix, link, host);
}

void HostIndex::keep(const Resource& resource, LinkId link, const Host& host) {
  kept_.emplace(resource, Kept{link, &host});
  kept_lengths_.at(resource.length()) = true;
}

const Host* HostIndex::find(LinkId link,
                            const ClientFacts& client,
                            std::optional<Iaid> iaid) const noexcept {
  if (empty()) return nullptr;
  if (const Host* host = find_on(link, client, iaid)) return host;
  return find_on(kNoLink, client, iaid);
}

const Host* HostIndex::find_on(LinkId link,
                               const ClientFacts& client,
                               std::optional<Iaid> iaid) const noexcept {
  const std::array<std::pair<Kind, Bytes>, kKinds> facts{{
      {Kind::duid, client.duid},
      {Kind::link_layer, client.link_layer.bytes()},
      {Kind::remote_id, client.remote_id},
      {Kind::interface_id, client.interface_id},
      {Kind::subscriber_id, client.subscriber_id},
  }};
  for (const auto& [kind, value] : facts) {
    if (!kinds_.at(static_cast<std::size_t>(kind)) || value.empty()) continue;
    if (const Host* host = find(link, kind, value, client, iaid)) return host;
  }
  return nullptr;
}

const Host* HostIndex::find(LinkId link,
                            Kind kind,
                            Bytes value,
                            const ClientFacts& client,
                            std::optional<Iaid> iaid) const noexcept {
  if (value.size() > kIdentitySizeMax) return nullptr;
  KeyBuffer buffer;  // only the part that make_key writes is read
  const auto found = by_identity_.find(make_key(buffer, link, static_cast<unsigned>(kind), value));
  if (found == by_identity_.end()) return nullptr;
  const Host* any_ia = nullptr;
  for (const Entry& entry : found->second) {
    if (!matches(*entry.identity, client)) continue;
    if (!iaid && entry.identity->iaid) {
      if (any_ia == nullptr) any_ia = entry.host;
    } else if (!entry.identity->iaid) {
      any_ia = entry.host;
      if (!iaid) return any_ia;
    } else if (*entry.identity->iaid == *iaid) {
      return entry.host;
    }
  }
  return any_ia;
}

const Host* HostIndex::owner(LinkId link,
                             const Resource& resource,
                             const LinkPrefix* on) const noexcept {
  if (empty()) return nullptr;
  const auto kept_for = [&](const Prefix& candidate) -> const Host* {
    const auto found = kept_.find(candidate);
    if (found == kept_.end()) return nullptr;
    return found->second.link == link || found->second.link == kNoLink ? found->second.host
                                                                       : nullptr;
  };
  if (const Host* host = kept_for(resource)) return host;
  if (on == nullptr) {
    // A kept prefix that holds this one. (One inside this one is blocked in the pool's space.)
    for (unsigned length = 0; length < resource.length(); ++length) {
      if (!kept_lengths_.at(length)) continue;
      if (const Host* host = kept_for(Prefix::containing(resource.base(), length))) return host;
    }
    return nullptr;
  }
  if (kept_suffixes_.empty()) return nullptr;
  const Prefix network = Prefix::containing(resource.base(), on->prefix.length());
  std::array<std::byte, kAddressSize> suffix{};
  for (std::size_t i = 0; i < kAddressSize; ++i) {
    suffix.at(i) = resource.base().octets.at(i) ^ network.base().octets.at(i);
  }
  const auto found = kept_suffixes_.find(Prefix::containing(Ipv6Address{suffix}, 128));
  return found == kept_suffixes_.end() ? nullptr : found->second;
}

}  // namespace ward6::dhcp6
