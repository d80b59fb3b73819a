// The shell around RA Guard: captures on the ports, the judge for what they see, the packet filter
// that drops it, and reports that name who did it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/culprit.h"
#include "daemon/guard_table.h"
#include "daemon/io/evidence_file.h"
#include "daemon/log.h"
#include "daemon/net/capture.h"
#include "daemon/net/interface_table.h"
#include "daemon/settings.h"
#include "raguard/learner.h"
#include "raguard/rogues.h"

namespace ward6::daemon {

// One port, as long as the interface is there and guarded.
struct GuardedPort {
  enum class State : std::uint8_t { ready, down, unheard };  // unheard: the capture failed

  std::string name;
  raguard::PortRole role = raguard::PortRole::host;
  dhcp6::InterfaceIndex index{};
  State state = State::down;
  std::string trouble;  // why it is unheard
  std::unique_ptr<Capture> capture;
  raguard::Rogues rogues;
  std::map<std::uint64_t, Culprit> culprits;        // by Rogue::number
  std::map<std::uint64_t, std::uint64_t> reported;  // frames, by the same
  Capture::Counts before;                           // of captures that ended
  std::uint64_t drops_said = 0;

  [[nodiscard]] Capture::Counts counts() const;
};

struct GuardedLink {
  raguard::GuardPolicy policy;
  raguard::Learner learner;
  std::map<std::string, std::unique_ptr<GuardedPort>, std::less<>> ports;
  std::map<std::string, dhcp6::WallTime, std::less<>> routers_seen;  // allowed ones, by name
  bool wants_healing = false;  // a lie got through since the last solicitation
  std::uint64_t solicitations = 0;
};

class Guarding {
 public:
  // How long a station behind a router's or a server's port stays blocked after what it did there.
  static constexpr std::chrono::seconds kBlockFor{600};

  // All must outlive it.
  Guarding(boost::asio::io_context& io, Log& log, const dhcp6::LeaseTable& leases);

  // After a lie; and no sooner again.
  static constexpr std::chrono::seconds kHealAfter{3};
  // Of each offender so many frames are kept as evidence.
  static constexpr std::uint64_t kEvidenceFrames = 16;

  // The guards from now on; update() with the interfaces must follow.
  void configure(const Settings& settings);
  void update(const InterfaceTable& interfaces);

  // What known offenders did since the last call, one line each; call it every ten seconds or so.
  void report();

  // `stopped` is called when the packet filter is as it is to be left, perhaps from here.
  void stop(std::function<void()> stopped);
  [[nodiscard]] bool is_stopped() const noexcept { return stopped_; }

  [[nodiscard]] const std::vector<std::unique_ptr<GuardedLink>>& links() const noexcept {
    return links_;
  }
  [[nodiscard]] const GuardTable& table() const noexcept { return table_; }
  [[nodiscard]] bool is_on() const noexcept { return !links_.empty(); }
  // Forgets what was learned, of all links.
  void forget_learned();

 private:
  void look_at(GuardedLink& link, const InterfaceTable& interfaces);
  void set_port(GuardedLink& link, const Interface& interface);
  void open(GuardedLink& link, GuardedPort& port);
  void close(GuardedPort& port);
  void say(const GuardedLink& link, const GuardedPort& port);
  void retry_later();

  void on_frame(GuardedLink& link, GuardedPort& port, const CapturedFrame& frame);
  void heal_later(GuardedLink& link);
  void heal();
  void on_allowed(GuardedLink& link, const GuardedPort& port, const raguard::Judgement& judgement);
  void on_new(GuardedLink& link, GuardedPort& port, const raguard::Rogue& rogue);
  void say_rogue(const std::string& link, const std::string& port, std::uint64_t number);
  [[nodiscard]] GuardedLink* find(std::string_view link) noexcept;

  boost::asio::io_context& io_;
  Log& log_;
  CulpritSearch culprits_;
  GuardTable table_;
  boost::asio::steady_timer retry_;
  boost::asio::steady_timer healing_;
  bool is_healing_ = false;  // healing_ is set
  std::vector<std::unique_ptr<GuardedLink>> links_;
  const InterfaceTable* interfaces_ = nullptr;  // since the first update()
  bool ends_ = false;                           // the packet filter goes when we do
  bool was_on_ = false;                         // since start
  std::unique_ptr<EvidenceFile> evidence_;      // since the first guard
  std::function<void()> on_stopped_;
  bool stopping_ = false;
  bool stopped_ = false;
};

// This station is kept from hosts by the packet filter.
[[nodiscard]] bool is_blocked(const GuardedLink& link, const GuardedPort& port) noexcept;

}  // namespace ward6::daemon
