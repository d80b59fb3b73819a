// Keeps the packet filter of guarded ports in force. What is wanted is said at any time; what the
// kernel has follows, by an nft that runs beside the event loop, and no frame slips through on the
// way: more ports are added to the table in one transaction, and where rules change the new table
// is loaded under another name before the old one goes (replacing one in place lets frames pass,
// even in one transaction). The tables stay when the daemon ends, however that comes about.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/guard_counts.h"
#include "daemon/guard_rules.h"
#include "daemon/net/nft_events.h"
#include "daemon/net/nft_query.h"
#include "daemon/nft.h"
#include "raguard/policy.h"

namespace ward6::daemon {

class GuardTable {
 public:
  // How often the counters are read, and after how many of these the rules are looked at.
  static constexpr std::chrono::seconds kTick{1};
  static constexpr unsigned kTicksPerLook = 30;
  // How soon a failure is tried again.
  static constexpr std::chrono::seconds kRetry{5};
  static constexpr std::size_t kOffendersMax = 1024;

  struct Port {
    std::size_t policy = 0;  // which of configure()
    std::string name;        // of the interface
    raguard::PortRole role = raguard::PortRole::host;

    friend bool operator==(const Port&, const Port&) = default;
  };
  // A failure is told when it is another than the last, and `{}` when all is well again. Rules that
  // somebody else took away are such a failure, too: it ends as soon as they are back.
  using Trouble = std::function<void(const std::string& text)>;

  // `io` must outlive it. It begins when configure() and set_ports() have been called; until then
  // the rules that an earlier run left stay as they are.
  GuardTable(boost::asio::io_context& io, Trouble trouble, std::string program = "nft");

  // What is wanted from now on; also after a reload. Ports stay where set_ports() put them, so that
  // with other policies it is called directly after.
  void configure(GuardFamily family, std::vector<raguard::GuardPolicy> policies);
  // All ports that exist, of whatever role; those without rules (trusted, monitor, of a policy that
  // does not block) are passed over. To be called whenever a port comes or goes.
  void set_ports(const std::vector<Port>& ports);
  // Drops Router Advertisements, Redirects and messages of DHCPv6 servers from this station behind
  // this router's or server's port, `time` long from now (1 s or more). False: the port has no such
  // rules, the address is not of Ethernet, or kOffendersMax are blocked.
  [[nodiscard]] bool block(const std::string& port,
                           const dhcp6::LinkLayerAddress& mac,
                           std::chrono::seconds time);
  // Takes our tables away; nothing is done any more until configure(). `done` is called when they
  // are gone, or when that failed, which was told as trouble.
  void remove(std::function<void()> done);

  // All that is wanted is in force, and nothing else: while one table replaces another, what either
  // drops is dropped.
  [[nodiscard]] bool is_good() const;
  // This port's rules are in force.
  [[nodiscard]] bool is_guarded(const std::string& port) const { return in_force_.contains(port); }
  // As of the last second. They never fall while a port is there.
  [[nodiscard]] std::vector<GuardCount> counters() const { return counts_.all(); }
  // The rules that are wanted, as text for nft.
  [[nodiscard]] std::string text() const;
  // How often somebody else changed our rules, or took them away, and they were put back.
  [[nodiscard]] std::uint64_t repairs() const noexcept { return repairs_; }

 private:
  enum class Job : std::uint8_t { survey, load, stale, changes, removal, check };
  using Clock = std::chrono::steady_clock;
  // A port with the number that its rules have.
  struct Numbered {
    std::size_t number = 0;
    Port port;

    friend bool operator==(const Numbered&, const Numbered&) = default;
  };
  using Ports = std::map<std::string, Numbered>;
  struct Offender {
    dhcp6::LinkLayerAddress mac;
    Clock::time_point until;
  };

  // Jobs, one at a time.
  void soon();
  void work();
  [[nodiscard]] bool put_in_order();
  void load(Ports ports);
  [[nodiscard]] std::string changes(const Ports& ports);
  void run(Job job, std::string text);
  void on_done(Job job, const Attempt<std::string>& outcome);
  void on_success(Job job, const std::string& output);
  void on_failure(Job job, const std::string& text);
  void on_loaded();
  void on_ports_changed();
  [[nodiscard]] bool leave_out_absent();
  void finish_removal();
  void tell();

  // What others do.
  void follow();
  void on_changed(const std::vector<NftTableId>& tables, int pid);
  void disturbed();
  void schedule_tick();
  void tick();
  void read_counters();
  void look();

  [[nodiscard]] Ports installable() const;
  [[nodiscard]] std::vector<GuardRulesPort> rules_of(const Ports& ports) const;
  [[nodiscard]] std::vector<GuardOffender> offenders_of(const std::string& port) const;
  [[nodiscard]] std::string sample() const;
  [[nodiscard]] GuardTableName next_name() const;

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  boost::asio::steady_timer tick_;
  Trouble trouble_;
  Nft nft_;
  NftQuery query_;
  std::unique_ptr<NftEvents> events_;  // null: the kernel does not tell us; then we look

  // What is wanted.
  bool is_configured_ = false;
  bool knows_ports_ = false;
  GuardFamily family_ = GuardFamily::netdev;
  std::vector<raguard::GuardPolicy> policies_;
  Ports wanted_;
  std::size_t next_number_ = 0;
  std::map<std::pair<std::string, std::string>, Offender> offenders_;  // by port, and MAC as text
  std::set<std::string> news_;     // ports with offenders that the table does not know
  std::function<void()> removal_;  // called when it is done

  // What the kernel has, as far as we know.
  std::set<GuardTableName> present_;
  std::optional<GuardTableName> active_;
  Ports in_force_;
  std::set<std::string> absent_;  // interfaces that were missing
  std::uint64_t fingerprint_ = 0;
  GuardCounts counts_;

  // What is being done.
  std::optional<Job> job_;
  GuardTableName target_;  // of a load
  Ports in_flight_;
  bool surveyed_ = false;
  bool whole_ = false;  // the table is to be loaded anew
  bool checked_ = false;
  bool is_due_ = false;
  Clock::time_point not_before_{};
  Clock::time_point repaired_{};
  unsigned ticks_ = 0;
  std::uint64_t repairs_ = 0;
  int own_pid_ = 0;         // of the last child
  bool knows_own_ = false;  // it was recognised once: we number processes as the kernel does
  bool touched_ = false;    // `target_`, by somebody else while it was loaded

  std::string error_;
  std::string blindness_;    // the bytecode is wrong
  std::string unguardable_;  // names that nft cannot read
  std::string said_;
};

// As the kernel names it.
[[nodiscard]] NftTableId guard_table_id(const GuardTableName& table);

}  // namespace ward6::daemon
