#include "daemon/control_delegations.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "daemon/control_verbs.h"
#include "daemon/delegation_json.h"
#include "daemon/io/clock.h"

namespace ward6::daemon {
namespace {

namespace json = boost::json;
using Selection = relay::Delegations::Selection;

[[nodiscard]] Attempt<Selection> parse_selection(const Delegating& delegating,
                                                 const json::object& arguments) {
  Selection selection;
  for (const auto& [key, value] : arguments) {
    if (key == "verb" || key == "all") continue;
    const std::string text = value.is_string() ? std::string(value.get_string()) : "";
    bool good = true;
    if (key == "link") {
      const DelegationLink* link = delegating.find(std::string_view(text));
      if (link == nullptr) {
        return tl::unexpected(
            fmt::format("no link '{}' has 'delegated' in the configuration", text));
      }
      selection.link = link->policy.link;
    } else if (key == "client") {
      const auto duid = dhcp6::Duid::parse(text);
      good = duid.has_value();
      if (good) selection.client = *duid;
    } else if (key == "prefix") {
      const auto prefix = dhcp6::Prefix::parse(text);
      good = prefix.has_value();
      if (good) selection.prefix = *prefix;
    } else {
      return tl::unexpected(fmt::format("bindings have no '{}'", std::string_view(key)));
    }
    if (!good) {
      return tl::unexpected(fmt::format("'{}' is not a good {}", text, std::string_view(key)));
    }
  }
  return selection;
}

[[nodiscard]] bool fits(const Selection& selection, const relay::Delegation& delegation) {
  if (selection.prefix && !selection.prefix->contains(delegation.prefix)) return false;
  if (selection.client && !(*selection.client == delegation.client)) return false;
  return !selection.link || *selection.link == delegation.link;
}

// One walk over the table; what comes or goes meanwhile may be listed or not.
class Listing {
 public:
  Listing(const Delegating& delegating, Selection selection)
      : delegating_(delegating), selection_(std::move(selection)) {}

  // Appends the next slice; true when there is more.
  bool next(std::string& text) {
    const auto& all = delegating_.table().all();
    auto at = last_ ? all.upper_bound(*last_) : all.begin();
    const std::uint64_t enough = count_ + ControlVerbs::kSliceFound;
    for (std::size_t looked = 0; at != all.end(); ++at, ++looked) {
      if (looked == ControlVerbs::kSliceLooked || count_ == enough) return true;
      last_ = at->first;
      if (fits(selection_, at->second)) add(at->second, text);
    }
    text += ok_line({{"count", count_}});
    return false;
  }

 private:
  void add(const relay::Delegation& delegation, std::string& text) {
    const DelegationLink* link = delegating_.find(delegation.link);
    json::object object =
        to_json(delegation, link == nullptr ? std::string_view() : link->policy.name);
    if (link != nullptr) object["interface"] = link->interface;
    const dhcp6::WallTime now = read_clocks().wall;
    const auto put_left = [&](std::string_view key, dhcp6::WallTime end) {
      if (end != dhcp6::kNever) object[key] = remaining(now, end).count();
    };
    put_left("preferred_left", delegation.preferred_until);
    put_left("valid_left", delegation.valid_until);
    text += json::serialize(json::object{{"binding", std::move(object)}}) + '\n';
    ++count_;
  }

  const Delegating& delegating_;
  Selection selection_;
  std::optional<dhcp6::Prefix> last_;
  std::uint64_t count_ = 0;
};

}  // namespace

ControlAnswer list_bindings(const Delegating& delegating, const json::object& arguments) {
  const auto selection = parse_selection(delegating, arguments);
  if (!selection) return {error_line(selection.error(), "")};
  ControlAnswer answer;
  answer.slice = [listing = Listing(delegating, *selection)](std::string& text) mutable {
    return listing.next(text);
  };
  return answer;
}

ControlAnswer clear_bindings(Delegating& delegating, const json::object& arguments) {
  const auto selection = parse_selection(delegating, arguments);
  if (!selection) return {error_line(selection.error(), "")};
  const json::value* all = arguments.if_contains("all");
  const bool is_all = all != nullptr && all->is_bool() && all->get_bool();
  const bool is_filtered = selection->prefix || selection->client || selection->link;
  if (is_all == is_filtered) {
    return {error_line("it is not said which bindings are to be cleared",
                       "Give --link, --client or --prefix; or --all, alone.")};
  }
  return {ok_line({{"cleared", delegating.clear(*selection)}})};
}

json::object delegation_counts(const Delegating& delegating) {
  const auto& counters = delegating.table().counters();
  const FilterTable::Packets packets = delegating.packets();
  return {{"held", delegating.table().all().size()},
          {"routes", delegating.routes()},
          {"filter_good", delegating.filters() ? 1 : 0},
          {"packets_spoofed", packets.spoofed},
          {"packets_looped", packets.looped},
          {"learned", counters.learned},
          {"renewed", counters.renewed},
          {"withdrawn", counters.withdrawn},
          {"of_another", counters.of_another},
          {"released", counters.released},
          {"expired", counters.expired},
          {"cleared", counters.cleared},
          {"over_client", counters.over_client},
          {"over_link", counters.over_link},
          {"no_next_hop", counters.no_next_hop},
          {"unusable", counters.unusable},
          {"not_released", counters.not_released},
          {"not_understood", counters.not_understood}};
}

}  // namespace ward6::daemon
