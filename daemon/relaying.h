// The relay agent in the daemon: keeps relay/ told about interfaces, hands it what is its own, and
// says what an operator should know.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "daemon/log.h"
#include "daemon/net/interface_table.h"
#include "daemon/settings.h"
#include "daemon/verdict_report.h"
#include "libdhcp6/core/siphash.h"
#include "relay/relay.h"

namespace ward6::daemon {

class Relaying {
 public:
  // `log` must outlive it. `key` is secret.
  Relaying(Log& log, const dhcp6::HashKey& key);

  // What is to be relayed from now on; update() with the interfaces must follow. `duid` becomes the
  // Relay-Id.
  void configure(std::shared_ptr<const Settings> settings, const dhcp6::Duid& duid);
  void update(const InterfaceTable& interfaces);

  // The datagram is for the relay agent, not for the server.
  [[nodiscard]] bool takes(const dhcp6::Inbound& inbound) const noexcept;
  // How much room a datagram of this size needs in the outbox at most: bytes and datagrams.
  [[nodiscard]] std::size_t bytes_needed(std::size_t payload) const noexcept;
  [[nodiscard]] std::size_t datagrams_needed() const noexcept { return fan_out_; }
  void handle(const dhcp6::Now& now, const dhcp6::Inbound& inbound, dhcp6::Outbox& outbox);

  // One line with what was dropped since the last call, if anything.
  void report();

  [[nodiscard]] const relay::Relay& relay() const noexcept { return relay_; }
  // See Relay::interface_id().
  [[nodiscard]] dhcp6::Bytes interface_id(dhcp6::LinkId link) { return relay_.interface_id(link); }
  [[nodiscard]] bool is_on() const noexcept { return !relay_.config().links.empty(); }

 private:
  // What an interface with clients was known by.
  struct Place {
    std::string link;
    dhcp6::Ipv6Address address;  // of the link; unspecified: none now
    dhcp6::Ipv6Address last;     // and the last one that there was
  };

  void follow_topology(const InterfaceTable& interfaces);
  void say_changed(const std::string& interface, const Place& before, const Place* now);
  [[nodiscard]] std::string describe(const relay::Passage& passage) const;

  Log& log_;
  std::shared_ptr<const Settings> settings_;
  relay::Relay relay_;
  std::size_t fan_out_ = 1;  // the most servers that a link has
  std::set<dhcp6::LinkId> link_local_said_;
  std::map<std::string, Place> places_;  // by interface; without those that never were there
  VerdictReport<relay::Verdict, relay::kVerdictCount> report_;
};

}  // namespace ward6::daemon
