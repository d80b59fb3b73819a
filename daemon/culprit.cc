#include "daemon/culprit.h"

#include <utility>

#include <boost/asio/post.hpp>

#include "libdhcp6/core/duid.h"
#include "libdhcp6/lease/details.h"

namespace ward6::daemon {
namespace {

constexpr std::uint16_t kEthernet = 1;  // of the registry "Hardware Types"

[[nodiscard]] std::string ascii(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= ' ' && c <= '~' ? c : '?';
  return out;
}

[[nodiscard]] Culprit to_culprit(const dhcp6::LeaseRecord& lease) {
  Culprit culprit;
  if (const auto duid = dhcp6::Duid::make(lease.duid)) culprit.duid = duid->to_string();
  const auto details = dhcp6::decode_details(lease.details);
  if (details) culprit.hostname = ascii(details->hostname);
  culprit.lease =
      is_address(lease.resource) ? lease.resource.base().to_string() : lease.resource.to_string();
  return culprit;
}

}  // namespace

void CulpritSearch::find(const dhcp6::LinkLayerAddress& mac,
                         const std::optional<dhcp6::Ipv6Address>& address,
                         Found found) {
  if (queue_.size() >= kQueueMax) {
    boost::asio::post(executor_, [found = std::move(found)] { found(std::nullopt); });
    return;
  }
  queue_.push_back({mac, address, std::move(found)});
  if (queue_.size() > 1) return;
  cursor_ = 0;
  boost::asio::post(executor_, [this] { go_on(); });
}

// RFC 9915 §11.2, §11.4: a DUID may hold the address; else the client's frame did, or a relay said
// so (RFC 6939).
bool CulpritSearch::matches(const Search& search, const dhcp6::LeaseRecord& lease) const {
  if (lease.state != dhcp6::LeaseState::bound) return false;
  if (search.mac.empty()) return false;
  const auto details = dhcp6::decode_details(lease.details);
  if (details && !details->link_layer.empty()) return details->link_layer == search.mac;
  const dhcp6::Bytes mac = search.mac.bytes();
  return lease.duid.size() > mac.size() && dhcp6::equal(lease.duid.last(mac.size()), mac);
}

// What needs no walk: the lease of the address, or those of the DUID made of the Ethernet address.
std::optional<Culprit> CulpritSearch::look_up(const Search& search) const {
  const auto bound = [this](dhcp6::LeaseIndex index) {
    return index != dhcp6::kNoLease && leases_.get(index).state == dhcp6::LeaseState::bound;
  };
  if (search.address) {
    const auto index = leases_.find(dhcp6::Prefix::containing(*search.address, 128));
    if (bound(index)) return to_culprit(leases_.get(index));
  }
  const auto duid = dhcp6::Duid::ll(kEthernet, search.mac.bytes());
  if (!duid) return std::nullopt;
  std::optional<Culprit> culprit;
  for (auto index = leases_.first(duid->bytes()); index != dhcp6::kNoLease;
       index = leases_.next(index)) {
    if (!bound(index)) continue;
    const dhcp6::LeaseRecord lease = leases_.get(index);
    if (!culprit || is_address(lease.resource)) culprit = to_culprit(lease);
  }
  return culprit;
}

void CulpritSearch::go_on() {
  const Search& search = queue_.front();
  std::optional<Culprit> culprit;
  bool at_end = false;
  if (cursor_ == 0) culprit = look_up(search);
  for (std::size_t looked = 0; looked < kSlice && !culprit && !at_end; ++looked) {
    const dhcp6::LeaseIndex index = leases_.walk(cursor_);
    at_end = index == dhcp6::kNoLease;
    if (!at_end && matches(search, leases_.get(index))) culprit = to_culprit(leases_.get(index));
  }
  if (culprit || at_end) {
    const Found found = std::move(queue_.front().found);
    queue_.pop_front();
    cursor_ = 0;
    found(culprit);
    if (queue_.empty()) return;
  }
  boost::asio::post(executor_, [this] { go_on(); });
}

}  // namespace ward6::daemon
