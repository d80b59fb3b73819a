#include "daemon/guard_table.h"

#include <algorithm>
#include <array>
#include <linux/netfilter.h>
#include <net/if.h>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "raguard/link_layer.h"

namespace ward6::daemon {
namespace {

constexpr std::array<std::string_view, 2> kNames{"ward6_guard_a", "ward6_guard_b"};
constexpr std::string_view kSampleName = "ward6_guard_check";
constexpr std::array kFamilies{GuardFamily::netdev, GuardFamily::bridge};

// Of our tables, those that nft lists.
[[nodiscard]] std::set<GuardTableName> read_tables(const std::string& listing) {
  std::set<GuardTableName> found;
  for (const GuardFamily family : kFamilies) {
    for (const std::string_view name : kNames) {
      const GuardTableName table{family, std::string(name)};
      if (listing.find(fmt::format("table {}\n", table.text())) != std::string::npos) {
        found.insert(table);
      }
    }
  }
  return found;
}

[[nodiscard]] bool exists(const std::string& interface) {
  return ::if_nametoindex(interface.c_str()) != 0;
}

}  // namespace

NftTableId guard_table_id(const GuardTableName& table) {
  const bool is_netdev = table.family == GuardFamily::netdev;
  return {static_cast<std::uint8_t>(is_netdev ? NFPROTO_NETDEV : NFPROTO_BRIDGE), table.name};
}

GuardTable::GuardTable(boost::asio::io_context& io, Trouble trouble, std::string program)
    : io_(io), timer_(io), tick_(io), trouble_(std::move(trouble)), nft_(io, std::move(program)) {}

void GuardTable::configure(GuardFamily family, std::vector<raguard::GuardPolicy> policies) {
  if (!is_configured_) follow();
  if (!is_configured_ || family != family_ || policies != policies_) whole_ = true;
  if (family != family_) checked_ = false;
  is_configured_ = true;
  family_ = family;
  policies_ = std::move(policies);
  soon();
}

void GuardTable::set_ports(const std::vector<Port>& ports) {
  Ports wanted;
  std::string unguardable;
  for (const Port& port : ports) {
    if (!is_guardable_name(port.name)) {
      unguardable = fmt::format("port '{}' is not guarded: nft cannot read its name", port.name);
      continue;
    }
    const auto known = wanted_.find(port.name);
    const bool is_same = known != wanted_.end() && known->second.port == port;
    wanted.try_emplace(port.name, Numbered{is_same ? known->second.number : next_number_++, port});
  }
  // Behind a port that went away, or has another role, is somebody else.
  std::erase_if(offenders_, [&](const auto& one) {
    const auto now = wanted.find(one.first.first);
    return now == wanted.end() || now->second != wanted_.at(one.first.first);
  });
  wanted_ = std::move(wanted);
  knows_ports_ = true;
  absent_.clear();
  unguardable_ = std::move(unguardable);
  tell();
  soon();
}

bool GuardTable::block(const std::string& port,
                       const dhcp6::LinkLayerAddress& mac,
                       std::chrono::seconds time) {
  const auto found = wanted_.find(port);
  if (found == wanted_.end() || mac.size != raguard::kMacSize || time.count() < 1) return false;
  const Port& known = found->second.port;
  const bool has_list =
      known.role == raguard::PortRole::router || known.role == raguard::PortRole::server;
  if (!has_list || !installable().contains(port)) return false;
  const auto now = Clock::now();
  std::erase_if(offenders_, [now](const auto& one) { return one.second.until <= now; });
  const std::pair key{port, mac.to_string()};
  if (offenders_.size() >= kOffendersMax && !offenders_.contains(key)) return false;
  offenders_[key] = {mac, now + time};
  news_.insert(port);
  soon();
  return true;
}

void GuardTable::remove(std::function<void()> done) {
  removal_ = std::move(done);
  is_configured_ = false;
  tick_.cancel();
  not_before_ = {};
  is_due_ = false;
  soon();
}

bool GuardTable::is_good() const {
  const Ports ports = installable();
  return surveyed_ && error_.empty() && !whole_ && in_force_ == ports &&
         active_.has_value() == !ports.empty() && present_.size() == (active_ ? 1 : 0);
}

std::string GuardTable::text() const {
  const GuardTableName name = active_ ? *active_ : next_name();
  return guard_table(name, rules_of(installable()));
}

void GuardTable::soon() {
  if (std::exchange(is_due_, true)) return;
  timer_.expires_at(std::max(Clock::now(), not_before_));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    is_due_ = false;
    work();
  });
}

