#include "daemon/delegating.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "daemon/io/clock.h"

namespace ward6::daemon {
namespace {

using relay::Delegation;
using relay::DelegationChange;

constexpr std::chrono::seconds kSayAgain{10};
// The wall clock may be set meanwhile.
constexpr std::uint32_t kTimerMax = 60;
// Ends so many at once: then packets have their turn.
constexpr std::size_t kExpireMax = 500;

[[nodiscard]] std::string describe(const Delegation& delegation) {
  std::string text = fmt::format("{} of {} at {}", delegation.prefix.to_string(),
                                 delegation.client.to_string(), delegation.next_hop.to_string());
  if (!delegation.mac.empty()) text += fmt::format(" ({})", delegation.mac.to_string());
  return text;
}

}  // namespace

Delegating::Delegating(boost::asio::io_context& io, Log& log)
    : io_(io), log_(log), expiry_(io), comparison_(io) {}

const DelegationLink* Delegating::find(dhcp6::LinkId link) const noexcept {
  const auto found =
      std::ranges::find(links_, link, [](const auto& each) { return each.policy.link; });
  return found == links_.end() ? nullptr : &*found;
}

const DelegationLink* Delegating::find(std::string_view link) const noexcept {
  const auto found = std::ranges::find(
      links_, link, [](const auto& each) { return std::string_view(each.policy.name); });
  return found == links_.end() ? nullptr : &*found;
}

void Delegating::configure(const std::shared_ptr<const Settings>& settings) {
  const bool is_first = settings_ == nullptr;
  if (is_first) state_dir_ = settings->state_dir;
  settings_ = settings;
  links_ = make_delegation_links(*settings, links_);
  table_.configure(settings->delegations->links);
  if (is_first) restore();
  if (!file_ && table_.is_on()) open_file();
  if (!file_) return;
  if (!filter_) {
    filter_ = std::make_unique<FilterTable>(io_, [this](const std::string& text) {
      if (text.empty()) return log_.event(LogId::filter_good, "the packet filter is as wanted");
      log_.event(LogId::filter_trouble, text);
    });
  }
  follow();
  if (is_first && table_.is_on()) file_->rewrite_now(named());
  if (has_interfaces_) rebuild_filter();
  open_routes();
  arm_comparison();
  if (!table_.is_on()) end();
}

void Delegating::open_file() {
  file_ = std::make_unique<DelegationFile>(io_, state_dir_, [this](const std::string& text) {
    log_.event(LogId::delegations_unsaved, text);
  });
}

// Before the first message, and before the kernel's routes are looked at.
void Delegating::restore() {
  const auto content = DelegationFile::read(state_dir_);
  if (!content) return log_.event(LogId::delegations_unsaved, content.error());
  if (!content->exists) return;
  open_file();
  restore(*content);
}

void Delegating::restore(const DelegationFile::Content& content) {
  former_place_ = content.routes;
  const dhcp6::WallTime now = read_clocks().wall;
  std::size_t restored = 0;
  for (const auto& [prefix, held] : content.held) {
    const DelegationLink* link = find(held.link);
    if (link == nullptr) continue;
    Delegation delegation = held.delegation;
    delegation.link = link->policy.link;
    if (table_.restore(now, delegation)) ++restored;
  }
  for (const std::string& complaint : content.complaints) {
    log_.event(LogId::delegations_rotten, complaint);
  }
  log_.event(
      LogId::delegations_restored,
      fmt::format("{} delegated prefixes of {} in the file; {} bad lines{}", restored,
                  content.held.size(), content.bad, content.torn ? "; its end was torn off" : ""));
}

void Delegating::open_routes() {
  if (!routes_) {
    auto opened = Routes::open(
        io_, {[this](const dhcp6::Prefix& prefix, const std::string& text) {
                route_refused_ = true;
                if (!is_time(route_said_, kSayAgain)) return;
                log_.event(LogId::route_refused, fmt::format("{}: {}", prefix.to_string(), text));
              },
              [this](const std::string& text) { log_.event(LogId::netlink_trouble, text); }});
    if (!opened) return log_.event(LogId::route_refused, opened.error());
    routes_ = std::move(*opened);
    if (former_place_) routes_->was_at(*former_place_);
  }
  // Without the interfaces nothing is wanted yet, and all that is there would be removed.
  const relay::DelegationConfig& config = *settings_->delegations;
  place_ = {config.protocol, config.table, config.metric};
  file_->keep(place_);
  for (const auto& [prefix, delegation] : table_.all()) {
    if (const DelegationLink* link = find(delegation.link)) route(*link, delegation);
  }
  if (has_interfaces_) routes_->place(place_);
}

// All elements, as the links and policies are now.
void Delegating::rebuild_filter() {
  const FilterElements former = filter_->wanted();
  FilterElements wanted;
  guarded_.clear();
  for (const DelegationLink& link : links_) {
    const bool guards = link.policy.filter || link.policy.loop_guard;
    if (guards && !is_plain_name(link.interface)) {
      log_.event(LogId::filter_trouble,
                 fmt::format("link {}: the name of interface {} cannot be written in a packet "
                             "filter; rename it",
                             link.policy.name, link.interface));
    }
    wanted.merge(link_elements(link));
  }
  for (const auto& [prefix, delegation] : table_.all()) {
    const DelegationLink* link = find(delegation.link);
    if (link == nullptr) continue;
    FilterElements elements = delegation_elements(*link, delegation);
    wanted.insert(elements.begin(), elements.end());
    if (!elements.empty()) guarded_.emplace(prefix, std::move(elements));
  }
  for (const FilterElement& element : former) {
    if (!wanted.contains(element)) filter_->remove(element);
  }
  for (const FilterElement& element : wanted) filter_->add(element);
  const bool guards = std::ranges::any_of(
      links_, [](const auto& link) { return link.policy.filter || link.policy.loop_guard; });
  if (guards) {
    filter_->renew();
  } else {
    filter_->drop();
  }
}

// No link has a policy any more: nothing of ours stays.
void Delegating::end() {
  file_->remove();
  expiry_.cancel();
  comparison_.cancel();
}

void Delegating::update(const InterfaceTable& interfaces) {
  const bool is_first = !std::exchange(has_interfaces_, true);
  std::vector<std::pair<DelegationLink, const DelegationLink*>> changed;
  for (DelegationLink& link : links_) {
    const DelegationLink before = link;
    if (refresh(link, interfaces)) changed.emplace_back(before, &link);
  }
  if (!file_) return;
  // The kernel drops routes with their interface, and takes none before it is ready. What is there
  // is listed before anything is asked for.
  if (routes_ && (is_first || !changed.empty() || route_refused_)) {
    route_refused_ = false;
    routes_->place(place_);
  }
  for (const auto& [before, link] : changed) follow_link(before, *link);
  if (is_first) rebuild_filter();
}

void Delegating::follow_link(const DelegationLink& before, const DelegationLink& link) {
  const bool moved = before.index != link.index;
  const bool rekeyed = before.has_stations != link.has_stations;
  if (filter_) {
    const FilterElements former = link_elements(before);
    const FilterElements wanted = link_elements(link);
    for (const FilterElement& element : former) {
      if (!wanted.contains(element)) filter_->remove(element);
    }
    for (const FilterElement& element : wanted) filter_->add(element);
  }
  if (!moved && !rekeyed) return;
  for (const auto& [prefix, delegation] : table_.all()) {
    if (delegation.link != link.policy.link) continue;
    if (moved) route(link, delegation);
    if (rekeyed) guard(prefix, delegation_elements(link, delegation));
  }
}

// RFC 8987 §1: only the first hop is a delegating relay; what another relay carries is its
// business.
void Delegating::after_relaying(dhcp6::WallTime now,
                                const dhcp6::Inbound& inbound,
                                const relay::Passage& passage) {
  if (table_.policy(passage.link) == nullptr) return;
  using dhcp6::MessageType;
  const auto is = [](std::uint8_t type, MessageType wanted) {
    return type == static_cast<std::uint8_t>(wanted);
  };
  if (passage.verdict == relay::Verdict::to_servers &&
      !is(passage.type, MessageType::relay_forward)) {
    table_.on_client_message(
        now, {passage.link, inbound.from.address, inbound.link_layer, inbound.payload});
  } else if (passage.verdict == relay::Verdict::to_client &&
             !is(passage.inner_type, MessageType::relay_reply)) {
    table_.on_server_message(now, {passage.link, passage.peer, {}, passage.inner});
    say_refused();
  } else {
    return;
  }
  follow();
}

// What the server does not answer, it does not act upon.
void Delegating::after_serving(dhcp6::WallTime now,
                               const dhcp6::Inbound& inbound,
                               std::span<const dhcp6::Outbound> answers) {
  if (answers.empty() || table_.policy(inbound.link) == nullptr) return;
  const dhcp6::Outbound& answer = answers.front();
  // To a relay it would be another port: RFC 9915 §7.2.
  if (answer.to.port != dhcp6::kClientPort) return;
  const dhcp6::Ipv6Address& client = inbound.from.address;
  table_.on_client_message(now, {inbound.link, client, inbound.link_layer, inbound.payload});
  table_.on_server_message(now, {inbound.link, client, inbound.link_layer, answer.payload});
  follow();
  say_refused();
}

std::size_t Delegating::clear(const relay::Delegations::Selection& selection) {
  const std::size_t cleared = table_.clear(selection);
  follow();
  return cleared;
}

void Delegating::follow() {
  const std::vector<DelegationChange> changes = table_.take_changes();
  if (changes.empty()) return;
  std::string lines;
  for (const DelegationChange& change : changes) {
    follow(change);
    const DelegationLink* link = find(change.delegation.link);
    if (change.kind == DelegationChange::Kind::gone) {
      lines += gone_line(change.delegation.prefix);
    } else if (link != nullptr) {
      lines += held_line(change.delegation, link->policy.name);
    }
    say(change);
  }
  const bool is_saved = changes.front().reason == DelegationChange::Reason::restored;
  if (!is_saved) save(lines, changes.size());
  arm_expiry();
}

void Delegating::follow(const DelegationChange& change) {
  const Delegation& delegation = change.delegation;
  const DelegationLink* link = find(delegation.link);
  if (change.kind == DelegationChange::Kind::gone || link == nullptr) {
    if (routes_) routes_->unwant(delegation.prefix);
    return guard(delegation.prefix, {});
  }
  route(*link, delegation);
  guard(delegation.prefix, delegation_elements(*link, delegation));
}

// RFC 8987 §4.2. §4.3 S-2: without its interface the prefix stays held, and gets its route
// with it.
void Delegating::route(const DelegationLink& link, const Delegation& delegation) {
  if (!routes_) return;
  if (link.policy.routes && link.index != dhcp6::InterfaceIndex{}) {
    routes_->want(delegation.prefix, {delegation.next_hop, link.index});
  } else {
    routes_->unwant(delegation.prefix);
  }
}

void Delegating::guard(const dhcp6::Prefix& prefix, FilterElements elements) {
  if (!filter_) return;
  const auto found = guarded_.find(prefix);
  if (found != guarded_.end()) {
    if (found->second == elements) return;
    for (const FilterElement& element : found->second) filter_->remove(element);
    guarded_.erase(found);
  }
  for (const FilterElement& element : elements) filter_->add(element);
  if (!elements.empty()) guarded_.emplace(prefix, std::move(elements));
}

void Delegating::say(const DelegationChange& change) {
  using Kind = DelegationChange::Kind;
  if (change.kind == Kind::changed || change.reason == DelegationChange::Reason::restored) return;
  const DelegationLink* link = find(change.delegation.link);
  const std::string prefix = change.delegation.prefix.to_string();
  const std::string where = link == nullptr ? "" : " on link " + link->policy.name;
  if (change.kind == Kind::held) {
    return log_.event(LogId::prefix_delegated, describe(change.delegation) + where,
                      {{"prefix", prefix}});
  }
  log_.event(LogId::prefix_gone,
             fmt::format("{}{}: {}", describe(change.delegation), where, name(change.reason)),
             {{"prefix", prefix}});
}

void Delegating::say_refused() {
  const auto refused = table_.take_refused();
  if (!refused || !is_time(limit_said_, kSayAgain)) return;
  const DelegationLink* link = find(refused->link);
  const auto& counters = table_.counters();
  log_.event(LogId::prefix_refused,
             fmt::format("{}{}: over delegated.per-client ({} times) or delegated.per-link ({} "
                         "times); it gets neither route nor filter",
                         describe(*refused), link == nullptr ? "" : " on link " + link->policy.name,
                         counters.over_client, counters.over_link));
}

void Delegating::save(std::string_view lines, std::size_t count) {
  if (!file_) return;
  file_->append(lines, count);
  if (file_->wants_rewrite(table_.all().size())) file_->rewrite(named());
}

std::vector<NamedDelegation> Delegating::named() const {
  std::vector<NamedDelegation> all;
  all.reserve(table_.all().size());
  for (const auto& [prefix, delegation] : table_.all()) {
    const DelegationLink* link = find(delegation.link);
    if (link != nullptr) all.push_back({delegation, link->policy.name});
  }
  return all;
}

void Delegating::arm_expiry() {
  const auto deadline = table_.deadline();
  if (armed_ == deadline) return;
  armed_ = deadline;
  if (!deadline || *deadline == dhcp6::kNever) return static_cast<void>(expiry_.cancel());
  const dhcp6::WallTime now = read_clocks().wall;
  const std::uint32_t left = std::min(remaining(now, *deadline).count(), kTimerMax);
  expiry_.expires_after(std::chrono::seconds(left));
  expiry_.async_wait([this](const boost::system::error_code& error) {
    if (!error) on_expiry();
  });
}

void Delegating::on_expiry() {
  armed_.reset();
  static_cast<void>(table_.expire(read_clocks().wall, kExpireMax));
  follow();
  arm_expiry();
}

void Delegating::arm_comparison() {
  comparison_.expires_after(kCompare);
  comparison_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    if (routes_) routes_->relist();
    arm_comparison();
  });
}

}  // namespace ward6::daemon
