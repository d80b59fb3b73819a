#include "daemon/bridging.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "daemon/ldra_table.h"

namespace ward6::daemon {
namespace {

using relay::LdraVerdict;
using relay::PortRole;

constexpr std::chrono::seconds kRetry{5};
constexpr std::size_t kBatchesPerTurn = 4;

// Somebody is trying something, or the configuration is wrong: worth a line at once. RFC 6221
// §5.3.1 wants one for what is larger than the MTU.
constexpr std::array kAlarming{
    LdraVerdict::fragment,           LdraVerdict::server_message, LdraVerdict::relay_not_trusted,
    LdraVerdict::hop_limit,          LdraVerdict::port_rate,      LdraVerdict::client_rate,
    LdraVerdict::no_network_port,    LdraVerdict::too_big,        LdraVerdict::reply_too_big,
    LdraVerdict::reply_link_address, LdraVerdict::reply_bad_peer};

// As Bridging::State.
struct StateRow {
  std::string_view word;
  std::string_view text;
};
constexpr std::array<StateRow, 8> kStates{{
    {"ready", "is taken care of"},
    {"missing", "does not exist"},
    {"down", "is down"},
    {"no-port", "is no port of the bridge"},
    {"blocked", "does not forward now"},
    {"no-bridge", "waits for the bridge to be there"},
    {"bridge-down", "waits for the bridge to be up"},
    {"filters-vlans", "is left alone: the bridge filters VLANs"},
}};

[[nodiscard]] FrameSide side_of(PortRole role) noexcept {
  return role == PortRole::network ? FrameSide::network : FrameSide::client;
}

[[nodiscard]] bool has_same_ports(const relay::LdraConfig& a, const relay::LdraConfig& b) {
  return a.bridge == b.bridge && std::ranges::equal(a.ports, b.ports);
}

[[nodiscard]] relay::PortFacts to_facts(const Interface& interface) {
  return {.mtu = interface.mtu,
          .vlan = interface.vlan,
          .hardware_type = interface.hardware,
          .mac = interface.mac};
}

[[nodiscard]] std::string describe(const relay::Ldra& ldra) {
  const relay::LdraPassage& passage = ldra.last();
  const auto& ports = ldra.config().ports;
  std::string text = verdict_text(passage.verdict);
  text += fmt::format("; {}", name(dhcp6::MessageType{passage.type}));
  if (passage.inner_type != 0) {
    text += fmt::format(" around {}", name(dhcp6::MessageType{passage.inner_type}));
  }
  text += fmt::format(", peer {} ({}), link {}, from port {}", passage.peer.to_string(),
                      passage.mac.to_string(), ldra.config().name, ports[passage.port].name);
  if (passage.client_port && *passage.client_port != passage.port) {
    text += fmt::format(" to port {}", ports[*passage.client_port].name);
  }
  return text + remedy_text(passage.verdict);
}

}  // namespace

Bridging::Bridging(boost::asio::io_context& io, Log& log, const dhcp6::HashKey& key)
    : io_(io), log_(log), key_(key), nft_(io), retry_(io) {}

void Bridging::configure(const Settings& settings) {
  auto before = std::exchange(bridges_, {});
  for (relay::LdraConfig config : *settings.ldras) {
    config.hostname = settings.hostname;
    auto shared = std::make_shared<const relay::LdraConfig>(std::move(config));
    const auto same = std::ranges::find_if(before, [&shared](const auto& bridge) {
      return bridge != nullptr && bridge->ldra->config().name == shared->name;
    });
    if (same == before.end()) {
      auto bridge = std::make_unique<Bridge>();
      bridge->ports.resize(shared->ports.size());
      bridge->ldra = std::make_unique<relay::Ldra>(std::move(shared), key_);
      bridges_.push_back(std::move(bridge));
      continue;
    }
    std::unique_ptr<Bridge> bridge = std::exchange(*same, nullptr);
    if (!has_same_ports(bridge->ldra->config(), *shared)) {
      close_all(*bridge);
      bridge->ports = std::vector<Port>(shared->ports.size());
    }
    bridge->ldra->reconfigure(std::move(shared));
    bridges_.push_back(std::move(bridge));
  }
  for (const auto& gone : before) {
    if (gone != nullptr) close_all(*gone);
  }
}

void Bridging::update(const InterfaceTable& interfaces) {
  interfaces_ = &interfaces;
  if (stopping_) return;
  update_table();
  for (const auto& bridge : bridges_) look_at(*bridge);
}

// A bridge that knows VLANs takes tags off and puts others on between its ports. What passes it by
// would end up in another VLAN.
Bridging::State Bridging::state_of(const std::string& bridge) const {
  const Interface* interface = interfaces_->find(bridge);
  if (interface == nullptr) return State::no_bridge;
  if (interface->filters_vlans) return State::filters_vlans;
  return interface->up ? State::ready : State::bridge_down;
}

Bridging::State Bridging::state_of(const std::string& bridge, const Interface* port) const {
  const State state = state_of(bridge);
  if (state != State::ready) return state;
  if (port == nullptr) return State::missing;
  if (!port->up) return State::down;
  if (port->master != interfaces_->find(bridge)->index) return State::no_port;
  return port->forwards ? State::ready : State::blocked;
}

void Bridging::look_at(Bridge& bridge) {
  const relay::LdraConfig& config = bridge.ldra->config();
  for (std::size_t at = 0; at < bridge.ports.size(); ++at) {
    Port& port = bridge.ports[at];
    const Interface* interface = interfaces_->find(config.ports[at].name);
    const State state = state_of(config.bridge, interface);
    const auto open_one = sockets_.find(port.socket);
    const bool is_same = open_one != sockets_.end() && interface != nullptr &&
                         open_one->second.interface == interface->index;
    if (state != State::ready || !is_same) close(port);
    if (state != State::ready) {
      bridge.ldra->detach(at);
      say(bridge, at, state);
      continue;
    }
    // First the bridge lets go of what we take.
    if (in_force_ != wanted_) continue;
    bridge.ldra->attach(at, to_facts(*interface));
    if (port.socket == 0) open(bridge, at, *interface);
    if (port.socket != 0) say(bridge, at, state);
  }
}

void Bridging::open(Bridge& bridge, std::size_t at, const Interface& interface) {
  Port& port = bridge.ports[at];
  const relay::LdraConfig& config = bridge.ldra->config();
  auto fd = open_frame_socket(interface.index, side_of(config.ports[at].role));
  if (!fd) {
    bridge.ldra->detach(at);
    if (!std::exchange(port.trouble_said, true)) {
      log_.event(LogId::ldra_trouble,
                 fmt::format("link {}: port {}: {}", config.name, interface.name, fd.error()));
    }
    return;
  }
  port.trouble_said = false;
  port.socket = next_socket_++;
  sockets_.try_emplace(port.socket,
                       Socket{.stream = boost::asio::posix::stream_descriptor(io_, fd->release()),
                              .interface = interface.index,
                              .bridge = &bridge,
                              .port = at});
  wait_readable(port.socket);
}

void Bridging::close(Port& port) {
  sockets_.erase(std::exchange(port.socket, 0));
}

void Bridging::close_all(Bridge& bridge) {
  for (Port& port : bridge.ports) close(port);
}

void Bridging::say(Bridge& bridge, std::size_t at, State state) {
  Port& port = bridge.ports[at];
  if (std::exchange(port.said, state) == state) return;
  const relay::LdraConfig& config = bridge.ldra->config();
  const std::string& name = config.ports[at].name;
  log_.event(state == State::ready ? LogId::ldra_ready : LogId::ldra_waiting,
             fmt::format("link {}: port {} of {} {}", config.name, name, config.bridge,
                         kStates.at(static_cast<std::size_t>(state)).text),
             {{"link", config.name}, {"interface", name}});
}

// Handlers name the socket by its number: it may be closed while they wait in the queue.
void Bridging::wait_readable(std::uint64_t id) {
  sockets_.at(id).stream.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                                    [this, id](const boost::system::error_code& error) {
                                      if (!error && sockets_.contains(id)) on_readable(id);
                                    });
}

