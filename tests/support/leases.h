// Leases for tests of the store: everything in a record follows from a number and a version, so
// that a mixture of two states cannot pass for one.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "libdhcp6/core/address.h"
#include "libdhcp6/lease/details.h"
#include "libdhcp6/lease/lease.h"

namespace ward6::dhcp6::test {

struct Lease {
  std::uint32_t number = 0;
  std::uint32_t version = 0;
  LinkId link = LinkId{0};
  bool freed = false;
  // Storage for the views of record().
  mutable std::array<std::byte, 14> duid{};
  mutable std::array<std::byte, kDetailsSizeMax> details{};

  [[nodiscard]] static Resource resource(std::uint32_t number) {
    return *Prefix::make(Ipv6Address::from_halves(0x20010db800010000U, number), 128);
  }
  [[nodiscard]] static std::uint32_t version_of(const LeaseRecord& record) {
    return record.changed.seconds - 1'800'000'000U;
  }

  // Borrows from this object.
  [[nodiscard]] LeaseRecord record() const {
    for (std::size_t i = 0; i < duid.size(); ++i) {
      duid[i] = to_byte(static_cast<unsigned>(number * 7 + version * 3 + i));
    }
    const std::string hostname = "host-" + std::to_string(number) + "-" + std::to_string(version);
    LeaseDetails facts;
    facts.link_layer = *LinkLayerAddress::from(Bytes(duid).last(6));
    facts.hostname = hostname;
    facts.peer = Ipv6Address::from_halves(0xfe80000000000000U, number);
    const Bytes block = encode_details(facts, details);
    LeaseRecord record;
    record.resource = resource(number);
    record.state = freed ? LeaseState::free : LeaseState::bound;
    record.event = freed ? LeaseEvent::forget : LeaseEvent::grant;
    record.choice = Choice::hashed;
    record.link = link;
    record.iaid = Iaid{number};
    record.duid = duid;
    record.since = WallTime{1'700'000'000U + number};
    record.changed = WallTime{1'800'000'000U + version};
    record.preferred_lifetime = Seconds{3600 + version};
    record.valid_lifetime = Seconds{7200 + version};
    record.expires = after(record.changed, record.valid_lifetime);
    record.details = block;
    return record;
  }
};

[[nodiscard]] inline bool same(const LeaseRecord& a, const LeaseRecord& b) {
  return a.resource == b.resource && a.state == b.state && a.event == b.event &&
         a.choice == b.choice && a.iaid == b.iaid && equal(a.duid, b.duid) && a.since == b.since &&
         a.changed == b.changed && a.preferred_lifetime == b.preferred_lifetime &&
         a.valid_lifetime == b.valid_lifetime && a.expires == b.expires &&
         equal(a.details, b.details);
}

}  // namespace ward6::dhcp6::test
