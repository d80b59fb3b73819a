#include "relay/senders.h"

namespace ward6::relay {

void Senders::remember(const Key& sender, const dhcp6::LinkLayerAddress& mac) {
  const auto known = by_key_.find(sender);
  if (known != by_key_.end()) {
    known->second->mac = mac;
    senders_.splice(senders_.begin(), senders_, known->second);
    return;
  }
  if (senders_.size() == kSendersMax) {
    by_key_.erase(senders_.back().key);
    senders_.pop_back();
  }
  senders_.push_front({sender, mac});
  by_key_.emplace(sender, senders_.begin());
}

dhcp6::LinkLayerAddress Senders::find(const Key& sender) const {
  const auto known = by_key_.find(sender);
  return known == by_key_.end() ? dhcp6::LinkLayerAddress{} : known->second->mac;
}

void Senders::clear() noexcept {
  by_key_.clear();
  senders_.clear();
}

}  // namespace ward6::relay
