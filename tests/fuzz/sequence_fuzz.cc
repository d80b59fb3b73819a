// The life of a lease engine from any bytes: they choose a configuration and then one step after
// the other: messages of several clients (proper, changed in places, or any bytes), directly and
// through relays, time that passes or jumps, reloads, restarts, a journal that is not written.
// After each step, checkers that know nothing of the engine's inside.
#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/lease/details.h"
#include "libdhcp6/lease/lease_state.h"
#include "libdhcp6/lease/record.h"
#include "libdhcp6/wire/option_table.h"
#include "tests/support/client.h"
#include "tests/support/engine.h"

using namespace ward6::dhcp6;
using namespace ward6::dhcp6::test;

namespace {

constexpr std::size_t kStepsMax = 200;
constexpr std::uint32_t kClients = 8;
// Two of the clients are one host that starts two systems: RFC 9915 §11 gives each a DUID.
constexpr std::uint32_t kTwin = 7;

class Choices {
 public:
  explicit Choices(Bytes in) : in_(in) {}
  [[nodiscard]] bool empty() const { return in_.empty(); }
  unsigned next() {
    if (in_.empty()) return 0;
    const unsigned value = to_u8(in_[0]);
    in_ = in_.subspan(1);
    return value;
  }
  unsigned below(unsigned bound) { return next() % bound; }
  bool one_in(unsigned count) { return below(count) == count - 1; }
  Buffer take(std::size_t size) {
    const Bytes taken = in_.first(std::min(size, in_.size()));
    in_ = in_.subspan(taken.size());
    return octets(taken);
  }

 private:
  Bytes in_;
};

Allocation allocation(Choices& choices) {
  return std::array{Allocation::hashed, Allocation::random, Allocation::sequential}.at(
      choices.below(3));
}

Serve office(Choices& choices) {
  Serve serve;
  const unsigned width = choices.below(4);
  const std::array lasts{"2001:db8:1::4", "2001:db8:1::f", "2001:db8:1::ff",
                         "2001:db8:1:0:ffff:ffff:ffff:ffff"};
  // A sequential pool of 2^64 has a bitmap that takes long to fill.
  const Allocation how = width < 3 ? allocation(choices) : Allocation::hashed;
  serve.prefixes.push_back(
      with_pool("2001:db8:1::/64", pool("2001:db8:1::", lasts.at(width), how)));
  if (choices.one_in(2)) serve.prefixes.push_back(on_link("fd00:1::/120", allocation(choices)));
  const std::array<std::uint8_t, 4> lengths{52, 54, 56, 60};
  serve.delegate.push_back(
      delegation("2001:db8:1000::/50", lengths.at(choices.below(4)), allocation(choices)));
  if (choices.one_in(2)) serve.delegate.push_back(delegation("2001:db8:2000::/62", 64));
  serve.delegate[0].exclude = Prefix::containing({}, 64);
  serve.lifetimes = {Seconds{100}, Seconds{200}, {}, {}};
  if (choices.one_in(4)) serve.prefixes[0].lifetimes = Lifetimes{Seconds{50}, Seconds{60}, {}, {}};
  serve.rapid_commit = choices.one_in(2);
  serve.bind_on_renew = !choices.one_in(2);
  serve.known_only = choices.one_in(16);
  serve.preference = static_cast<std::uint8_t>(choices.below(3));
  serve.options = {option(23, Buffer(16, std::byte{1})), option(32, octets({0, 0, 9, 9}), true)};
  return serve;
}

ServerConfig make_config(Choices& choices) {
  ServerConfig config = one_link(office(choices));
  Serve far;
  far.lifetimes = {Seconds{1000}, Seconds{2000}, {}, {}};
  far.prefixes.push_back(on_link("2001:db8:2::/126", allocation(choices)));
  Link remote = link("far", far);
  remote.relayed.interface_ids = {octets("p1")};
  config.links.push_back(remote);
  Host twins = known_host("twins", by_mac("02:00:00:00:00:07"));
  twins.addresses = {{ip("::3"), true}};
  if (choices.one_in(2)) twins.prefixes = {net("2001:db8:2000:1::/64")};
  if (choices.one_in(2)) config.links[0].serve->hosts.push_back(twins);
  if (choices.one_in(4)) config.hosts.push_back(known_host("remote", {}));
  if (!config.hosts.empty()) {
    config.hosts[0].match[0].remote_id = octets("r");
    config.hosts[0].addresses = {{ip("::2"), true}};
  }
  config.limits.leases_per_client_max = static_cast<std::uint16_t>(2 + choices.below(20));
  config.declined_hold = Seconds{500};
  config.former_hold = Seconds{choices.one_in(3) ? 0U : 700U};
  return config;
}

EngineSetup make_setup(Choices& choices) {
  EngineSetup setup;
  setup.leases_max = choices.one_in(4) ? 5 : 400;
  setup.journal_bytes = choices.one_in(2) ? 5 * kRecordSizeMax : std::size_t{1} << 18U;
  setup.outbox_bytes = std::size_t{1} << 15U;
  return setup;
}

// What a client was told it may use, and until when.
struct Promise {
  Buffer duid;
  Buffer details;
  WallTime until;
};

// A host that comes back with another DUID takes along what is kept for it.
bool is_host(const Promise& promise, std::string_view host) {
  const auto details = decode_details(promise.details);
  if (!details) return false;
  if (host == "twins") return details->link_layer.to_string() == "02:00:00:00:00:07";
  return host == "remote" && as_text(details->remote_id) == "r";
}

class Life {
 public:
  explicit Life(Bytes in) : choices_(in), engine_(make_config(choices_), make_setup(choices_)) {
    for (std::uint32_t i = 0; i < kClients; ++i) {
      Client& client = clients_.emplace_back(engine_, i + 1);
      if (i + 1 >= kTwin) client.mac = *LinkLayerAddress::parse("02:00:00:00:00:07");
    }
  }

