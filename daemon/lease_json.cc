#include "daemon/lease_json.h"

#include <string>

#include "libdhcp6/core/hex.h"
#include "libdhcp6/lease/details.h"

namespace ward6::daemon {
namespace {

void add_bytes(boost::json::object& object, std::string_view key, dhcp6::Bytes bytes) {
  if (!bytes.empty()) object[key] = dhcp6::to_hex(bytes);
}

void add_address(boost::json::object& object,
                 std::string_view key,
                 const dhcp6::Ipv6Address& address) {
  if (!address.is_unspecified()) object[key] = address.to_string();
}

// JSON is UTF-8, and a host name may be any bytes.
[[nodiscard]] std::string ascii(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= ' ' && c <= '~' ? c : '?';
  return out;
}

void add_details(boost::json::object& object, dhcp6::Bytes block) {
  const auto details = dhcp6::decode_details(block);
  if (!details) return;
  if (!details->link_layer.empty()) object["mac"] = details->link_layer.to_string();
  if (!details->hostname.empty()) object["hostname"] = ascii(details->hostname);
  add_address(object, "peer", details->peer);
  add_address(object, "relay", details->relay);
  add_bytes(object, "interface_id", details->interface_id);
  add_bytes(object, "remote_id", details->remote_id);
  add_bytes(object, "subscriber_id", details->subscriber_id);
}

}  // namespace

boost::json::object to_json(const dhcp6::LeaseRecord& lease, std::string_view link) {
  boost::json::object object;
  if (is_address(lease.resource)) {
    object["address"] = lease.resource.base().to_string();
  } else {
    object["prefix"] = lease.resource.to_string();
  }
  object["state"] = name(lease.state);
  if (!link.empty()) object["link"] = link;
  object["duid"] = dhcp6::to_hex(lease.duid, ':');
  object["iaid"] = value(lease.iaid);
  object["since"] = lease.since.seconds;
  object["changed"] = lease.changed.seconds;
  // Absent: it does not end.
  if (lease.expires != dhcp6::kNever) object["expires"] = lease.expires.seconds;
  object["preferred_lifetime"] = lease.preferred_lifetime.count();
  object["valid_lifetime"] = lease.valid_lifetime.count();
  object["event"] = name(lease.event);
  object["choice"] = name(lease.choice);
  add_details(object, lease.details);
  return object;
}

}  // namespace ward6::daemon