void Bridging::on_readable(std::uint64_t id) {
  Socket& socket = sockets_.at(id);
  for (std::size_t batch = 0; batch < kBatchesPerTurn; ++batch) {
    const auto frames = frames_.receive(socket.stream.native_handle());
    const auto now = std::chrono::steady_clock::now();
    for (const ReceivedFrame& frame : frames) handle(socket, frame, now);
    if (frames.size() < FrameBatch::kFrames) break;
  }
  wait_readable(id);
}

void Bridging::handle(Socket& socket, const ReceivedFrame& frame, relay::Instant now) {
  Bridge& bridge = *socket.bridge;
  const LdraVerdict verdict = bridge.ldra->handle(now, {.port = socket.port,
                                                        .tag = frame.tag,
                                                        .checksum_pending = frame.checksum_pending,
                                                        .bytes = frame.bytes});
  if (verdict == LdraVerdict::not_ours) return;
  send(bridge);
  say(bridge, now);
}

// A frame that a full queue does not take is lost like one on the wire: clients ask again.
void Bridging::send(Bridge& bridge) {
  for (const std::size_t target : bridge.ldra->targets()) {
    const auto socket = sockets_.find(bridge.ports[target].socket);
    if (socket != sockets_.end() &&
        !send_frame(socket->second.stream.native_handle(), bridge.ldra->sent())) {
      ++bridge.unsent;
    }
  }
}