  void run() {
    for (std::size_t i = 0; i < kStepsMax && !choices_.empty(); ++i) {
      step();
      check_table();
    }
    check_journal();
  }

 private:
  void step();
  void message();
  void reload();
  void pass_time();
  void remove_one();
  void ask_for(Client& client);
  Prefix any_lease(bool prefix);
  void relay(Client& client);

  void check_answer(const Answer& answer, std::optional<Bytes> asked);
  void check_options(const Answer& answer);
  void check_times(const Answer& answer);
  void check_promises(const Answer& answer, bool commits);
  void check_table();
  void check_journal();
  void note_end(const Answer& answer);
  [[nodiscard]] std::map<Resource, Buffer> held() const;

  Choices choices_;
  Engine engine_;
  std::vector<Client> clients_;
  std::map<Resource, Promise> promises_;
  std::size_t checked_ = 0;                                  // of the journal
  std::map<Resource, std::pair<LeaseState, Buffer>> known_;  // by the journal so far
};

void Life::step() {
  switch (choices_.below(24)) {
    case 0:
      pass_time();
      break;
    case 1:
      reload();
      break;
    case 2:
      check_journal();
      engine_.restart();
      break;
    case 3:
      check_journal();
      break;
    case 4:
      remove_one();
      break;
    default:
      message();
      break;
  }
}

void Life::reload() {
  engine_.reconfigure(make_config(choices_));
}

void Life::pass_time() {
  const std::array<std::int64_t, 8> steps{1, 49, 60, 100, 210, 1000, -150, -5000};
  const std::int64_t by = steps.at(choices_.below(8));
  engine_.jump(by);
  std::erase_if(promises_,
                [&](const auto& entry) { return entry.second.until <= engine_.now.wall; });
  if (choices_.one_in(4)) return;  // the timer comes late
  (void)engine_.written();         // room for what the timer writes
  engine_.run_timers();
  std::uint32_t cursor = 0;
  const LeaseTable& table = *engine_.table;
  for (LeaseIndex at = table.walk(cursor); at != kNoLease; at = table.walk(cursor)) {
    WARD6_ASSERT(table.get(at).expires > engine_.now.wall);
  }
  const auto deadline = table.deadline();
  WARD6_ASSERT(!deadline || *deadline > engine_.now.wall);
}

void Life::remove_one() {
  std::uint32_t cursor = choices_.below(16);
  const LeaseIndex at = engine_.table->walk(cursor);
  if (at == kNoLease) return;
  const Resource resource = engine_.table->get(at).resource;
  if (engine_.server->remove(engine_.now, resource)) promises_.erase(resource);
}

Prefix Life::any_lease(bool prefix) {
  const unsigned choice = choices_.below(8);
  std::uint32_t cursor = choices_.next();
  if (choice < 3) {  // somebody's
    const LeaseIndex at = engine_.table->walk(cursor);
    if (at != kNoLease) return engine_.table->get(at).resource;
  }
  if (prefix) {
    if (choice < 5) return Prefix::containing({}, cursor % 129);
    return Prefix::containing(Ipv6Address::from_halves(0x20010db810000000U + cursor * 0x100U, 0),
                              choice == 5 ? 56U : 60U);
  }
  const std::array<std::uint64_t, 4> networks{0x20010db800010000U, 0x20010db800020000U,
                                              0xfd00000100000000U, 0x20010db800030000U};
  return host(Ipv6Address::from_halves(networks.at(choice % 4), cursor));
}

// What the client asks for next: mostly what it has, as clients do.
void Life::ask_for(Client& client) {
  if (!choices_.one_in(3) && !client.ias.empty()) return;
  client.nothing();
  for (unsigned i = choices_.below(4); i < 4; ++i) {
    const bool prefix = choices_.one_in(2);
    std::vector<Prefix> named;
    for (unsigned n = choices_.below(4); n < 2; ++n) {
      const Prefix lease = any_lease(prefix);
      named.push_back(prefix ? lease : host(lease.base()));
    }
    const std::uint32_t iaid = 1 + choices_.below(3);
    if (prefix) {
      client.pd(iaid, named);
    } else {
      client.na(iaid, named);
    }
  }
}

void Life::relay(Client& client) {
  client.relays.clear();
  for (unsigned i = choices_.below(8); i < 3; ++i) {
    RelayLayer layer;
    const std::array addresses{"::", "2001:db8:1::1", "2001:db8:2::1", "fd00:9::1"};
    layer.link_address = ip(addresses.at(choices_.below(4)));
    const unsigned options = choices_.next();
    if (options & 1U) layer.options.push_back(raw(OptionCode::interface_id, "p1"));
    if (options & 2U) layer.options.push_back(raw(OptionCode::remote_id, "r"));
    if (options & 4U) layer.options.push_back(link_layer_option("02:00:00:00:00:07"));
    if (options & 8U) layer.options.push_back(raw(OptionCode::relay_source_port, Buffer(2)));
    if (options & 16U) {
      layer.options.push_back(codes(OptionCode::echo_request, {OptionCode::remote_id}));
    }
    client.through(layer);
  }
}

void Life::message() {
  constexpr std::array kTypes{
      MessageType::solicit, MessageType::request, MessageType::request,
      MessageType::renew,   MessageType::rebind,  MessageType::release,
      MessageType::decline, MessageType::confirm, MessageType::information_request};
  Client& client = clients_.at(choices_.below(kClients));
  const MessageType type = kTypes.at(choices_.below(kTypes.size()));
  ask_for(client);
  relay(client);
  client.options.clear();
  const unsigned extras = choices_.next();
  if (extras & 1U) client.options.push_back(raw(OptionCode::rapid_commit));
  if (extras & 2U) {
    client.wants(
        {OptionCode::dns_servers, OptionCode::pd_exclude, OptionCode::information_refresh_time});
  }
  if (extras & 4U) client.options.push_back(raw(OptionCode::ia_ta, Buffer(4)));
  if (extras & 8U) client.options.push_back(raw(OptionCode::client_fqdn, octets({0, 1, 'h', 0})));
  client.link = (extras & 16U) ? LinkId{1} : LinkId{0};
  const std::map<Resource, Buffer> before = held();
  Answer answer;
  std::optional<Bytes> asked;
  const unsigned kind = choices_.below(8);
  if (kind < 6) {
    answer = client.send(type);
    asked = client.duid.bytes();
  } else if (kind == 6) {
    Buffer bytes = client.relayed(client.message(type));
    for (unsigned i = choices_.below(4); i < 4; ++i) {
      bytes.at((choices_.next() * 256 + choices_.next()) % bytes.size()) = to_byte(choices_.next());
    }
    answer = client.send_raw(bytes);
  } else {
    answer = client.send_raw(choices_.take(choices_.next()));
  }
  if (answer.sent) {
    check_answer(answer, asked);
  }
  // What is dropped, offered or only informed of changes nothing that anyone holds.
  if (!answer.sent || answer.after == CommitId::none) WARD6_ASSERT(held() == before);
}

std::map<Resource, Buffer> Life::held() const {
  std::map<Resource, Buffer> found;
  std::uint32_t cursor = 0;
  const LeaseTable& table = *engine_.table;
  for (LeaseIndex at = table.walk(cursor); at != kNoLease; at = table.walk(cursor)) {
    const LeaseRecord lease = table.get(at);
    if (lease.state == LeaseState::bound || lease.state == LeaseState::declined) {
      found.emplace(lease.resource, octets(lease.duid));
    }
  }
  return found;
}

void Life::check_answer(const Answer& answer, std::optional<Bytes> asked) {
  const Transaction& last = engine_.server->last();
  WARD6_ASSERT(answer.type == MessageType::advertise || answer.type == MessageType::reply);
  WARD6_ASSERT(value(last.transaction) == answer.transaction);
  const RawOption* server_id = answer.find(OptionCode::server_id);
  WARD6_ASSERT(server_id != nullptr && equal(server_id->body, engine_.identity.duid.bytes()));
  const RawOption* client_id = answer.find(OptionCode::client_id);
  if (asked) WARD6_ASSERT(client_id != nullptr && equal(client_id->body, *asked));
  check_options(answer);
  check_times(answer);
  const auto to = MessageType{last.message_type};
  const bool commits = answer.type == MessageType::reply &&
                       (to == MessageType::solicit || to == MessageType::request ||
                        to == MessageType::renew || to == MessageType::rebind);
  if (!commits) {
    const bool offers = answer.type == MessageType::advertise;
    WARD6_ASSERT(offers || answer.live().empty());
    WARD6_ASSERT(!offers || answer.after == CommitId::none);
  }
  check_promises(answer, commits);
  if (to == MessageType::release || to == MessageType::decline) note_end(answer);
}

// RFC 9915 appendices B and C: what may stand where, and how often.
void Life::check_options(const Answer& answer) {
  std::set<std::uint16_t> seen;
  for (const RawOption& option : answer.options) {
    const OptionRow* row = find_option(option.code);
    WARD6_ASSERT(row != nullptr);
    WARD6_ASSERT(may_stand_in(*row, answer.type));
    WARD6_ASSERT(validate_option(*row, option.body).has_value());
    WARD6_ASSERT(!row->singleton() || !seen.contains(option.code));
    seen.insert(option.code);
  }
  const auto to = MessageType{engine_.server->last().message_type};
  if (to != MessageType::information_request) WARD6_ASSERT(!seen.contains(32));
  WARD6_ASSERT(!seen.contains(4) && !seen.contains(12));
}

void Life::check_times(const Answer& answer) {
  std::optional<std::pair<Seconds, Seconds>> times;
  for (const DecodedIa& ia : answer.ias) {
    WARD6_ASSERT(ia.t1 <= ia.t2);
    // An IA tells of leases or of why there are none: RFC 9915 §18.3.2.
    WARD6_ASSERT(!ia.leases.empty() || ia.status.has_value());
    bool live = false;
    for (const DecodedLease& lease : ia.leases) {
      if (lease.valid.count() == 0) continue;
      live = true;
      WARD6_ASSERT(ia.t2 <= lease.preferred);
    }
    WARD6_ASSERT(!live || ia.t1.count() > 0);
    WARD6_ASSERT(!live || !ia.status || ia.status == StatusCode::success);
    if (!live) continue;
    if (times) WARD6_ASSERT(times->first == ia.t1 && times->second == ia.t2);
    times = {ia.t1, ia.t2};
  }
}

void Life::check_promises(const Answer& answer, bool commits) {
  std::set<Resource> told;
  const Transaction& last = engine_.server->last();
  for (const DecodedIa& ia : answer.ias) {
    for (const DecodedLease& lease : ia.leases) {
      WARD6_ASSERT(told.insert(lease.resource).second || lease.valid.count() == 0);
      if (lease.valid.count() == 0) continue;
      const Buffer& duid = answer.find(OptionCode::client_id)->body;
      const auto record = engine_.lease(lease.resource);
      // RFC 5453: never by chance; what a host entry names is the operator's will.
      if (is_address(lease.resource) && has_reserved_interface_id(lease.resource.base())) {
        WARD6_ASSERT(record && record->choice == Choice::reservation);
      }
      for (const auto& [resource, promise] : promises_) {
        const bool overlap = resource.contains(lease.resource) || lease.resource.contains(resource);
        const bool one_host = is_host(promise, last.host);
        WARD6_ASSERT(!overlap || equal(promise.duid, duid) || one_host);
      }
      if (!commits) continue;
      WARD6_ASSERT(record && record->state == LeaseState::bound && record->iaid == ia.iaid);
      WARD6_ASSERT(equal(record->duid, duid));
      WARD6_ASSERT(record->valid_lifetime == lease.valid);
      WARD6_ASSERT(record->preferred_lifetime == lease.preferred);
      WARD6_ASSERT(record->expires == after(engine_.now.wall, lease.valid));
      WARD6_ASSERT(answer.after != CommitId::none);
      promises_[lease.resource] = {duid, octets(record->details), record->expires};
    }
  }
}

// After a Release or Decline: what is no longer bound is no longer promised.
void Life::note_end(const Answer& answer) {
  const Buffer& duid = answer.find(OptionCode::client_id)->body;
  std::erase_if(promises_, [&](const auto& entry) {
    const auto record = engine_.lease(entry.first);
    return equal(entry.second.duid, duid) && (!record || record->state != LeaseState::bound);
  });
}

// Pools count what the table holds; promises are in the table; nothing that is held overlaps.
void Life::check_table() {
  const LeaseTable& table = *engine_.table;
  std::map<std::size_t, std::uint64_t> taken;
  const auto pools = engine_.server->pools();
  std::vector<Resource> bound;
  std::size_t records = 0;
  std::uint32_t cursor = 0;
  for (LeaseIndex at = table.walk(cursor); at != kNoLease; at = table.walk(cursor)) {
    const LeaseRecord lease = table.get(at);
    ++records;
    if (lease.state == LeaseState::bound) bound.push_back(lease.resource);
    for (std::size_t i = 0; i < pools.size(); ++i) {
      if (lease.resource.length() == pools[i].first.length() && lease.resource >= pools[i].first &&
          lease.resource <= pools[i].last) {
        ++taken[i];
      }
    }
  }
  WARD6_ASSERT(records == table.size());
  for (std::size_t i = 0; i < pools.size(); ++i) WARD6_ASSERT(taken[i] == pools[i].taken);
  std::ranges::sort(bound);
  for (std::size_t i = 1; i < bound.size(); ++i) WARD6_ASSERT(!bound[i - 1].contains(bound[i]));
  for (const auto& [resource, promise] : promises_) {
    const auto record = engine_.lease(resource);
    WARD6_ASSERT(record && record->state == LeaseState::bound);
    WARD6_ASSERT(equal(record->duid, promise.duid));
  }
}

// The journal tells the same story as the table, and every step of it is in the state table.
void Life::check_journal() {
  const Buffer log = engine_.written();
  Bytes rest = Bytes(log).subspan(checked_);
  while (!rest.empty()) {
    const auto frame = read_frame(rest, 0);
    WARD6_ASSERT(frame.has_value());
    const auto record = decode_record(frame->body);
    WARD6_ASSERT(record.has_value());
    const auto known = known_.find(record->resource);
    LeaseState from = LeaseState::free;
    if (known != known_.end() && equal(known->second.second, record->duid)) {
      from = known->second.first;
    }
    const LeaseTransition* row = transition(from, record->event);
    if (row == nullptr) row = transition(LeaseState::free, record->event);  // another IA of it
    WARD6_ASSERT(row != nullptr && row->to == record->state);
    known_.insert_or_assign(record->resource, std::pair{record->state, octets(record->duid)});
    rest = rest.subspan(frame->size());
  }
  checked_ = log.size();
  WARD6_ASSERT(same_leases(*engine_.table, *engine_.replay()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Life(std::as_bytes(std::span(data, size))).run();
  return 0;
}
