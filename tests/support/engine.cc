#include "tests/support/engine.h"

#include <algorithm>
#include <string>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/lease/record.h"
#include "tests/support/leases.h"

namespace ward6::dhcp6::test {

Engine::Engine(ServerConfig given, EngineSetup given_setup)
    : setup(given_setup),
      identity{*Duid::en(9, octets({0xca, 0xfe})), {7, 11}},
      random(setup.seed),
      outbox(setup.outbox_bytes, setup.outbox_datagrams),
      config(std::make_shared<const ServerConfig>(std::move(given))) {
  start();
}

void Engine::start() {
  server.reset();
  journal = std::make_unique<Journal>(setup.journal_bytes);
  table = replay();
  server = std::make_unique<Server>(config, identity, *table, *journal, random);
}

void Engine::restart() {
  (void)written();  // what is in the open group counts as committed
  start();
}

const Buffer& Engine::written() {
  (void)journal->seal(group_);  // an empty group adds nothing
  log_.insert(log_.end(), group_.begin(), group_.end());
  return log_;
}

std::unique_ptr<LeaseTable> Engine::replay() {
  if (server) (void)written();
  auto fresh = std::make_unique<LeaseTable>(kIndexKey, setup.leases_max);
  WARD6_ASSERT(replay_into(log_, *fresh));
  return fresh;
}

void Engine::advance(Seconds by) {
  now.steady += std::chrono::seconds(by.count());
  now.wall = after(now.wall, by);
  run_timers();
}

void Engine::jump(std::int64_t seconds) {
  now.wall = WallTime{static_cast<std::uint32_t>(now.wall.seconds + seconds)};
}

void Engine::run_timers() {
  for (int i = 0; i < 100'000 && server->on_timer(now); ++i) (void)written();
}

void Engine::reconfigure(ServerConfig fresh) {
  config = std::make_shared<const ServerConfig>(std::move(fresh));
  server->reconfigure(config);
}

std::optional<LeaseRecord> Engine::lease(const Resource& resource) const {
  const LeaseIndex at = table->find(resource);
  if (at == kNoLease) return std::nullopt;
  return server->lease(at);
}

std::optional<LeaseState> Engine::state(std::string_view address) const {
  const auto record = lease(host(address));
  return record ? std::optional(record->state) : std::nullopt;
}

const PoolUse& Engine::pool(std::size_t index) {
  pools_ = server->pools();
  return pools_.at(index);
}

bool replay_into(Bytes log, LeaseTable& table) {
  while (!log.empty()) {
    const auto frame = read_frame(log, 0);
    if (!frame || !frame->is(FrameType::lease)) return false;
    const auto record = decode_record(frame->body);
    if (!record || !table.put(*record)) return false;
    log = log.subspan(frame->size());
  }
  return true;
}

bool same_leases(const LeaseTable& a, const LeaseTable& b) {
  if (a.size() != b.size() || a.clients() != b.clients()) return false;
  std::uint32_t cursor = 0;
  for (LeaseIndex at = a.walk(cursor); at != kNoLease; at = a.walk(cursor)) {
    const LeaseRecord record = a.get(at);
    const LeaseIndex other = b.find(record.resource);
    if (other == kNoLease || !same(record, b.get(other))) return false;
  }
  return true;
}

AddressPool pool(std::string_view first, std::string_view last, Allocation allocation) {
  return {ip(first), ip(last), allocation, {}};
}

LinkPrefix on_link(std::string_view prefix, Allocation how) {
  const Prefix network = net(prefix);
  return {network, {AddressPool{network.base(), network.last(), how, {}}}, {}, {}};
}

LinkPrefix without_pool(std::string_view prefix) {
  return {net(prefix), {}, {}, {}};
}

LinkPrefix with_pool(std::string_view prefix, const AddressPool& pool) {
  return {net(prefix), {pool}, {}, {}};
}

Delegation delegation(std::string_view from, std::uint8_t length, Allocation how) {
  return {net(from), length, how, {}, {}, {}};
}

ConfiguredOption option(std::uint16_t code, Buffer body, bool always) {
  return {code, std::move(body), always};
}

Link link(std::string_view name, Serve serve) {
  Link made;
  made.name = name;
  made.interface = name;
  made.serve = std::move(serve);
  return made;
}

ServerConfig one_link(Serve serve) {
  ServerConfig config;
  config.links.push_back(link("lan", std::move(serve)));
  return config;
}

Serve usual() {
  Serve serve;
  serve.prefixes.push_back(on_link("2001:db8:1::/64"));
  serve.delegate.push_back(delegation("2001:db8:1000::/40", 56));
  return serve;
}

Host known_host(std::string_view name, Identity identity) {
  Host made;
  made.name = name;
  made.match.push_back(std::move(identity));
  return made;
}

Identity by_duid(Bytes duid) {
  Identity identity;
  identity.duid = *Duid::make(duid);
  return identity;
}

Identity by_mac(std::string_view mac) {
  Identity identity;
  identity.link_layer = *LinkLayerAddress::parse(mac);
  return identity;
}

}  // namespace ward6::dhcp6::test
