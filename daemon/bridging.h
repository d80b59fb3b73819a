// The shell around the Lightweight DHCPv6 Relay Agents: packet sockets on the ports of bridges, and
// the packet filter that keeps the bridge from forwarding what they take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/log.h"
#include "daemon/net/frame_socket.h"
#include "daemon/net/interface_table.h"
#include "daemon/nft.h"
#include "daemon/settings.h"
#include "daemon/verdict_report.h"
#include "libdhcp6/core/siphash.h"
#include "relay/ldra.h"

namespace ward6::daemon {

class Bridging {
 public:
  // `io` and `log` must outlive it. `key` is secret.
  Bridging(boost::asio::io_context& io, Log& log, const dhcp6::HashKey& key);

  // The bridges from now on; update() with the interfaces must follow.
  void configure(const Settings& settings);
  void update(const InterfaceTable& interfaces);

  // One line for each bridge where something was dropped since the last call.
  void report();

  // Puts the table back if somebody has removed it, as by `nft flush ruleset`. Call it now and
  // then.
  void check_table();

  // Takes no more frames and lets the bridges forward again what was taken. `stopped` is called
  // when that is done, perhaps from here.
  void stop(std::function<void()> stopped);
  [[nodiscard]] bool is_stopped() const noexcept { return stopped_; }

  // How a port is doing, for ward6ctl.
  struct PortState {
    std::string link;
    std::string interface;
    std::string bridge;
    std::string_view state;  // "ready", or what it waits for in a word
    dhcp6::InterfaceIndex index{};
    bool listening = false;
  };
  [[nodiscard]] std::vector<PortState> states() const;
  [[nodiscard]] std::size_t listening() const noexcept;  // ports

  // By place in Settings::ldras.
  [[nodiscard]] std::size_t size() const noexcept { return bridges_.size(); }
  [[nodiscard]] relay::Ldra& ldra(std::size_t at) noexcept { return *bridges_[at]->ldra; }

 private:
  enum class State : std::uint8_t {
    ready,
    missing,
    down,
    no_port,  // not of this bridge
    blocked,  // by the spanning tree, or without a carrier
    no_bridge,
    bridge_down,
    filters_vlans,
  };

  struct Port {
    std::uint64_t socket = 0;  // its number; 0: closed
    std::optional<State> said;
    bool trouble_said = false;
  };
  struct Bridge {
    std::unique_ptr<relay::Ldra> ldra;
    std::vector<Port> ports;  // as those of the LDRA
    VerdictReport<relay::LdraVerdict, relay::kLdraVerdictCount> report;
    std::uint64_t unsent = 0;  // frames that the kernel did not take, since the last report
  };
  struct Socket {
    boost::asio::posix::stream_descriptor stream;
    dhcp6::InterfaceIndex interface {};
    Bridge* bridge = nullptr;
    std::size_t port = 0;
  };

  void close_all(Bridge& bridge);
  void close(Port& port);
  void open(Bridge& bridge, std::size_t at, const Interface& interface);
  void look_at(Bridge& bridge);
  [[nodiscard]] State state_of(const std::string& bridge) const;
  [[nodiscard]] State state_of(const std::string& bridge, const Interface* port) const;
  void say(Bridge& bridge, std::size_t at, State state);

  void wait_readable(std::uint64_t id);
  void on_readable(std::uint64_t id);
  void handle(Socket& socket, const ReceivedFrame& frame, relay::Instant now);
  void send(Bridge& bridge);
  void say(Bridge& bridge, relay::Instant now);

  void update_table();
  void apply_table();
  void settle(bool succeeded);
  void on_applied(const Attempt<std::string>& outcome, const std::string& table);

  boost::asio::io_context& io_;
  Log& log_;
  dhcp6::HashKey key_;
  const InterfaceTable* interfaces_ = nullptr;  // since the first update()
  std::vector<std::unique_ptr<Bridge>> bridges_;
  std::map<std::uint64_t, Socket> sockets_;  // by number, for what waits in the event loop
  std::uint64_t next_socket_ = 1;
  FrameBatch frames_;
  Nft nft_;
  boost::asio::steady_timer retry_;
  std::string wanted_;  // text of the table; empty: none
  std::string in_force_;
  std::string trouble_said_;
  std::function<void()> on_stopped_;
  bool stopping_ = false;
  bool stopped_ = false;
};

}  // namespace ward6::daemon
