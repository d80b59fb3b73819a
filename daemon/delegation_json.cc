#include "daemon/delegation_json.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace ward6::daemon {
namespace {

namespace json = boost::json;

void put_time(json::object& object, std::string_view key, dhcp6::WallTime time) {
  // Absent: it does not end.
  if (time != dhcp6::kNever) object[key] = time.seconds;
}

// Reads members and remembers the first that is wrong.
class Members {
 public:
  explicit Members(const json::object& object) : object_(object) {}

  template <class Value, class Parse>
  [[nodiscard]] Value parsed(std::string_view key, const Parse& parse) {
    const json::value* found = object_.if_contains(key);
    if (found != nullptr && found->is_string()) {
      if (const auto value = parse(std::string_view(found->get_string()))) return *value;
    }
    note(key);
    return {};
  }
  [[nodiscard]] std::uint32_t number(std::string_view key) {
    const json::value* found = object_.if_contains(key);
    if (found != nullptr && (found->is_int64() || found->is_uint64())) {
      json::error_code error;
      const auto number = found->to_number<std::uint32_t>(error);
      if (!error) return number;
    }
    note(key);
    return 0;
  }
  [[nodiscard]] dhcp6::WallTime time(std::string_view key) {
    return object_.contains(key) ? dhcp6::WallTime{number(key)} : dhcp6::kNever;
  }
  [[nodiscard]] bool has(std::string_view key) const { return object_.contains(key); }
  [[nodiscard]] const std::string& wrong() const noexcept { return wrong_; }

 private:
  void note(std::string_view key) {
    if (wrong_.empty()) wrong_ = key;
  }

  const json::object& object_;
  std::string wrong_;
};

}  // namespace

json::object to_json(const relay::Delegation& delegation, std::string_view link) {
  json::object object;
  object["prefix"] = delegation.prefix.to_string();
  object["link"] = link;
  object["next_hop"] = delegation.next_hop.to_string();
  if (!delegation.mac.empty()) object["mac"] = delegation.mac.to_string();
  object["duid"] = delegation.client.to_string();
  object["iaid"] = value(delegation.iaid);
  object["since"] = delegation.since.seconds;
  put_time(object, "preferred_until", delegation.preferred_until);
  put_time(object, "valid_until", delegation.valid_until);
  return object;
}

Attempt<NamedDelegation> to_delegation(const json::object& object) {
  Members members(object);
  NamedDelegation named;
  relay::Delegation& held = named.delegation;
  held.prefix = members.parsed<dhcp6::Prefix>("prefix", dhcp6::Prefix::parse);
  named.link = members.parsed<std::string>(
      "link", [](std::string_view text) { return std::optional<std::string>(text); });
  held.next_hop = members.parsed<dhcp6::Ipv6Address>("next_hop", dhcp6::Ipv6Address::parse);
  if (members.has("mac")) {
    held.mac = members.parsed<dhcp6::LinkLayerAddress>("mac", dhcp6::LinkLayerAddress::parse);
  }
  held.client = members.parsed<dhcp6::Duid>("duid", dhcp6::Duid::parse);
  held.iaid = dhcp6::Iaid{members.number("iaid")};
  held.since = dhcp6::WallTime{members.number("since")};
  held.preferred_until = members.time("preferred_until");
  held.valid_until = members.time("valid_until");
  if (!members.wrong().empty()) {
    return tl::unexpected(fmt::format("'{}' is missing or wrong", members.wrong()));
  }
  return named;
}

}  // namespace ward6::daemon
