// What others do to the tables of GuardTable, and what the kernel counts in them.
#include <algorithm>
#include <net/if.h>

#include <fmt/format.h>

#include "daemon/guard_table.h"

namespace ward6::daemon {
namespace {

constexpr std::string_view kPrefix = "ward6_guard_";
// Two programs that fight for the same rules do so at this pace.
constexpr std::chrono::seconds kRepairsApart{1};

}  // namespace

void GuardTable::follow() {
  schedule_tick();
  if (events_) return;
  auto events = NftEvents::open(
      io_, std::string(kPrefix),
      {[this](const std::vector<NftTableId>& tables, int pid) { on_changed(tables, pid); },
       [this] { look(); }});
  // Without it we look each second. Who may not follow may not load either, and that is told.
  if (events) events_ = std::move(*events);
}

void GuardTable::on_changed(const std::vector<NftTableId>& tables, int pid) {
  const bool is_own = pid != 0 && pid == own_pid_;
  knows_own_ = knows_own_ || is_own;
  // In a container processes have other numbers; then it cannot be told who it was.
  if (is_own || (job_ && !knows_own_)) return;
  const auto touches = [&tables](const GuardTableName& name) {
    return std::ranges::find(tables, guard_table_id(name)) != tables.end();
  };
  if (job_ == Job::load) {
    touched_ = touched_ || touches(target_);
  } else if (active_ && touches(*active_)) {
    disturbed();
  }
}

void GuardTable::disturbed() {
  if (whole_ || !is_configured_) return;
  whole_ = true;
  ++repairs_;
  error_ = fmt::format("another program changed the table {}; it is put back",
                       active_ ? active_->text() : "");
  tell();
  const auto now = Clock::now();
  if (now < repaired_ + kRepairsApart) not_before_ = repaired_ + kRepairsApart;
  repaired_ = std::max(now, not_before_);
  soon();
}

void GuardTable::schedule_tick() {
  tick_.expires_after(kTick);
  tick_.async_wait([this](const boost::system::error_code& error) {
    if (error || !is_configured_) return;
    tick();
    schedule_tick();
  });
}

void GuardTable::tick() {
  const auto came_back = [](const std::string& name) {
    return ::if_nametoindex(name.c_str()) != 0;
  };
  if (std::erase_if(absent_, came_back) > 0) soon();
  read_counters();
  if (++ticks_ % kTicksPerLook == 0 || !events_) look();
}

void GuardTable::read_counters() {
  if (!active_) return;
  const auto counters = query_.counters(guard_table_id(*active_));
  if (!counters) return;  // the next time
  std::map<std::size_t, std::string> ports;
  for (const auto& [name, one] : in_force_) ports.emplace(one.number, name);
  for (const NftCounter& counter : *counters) {
    const GuardCounterName name = parse_guard_counter(counter.name);
    const auto port = ports.find(name.number);
    if (port != ports.end()) counts_.note(port->second, name.reason, counter.packets);
  }
}

void GuardTable::look() {
  if (!active_ || job_ || fingerprint_ == 0) return;
  const auto now = query_.fingerprint(guard_table_id(*active_));
  if (now && *now != fingerprint_) disturbed();
}

}  // namespace ward6::daemon
