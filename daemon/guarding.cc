#include "daemon/guarding.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "daemon/io/clock.h"
#include "daemon/net/frame_socket.h"
#include "raguard/describe.h"
#include "raguard/solicitation.h"

namespace ward6::daemon {
namespace {

using raguard::Judgement;
using raguard::PortRole;
using raguard::Reason;
using raguard::Rogue;

constexpr std::chrono::seconds kRetry{5};

[[nodiscard]] bool is_uplink(PortRole role) noexcept {
  return role == PortRole::router || role == PortRole::server;
}

[[nodiscard]] std::vector<dhcp6::LinkLayerAddress> watched(const raguard::GuardPolicy& policy) {
  std::vector<dhcp6::LinkLayerAddress> macs;
  for (const raguard::AllowedRouter& router : policy.routers) {
    if (!router.mac.empty()) macs.push_back(router.mac);
  }
  return macs;
}

[[nodiscard]] std::string station_text(const Rogue& rogue) {
  std::string text = rogue.mac.empty() ? "many stations" : rogue.mac.to_string();
  if (rogue.source && !rogue.mac.empty()) text += fmt::format(" ({})", rogue.source->to_string());
  return text;
}

// What it did, why that is remarkable, who does such a thing, and what to do.
[[nodiscard]] std::string rogue_text(const Rogue& rogue) {
  const auto& reason = raguard::row(rogue.reason);
  std::string text = fmt::format("{}: {} ({})", reason.id, reason.text, reason.source);
  if (rogue.destination) text += fmt::format(", to {}", rogue.destination->to_string());
  if (rogue.advert) text += fmt::format("; says: {}", raguard::advert_text(*rogue.advert));
  if (rogue.findings.any()) {
    text += fmt::format("; findings: {}", fmt::join(raguard::finding_ids(rogue.findings), ", "));
  }
  const auto& cause = raguard::row(rogue.cause);
  if (!cause.text.empty()) text += fmt::format("; likely: {}", cause.text);
  const std::string_view remedy = cause.remedy.empty() ? reason.remedy : cause.remedy;
  if (!remedy.empty()) text += fmt::format(". To do: {}", remedy);
  return text;
}

[[nodiscard]] std::string culprit_text(const Culprit& culprit) {
  std::string text = fmt::format("; it holds the lease {}", culprit.lease);
  if (!culprit.hostname.empty()) text += fmt::format(" as {}", culprit.hostname);
  return text + fmt::format(", DUID {}", culprit.duid);
}

[[nodiscard]] const Rogue* find_rogue(const GuardedPort& port, std::uint64_t number) noexcept {
  const auto all = port.rogues.all();
  const auto found = std::ranges::find(all, number, &Rogue::number);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

Capture::Counts GuardedPort::counts() const {
  Capture::Counts counts = before;
  if (!capture) return counts;
  const Capture::Counts now = capture->counts();
  counts.received += now.received;
  counts.dropped += now.dropped;
  return counts;
}

bool is_blocked(const GuardedLink& link, const GuardedPort& port) noexcept {
  return link.policy.action == raguard::Action::block && port.role != PortRole::monitor;
}

Guarding::Guarding(boost::asio::io_context& io, Log& log, const dhcp6::LeaseTable& leases)
    : io_(io),
      log_(log),
      culprits_(io, leases),
      table_(io,
             [this](const std::string& text) {
               if (text.empty()) {
                 return log_.event(LogId::guard_good, "the packet filter of the guard is in force");
               }
               log_.event(LogId::guard_trouble, text);
             }),
      retry_(io),
      healing_(io) {}

void Guarding::configure(const Settings& settings) {
  auto before = std::exchange(links_, {});
  for (const raguard::GuardPolicy& policy : *settings.guards) {
    const auto same = std::ranges::find_if(before, [&policy](const auto& link) {
      return link != nullptr && link->policy.name == policy.name &&
             link->policy.interface == policy.interface;
    });
    auto link =
        same == before.end() ? std::make_unique<GuardedLink>() : std::exchange(*same, nullptr);
    // Whom to watch, and in which role, may be another.
    if (link->policy != policy) {
      for (auto& [name, port] : link->ports) close(*port);
    }
    link->policy = policy;
    links_.push_back(std::move(link));
  }
  ends_ = settings.guards_end;
  // What an earlier run left behind is of no use without a guard, and is not looked for.
  if (links_.empty() && !was_on_) return;
  was_on_ = true;
  evidence_ = std::make_unique<EvidenceFile>(
      settings.state_dir, settings.guard_evidence,
      [this](const std::string& text) { log_.event(LogId::guard_trouble, "evidence: " + text); });
  table_.configure(settings.guards_in_bridge ? GuardFamily::bridge : GuardFamily::netdev,
                   *settings.guards);
}

void Guarding::update(const InterfaceTable& interfaces) {
  interfaces_ = &interfaces;
  if (stopping_ || !was_on_) return;
  std::vector<GuardTable::Port> ports;
  for (std::size_t at = 0; at < links_.size(); ++at) {
    look_at(*links_[at], interfaces);
    for (const auto& [name, port] : links_[at]->ports) ports.push_back({at, name, port->role});
  }
  // The packet filter first: what comes before it is there is only reported.
  table_.set_ports(ports);
  for (const auto& link : links_) {
    for (const auto& [name, port] : link->ports) {
      if (!port->capture && port->state != GuardedPort::State::down) open(*link, *port);
    }
  }
}

// The members of the bridge; or the interface itself when it is none.
void Guarding::look_at(GuardedLink& link, const InterfaceTable& interfaces) {
  std::vector<const Interface*> found;
  const Interface* own = interfaces.find(link.policy.interface);
  for (const auto& [index, interface] : interfaces.all()) {
    const bool is_member = own != nullptr && interface.master == own->index;
    // One that is named is guarded before it becomes a member.
    const bool is_named = std::ranges::any_of(
        link.policy.ports, [&](const auto& port) { return port.name == interface.name; });
    if (is_member || is_named) found.push_back(&interface);
  }
  if (found.empty() && own != nullptr && link.policy.ports.empty()) found.push_back(own);
  std::erase_if(link.ports, [&](auto& entry) {
    const bool stays = std::ranges::any_of(found, [&](const Interface* interface) {
      return interface->name == entry.first && interface->index == entry.second->index;
    });
    if (!stays) {
      close(*entry.second);
      log_.event(LogId::guard_waiting,
                 fmt::format("link {}: port {} is gone", link.policy.name, entry.first),
                 {{"link", link.policy.name}, {"interface", entry.first}});
    }
    return !stays;
  });
  for (const Interface* interface : found) set_port(link, *interface);
}

void Guarding::set_port(GuardedLink& link, const Interface& interface) {
  auto [entry, is_new] = link.ports.try_emplace(interface.name);
  if (is_new) entry->second = std::make_unique<GuardedPort>();
  GuardedPort& port = *entry->second;
  port.name = interface.name;
  port.index = interface.index;
  port.role = raguard::role_of(link.policy, interface.name);
  const bool was_up = !is_new && port.state != GuardedPort::State::down;
  if (!interface.up) {
    close(port);
    port.state = GuardedPort::State::down;
    if (was_up || is_new) say(link, port);
  } else if (!was_up) {
    port.state = GuardedPort::State::unheard;
  }
}

void Guarding::open(GuardedLink& link, GuardedPort& port) {
  auto opened = Capture::open(
      io_, port.name, watched(link.policy),
      {[this, &link, &port](const CapturedFrame& frame) { on_frame(link, port, frame); },
       [this, &port](const std::string&) {
         close(port);
         port.state = GuardedPort::State::unheard;
         retry_later();
       }});
  if (!opened) {
    const bool is_same = std::exchange(port.trouble, opened.error()) == port.trouble;
    port.state = GuardedPort::State::unheard;
    if (!is_same) say(link, port);
    return retry_later();
  }
  port.trouble.clear();
  port.capture = std::move(*opened);
  port.state = GuardedPort::State::ready;
  say(link, port);
}

void Guarding::close(GuardedPort& port) {
  if (!port.capture) return;
  port.before = port.counts();
  port.capture.reset();
}

void Guarding::say(const GuardedLink& link, const GuardedPort& port) {
  const std::string head =
      fmt::format("link {}: port {} ({})", link.policy.name, port.name, raguard::name(port.role));
  switch (port.state) {
    case GuardedPort::State::ready:
      return log_.event(LogId::guard_ready,
                        fmt::format("{} is watched; action {}", head, name(link.policy.action)),
                        {{"link", link.policy.name}, {"interface", port.name}});
    case GuardedPort::State::down:
      return log_.event(LogId::guard_waiting, head + " is down",
                        {{"link", link.policy.name}, {"interface", port.name}});
    case GuardedPort::State::unheard:
      return log_.event(LogId::guard_trouble, fmt::format("{}: {}", head, port.trouble),
                        {{"link", link.policy.name}, {"interface", port.name}});
  }
}

void Guarding::retry_later() {
  retry_.expires_after(kRetry);
  retry_.async_wait([this](const boost::system::error_code& error) {
    if (!error && interfaces_ != nullptr) update(*interfaces_);
  });
}

void Guarding::on_frame(GuardedLink& link, GuardedPort& port, const CapturedFrame& frame) {
  const Judgement judgement = raguard::judge(link.policy, port.role, frame.bytes);
  port.rogues.count(judgement.reason);
  const dhcp6::WallTime now = read_clocks().wall;
  if (link.policy.action == raguard::Action::learn) {
    return link.learner.learn(now, port.name, judgement);
  }
  if (!judgement.is_drop()) return on_allowed(link, port, judgement);
  const auto noted = port.rogues.note(now, judgement, frame.bytes);
  if (noted.rogue.frames <= kEvidenceFrames) evidence_->add(frame.bytes);
  // The packet filter of such a port sees what stands at fixed places; the rest is told to it here.
  if (is_uplink(port.role) && is_blocked(link, port) && !noted.rogue.mac.empty()) {
    static_cast<void>(table_.block(port.name, noted.rogue.mac, kBlockFor));
  }
  // On an uplink the first one passes, and where nothing is blocked all do.
  const bool got_through = is_uplink(port.role) || !is_blocked(link, port);
  if (got_through && link.policy.heal == raguard::Heal::solicit) heal_later(link);
  if (noted.is_new) on_new(link, port, noted.rogue);
}

// Many lies, one solicitation: routers wait as long between two advertisements (RFC 4861 §6.2.6).
void Guarding::heal_later(GuardedLink& link) {
  link.wants_healing = true;
  if (std::exchange(is_healing_, true)) return;
  healing_.expires_after(kHealAfter);
  healing_.async_wait([this](const boost::system::error_code& error) {
    is_healing_ = false;
    if (!error) heal();
  });
}

void Guarding::heal() {
  for (const auto& link : links_) {
    if (!std::exchange(link->wants_healing, false)) continue;
    for (const auto& [name, port] : link->ports) {
      const Interface* interface = interfaces_->find(port->index);
      const bool has_routers = port->role == PortRole::router || port->role == PortRole::trusted;
      if (interface == nullptr || !interface->up || !has_routers) continue;
      const auto fd = open_frame_socket(port->index, FrameSide::network);
      const bool sent = fd && send_frame(fd->get(), raguard::router_solicitation(interface->mac));
      if (!sent) continue;
      ++link->solicitations;
      log_.event(LogId::guard_heal,
                 fmt::format("link {}: port {}: the routers are asked to advertise again",
                             link->policy.name, name),
                 {{"link", link->policy.name}, {"interface", name}});
    }
  }
}

void Guarding::on_allowed(GuardedLink& link, const GuardedPort& port, const Judgement& judgement) {
  if (judgement.reason != Reason::allowed_router || !judgement.advert) return;
  if (judgement.router != nullptr) link.routers_seen[judgement.router->name] = read_clocks().wall;
  if (judgement.cause != raguard::Cause::shutdown) return;
  log_.event(LogId::guard_router,
             fmt::format("link {}: port {}: {} takes its default route away: it is shut down, or "
                         "was told to",
                         link.policy.name, port.name, judgement.packet->source.to_string()),
             {{"link", link.policy.name}, {"interface", port.name}});
}

// The report waits for the search, which takes no more than some milliseconds per hundred thousand
// leases.
void Guarding::on_new(GuardedLink& link, GuardedPort& port, const Rogue& rogue) {
  port.reported[rogue.number] = rogue.frames;
  culprits_.find(rogue.mac, rogue.source,
                 [this, name = link.policy.name, on = port.name,
                  number = rogue.number](const std::optional<Culprit>& culprit) {
                   GuardedLink* of = find(name);
                   const auto entry =
                       of == nullptr ? decltype(of->ports)::iterator{} : of->ports.find(on);
                   if (of == nullptr || entry == of->ports.end()) return;
                   if (culprit) entry->second->culprits.insert_or_assign(number, *culprit);
                   say_rogue(name, on, number);
                 });
}

void Guarding::say_rogue(const std::string& link, const std::string& port, std::uint64_t number) {
  const GuardedLink& of = *find(link);
  const GuardedPort& on = *of.ports.find(port)->second;
  const Rogue* rogue = find_rogue(on, number);
  if (rogue == nullptr) return;
  const auto culprit = on.culprits.find(number);
  const bool is_known = culprit != on.culprits.end();
  const std::string_view outcome = is_blocked(of, on) ? "blocked" : "seen";
  const std::string mac = rogue->mac.empty() ? "" : rogue->mac.to_string();
  const std::string source = rogue->source ? rogue->source->to_string() : "";
  log_.event(
      LogId::guard_rogue,
      fmt::format("link {}: port {}: {}: {}, {}{}", link, port, outcome, station_text(*rogue),
                  rogue_text(*rogue), is_known ? culprit_text(culprit->second) : ""),
      {{"link", link},
       {"interface", port},
       {"outcome", outcome},
       {"mac", mac},
       {"source", source},
       {"reason", raguard::row(rogue->reason).id},
       {"cause", raguard::row(rogue->cause).id},
       {"duid", is_known ? culprit->second.duid : ""},
       {"hostname", is_known ? culprit->second.hostname : ""},
       {"lease", is_known ? culprit->second.lease : ""}});
}

GuardedLink* Guarding::find(std::string_view link) noexcept {
  const auto found =
      std::ranges::find_if(links_, [link](const auto& each) { return each->policy.name == link; });
  return found == links_.end() ? nullptr : found->get();
}

void Guarding::report() {
  const dhcp6::WallTime now = read_clocks().wall;
  for (const auto& link : links_) {
    for (const auto& [name, port] : link->ports) {
      for (const Rogue& rogue : port->rogues.all()) {
        std::uint64_t& said = port->reported[rogue.number];
        const std::uint64_t more = rogue.frames - std::exchange(said, rogue.frames);
        if (more == 0) continue;
        log_.event(LogId::guard_more,
                   fmt::format("link {}: port {}: {} more from {}: {}", link->policy.name, name,
                               more, station_text(rogue), raguard::row(rogue.reason).id),
                   {{"link", link->policy.name}, {"interface", name}});
      }
      const std::uint64_t dropped = port->counts().dropped;
      if (const std::uint64_t blind = dropped - std::exchange(port->drops_said, dropped);
          blind > 0) {
        log_.event(LogId::guard_blind,
                   fmt::format("link {}: port {}: {} frames were not looked at for want of room; "
                               "the packet filter judged them all the same",
                               link->policy.name, name, blind),
                   {{"link", link->policy.name}, {"interface", name}});
      }
      port->rogues.forget_old(now);
      const auto is_gone = [&rogues = *port](const auto& entry) {
        return find_rogue(rogues, entry.first) == nullptr;
      };
      std::erase_if(port->culprits, is_gone);
      std::erase_if(port->reported, is_gone);
    }
  }
}

void Guarding::forget_learned() {
  for (const auto& link : links_) link->learner.clear();
}

void Guarding::stop(std::function<void()> stopped) {
  stopping_ = true;
  retry_.cancel();
  healing_.cancel();
  for (const auto& link : links_) {
    for (const auto& [name, port] : link->ports) close(*port);
  }
  if (!ends_ || !was_on_) {
    stopped_ = true;
    return stopped();
  }
  on_stopped_ = std::move(stopped);
  table_.remove([this] {
    stopped_ = true;
    on_stopped_();
  });
}

}  // namespace ward6::daemon
