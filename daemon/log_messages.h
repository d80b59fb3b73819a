// Every message that ward6d logs, but for the lines of transactions: a stable identifier, and what
// the operator should know about it. docs/log-messages.md derives from this table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ward6::daemon {

enum class LogLevel : std::uint8_t { debug, info, warn, error };
[[nodiscard]] std::string_view name(LogLevel level) noexcept;

enum class LogId : std::uint8_t {
  started,
  ready,
  stopping,
  stopped,
  config_finding,
  config_rejected,
  config_loaded,
  config_restart_needed,
  leases_loaded,
  leases_torn,
  leases_rotten,
  leases_no_room,
  state_trouble,
  identity_created,
  store_failed,
  store_full,
  store_room_again,
  store_snapshot,
  interface_ready,
  interface_waiting,
  interface_trouble,
  relayed_listening,
  relay_alarm,
  relay_passage,
  relay_link_local,
  relay_topology,
  prefix_delegated,
  prefix_gone,
  prefix_refused,
  delegations_restored,
  delegations_rotten,
  delegations_unsaved,
  route_refused,
  filter_trouble,
  filter_good,
  ldra_ready,
  ldra_waiting,
  ldra_trouble,
  guard_ready,
  guard_waiting,
  guard_trouble,
  guard_good,
  guard_rogue,
  guard_more,
  guard_blind,
  guard_router,
  guard_heal,
  tap_unavailable,
  netlink_trouble,
  socket_trouble,
  send_refused,
  receive_overflow,
  drops,
  clock_jump,
  control_listening,
  control_trouble,
  log_level,
  log_overrun,
};

struct LogRow {
  LogId id;
  std::string_view name;
  LogLevel level;
  std::string_view meaning;  // a paragraph for the manual
};

