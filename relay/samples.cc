#include "relay/samples.h"

#include <algorithm>

#include "libdhcp6/core/assert.h"

namespace ward6::relay {

dhcp6::Bytes Sample::payload() const noexcept {
  return dhcp6::Bytes(head).first(std::min<std::size_t>(size, kBytes));
}

void Samples::add(Verdict verdict, dhcp6::WallTime now, const dhcp6::Inbound& inbound) noexcept {
  Ring& ring = rings_[static_cast<std::size_t>(verdict)];
  Sample& sample = ring.samples.at(ring.taken++ % kPerVerdict);
  sample.when = now;
  sample.link = inbound.link;
  sample.from = inbound.from;
  sample.mac = inbound.link_layer;
  sample.size = static_cast<std::uint32_t>(inbound.payload.size());
  std::ranges::copy(inbound.payload.first(std::min(inbound.payload.size(), Sample::kBytes)),
                    sample.head.begin());
}

std::size_t Samples::size(Verdict verdict) const noexcept {
  return std::min<std::uint64_t>(ring(verdict).taken, kPerVerdict);
}

const Sample& Samples::get(Verdict verdict, std::size_t at) const noexcept {
  WARD6_ASSERT(at < size(verdict));
  const Ring& of = ring(verdict);
  return of.samples.at((of.taken - 1 - at) % kPerVerdict);
}

}  // namespace ward6::relay
