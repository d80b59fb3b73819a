// The delegating relay of RFC 8987, around the pure table of relay/delegations.h: its changes
// become routes, filters, lines of a file and of the log. The server role uses it for clients on
// its own links just the same.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/delegation_file.h"
#include "daemon/delegation_links.h"
#include "daemon/filter_table.h"
#include "daemon/log.h"
#include "daemon/net/interface_table.h"
#include "daemon/net/routes.h"
#include "daemon/settings.h"
#include "relay/delegations.h"
#include "relay/relay.h"

namespace ward6::daemon {

class Delegating {
 public:
  // How often the kernel's routes are compared with ours, besides at every change of interfaces.
  static constexpr std::chrono::minutes kCompare{5};

  // `io` and `log` must outlive it.
  Delegating(boost::asio::io_context& io, Log& log);

  // What is wanted from now on; update() with the interfaces must follow. At the first call what
  // was held before a restart is there again: before any message is.
  void configure(const std::shared_ptr<const Settings>& settings);
  void update(const InterfaceTable& interfaces);

  // What the relay agent did with a datagram, and what the server answered to one.
  void after_relaying(dhcp6::WallTime now,
                      const dhcp6::Inbound& inbound,
                      const relay::Passage& passage);
  void after_serving(dhcp6::WallTime now,
                     const dhcp6::Inbound& inbound,
                     std::span<const dhcp6::Outbound> answers);
  // RFC 8987 §4.4 O-2; returns how many.
  std::size_t clear(const relay::Delegations::Selection& selection);

  [[nodiscard]] const relay::Delegations& table() const noexcept { return table_; }
  // Null: no link is watched.
  [[nodiscard]] const DelegationLink* find(dhcp6::LinkId link) const noexcept;
  [[nodiscard]] const DelegationLink* find(std::string_view link) const noexcept;
  [[nodiscard]] std::size_t routes() const noexcept { return routes_ ? routes_->installed() : 0; }
  [[nodiscard]] bool filters() const noexcept { return filter_ && filter_->is_good(); }
  [[nodiscard]] FilterTable::Packets packets() const noexcept {
    return filter_ ? filter_->packets() : FilterTable::Packets{};
  }

 private:
  void open_file();
  void restore();
  void restore(const DelegationFile::Content& content);
  void open_routes();
  void rebuild_filter();
  void end();
  void follow();
  void follow(const relay::DelegationChange& change);
  void follow_link(const DelegationLink& before, const DelegationLink& link);
  void route(const DelegationLink& link, const relay::Delegation& delegation);
  void guard(const dhcp6::Prefix& prefix, FilterElements elements);
  void say(const relay::DelegationChange& change);
  void say_refused();
  void save(std::string_view lines, std::size_t count);
  [[nodiscard]] std::vector<NamedDelegation> named() const;
  void arm_expiry();
  void on_expiry();
  void arm_comparison();

  boost::asio::io_context& io_;
  Log& log_;
  relay::Delegations table_;
  std::shared_ptr<const Settings> settings_;
  std::string state_dir_;  // as at start
  std::vector<DelegationLink> links_;
  std::unique_ptr<DelegationFile> file_;
  std::unique_ptr<Routes> routes_;
  std::unique_ptr<FilterTable> filter_;
  std::map<dhcp6::Prefix, FilterElements> guarded_;  // what the filter has for each prefix
  Routes::Place place_;                              // for routes_
  std::optional<Routes::Place> former_place_;        // of the run before
  bool has_interfaces_ = false;
  bool route_refused_ = false;
  boost::asio::steady_timer expiry_;
  boost::asio::steady_timer comparison_;
  std::optional<dhcp6::WallTime> armed_;
  std::chrono::steady_clock::time_point limit_said_{};
  std::chrono::steady_clock::time_point route_said_{};
};

}  // namespace ward6::daemon
