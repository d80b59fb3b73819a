#include "libdhcp6/lease/lease_table.h"

#include <algorithm>
#include <array>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/core/index.h"
#include "libdhcp6/core/slab.h"
#include "libdhcp6/lease/blob_store.h"
#include "libdhcp6/lease/timer_wheel.h"

namespace ward6::dhcp6 {
namespace {

constexpr std::uint32_t kNone = 0xffffffff;

// One lease in memory: 68 bytes. Free slots have state free.
struct Slot {
  Ipv6Address address;
  WallTime since;
  WallTime changed;
  WallTime expires;
  Seconds preferred{};
  Seconds valid{};
  Iaid iaid{};
  std::uint32_t client = kNone;
  std::uint32_t next_of_client = kNone;
  WheelLinks wheel;
  BlobRef details = BlobRef::none;
  std::uint32_t next_free = kNone;
  std::uint8_t length = 0;
  LeaseState state = LeaseState::free;
  LeaseEvent event = LeaseEvent::grant;
  Choice choice = Choice::unknown;

  [[nodiscard]] Resource resource() const noexcept { return Prefix::containing(address, length); }
};

// One client: its DUID and the head of the list of its leases.
struct Client {
  BlobRef duid = BlobRef::none;
  union {
    std::uint32_t first = kNone;
    std::uint32_t next_free;
  };
};

}  // namespace

struct LeaseTable::Impl {
  Impl(const HashKey& index_key, std::uint32_t leases_max)
      : key(index_key), slots(leases_max), clients(leases_max), wheel(*this) {
    WARD6_ASSERT(leases_max < 0x80000000U);
  }

  // What the wheel needs to know of its entries.
  WheelLinks& links(std::uint32_t index) noexcept { return slots[index].wheel; }
  [[nodiscard]] WallTime expires(std::uint32_t index) const noexcept {
    return slots[index].expires;
  }

  [[nodiscard]] std::uint64_t hash(const Resource& resource) const noexcept {
    std::array<std::byte, kAddressSize + 1> bytes{};
    std::ranges::copy(resource.base().octets, bytes.begin());
    bytes[kAddressSize] = std::byte{resource.length()};
    return siphash(key, bytes);
  }

  [[nodiscard]] std::uint32_t find(std::uint64_t hash, const Resource& resource) const noexcept {
    return by_resource.find(hash, [&](std::uint32_t slot) {
      return slots[slot].address == resource.base() && slots[slot].length == resource.length();
    });
  }

  [[nodiscard]] std::uint32_t find_client(std::uint64_t hash, Bytes duid) const noexcept {
    return by_duid.find(
        hash, [&](std::uint32_t slot) { return equal(blobs.get(clients[slot].duid), duid); });
  }

  // Puts the lease at the head of its client's list, making the client if it is new.
  void join(std::uint32_t index, Bytes duid) {
    const std::uint64_t hash = siphash(key, duid);
    std::uint32_t client = find_client(hash, duid);
    if (client == kNone) {
      client = clients.acquire();
      WARD6_ASSERT(client != kNone);  // there are never more clients than leases
      clients[client].duid = blobs.add(duid);
      by_duid.insert(hash, client);
    }
    slots[index].client = client;
    slots[index].next_of_client = clients[client].first;
    clients[client].first = index;
  }

  // Takes the lease out of its client's list; a client without leases is forgotten.
  void leave(std::uint32_t index) noexcept {
    const std::uint32_t client = slots[index].client;
    std::uint32_t* link = &clients[client].first;
    while (*link != index) link = &slots[*link].next_of_client;
    *link = slots[index].next_of_client;
    if (clients[client].first != kNone) return;
    by_duid.erase(siphash(key, blobs.get(clients[client].duid)), client);
    blobs.remove(clients[client].duid);
    clients.release(client);
  }

  void forget(std::uint64_t hash, std::uint32_t index) noexcept {
    Slot& slot = slots[index];
    if (slot.expires != kNever) wheel.remove(index);
    leave(index);
    blobs.remove(slot.details);
    by_resource.erase(hash, index);
    --count[static_cast<std::size_t>(slot.state)];
    slot = Slot{};
    slots.release(index);
  }

