#include "daemon/loop.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "libdhcp6/core/assert.h"

namespace ward6::daemon {
namespace {

constexpr std::chrono::seconds kSayAgain{10};
// A timer that is far off is looked at sooner: the wall clock may be set meanwhile.
constexpr std::uint32_t kTimerMax = 60;
constexpr std::chrono::milliseconds kStall{20};
constexpr std::size_t kJournalRoom = 1024;

}  // namespace

Loop::Loop(Parts parts, const dhcp6::HashKey& cache_key)
    : server_(parts.server),
      relaying_(parts.relaying),
      delegating_(parts.delegating),
      journal_(parts.journal),
      sink_(std::move(parts.sink)),
      counters_(parts.counters),
      transactions_(parts.transactions),
      log_(parts.log),
      ports_(parts.io,
             {[this](Port& port) { on_readable(port); }, [this](Port&) { drain_backlog(); }}),
      macs_(cache_key),
      outbox_(kOutboxBytes, kOutboxDatagrams),
      held_(kHeldBytes, kHeldReplies),
      backlog_(kBacklogBytes, kBacklogReplies),
      timer_(parts.io) {
  departures_.reserve(kOutboxDatagrams);
  ready_.reserve(kOutboxDatagrams);
}

// Every answer of the batches that are read must find room in the ring: rather than decide and then
// not be able to answer, leave the questions with the kernel for a while.
bool Loop::has_room() const noexcept {
  return held_.has_room(2 * kOutboxDatagrams, kOutboxBytes);
}

void Loop::on_readable(Port& port) {
  if (stopping_) return;
  for (std::size_t batch = 0; batch < kBatchesPerTurn; ++batch) {
    if (!has_room()) {
      paused_ = true;
      ++counters_.sockets.read_pauses;
      return;
    }
    if (read_batch(port) < kBatch) break;
  }
  ports_.wait_readable(port);
}

std::size_t Loop::read_batch(Port& port) {
  if (port.tap) port.tap->drain(std::chrono::steady_clock::now(), macs_);
  const std::span<const Datagram> datagrams = receive_.receive(port.fd(), kBatch);
  if (receive_.error() != 0) {
    ++counters_.sockets.receive_errors;
    if (is_time(trouble_said_, kSayAgain)) {
      log_.event(LogId::socket_trouble,
                 fmt::format("receiving: {}", std::generic_category().message(receive_.error())));
    }
  }
  if (datagrams.empty()) return 0;
  const dhcp6::Now now = read_clocks();
  watch_clock(now);
  counters_.sockets.received += datagrams.size();
  if (const std::uint32_t overflow = receive_.overflow(); overflow > port.overflow) {
    counters_.sockets.receive_overflow += overflow - std::exchange(port.overflow, overflow);
    if (is_time(overflow_said_, kSayAgain)) {
      log_.event(LogId::receive_overflow,
                 fmt::format("the kernel dropped datagrams for want of room, {} in total",
                             counters_.sockets.receive_overflow));
    }
  }
  for (const Datagram& datagram : datagrams) {
    if (!is_copy(port, datagram)) handle(now, port, datagram);
  }
  flush();
  transactions_.flush();
  return datagrams.size();
}

// The kernel gives a multicast to every socket that is in the group on some interface, whichever it
// came in on: the socket of that interface has it too.
bool Loop::is_copy(const Port& port, const Datagram& datagram) noexcept {
  return port.interface == dhcp6::InterfaceIndex{} && datagram.to.is_multicast() &&
         ports_.find(datagram.interface) != nullptr;
}

// To a socket that is bound to an address the kernel gives what is sent there, before it asks which
// socket is bound to the interface. What a station may say depends on where it is, not on which
// address of ours it writes to.
dhcp6::LinkId Loop::link_of(const Port& port, const Datagram& datagram) noexcept {
  if (port.interface != dhcp6::InterfaceIndex{}) return port.link;
  const Port* there = ports_.find(datagram.interface);
  return there == nullptr ? dhcp6::kNoLink : there->link;
}

void Loop::handle(const dhcp6::Now& now, const Port& port, const Datagram& datagram) {
  dhcp6::Inbound inbound;
  inbound.link = link_of(port, datagram);
  inbound.interface = datagram.interface;
  inbound.from = datagram.from;
  inbound.to = {datagram.to, dhcp6::kServerPort};
  inbound.payload = datagram.payload;
  inbound.link_layer = find_mac(now, port, datagram);
  if (relaying_.takes(inbound)) {
    relay(now, inbound);
  } else {
    serve(now, inbound);
  }
  // The next answer may need all that a datagram can hold.
  const bool full = outbox_.bytes_used() + dhcp6::kDatagramSizeMax > kOutboxBytes ||
                    outbox_.datagrams().size() + 1 >= kOutboxDatagrams;
  if (full) flush();
}

void Loop::serve(const dhcp6::Now& now, const dhcp6::Inbound& inbound) {
  const std::size_t before = outbox_.datagrams().size();
  const dhcp6::Outcome outcome = server_.handle(now, inbound, outbox_);
  const dhcp6::Transaction& transaction = server_.last();
  counters_.count(transaction.link, transaction.message_type, outcome);
  if (transaction.ignored_ia_ta) counters_.count_ignored_ia_ta(transaction.link);
  const std::size_t link = value(transaction.link);
  transactions_.add(transaction,
                    link < counters_.names().size() ? counters_.names()[link] : std::string_view());
  delegating_.after_serving(now.wall, inbound, outbox_.datagrams().subspan(before));
  collect_departures(before, inbound);
}

// One message may go to several servers.
void Loop::relay(const dhcp6::Now& now, const dhcp6::Inbound& inbound) {
  const bool tight =
      outbox_.bytes_used() + relaying_.bytes_needed(inbound.payload.size()) > kOutboxBytes ||
      outbox_.datagrams().size() + relaying_.datagrams_needed() > kOutboxDatagrams;
  if (tight) flush();
  const std::size_t before = outbox_.datagrams().size();
  relaying_.handle(now, inbound, outbox_);
  delegating_.after_relaying(now.wall, inbound, relaying_.relay().last());
  collect_departures(before, inbound);
}

// A frame that the tap did not see, or passed over for its extension headers, leaves the neighbour
// table. What comes from further away than the link has no frame of its sender; what was sent to
// the group of the link does not, from whatever address: RFC 9686 §4.2.
dhcp6::LinkLayerAddress Loop::find_mac(const dhcp6::Now& now,
                                       const Port& port,
                                       const Datagram& datagram) {
  const bool on_link =
      datagram.from.address.is_link_local() || datagram.to == dhcp6::kAllRelayAgentsAndServers;
  if (port.interface == dhcp6::InterfaceIndex{} || !on_link) return {};
  const MacCache::Station station{datagram.interface, datagram.from.address};
  dhcp6::LinkLayerAddress mac;
  if (port.tap) mac = macs_.find(now.steady, station);
  return mac.empty() ? neighbours_.find(station) : mac;
}

// An answer leaves from the address that was asked, so that firewalls on the way know it.
void Loop::collect_departures(std::size_t from, const dhcp6::Inbound& inbound) {
  for (const dhcp6::Outbound& outbound : outbox_.datagrams().subspan(from)) {
    Departure departure;
    departure.interface = outbound.interface;
    departure.to = outbound.to;
    departure.payload = outbound.payload;
    departure.after = outbound.after;
    departure.source = outbound.source;
    const bool same_peer = outbound.to.address == inbound.from.address;
    if (same_peer && !inbound.to.address.is_multicast()) departure.source = inbound.to.address;
    departures_.push_back(departure);
  }
}

void Loop::flush() {
  ready_.clear();
  for (const Departure& departure : departures_) {
    if (value(departure.after) <= value(durable_)) {
      ready_.push_back(departure);
    } else {
      hold(departure);
    }
  }
  send(ready_);
  departures_.clear();
  outbox_.reset();
  commit_open_group();
  look_at_deadline();
}

void Loop::hold(const Departure& departure) {
  // has_room() was asked before the batch; a group of very large answers may still outgrow it.
  if (!held_.push(departure)) ++counters_.sockets.send_dropped;
  counters_.sockets.held_most = std::max(counters_.sockets.held_most, std::uint64_t{held_.size()});
}

void Loop::commit_open_group() {
  if (journal_.open_bytes() == 0 || !sink_.idle()) return;
  const dhcp6::CommitId id = journal_.seal(group_);
  ++counters_.sockets.commits;
  counters_.sockets.committed_bytes += group_.size();
  sink_.commit(id, group_);
}

void Loop::on_durable(dhcp6::CommitId id) {
  WARD6_ASSERT(value(id) >= value(durable_));
  durable_ = id;
  commit_open_group();
  std::array<Departure, kBatch> some;
  while (const std::size_t count = held_.peek(durable_, some)) {
    send(std::span(some).first(count));
    held_.pop(count);
  }
  resume();
}

void Loop::resume() {
  if (!paused_ || stopping_ || !has_room()) return;
  paused_ = false;
  ports_.for_each([this](Port& port) { ports_.wait_readable(port); });
}

void Loop::send(std::span<const Departure> departures) {
  while (!departures.empty()) departures = departures.subspan(send_run(departures));
}

// Sends the departures from the front that leave through one socket; how many were dealt with.
std::size_t Loop::send_run(std::span<const Departure> departures) {
  Port* port = ports_.route(departures.front());
  if (port == nullptr) {
    ++counters_.sockets.send_dropped;
    return 1;
  }
  std::size_t run = 1;
  while (run < std::min(departures.size(), kBatch) && ports_.route(departures[run]) == port) ++run;
  const SendBatch::Report report = send_.send(port->fd(), departures.first(run));
  counters_.sockets.sent += report.done - report.refused;
  counters_.sockets.send_refused += report.refused;
  if (report.refused > 0) say_refused(departures.front(), report.error);
  if (!report.blocked) return run;
  for (const Departure& departure : departures.subspan(report.done, run - report.done)) {
    if (!backlog_.push(departure)) ++counters_.sockets.send_dropped;
  }
  ports_.wait_writable(*port);
  return run;
}

void Loop::drain_backlog() {
  // What is still blocked is appended anew: only what is there now is tried.
  std::size_t left = backlog_.size();
  std::array<Departure, kBatch> some;
  while (left > 0) {
    const std::size_t count =
        backlog_.peek(durable_, std::span(some).first(std::min(left, kBatch)));
    // The payloads stay in place while send() may append behind them.
    send(std::span(some).first(count));
    backlog_.pop(count);
    left -= count;
  }
}

void Loop::say_refused(const Departure& departure, int error) {
  if (!is_time(refused_said_, kSayAgain)) return;
  log_.event(LogId::send_refused,
             fmt::format("the kernel refused an answer to {}: {}; {} refused in total",
                         departure.to.address.to_string(), std::generic_category().message(error),
                         counters_.sockets.send_refused));
}

bool Loop::is_drained() const noexcept {
  return held_.empty() && backlog_.empty() && journal_.open_bytes() == 0;
}

// What a batch granted may end before anything that was there.
void Loop::look_at_deadline() {
  const auto deadline = server_.deadline();
  if (deadline && (!armed_ || *deadline < *armed_)) arm_timer();
}

void Loop::arm_timer() {
  const auto deadline = server_.deadline();
  armed_ = deadline;
  if (!deadline) return;
  const dhcp6::WallTime now = read_clocks().wall;
  const std::uint32_t left = deadline->seconds > now.seconds ? deadline->seconds - now.seconds : 0;
  // While the disk holds up the journal nothing can be expired.
  const bool stalled = left == 0 && !journal_.has_room(kJournalRoom);
  timer_.expires_after(stalled ? kStall : std::chrono::seconds(std::min(left, kTimerMax)));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) on_timer();
  });
}

// With more due at once the deadline has come already: the next slice is taken by the event loop
// after whatever else is ready, so that expiry of a million leases does not delay a datagram.
void Loop::on_timer() {
  const dhcp6::Now now = read_clocks();
  watch_clock(now);
  static_cast<void>(server_.on_timer(now));
  commit_open_group();
  arm_timer();
}

void Loop::watch_clock(const dhcp6::Now& now) {
  const std::int64_t jump = clock_.jumped(now);
  if (jump == 0) return;
  log_.event(LogId::clock_jump, fmt::format("the wall clock jumped by {} s", jump),
             {{"seconds", std::to_string(jump)}});
  arm_timer();
}

}  // namespace ward6::daemon
