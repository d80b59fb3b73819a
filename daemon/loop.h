// The packet path: from a readable socket through the engine to the answer. One thread. Answers
// that promise something wait in a ring until the disk has it; everything else leaves at once.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/counters.h"
#include "daemon/delegating.h"
#include "daemon/io/clock.h"
#include "daemon/log.h"
#include "daemon/net/mac_cache.h"
#include "daemon/net/neighbours.h"
#include "daemon/net/ports.h"
#include "daemon/net/udp_batch.h"
#include "daemon/relaying.h"
#include "daemon/reply_ring.h"
#include "daemon/transaction_log.h"
#include "libdhcp6/lease/journal.h"
#include "libdhcp6/server/server.h"
#include "libdhcp6/wire/outbox.h"

namespace ward6::daemon {

// Where sealed groups go. One is on its way at a time; the next is filled meanwhile.
struct CommitSink {
  std::function<bool()> idle;
  // Takes the group's bytes and leaves an empty buffer in their place. Loop::on_durable, or
  // on_commit_failed, tells how it went.
  std::function<void(dhcp6::CommitId, std::vector<std::byte>&)> commit;
};

class Loop {
 public:
  // Turns of the loop are short, so that timers, netlink and control sockets get theirs.
  static constexpr std::size_t kBatchesPerTurn = 4;
  static constexpr std::size_t kOutboxBytes = std::size_t{1} << 20U;
  static constexpr std::size_t kOutboxDatagrams = 256;
  static constexpr std::size_t kHeldBytes = std::size_t{16} << 20U;
  static constexpr std::size_t kHeldReplies = 65536;
  static constexpr std::size_t kBacklogBytes = std::size_t{4} << 20U;
  static constexpr std::size_t kBacklogReplies = 8192;

  // Everything given must outlive the loop.
  struct Parts {
    boost::asio::io_context& io;
    dhcp6::Server& server;
    Relaying& relaying;
    Delegating& delegating;
    dhcp6::Journal& journal;
    CommitSink sink;
    Counters& counters;
    TransactionLog& transactions;
    Log& log;
  };
  Loop(Parts parts, const dhcp6::HashKey& cache_key);

  [[nodiscard]] Ports& ports() noexcept { return ports_; }

  // The group `id` and all before it are durable: what waited for them leaves.
  void on_durable(dhcp6::CommitId id);

  // After reconfigure(), and once at start: expiry may be due at another time.
  void arm_timer();
  // Stops reading. What was taken is still committed and answered.
  void stop_reading() noexcept { stopping_ = true; }
  // Nothing is waiting any more: neither for the disk nor for a socket.
  [[nodiscard]] bool is_drained() const noexcept;
  // Hands over what the engine has changed since the last commit, if the sink is idle.
  void commit_open_group();

 private:
  void on_readable(Port& port);
  [[nodiscard]] std::size_t read_batch(Port& port);
  [[nodiscard]] bool is_copy(const Port& port, const Datagram& datagram) noexcept;
  [[nodiscard]] dhcp6::LinkId link_of(const Port& port, const Datagram& datagram) noexcept;
  void handle(const dhcp6::Now& now, const Port& port, const Datagram& datagram);
  void serve(const dhcp6::Now& now, const dhcp6::Inbound& inbound);
  void relay(const dhcp6::Now& now, const dhcp6::Inbound& inbound);
  [[nodiscard]] dhcp6::LinkLayerAddress find_mac(const dhcp6::Now& now,
                                                 const Port& port,
                                                 const Datagram& datagram);
  void collect_departures(std::size_t from, const dhcp6::Inbound& inbound);
  void flush();
  void hold(const Departure& departure);
  void send(std::span<const Departure> departures);
  [[nodiscard]] std::size_t send_run(std::span<const Departure> departures);
  void drain_backlog();
  [[nodiscard]] bool has_room() const noexcept;
  void resume();
  void look_at_deadline();
  void on_timer();
  void watch_clock(const dhcp6::Now& now);
  void say_refused(const Departure& departure, int error);

  dhcp6::Server& server_;
  Relaying& relaying_;
  Delegating& delegating_;
  dhcp6::Journal& journal_;
  CommitSink sink_;
  Counters& counters_;
  TransactionLog& transactions_;
  Log& log_;
  Ports ports_;
  MacCache macs_;
  Neighbours neighbours_;
  ReceiveBatch receive_;
  SendBatch send_;
  dhcp6::Outbox outbox_;
  std::vector<Departure> departures_;  // of the batch, beside the outbox
  std::vector<Departure> ready_;
  ReplyRing held_;
  ReplyRing backlog_;
  std::vector<std::byte> group_;
  dhcp6::CommitId durable_ = dhcp6::CommitId::none;
  boost::asio::steady_timer timer_;
  std::optional<dhcp6::WallTime> armed_;
  ClockWatch clock_;
  std::chrono::steady_clock::time_point refused_said_{};
  std::chrono::steady_clock::time_point overflow_said_{};
  std::chrono::steady_clock::time_point trouble_said_{};
  bool paused_ = false;
  bool stopping_ = false;
};

}  // namespace ward6::daemon
