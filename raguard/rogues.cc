#include "raguard/rogues.h"

#include <algorithm>

#include "libdhcp6/core/assert.h"

namespace ward6::raguard {
namespace {

[[nodiscard]] Rogue describe(const Judgement& judgement, dhcp6::Bytes frame) {
  Rogue rogue;
  rogue.reason = judgement.reason;
  rogue.cause = judgement.cause;
  if (judgement.packet) {
    rogue.source = judgement.packet->source;
    rogue.destination = judgement.packet->destination;
  }
  const auto vlans = judgement.link.vlans();
  rogue.vlans.assign(vlans.begin(), vlans.end());
  rogue.icmp_type = judgement.icmp_type;
  rogue.dhcp_type = judgement.dhcp_type;
  rogue.advert = judgement.advert;
  const dhcp6::Bytes kept = frame.first(std::min(frame.size(), kEvidenceMax));
  rogue.evidence.assign(kept.begin(), kept.end());
  return rogue;
}

[[nodiscard]] bool is_posing(Reason reason) noexcept {
  return reason == Reason::router_mac || reason == Reason::router_address ||
         reason == Reason::router_target;
}

}  // namespace

Rogue* Rogues::find(Reason reason, const dhcp6::LinkLayerAddress& mac) noexcept {
  const auto found = std::ranges::find_if(
      rogues_, [&](const Rogue& rogue) { return rogue.reason == reason && rogue.mac == mac; });
  return found == rogues_.end() ? nullptr : &*found;
}

Rogues::Noted Rogues::note(dhcp6::WallTime now, const Judgement& judgement, dhcp6::Bytes frame) {
  WARD6_ASSERT(judgement.is_drop());
  auto mac =
      dhcp6::LinkLayerAddress::from(judgement.link.source).value_or(dhcp6::LinkLayerAddress{});
  Rogue* rogue = find(judgement.reason, mac);
  const std::size_t room = kPerPort + (is_posing(judgement.reason) ? kPosing : 0);
  if (rogue == nullptr && rogues_.size() >= room) {
    mac = {};
    rogue = find(judgement.reason, mac);
  }
  const bool is_new = rogue == nullptr;
  if (is_new) {
    // One place for each reason beyond the bound, so that it holds: there are so many reasons.
    rogue = &rogues_.emplace_back(describe(judgement, frame));
    rogue->number = next_number_++;
    rogue->mac = mac;
    rogue->first = now;
  }
  ++rogue->frames;
  rogue->last = now;
  rogue->findings |= judgement.findings;
  return {*rogue, is_new};
}

void Rogues::forget_old(dhcp6::WallTime now) {
  std::erase_if(rogues_,
                [&](const Rogue& rogue) { return dhcp6::after(rogue.last, kForget) < now; });
}

}  // namespace ward6::raguard