void GuardTable::work() {
  if (job_) return;  // its end brings us here again
  // Before the ports are known, what an earlier run left is all that guards them.
  if (!removal_ && (!is_configured_ || !knows_ports_)) return;
  if (Clock::now() < not_before_) return soon();
  if (!surveyed_) return run(Job::survey, "list tables\n");
  if (removal_) {
    if (present_.empty()) return finish_removal();
    std::string text;
    for (const GuardTableName& table : present_) text += guard_removal(table);
    return run(Job::removal, std::move(text));
  }
  if (put_in_order() || !active_ || checked_) return;
  run(Job::check, sample());
}

// False: there is nothing to do.
bool GuardTable::put_in_order() {
  Ports ports = installable();
  // Another role in place lets frames pass, as any change of rules does.
  whole_ = whole_ || !active_ || std::ranges::any_of(ports, [this](const auto& one) {
             const auto now = in_force_.find(one.first);
             return now != in_force_.end() && now->second != one.second;
           });
  if (ports.empty()) {
    active_.reset();
    in_force_.clear();
  } else if (whole_) {
    load(std::move(ports));
    return true;
  }
  whole_ = false;
  std::string text;
  for (const GuardTableName& table : present_) {
    if (table != active_) text += guard_removal(table);
  }
  if (!text.empty()) {
    run(Job::stale, std::move(text));
    return true;
  }
  if (!active_) return false;
  text = changes(ports);
  if (text.empty()) return false;
  in_flight_ = std::move(ports);
  run(Job::changes, std::move(text));
  return true;
}

void GuardTable::load(Ports ports) {
  whole_ = false;
  touched_ = false;
  news_.clear();
  target_ = next_name();
  in_flight_ = std::move(ports);
  run(Job::load, guard_table(target_, rules_of(in_flight_)));
}

std::string GuardTable::changes(const Ports& ports) {
  Ports added;
  Ports removed;
  for (const auto& one : ports) {
    if (!in_force_.contains(one.first)) added.insert(one);
  }
  for (const auto& one : in_force_) {
    if (!ports.contains(one.first)) removed.insert(one);
  }
  std::string text = guard_ports_removed(*active_, rules_of(removed)) +
                     guard_ports_added(*active_, rules_of(added));
  for (const std::string& name : std::exchange(news_, {})) {
    const auto found = in_force_.find(name);
    if (found == in_force_.end() || !ports.contains(name)) continue;
    text += guard_offenders(*active_, rules_of({*found}).front());
  }
  return text;
}

void GuardTable::run(Job job, std::string text) {
  job_ = job;
  const auto done = [this, job](const Attempt<std::string>& outcome) { on_done(job, outcome); };
  if (job == Job::check) {
    nft_.check(std::move(text), done);
  } else {
    nft_.run(std::move(text), done);
  }
  own_pid_ = nft_.last_pid();
}

void GuardTable::on_done(Job job, const Attempt<std::string>& outcome) {
  // What it did has been told to us, too: read that before something else begins.
  if (events_) events_->poll();
  job_.reset();
  if (outcome) {
    on_success(job, *outcome);
  } else {
    on_failure(job, outcome.error());
  }
  tell();
  soon();
}