// clang-format off
inline constexpr std::array kLogRows{
    LogRow{LogId::started, "started", LogLevel::info,
           "The process has begun; version and files it uses."},
    LogRow{LogId::ready, "ready", LogLevel::info,
           "Leases are loaded and every interface that is there is served."},
    LogRow{LogId::stopping, "stopping", LogLevel::info,
           "A signal asked for the end. Answers that are promised on disk still leave."},
    LogRow{LogId::stopped, "stopped", LogLevel::info,
           "The last line: everything is on disk."},
    LogRow{LogId::config_finding, "config-finding", LogLevel::error,
           "An error or a warning in the configuration, with file, line and column."},
    LogRow{LogId::config_rejected, "config-rejected", LogLevel::error,
           "The new configuration has errors. The one in force before stays in force."},
    LogRow{LogId::config_loaded, "config-loaded", LogLevel::info,
           "A configuration is in force from now on."},
    LogRow{LogId::config_restart_needed, "config-restart-needed", LogLevel::warn,
           "A setting changed that is only read at start. Restart ward6d to use it."},
    LogRow{LogId::leases_loaded, "leases-loaded", LogLevel::info,
           "The lease store was read into memory."},
    LogRow{LogId::leases_torn, "leases-torn", LogLevel::warn,
           "The store ended inside a group of changes, as after a power cut. The group was never "
           "promised to anyone and was cut off."},
    LogRow{LogId::leases_rotten, "leases-rotten", LogLevel::error,
           "Bytes of the store do not match their checksum, with good records behind them. The "
           "leases in these bytes are lost; check the disk and restore the state directory."},
    LogRow{LogId::leases_no_room, "leases-no-room", LogLevel::error,
           "The store holds more leases than limits.leases allows. Raise the limit."},
    LogRow{LogId::state_trouble, "state-trouble", LogLevel::error,
           "The state directory cannot be used."},
    LogRow{LogId::identity_created, "identity-created", LogLevel::info,
           "The server made its DUID and its secret. Back them up: clients know the server by "
           "its DUID."},
    LogRow{LogId::store_failed, "store-failed", LogLevel::error,
           "The disk refused a write. Nothing is promised any more: ward6d ends, so that it "
           "restarts into recovery."},
    LogRow{LogId::store_full, "store-full", LogLevel::error,
           "The disk of the state directory is full. Leases that are on it stay; new ones and "
           "renewals wait and are not answered until there is room. Make room: nothing else is "
           "needed."},
    LogRow{LogId::store_room_again, "store-room-again", LogLevel::info,
           "The disk has room again, and what waited was written."},
    LogRow{LogId::store_snapshot, "store-snapshot", LogLevel::info,
           "The journal was condensed into a snapshot."},
    LogRow{LogId::interface_ready, "interface-ready", LogLevel::info,
           "The interface of a link is up, and clients on it are answered."},
    LogRow{LogId::interface_waiting, "interface-waiting", LogLevel::warn,
           "The interface of a link cannot be used now. ward6d waits for it; nothing to do if "
           "that is expected."},
    LogRow{LogId::interface_trouble, "interface-trouble", LogLevel::error,
           "The sockets of a ready interface could not be opened. It is tried again at the next "
           "change of interfaces and every few seconds."},
    LogRow{LogId::relayed_listening, "relayed-listening", LogLevel::info,
           "Relayed messages are taken on this address."},
    LogRow{LogId::relay_alarm, "relay-alarm", LogLevel::warn,
           "The relay agent dropped a message that nobody should send, or that it could pass on to "
           "nobody. The line says what to do; each reason is said every ten seconds at most."},
    LogRow{LogId::relay_passage, "relay-passage", LogLevel::debug,
           "What the relay agent did with a message."},
    LogRow{LogId::relay_link_local, "relay-link-local", LogLevel::warn,
           "A relayed link has no global or unique local address, so servers are told a "
           "link-local one, which few of them can place. Give the interface an address of the "
           "link's prefix, or set relay.link-address."},
    LogRow{LogId::relay_topology, "relay-topology", LogLevel::info,
           "An interface with clients of the relay agent was removed, or its link-address is "
           "another one: the event topology-change of RFC 9243, with relay-if-name and "
           "last-ipv6-addr."},
    LogRow{LogId::prefix_delegated, "prefix-delegated", LogLevel::info,
           "A client on one of our links holds a prefix that it did not hold before. It gets what "
           "the link's `delegated` says: a route, a place in the filters."},
    LogRow{LogId::prefix_gone, "prefix-gone", LogLevel::info,
           "A delegated prefix is not held any more, and why. Its route is removed."},
    LogRow{LogId::prefix_refused, "prefix-refused", LogLevel::warn,
           "A client was delegated more prefixes than delegated.per-client or per-link allows. The "
           "message went its way; the prefix gets no route. Said at most once in ten seconds."},
    LogRow{LogId::delegations_restored, "delegations-restored", LogLevel::info,
           "Delegated prefixes were read from the state directory."},
    LogRow{LogId::delegations_rotten, "delegations-rotten", LogLevel::warn,
           "A line of the file of delegated prefixes says nothing that makes sense. It is left out; "
           "a prefix that is lost comes back when its client renews."},
    LogRow{LogId::delegations_unsaved, "delegations-unsaved", LogLevel::error,
           "The file of delegated prefixes could not be read or written. They work on; after a "
           "restart some may be missing until their clients renew. The file is written anew when "
           "that works again."},
    LogRow{LogId::route_refused, "route-refused", LogLevel::warn,
           "The kernel did not take or give up the route to a delegated prefix; its reason follows. "
           "It is tried again at every change of interfaces and every five minutes. Said at most "
           "once in ten seconds."},
    LogRow{LogId::filter_trouble, "filter-trouble", LogLevel::error,
           "The packet filter for delegated prefixes could not be changed; nft's words follow. It "
           "is tried again every 30 seconds. Where the program is missing, install the package "
           "nftables, or turn off `filter` and `loop-guard`."},
    LogRow{LogId::filter_good, "filter-good", LogLevel::info,
           "The packet filter for delegated prefixes is as wanted again."},
    LogRow{LogId::ldra_ready, "ldra-ready", LogLevel::info,
           "The relay agent works on this port of a bridge."},
    LogRow{LogId::ldra_waiting, "ldra-waiting", LogLevel::warn,
           "The relay agent cannot work on this port of a bridge now. ward6d waits for it; nothing "
           "to do if that is expected. A bridge that filters VLANs is left alone: make one bridge "
           "for each VLAN, with VLAN interfaces as ports."},
    LogRow{LogId::ldra_trouble, "ldra-trouble", LogLevel::error,
           "The packet filter of a bridge, or a packet socket on a port, could not be had, or "
           "somebody removed the filter. Until it is there the bridge forwards what clients send. "
           "It is tried again every few seconds. The program nft and the rights CAP_NET_ADMIN and "
           "CAP_NET_RAW are needed."},
    LogRow{LogId::guard_ready, "guard-ready", LogLevel::info,
           "A port is watched from now on; its role, and whether what it may not say is blocked."},
    LogRow{LogId::guard_waiting, "guard-waiting", LogLevel::info,
           "A guarded port is down, or gone."},
    LogRow{LogId::guard_trouble, "guard-trouble", LogLevel::warn,
           "A port cannot be watched, or the packet filter of the guard is not as it is to be. It "
           "is tried again."},
    LogRow{LogId::guard_good, "guard-good", LogLevel::info,
           "The packet filter of the guard is in force again."},
    LogRow{LogId::guard_rogue, "guard-rogue", LogLevel::warn,
           "A station did what it may not, for the first time: port, addresses, the rule, what it "
           "said, who does such a thing, what to do, and the lease that it holds."},
    LogRow{LogId::guard_more, "guard-more", LogLevel::warn,
           "It went on: how many more frames since the last line."},
    LogRow{LogId::guard_blind, "guard-blind", LogLevel::warn,
           "More frames came than could be looked at. What is blocked stays blocked."},
    LogRow{LogId::guard_router, "guard-router", LogLevel::info,
           "A router of the link said good-bye."},
    LogRow{LogId::guard_heal, "guard-heal", LogLevel::info,
           "Something got through, and the routers behind this port were asked to advertise "
           "again."},
    LogRow{LogId::tap_unavailable, "tap-unavailable", LogLevel::warn,
           "Without CAP_NET_RAW the link-layer address of clients is taken from the neighbour "
           "table, which does not know each of them. Hosts matched by mac may not be recognised."},
    LogRow{LogId::netlink_trouble, "netlink-trouble", LogLevel::warn,
           "News of interfaces were lost or refused; everything is listed anew."},
    LogRow{LogId::socket_trouble, "socket-trouble", LogLevel::warn,
           "A socket reported an error other than being empty or full."},
    LogRow{LogId::send_refused, "send-refused", LogLevel::warn,
           "The kernel did not take answers: no route, no neighbour, or a filter. Said at most "
           "once in ten seconds."},
    LogRow{LogId::receive_overflow, "receive-overflow", LogLevel::warn,
           "Datagrams came faster than they could be read, and the kernel dropped some. Said at "
           "most once in ten seconds."},
    LogRow{LogId::drops, "drops", LogLevel::info,
           "How many messages were dropped, by reason, since the last such line. Single drops "
           "are logged at level debug."},
    LogRow{LogId::clock_jump, "clock-jump", LogLevel::warn,
           "The wall clock was set. Leases end by the wall clock: after a jump forwards they may "
           "end early, after one backwards late."},
    LogRow{LogId::control_listening, "control-listening", LogLevel::info,
           "ward6ctl can reach the daemon here."},
    LogRow{LogId::control_trouble, "control-trouble", LogLevel::error,
           "The control socket could not be opened. The daemon serves without it."},
    LogRow{LogId::log_level, "log-level", LogLevel::info,
           "The level of logging was changed by ward6ctl."},
    LogRow{LogId::log_overrun, "log-overrun", LogLevel::warn,
           "Log lines came faster than they could be written, and some were left out. Serving "
           "never waits for the log."},
};
// clang-format on

consteval bool rows_in_order() {
  for (std::size_t at = 0; at < kLogRows.size(); ++at) {
    if (static_cast<std::size_t>(kLogRows[at].id) != at) return false;
  }
  return kLogRows.size() == static_cast<std::size_t>(LogId::log_overrun) + 1;
}
static_assert(rows_in_order());

[[nodiscard]] constexpr const LogRow& row(LogId id) noexcept {
  return kLogRows[static_cast<std::size_t>(id)];
}

}  // namespace ward6::daemon
