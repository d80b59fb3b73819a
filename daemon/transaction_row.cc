#include "daemon/transaction_row.h"

#include <algorithm>
#include <iterator>
#include <span>

#include <fmt/format.h>

#include "libdhcp6/core/hex.h"
#include "libdhcp6/core/outcome.h"
#include "libdhcp6/wire/protocol.h"

namespace ward6::daemon {
namespace {

using dhcp6::Grant;
using dhcp6::MessageType;
using dhcp6::Outcome;

// "1d", "12h", "90s": the largest unit that leaves nothing over.
void append_duration(std::string& out, dhcp6::Seconds duration) {
  const std::uint32_t seconds = duration.count();
  struct Unit {
    std::uint32_t size;
    char letter;
  };
  if (duration == dhcp6::kInfinity) {
    out += "infinite";
    return;
  }
  for (const Unit unit : {Unit{86400, 'd'}, Unit{3600, 'h'}, Unit{60, 'm'}}) {
    if (seconds == 0 || seconds % unit.size != 0) continue;
    fmt::format_to(std::back_inserter(out), "{}{}", seconds / unit.size, unit.letter);
    return;
  }
  fmt::format_to(std::back_inserter(out), "{}s", seconds);
}

[[nodiscard]] std::string resource_text(const Grant& grant) {
  return grant.prefix ? grant.resource.to_string() : grant.resource.base().to_string();
}

void append_grant(std::string& out, const Grant& grant) {
  if (grant.resource.length() == 0) {
    out += fmt::format("{} {} in IA {:08x}", grant.prefix ? "prefix" : "address",
                       name(grant.status), value(grant.iaid));
    return;
  }
  out += resource_text(grant);
  if (grant.valid_lifetime.count() == 0) {
    out += " ends";
  } else {
    out += " for ";
    append_duration(out, grant.preferred_lifetime);
    out += '/';
    append_duration(out, grant.valid_lifetime);
  }
  if (grant.choice != dhcp6::Choice::unknown) out += fmt::format(" ({})", name(grant.choice));
  if (grant.status != dhcp6::StatusCode::success) out += fmt::format(" {}", name(grant.status));
}

[[nodiscard]] std::string_view choice_text(dhcp6::LinkChoice choice) noexcept {
  switch (choice) {
    case dhcp6::LinkChoice::none:
      return "";
    case dhcp6::LinkChoice::interface:
      return "interface";
    case dhcp6::LinkChoice::link_address:
      return "link-address";
    case dhcp6::LinkChoice::interface_id:
      return "interface-id";
  }
  return "";
}

[[nodiscard]] std::string type_text(std::uint8_t type) {
  return type == 0 ? std::string("message") : std::string(name(MessageType{type}));
}

// What was it, from whom, and what became of it.
[[nodiscard]] std::string sentence(const TransactionRow& row, std::string_view duid) {
  std::string out = type_text(row.message_type);
  if (row.reply_type != 0) out += " -> " + type_text(row.reply_type);
  out += duid.empty() ? fmt::format(" from {}", row.client.to_string())
                      : fmt::format(" from {} at {}", duid, row.client.to_string());
  if (!row.link_layer.empty()) out += fmt::format(" ({})", row.link_layer.to_string());
  if (!row.link.view().empty()) out += fmt::format(" on {}", row.link.view());
  if (row.hops > 0) {
    out += fmt::format(" through {} relay{}", row.hops, row.hops == 1 ? "" : "s");
  }
  if (!row.host.view().empty()) out += fmt::format(", host {}", row.host.view());
  const std::size_t shown = std::min(row.grant_count, row.grants.size());
  for (std::size_t at = 0; at < shown; ++at) {
    out += at == 0 ? ": " : ", ";
    append_grant(out, row.grants[at]);
  }
  if (row.grant_count > shown) out += fmt::format(" and {} more", row.grant_count - shown);
  if (row.status != dhcp6::StatusCode::success) out += fmt::format("; status {}", name(row.status));
  if (row.ignored_ia_ta) out += "; IA_TA ignored";
  if (row.outcome != Outcome::replied) out += fmt::format("; {}", dhcp6::row(row.outcome).text);
  if (!dhcp6::row(row.outcome).remedy.empty()) {
    out += fmt::format(" ({})", dhcp6::row(row.outcome).remedy);
  }
  return out;
}

// Machines get the first of each kind as plain fields; more than that is rare.
void add_grants(LogLine& line, const TransactionRow& row) {
  const std::size_t shown = std::min(row.grant_count, row.grants.size());
  bool address = false;
  bool prefix = false;
  for (const Grant& grant : std::span(row.grants).first(shown)) {
    bool& seen = grant.prefix ? prefix : address;
    if (seen || grant.resource.length() == 0) continue;
    seen = true;
    line.detail(grant.prefix ? "prefix" : "address", resource_text(grant));
    line.detail(grant.prefix ? "prefix_valid" : "address_valid",
                std::uint64_t{grant.valid_lifetime.count()});
    line.detail(grant.prefix ? "prefix_choice" : "address_choice", name(grant.choice));
  }
}

}  // namespace

void TransactionRow::assign(const dhcp6::Transaction& from,
                            std::string_view link_name,
                            std::chrono::system_clock::time_point when) noexcept {
  time = when;
  outcome = from.outcome;
  message_type = from.message_type;
  reply_type = from.reply_type;
  hops = from.hops;
  link_choice = from.link_choice;
  status = from.status;
  ignored_ia_ta = from.ignored_ia_ta;
  transaction = value(from.transaction);
  client = from.client;
  link_layer = from.link_layer;
  duid.assign(dhcp6::as_text(from.duid));
  link.assign(link_name);
  host.assign(from.host);
  grant_count = from.grant_count;
  std::ranges::copy(from.granted().first(std::min(grant_count, kGrantsShown)), grants.begin());
}

LogLevel level_of(Outcome outcome) noexcept {
  return dhcp6::is_drop(outcome) ? LogLevel::debug : LogLevel::info;
}

std::string render(const TransactionRow& row, LogFormat format) {
  const std::string duid = dhcp6::to_hex(dhcp6::as_bytes(row.duid.view()), ':');
  const std::string_view id = dhcp6::is_drop(row.outcome) ? "dropped" : "transaction";
  LogLine line(format, level_of(row.outcome), id, row.time);
  line.text(sentence(row, duid));
  if (format != LogFormat::json) return line.finish();
  line.detail("message", type_text(row.message_type));
  if (row.reply_type != 0) line.detail("reply", type_text(row.reply_type));
  line.detail("outcome", dhcp6::row(row.outcome).id);
  line.detail("duid", duid);
  if (!row.link_layer.empty()) line.detail("mac", row.link_layer.to_string());
  line.detail("client", row.client.to_string());
  line.detail("link", row.link.view());
  line.detail("link_by", choice_text(row.link_choice));
  line.detail("hops", std::uint64_t{row.hops});
  line.detail("host", row.host.view());
  line.detail("xid", fmt::format("{:06x}", row.transaction));
  if (row.status != dhcp6::StatusCode::success) line.detail("status", name(row.status));
  add_grants(line, row);
  if (dhcp6::is_drop(row.outcome)) line.detail("reason", dhcp6::row(row.outcome).text);
  return line.finish();
}

}  // namespace ward6::daemon