  HashKey key;
  Slab<Slot> slots;
  Slab<Client> clients;
  BlobStore blobs;
  HashIndex by_resource;
  HashIndex by_duid;
  TimerWheel<Impl> wheel;
  std::array<std::size_t, kLeaseStateCount> count{};
};

LeaseTable::LeaseTable(const HashKey& index_key, std::uint32_t leases_max)
    : impl_(std::make_unique<Impl>(index_key, leases_max)) {}
LeaseTable::~LeaseTable() = default;

LeaseIndex LeaseTable::find(const Resource& resource) const noexcept {
  return LeaseIndex{impl_->find(impl_->hash(resource), resource)};
}

LeaseRecord LeaseTable::get(LeaseIndex index) const noexcept {
  const Slot& slot = impl_->slots[static_cast<std::uint32_t>(index)];
  WARD6_ASSERT(slot.state != LeaseState::free);
  LeaseRecord record;
  record.resource = slot.resource();
  record.state = slot.state;
  record.event = slot.event;
  record.choice = slot.choice;
  record.iaid = slot.iaid;
  record.duid = impl_->blobs.get(impl_->clients[slot.client].duid);
  record.since = slot.since;
  record.changed = slot.changed;
  record.preferred_lifetime = slot.preferred;
  record.valid_lifetime = slot.valid;
  record.expires = slot.expires;
  record.details = impl_->blobs.get(slot.details);
  return record;
}

LeaseIndex LeaseTable::first(Bytes duid) const noexcept {
  const std::uint32_t client = impl_->find_client(siphash(impl_->key, duid), duid);
  return client == kNone ? kNoLease : LeaseIndex{impl_->clients[client].first};
}

LeaseIndex LeaseTable::next(LeaseIndex index) const noexcept {
  return LeaseIndex{impl_->slots[static_cast<std::uint32_t>(index)].next_of_client};
}

bool LeaseTable::put(const LeaseRecord& record) {
  const std::uint64_t hash = impl_->hash(record.resource);
  std::uint32_t index = impl_->find(hash, record.resource);
  if (record.state == LeaseState::free) {
    if (index != kNone) impl_->forget(hash, index);
    return true;
  }
  const bool is_new = index == kNone;
  if (is_new) {
    index = impl_->slots.acquire();
    if (index == kNone) return false;
    impl_->by_resource.insert(hash, index);
  }
  Slot& slot = impl_->slots[index];
  if (!is_new) {
    --impl_->count[static_cast<std::size_t>(slot.state)];
    if (slot.expires != kNever) impl_->wheel.remove(index);
  }
  const std::uint32_t old_client = slot.client;
  if (is_new || !equal(impl_->blobs.get(impl_->clients[old_client].duid), record.duid)) {
    WARD6_ASSERT(!record.duid.empty());
    if (!is_new) impl_->leave(index);
    impl_->join(index, record.duid);
  }
  const BlobRef old_details = slot.details;
  if (!equal(impl_->blobs.get(old_details), record.details)) {
    slot.details =
        record.details.size() <= kDetailsSizeMax ? impl_->blobs.add(record.details) : BlobRef::none;
    impl_->blobs.remove(old_details);
  }
  slot.address = record.resource.base();
  slot.length = record.resource.length();
  slot.state = record.state;
  slot.event = record.event;
  slot.choice = record.choice;
  slot.iaid = record.iaid;
  slot.since = record.since;
  slot.changed = record.changed;
  slot.preferred = record.preferred_lifetime;
  slot.valid = record.valid_lifetime;
  slot.expires = record.expires;
  if (slot.expires != kNever) impl_->wheel.insert(index);
  ++impl_->count[static_cast<std::size_t>(slot.state)];
  return true;
}

std::uint32_t LeaseTable::room() const noexcept {
  return impl_->slots.room();
}

LeaseIndex LeaseTable::due(WallTime now) noexcept {
  return LeaseIndex{impl_->wheel.due(now)};
}

std::optional<WallTime> LeaseTable::deadline() const noexcept {
  return impl_->wheel.deadline();
}

LeaseIndex LeaseTable::walk(std::uint32_t& cursor) const noexcept {
  while (cursor < impl_->slots.end()) {
    const std::uint32_t index = cursor++;
    if (impl_->slots[index].state != LeaseState::free) return LeaseIndex{index};
  }
  return kNoLease;
}

std::size_t LeaseTable::size() const noexcept {
  return impl_->slots.used();
}

std::size_t LeaseTable::size(LeaseState state) const noexcept {
  return impl_->count[static_cast<std::size_t>(state)];
}

std::size_t LeaseTable::clients() const noexcept {
  return impl_->clients.used();
}

std::size_t LeaseTable::memory_bytes() const noexcept {
  return impl_->slots.memory_bytes() + impl_->clients.memory_bytes() + impl_->blobs.memory_bytes() +
         impl_->by_resource.memory_bytes() + impl_->by_duid.memory_bytes();
}

}  // namespace ward6::dhcp6