void GuardTable::on_success(Job job, const std::string& output) {
  switch (job) {
    case Job::survey:
      surveyed_ = true;
      present_ = read_tables(output);
      break;
    case Job::load:
      on_loaded();
      break;
    case Job::stale:
      present_.clear();
      if (active_) present_.insert(*active_);
      break;
    case Job::changes:
      on_ports_changed();
      break;
    case Job::removal:
      present_.clear();
      active_.reset();
      in_force_.clear();
      return;
    case Job::check:
      checked_ = true;
      blindness_ = is_blind_to_tags(output)
                       ? "nft makes rules of ours that do not see frames with a VLAN tag: such "
                         "frames pass the guard; install another version of nftables"
                       : "";
      return;
  }
  error_.clear();
}

void GuardTable::on_failure(Job job, const std::string& text) {
  if (job == Job::check) {
    checked_ = true;
    blindness_ = fmt::format("the rules cannot be checked: {}", text);
    return;
  }
  if (job == Job::removal) {
    error_ = text;
    tell();
    return finish_removal();
  }
  whole_ = whole_ || job == Job::load || job == Job::changes;
  // A table that is not as we think is made anew without many words.
  if (job == Job::changes || (job == Job::load && leave_out_absent())) return;
  error_ = text;
  not_before_ = Clock::now() + kRetry;
}

void GuardTable::on_loaded() {
  read_counters();  // for the last time, of the table before
  counts_.begin_table();
  active_ = target_;
  present_.insert(target_);
  on_ports_changed();
  if (touched_) disturbed();
}

void GuardTable::on_ports_changed() {
  for (const auto& one : in_force_) {
    if (!in_flight_.contains(one.first)) counts_.forget(one.first);
  }
  in_force_ = in_flight_;
  fingerprint_ = query_.fingerprint(guard_table_id(*active_)).value_or(0);
}

// A port that went away must not keep the others from being guarded. False: all are there.
bool GuardTable::leave_out_absent() {
  bool found = false;
  for (const auto& one : in_flight_) {
    if (!exists(one.first)) found = absent_.insert(one.first).second || found;
  }
  return found;
}

void GuardTable::finish_removal() {
  active_.reset();
  in_force_.clear();
  boost::asio::post(io_, std::exchange(removal_, {}));
  soon();  // for it may be wanted again
}

void GuardTable::tell() {
  const std::string& text = !error_.empty()       ? error_
                            : !blindness_.empty() ? blindness_
                                                  : unguardable_;
  if (std::exchange(said_, text) != text) trouble_(text);
}

GuardTable::Ports GuardTable::installable() const {
  Ports ports;
  for (const auto& one : wanted_) {
    const Port& port = one.second.port;
    if (port.policy < policies_.size() && has_guard_rules(policies_[port.policy], port.role) &&
        !absent_.contains(port.name)) {
      ports.insert(one);
    }
  }
  return ports;
}

std::vector<GuardRulesPort> GuardTable::rules_of(const Ports& ports) const {
  std::vector<GuardRulesPort> rules;
  rules.reserve(ports.size());
  for (const auto& [name, one] : ports) {
    rules.push_back(
        {one.number, &policies_.at(one.port.policy), name, one.port.role, offenders_of(name)});
  }
  return rules;
}

std::vector<GuardOffender> GuardTable::offenders_of(const std::string& port) const {
  std::vector<GuardOffender> found;
  const auto now = Clock::now();
  for (const auto& [key, offender] : offenders_) {
    if (key.first != port || offender.until <= now) continue;
    found.push_back({offender.mac, std::chrono::ceil<std::chrono::seconds>(offender.until - now)});
  }
  return found;
}

// A port of each role: all kinds of rules.
std::string GuardTable::sample() const {
  Ports ports;
  std::set<raguard::PortRole> roles;
  for (const auto& one : in_force_) {
    if (roles.insert(one.second.port.role).second) ports.insert(one);
  }
  return guard_table({family_, std::string(kSampleName)}, rules_of(ports));
}

// The one that is not in force; of two that an earlier run left, either.
GuardTableName GuardTable::next_name() const {
  for (const std::string_view name : kNames) {
    GuardTableName table{family_, std::string(name)};
    if (!present_.contains(table)) return table;
  }
  const GuardTableName first{family_, std::string(kNames.front())};
  return active_ == first ? GuardTableName{family_, std::string(kNames.back())} : first;
}

}  // namespace ward6::daemon
