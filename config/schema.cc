#include "config/schema.h"

#include <algorithm>
#include <array>
#include <vector>

#include "config/diagnostic.h"
#include "config/schema_rows.h"
#include "config/suggest.h"

namespace ward6::config {
namespace {

constexpr std::array kGroups{
    Group{"file", "", "The top of the file."},
    Group{"server", "server", "The server as a whole."},
    Group{"duid", "server.duid", "A server identifier of a certain kind."},
    Group{"control", "server.control", "The control socket."},
    Group{"log", "log", "Logging."},
    Group{"link", "links.NAME",
          "A link: the part of the network in which devices hear each other's multicasts."},
    Group{"relayed", "links.NAME.relayed", "A link that is reached through relays."},
    Group{"serve", "links.NAME.serve", "What clients of a link get."},
    Group{
        "lifetimes", "links.NAME.serve.lifetimes",
        "Lifetimes. Also in an entry of `prefixes`, `delegate` or `hosts`, where what is not given "
        "comes from `serve.lifetimes`."},
    Group{"prefix", "links.NAME.serve.prefixes[]", "A prefix that is on the link."},
    Group{"pool", "links.NAME.serve.prefixes[].pool", "A pool with settings of its own."},
    Group{"delegation", "links.NAME.serve.delegate[]", "A block for prefix delegation."},
    Group{"relay", "links.NAME.relay", "Where the messages of a link's clients are relayed to."},
    Group{"relay-remote-id", "links.NAME.relay.remote-id, links.NAME.ldra.remote-id",
          "A Remote-Id that is sent."},
    Group{"delegated", "links.NAME.delegated",
          "What is done for the prefixes that clients of a link are delegated."},
    Group{"routes", "routes", "Routes to delegated prefixes."},
    Group{"ldra", "links.NAME.ldra",
          "The ports of a bridge on which a Lightweight DHCPv6 Relay Agent (RFC 6221) works."},
    Group{"guard", "links.NAME.guard",
          "Protection of a link's hosts against rogue routers and DHCPv6 servers: RFC 6105, RFC "
          "7113, RFC 7610."},
    Group{"guard-router", "links.NAME.guard.routers[]",
          "A router, and all that it may say. What is not given may be anything; a list that is "
          "given, even an empty one, is all that is allowed."},
    Group{"guard-server", "links.NAME.guard.servers[]", "A DHCPv6 server of the link."},
    Group{"guard-process", "guard", "The guards of all links together."},
    Group{"host", "hosts[], links.NAME.serve.hosts[]", "A host that is known."},
    Group{"match", "hosts[].match", "How a host is recognised."},
    Group{"remote-id", "hosts[].match.remote-id", "A Remote-Id."},
    Group{"option-definition", "option-definitions.NAME", "An option of your own."},
    Group{"option-field", "option-definitions.NAME.fields[]", "A field of such an option."},
    Group{"option-value", "options.NAME",
          "The long form of the value of an option, wherever options are set."},
};

constexpr std::string_view kOptionsElsewhere =
    "Options for all links stand in 'server.options', those of a link in its 'serve.options'.";

constexpr std::array kWrongKeys{
    WrongKey{"file", "options", kOptionsElsewhere},
    WrongKey{"link", "options", kOptionsElsewhere},
    WrongKey{"file", "subnets", "Name your links under 'links'."},
    WrongKey{"file", "subnet6", "Name your links under 'links'."},
    WrongKey{"file", "networks", "Name your links under 'links'."},
    WrongKey{"file", "interfaces", "Give each link of 'links' its 'interface'."},
    WrongKey{"file", "interface", "Give each link of 'links' its 'interface'."},
    WrongKey{"file", "reservations", "Did you mean 'hosts'?"},
    WrongKey{"file", "logging", "Did you mean 'log'?"},
    WrongKey{"file", "include", "Including other files is not supported by this version yet."},
    WrongKey{"link", "prefixes", "Prefixes stand in the link's 'serve'."},
    WrongKey{"link", "delegate", "It stands in the link's 'serve'."},
    WrongKey{"link", "hosts", "It stands in the link's 'serve'."},
    WrongKey{"link", "lifetimes", "It stands in the link's 'serve'."},
    WrongKey{"link", "interfaces", "A link has one 'interface'; make two links, or a bridge."},
    WrongKey{"link", "link-address", "It stands in the link's 'relayed'."},
    WrongKey{"link", "interface-id", "It stands in the link's 'relayed'."},
    WrongKey{"serve", "subnets", "Did you mean 'prefixes'?"},
    WrongKey{"serve", "prefix", "Did you mean 'prefixes', a list of {prefix: …}?"},
    WrongKey{"serve", "pools", "A pool stands in its entry of 'prefixes'."},
    WrongKey{"serve", "pool", "A pool stands in its entry of 'prefixes'."},
    WrongKey{"serve", "pd", "Did you mean 'delegate'?"},
    WrongKey{"serve", "pd-pools", "Did you mean 'delegate'?"},
    WrongKey{"serve", "delegation", "Did you mean 'delegate'?"},
    WrongKey{"serve", "reservations", "Did you mean 'hosts'?"},
    WrongKey{"serve", "dns-servers", "Options stand in 'options'."},
    WrongKey{"serve", "stateless", "Leave out 'prefixes' and 'delegate': that is stateless."},
    WrongKey{"serve", "preferred-lifetime", "Write 'lifetimes: {preferred: …}'."},
    WrongKey{"serve", "valid-lifetime", "Write 'lifetimes: {valid: …}'."},
    WrongKey{"lifetimes", "t1", "Did you mean 'renew'?"},
    WrongKey{"lifetimes", "t2", "Did you mean 'rebind'?"},
    WrongKey{"lifetimes", "preferred-lifetime", "Did you mean 'preferred'?"},
    WrongKey{"lifetimes", "valid-lifetime", "Did you mean 'valid'?"},
    WrongKey{"lifetimes", "default", "Did you mean 'preferred' or 'valid'?"},
    WrongKey{"prefix", "subnet", "Did you mean 'prefix'?"},
    WrongKey{"prefix", "network", "Did you mean 'prefix'?"},
    WrongKey{"prefix", "range", "Did you mean 'pool'?"},
    WrongKey{"delegation", "prefix", "Did you mean 'from'?"},
    WrongKey{"delegation", "delegated-len", "Did you mean 'length'?"},
    WrongKey{"host", "hw-address", "Write 'match: {mac: …}'."},
    WrongKey{"host", "mac", "Write 'match: {mac: …}'."},
    WrongKey{"host", "duid", "Write 'match: {duid: …}'."},
    WrongKey{"host", "ip-address", "Did you mean 'address'?"},
    WrongKey{"host", "ip-addresses", "Did you mean 'addresses'?"},
    WrongKey{"host", "fixed-address", "Did you mean 'address'?"},
    WrongKey{"match", "client-id", "Did you mean 'duid'?"},
    WrongKey{"match", "hw-address", "Did you mean 'mac'?"},
    WrongKey{"match", "link-layer", "Did you mean 'mac'?"},
};

std::vector<Setting> all_rows() {
  std::vector<Setting> rows;
  for (const auto& part : {server_rows(), link_rows(), relay_rows(), delegated_rows(), ldra_rows(),
                           guard_rows(), host_rows()}) {
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return rows;
}

std::span<const Setting> rows_of(std::string_view group) {
  const auto rows = settings();
  const auto in_group = [group](const Setting& row) { return row.group == group; };
  const auto first = std::ranges::find_if(rows, in_group);
  const auto last = std::find_if_not(first, rows.end(), in_group);
  return {first, last};
}

std::string choices_text(std::string_view choices) {
  std::string text(choices);
  std::ranges::replace(text, '|', ' ');
  for (std::size_t at = text.find(' '); at != std::string::npos; at = text.find(' ', at + 2)) {
    text.insert(at, ",");
  }
  return text;
}

}  // namespace

std::span<const Setting> settings() noexcept {
  static const std::vector<Setting> rows = all_rows();
  return rows;
}

std::span<const Group> groups() noexcept {
  return kGroups;
}
std::span<const WrongKey> wrong_keys() noexcept {
  return kWrongKeys;
}

std::span<const Setting> settings_of(std::string_view group) noexcept {
  using Spans = std::array<std::span<const Setting>, kGroups.size()>;
  static const Spans spans = [] {
    Spans found;
    for (std::size_t i = 0; i < kGroups.size(); ++i) found.at(i) = rows_of(kGroups.at(i).name);
    return found;
  }();
  const auto at = std::ranges::find(kGroups, group, &Group::name) - kGroups.begin();
  return static_cast<std::size_t>(at) < spans.size() ? spans.at(static_cast<std::size_t>(at))
                                                     : std::span<const Setting>();
}

const Setting* find_setting(std::string_view group, std::string_view key) noexcept {
  for (const Setting& row : settings_of(group)) {
    if (row.key == key) return &row;
  }
  return nullptr;
}

const Group* find_group(std::string_view name) noexcept {
  const auto found = std::ranges::find(kGroups, name, &Group::name);
  return found == kGroups.end() ? nullptr : &*found;
}

std::string expectation(const Setting& setting) {
  switch (setting.type) {
    case Type::text:
      return "a text";
    case Type::label:
      return "a name of letters, digits, '.', '_' and '-', at most 64";
    case Type::path:
      return "an absolute path such as /var/lib/ward6";
    case Type::interface:
      return "the name of a network interface, at most 15 characters";
    case Type::hostname:
      return "a host name such as printer.example.net";
    case Type::integer:
      return cat("a whole number from ", setting.min, " to ", setting.max);
    case Type::boolean:
      return "true or false";
    case Type::duration:
      return "a duration such as 90s, 30m, 12h, 1d, 2w or infinite";
    case Type::date:
      return "a date such as 2026-12-31, or 2026-12-31T23:59:59Z";
    case Type::choice:
      return cat("one of ", choices_text(setting.choices));
    case Type::mode:
      return "an octal file mode such as \"0660\"";
    case Type::address:
      return "an IPv6 address such as 2001:db8::53";
    case Type::address_or_suffix:
      return "an IPv6 address such as 2001:db8:1::7, or its last bits as \"::7\"";
    case Type::prefix:
      return "an IPv6 prefix such as 2001:db8:1::/64";
    case Type::prefix_or_address:
      return "an IPv6 prefix such as 2001:db8:1::/64, or an address";
    case Type::relative_prefix:
      return "a prefix relative to the delegated one, such as 0:0:0:ff::/64";
    case Type::range:
    case Type::range_or_object:
      return "a prefix such as 2001:db8:1::1:0/112, or low - high";
    case Type::duid:
      return "a DUID such as 00:03:00:01:02:00:00:00:00:07";
    case Type::duid_or_object:
      return cat("one of ", choices_text(setting.choices), ", or a DUID in hexadecimal");
    case Type::mac:
      return "a link-layer address such as \"02:00:00:00:00:07\"";
    case Type::bytes:
      return "a text, or bytes such as 0x0102";
    case Type::object:
      return "a map of settings";
    case Type::objects:
      return "a map from names to settings";
    case Type::options:
      return "a map from names of options to values";
  }
  return {};
}

std::string suggest_key(std::string_view group, std::string_view key) {
  for (const WrongKey& row : kWrongKeys) {
    if (row.group == group && edit_distance(row.key, key, 0) == 0) return std::string(row.remedy);
  }
  Nearest nearest(key);
  for (const Setting& row : settings_of(group)) nearest.offer(row.key);
  if (!nearest.best().empty()) return cat("Did you mean '", nearest.best(), "'?");
  for (const Setting& row : settings()) {
    if (row.key != key) continue;
    const Group* home = find_group(row.group);
    if (home != nullptr && !home->path.empty()) {
      return cat("There is '", key, "' in ", home->path, ".");
    }
  }
  std::string text = "Known here: ";
  for (const Setting& row : settings_of(group)) {
    if (!text.ends_with(": ")) text += ", ";
    text += row.key;
  }
  return text + ".";
}

}  // namespace ward6::config
