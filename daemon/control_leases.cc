#include "daemon/control_leases.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "daemon/control_verbs.h"
#include "daemon/lease_json.h"

namespace ward6::daemon {
namespace {

namespace json = boost::json;
using dhcp6::LeaseState;

[[nodiscard]] std::optional<LeaseState> parse_state(std::string_view text) noexcept {
  for (const LeaseState state :
       {LeaseState::bound, LeaseState::released, LeaseState::expired, LeaseState::declined}) {
    if (text == name(state)) return state;
  }
  return std::nullopt;
}

[[nodiscard]] std::optional<dhcp6::Prefix> parse_place(std::string_view text) noexcept {
  if (const auto address = dhcp6::Ipv6Address::parse(text)) {
    return dhcp6::Prefix::containing(*address, 128);
  }
  const auto prefix = dhcp6::Prefix::parse(text);
  return prefix ? std::optional(*prefix) : std::nullopt;
}

// One walk over the table, or over the leases of one client.
class Listing {
 public:
  Listing(const dhcp6::LeaseTable& leases,
          const std::shared_ptr<const Settings>& settings,
          const dhcp6::Server& server,
          LeaseFilter filter)
      : leases_(leases), settings_(settings), server_(server), filter_(std::move(filter)) {}

  // Appends the next slice; true when there is more.
  bool next(std::string& text) {
    if (filter_.duid) {
      of_client(text);
    } else if (filter_.within && is_address(*filter_.within)) {
      around_address(text);
    } else if (walk(text)) {
      return true;
    }
    text += ok_line({{"count", count_}});
    return false;
  }

 private:
  bool walk(std::string& text) {
    const std::uint64_t enough = count_ + ControlVerbs::kSliceFound;
    for (std::size_t looked = 0; looked < ControlVerbs::kSliceLooked && count_ < enough; ++looked) {
      const dhcp6::LeaseIndex index = leases_.walk(cursor_);
      if (index == dhcp6::kNoLease) return false;
      add(index, text);
    }
    return true;
  }

  // A client's leases are few: the limit per client bounds them.
  void of_client(std::string& text) {
    for (auto index = leases_.first(filter_.duid->bytes()); index != dhcp6::kNoLease;
         index = leases_.next(index)) {
      add(index, text);
    }
  }

  void around_address(std::string& text) {
    const dhcp6::Ipv6Address address = filter_.within->base();
    filter_.within.reset();
    for (unsigned length = 128; length > 0; --length) {
      const auto index = leases_.find(dhcp6::Prefix::containing(address, length));
      if (index != dhcp6::kNoLease) add(index, text);
    }
  }

  void add(dhcp6::LeaseIndex index, std::string& text) {
    const dhcp6::LeaseRecord lease = server_.lease(index);
    if (filter_.state && lease.state != *filter_.state) return;
    if (filter_.within && !filter_.within->contains(lease.resource)) return;
    const std::size_t link = value(lease.link);
    const auto& links = settings_->server->links;
    const std::string_view name = link < links.size() ? links[link].name : std::string_view();
    if (filter_.link && *filter_.link != name) return;
    text += json::serialize(json::object{{"lease", to_json(lease, name)}});
    text += '\n';
    ++count_;
  }

  const dhcp6::LeaseTable& leases_;
  const std::shared_ptr<const Settings>& settings_;
  const dhcp6::Server& server_;
  LeaseFilter filter_;
  std::uint32_t cursor_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace

Attempt<LeaseFilter> parse_lease_filter(const json::object& arguments) {
  LeaseFilter filter;
  for (const auto& [key, value] : arguments) {
    if (key == "verb") continue;
    const std::string text = value.is_string() ? std::string(value.get_string()) : "";
    bool good = true;
    if (key == "link") {
      filter.link = text;
    } else if (key == "duid") {
      const auto duid = dhcp6::Duid::parse(text);
      good = duid.has_value();
      if (good) filter.duid = *duid;
    } else if (key == "address") {
      filter.within = parse_place(text);
      good = filter.within.has_value();
    } else if (key == "state") {
      filter.state = parse_state(text);
      good = filter.state.has_value();
    } else {
      return tl::unexpected(
          fmt::format("leases cannot be filtered by '{}'", std::string_view(key)));
    }
    if (!good) {
      return tl::unexpected(fmt::format("'{}' is not a good {}", text, std::string_view(key)));
    }
  }
  return filter;
}

ControlAnswer list_leases(const dhcp6::LeaseTable& leases,
                          const std::shared_ptr<const Settings>& settings,
                          const dhcp6::Server& server,
                          const LeaseFilter& filter) {
  ControlAnswer answer;
  answer.slice = [listing = Listing(leases, settings, server, filter)](std::string& text) mutable {
    return listing.next(text);
  };
  return answer;
}

}  // namespace ward6::daemon
