#include "ctl/offline.h"

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "ctl/offline_disk.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/core/hex.h"
#include "libdhcp6/lease/archive.h"
#include "libdhcp6/lease/details.h"

namespace ward6::ctl {
namespace {

namespace json = boost::json;

struct Filter {
  std::optional<dhcp6::Duid> duid;
  std::optional<dhcp6::Prefix> place;

  [[nodiscard]] bool takes(const Command& command, const dhcp6::StoredLease& lease) const {
    const dhcp6::LeaseRecord& record = lease.record;
    if (!command.link.empty() && command.link != lease.link) return false;
    if (!command.state.empty() && command.state != name(record.state)) return false;
    if (duid && !dhcp6::equal(duid->bytes(), record.duid)) return false;
    if (!place) return true;
    // As the daemon does: of an address also the prefixes around it.
    const bool around = is_address(*place) && record.resource.contains(*place);
    return around || place->contains(record.resource);
  }
};

[[nodiscard]] std::optional<Filter> parse_filter(const Command& command) {
  Filter filter;
  if (!command.duid.empty()) {
    const auto duid = dhcp6::Duid::parse(command.duid);
    if (!duid) return std::nullopt;
    filter.duid = *duid;
  }
  if (command.address.empty()) return filter;
  if (const auto address = dhcp6::Ipv6Address::parse(command.address)) {
    filter.place = dhcp6::Prefix::containing(*address, 128);
    return filter;
  }
  const auto prefix = dhcp6::Prefix::parse(command.address);
  if (!prefix) return std::nullopt;
  filter.place = *prefix;
  return filter;
}

// JSON is UTF-8, and a host name may be any bytes.
[[nodiscard]] std::string ascii(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= ' ' && c <= '~' ? c : '?';
  return out;
}

void add_details(json::object& object, dhcp6::Bytes block) {
  const auto details = dhcp6::decode_details(block);
  if (!details) return;
  const auto add_bytes = [&object](std::string_view key, dhcp6::Bytes bytes) {
    if (!bytes.empty()) object[key] = dhcp6::to_hex(bytes);
  };
  if (!details->link_layer.empty()) object["mac"] = details->link_layer.to_string();
  if (!details->hostname.empty()) object["hostname"] = ascii(details->hostname);
  if (!details->peer.is_unspecified()) object["peer"] = details->peer.to_string();
  if (!details->relay.is_unspecified()) object["relay"] = details->relay.to_string();
  add_bytes("interface_id", details->interface_id);
  add_bytes("remote_id", details->remote_id);
  add_bytes("subscriber_id", details->subscriber_id);
}

// The same keys as the daemon's: docs/man/ward6ctl.1.scd lists them.
[[nodiscard]] json::object to_json(const dhcp6::StoredLease& stored) {
  const dhcp6::LeaseRecord& lease = stored.record;
  json::object object;
  if (is_address(lease.resource)) {
    object["address"] = lease.resource.base().to_string();
  } else {
    object["prefix"] = lease.resource.to_string();
  }
  object["state"] = name(lease.state);
  if (!stored.link.empty()) object["link"] = ascii(stored.link);
  object["duid"] = dhcp6::to_hex(lease.duid, ':');
  object["iaid"] = value(lease.iaid);
  object["since"] = lease.since.seconds;
  object["changed"] = lease.changed.seconds;
  if (lease.expires != dhcp6::kNever) object["expires"] = lease.expires.seconds;
  object["preferred_lifetime"] = lease.preferred_lifetime.count();
  object["valid_lifetime"] = lease.valid_lifetime.count();
  object["event"] = name(lease.event);
  object["choice"] = name(lease.choice);
  add_details(object, lease.details);
  return object;
}

void say_damage(const dhcp6::LoadReport& report) {
  for (const auto& rot : report.rotten) {
    fmt::print(stderr, "ward6ctl: {}: {} bytes at {} are damaged{}\n", rot.file, rot.size,
               rot.offset, rot.repaired ? "; older files still had the leases" : "");
  }
  if (report.missing_groups > 0) {
    fmt::print(stderr, "ward6ctl: {} groups of changes are missing: a file was removed\n",
               report.missing_groups);
  }
}

}  // namespace

OfflineResult visit_offline_leases(const Command& command,
                                   const std::function<void(const json::object&)>& visit) {
  const auto filter = parse_filter(command);
  if (!filter) {
    fmt::print(stderr, "ward6ctl: --duid or --address does not parse\n");
    return {ExitCode::usage, false};
  }
  OfflineDisk disk(command.state_dir + "/leases");
  dhcp6::LeaseArchive archive(disk);
  const auto report = archive.leases([&](const dhcp6::StoredLease& lease) {
    if (filter->takes(command, lease)) visit(to_json(lease));
  });
  if (!report) {
    fmt::print(stderr, "ward6ctl: {}\n",
               archive.error_text().empty() ? disk.error_text() : archive.error_text());
    return {ExitCode::refused, false};
  }
  say_damage(*report);
  return {report->lost() ? ExitCode::refused : ExitCode::ok, true};
}

}  // namespace ward6::ctl