void Bridging::say(Bridge& bridge, relay::Instant now) {
  const LdraVerdict verdict = bridge.ldra->last().verdict;
  if (std::ranges::find(kAlarming, verdict) != kAlarming.end()) {
    if (!bridge.report.is_time(verdict, now)) return;
    log_.event(LogId::relay_alarm, describe(*bridge.ldra));
  } else if (log_.wants(LogLevel::debug)) {
    log_.event(LogId::relay_passage, describe(*bridge.ldra));
  }
}

std::vector<Bridging::PortState> Bridging::states() const {
  std::vector<PortState> states;
  for (const auto& bridge : bridges_) {
    const relay::LdraConfig& config = bridge->ldra->config();
    for (std::size_t at = 0; at < bridge->ports.size(); ++at) {
      const Port& port = bridge->ports[at];
      const auto said = static_cast<std::size_t>(port.said.value_or(State::missing));
      const auto socket = sockets_.find(port.socket);
      const bool listening = socket != sockets_.end();
      states.push_back({.link = config.name,
                        .interface = config.ports[at].name,
                        .bridge = config.bridge,
                        .state = kStates.at(said).word,
                        .index = listening ? socket->second.interface : dhcp6::InterfaceIndex{},
                        .listening = listening});
    }
  }
  return states;
}

std::size_t Bridging::listening() const noexcept {
  return sockets_.size();
}

void Bridging::report() {
  for (const auto& bridge : bridges_) {
    std::string text = bridge->report.since_last(bridge->ldra->traffic().verdicts);
    if (const std::uint64_t unsent = std::exchange(bridge->unsent, 0); unsent > 0) {
      text += fmt::format("{}{} not sent", text.empty() ? "" : ", ", unsent);
    }
    if (text.empty()) continue;
    log_.event(LogId::drops, fmt::format("ldra {}: {}", bridge->ldra->config().name, text));
  }
}

void Bridging::update_table() {
  std::vector<const relay::LdraConfig*> configs;
  for (const auto& bridge : bridges_) {
    const relay::LdraConfig& config = bridge->ldra->config();
    if (state_of(config.bridge) != State::filters_vlans) configs.push_back(&config);
  }
  wanted_ = configs.empty() ? std::string() : ldra_table(configs);
  apply_table();
}

void Bridging::apply_table() {
  if (wanted_ == in_force_ || nft_.is_running()) return;
  nft_.run(
      wanted_.empty() ? ldra_table({}) : wanted_,
      [this, table = wanted_](const Attempt<std::string>& outcome) { on_applied(outcome, table); });
}

void Bridging::on_applied(const Attempt<std::string>& outcome, const std::string& table) {
  if (outcome) {
    in_force_ = table;
    trouble_said_.clear();
  } else if (std::exchange(trouble_said_, outcome.error()) != outcome.error()) {
    log_.event(LogId::ldra_trouble, "nft: " + outcome.error());
  }
  if (outcome || stopping_) return settle(outcome.has_value());
  retry_.expires_after(kRetry);
  retry_.async_wait([this](const boost::system::error_code& error) {
    if (!error) apply_table();
  });
}

// Goes on after a run of nft. At the end a table that cannot be removed is left behind.
void Bridging::settle(bool succeeded) {
  if (stopping_ && (!succeeded || in_force_.empty())) {
    stopped_ = true;
    return on_stopped_();
  }
  apply_table();
  if (stopping_) return;
  for (const auto& bridge : bridges_) look_at(*bridge);
}

void Bridging::check_table() {
  if (in_force_.empty() || stopping_ || nft_.is_running()) return;
  nft_.run(fmt::format("list table bridge {}\n", kLdraTable),
           [this](const Attempt<std::string>& outcome) {
             if (!outcome && !stopping_) {
               log_.event(LogId::ldra_trouble,
                          fmt::format("the table {} is gone, and is put back", kLdraTable));
               in_force_.clear();
             }
             settle(true);
           });
}

// Without us nobody relays: then it is better that the bridge forwards what clients send. After a
// crash the table stays until we are back, for messages that nobody checked must not pass.
void Bridging::stop(std::function<void()> stopped) {
  stopping_ = true;
  on_stopped_ = std::move(stopped);
  for (const auto& bridge : bridges_) close_all(*bridge);
  wanted_.clear();
  if (!nft_.is_running()) settle(true);
}

}  // namespace ward6::daemon
