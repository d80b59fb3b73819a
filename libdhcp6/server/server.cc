#include "libdhcp6/server/server.h"

#include <algorithm>
#include <array>
#include <utility>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/server/exchange.h"
#include "libdhcp6/server/hostname.h"
#include "libdhcp6/server/lease_writer.h"
#include "libdhcp6/server/message_table.h"
#include "libdhcp6/server/planner.h"
#include "libdhcp6/server/reply.h"
#include "libdhcp6/server/topology.h"

namespace ward6::dhcp6 {
namespace {

// The innermost value of an option that relays add; empty: none has it.
Bytes innermost(std::span<const RelayView> relays, OptionCode code) noexcept {
  for (std::size_t i = relays.size(); i > 0; --i) {
    if (const auto option = relays[i - 1].options.find(code)) return option->body;
  }
  return {};
}

// RFC 6939 §4: a hardware type, then the address.
LinkLayerAddress decode_link_layer(Bytes body) noexcept {
  Reader reader(body);
  (void)reader.u16();  // any hardware type will do: addresses are compared as bytes
  const auto address = LinkLayerAddress::from(reader.rest());
  return address ? *address : LinkLayerAddress{};
}

Outcome outcome_of(const Error& error) noexcept {
  if (error.code == Errc::nested_too_deep) return Outcome::dropped_too_many_relays;
  return error.code == Errc::too_many ? Outcome::dropped_too_many_ias : Outcome::dropped_malformed;
}

}  // namespace

struct Server::Impl {
  Impl(std::shared_ptr<const ServerConfig> config,
       ServerIdentity server_identity,
       LeaseTable& lease_table,
       Journal& lease_journal,
       RandomSource& random_source)
      : identity(std::move(server_identity)),
        leases(lease_table),
        writer(lease_table, lease_journal),
        random(random_source),
        index_key{random.next(), random.next()},
        topology(std::make_unique<Topology>(std::move(config), index_key, leases)) {}

  Outcome answer(const Now& now, const Inbound& inbound, Outbox& outbox) noexcept;
  Outcome locate(const Inbound& inbound) noexcept;
  Outcome plan() noexcept;
  Outcome send(Outbox& outbox) noexcept;
  [[nodiscard]] Outcome judge() const noexcept;
  void learn_client(const Inbound& inbound) noexcept;
  [[nodiscard]] bool accepts_unicast() const noexcept;

  ServerIdentity identity;
  LeaseTable& leases;
  LeaseWriter writer;
  RandomSource& random;
  HashKey index_key;
  std::unique_ptr<Topology> topology;
  Exchange exchange;
  Transaction transaction;
  HostnameBuffer hostname_buffer{};
};

Server::Server(std::shared_ptr<const ServerConfig> config,
               const ServerIdentity& identity,
               LeaseTable& leases,
               Journal& journal,
               RandomSource& random)
    : impl_(std::make_unique<Impl>(std::move(config), identity, leases, journal, random)) {}
Server::~Server() = default;

void Server::reconfigure(std::shared_ptr<const ServerConfig> config) {
  impl_->topology = std::make_unique<Topology>(std::move(config), impl_->index_key, impl_->leases);
}

const Transaction& Server::last() const noexcept {
  return impl_->transaction;
}

Outcome Server::handle(const Now& now, const Inbound& inbound, Outbox& outbox) noexcept {
  impl_->transaction.outcome = impl_->answer(now, inbound, outbox);
  if (is_drop(impl_->transaction.outcome)) impl_->transaction.reply_type = 0;
  return impl_->transaction.outcome;
}

Outcome Server::Impl::answer(const Now& now, const Inbound& inbound, Outbox& outbox) noexcept {
  transaction = Transaction{};
  transaction.client = inbound.from.address;
  const auto envelope = Envelope::parse(inbound.payload);
  if (!envelope) return outcome_of(envelope.error());
  exchange.now = now;
  exchange.inbound = &inbound;
  exchange.envelope = *envelope;
  exchange.transaction = &transaction;
  exchange.served = nullptr;
  exchange.host = nullptr;
  exchange.ia_count = 0;
  exchange.change_count = 0;
  exchange.rapid_commit = false;
  exchange.t1 = kInfinity;
  exchange.t2 = kInfinity;
  const MessageView& message = envelope->message();
  transaction.message_type = message.type;
  transaction.transaction = message.transaction;
  transaction.hops = static_cast<std::uint8_t>(envelope->relays().size());
  learn_client(inbound);
  // RFC 9915 §16.14: servers discard a Relay-reply. All layers have the type of the outermost.
  if (envelope->is_relayed() &&
      envelope->relays()[0].type != static_cast<std::uint8_t>(MessageType::relay_forward)) {
    return Outcome::dropped_not_for_server;
  }
  const Outcome valid = validate(message, identity.duid.bytes());
  if (valid != Outcome::replied) return valid;
  if (const Outcome located = locate(inbound); located != Outcome::replied) return located;
  if (const auto ias = read_ias(exchange); !ias) return outcome_of(ias.error());
  if (const Outcome planned = plan(); planned != Outcome::replied) return planned;
  return send(outbox);
}

// Collects what tells this client from others.
void Server::Impl::learn_client(const Inbound& inbound) noexcept {
  const Envelope& envelope = exchange.envelope;
  const auto relays = envelope.relays();
  ClientFacts& client = exchange.client;
  client = ClientFacts{};
  if (const auto id = envelope.message().options.find(OptionCode::client_id)) {
    client.duid = id->body;
  }
  if (relays.empty()) {
    client.link_layer = inbound.link_layer;
  } else {
    transaction.client = relays.back().peer_address;
    client.link_layer = decode_link_layer(innermost(relays, OptionCode::client_link_layer_address));
  }
  client.remote_id = innermost(relays, OptionCode::remote_id);
  client.interface_id = innermost(relays, OptionCode::interface_id);
  client.subscriber_id = innermost(relays, OptionCode::subscriber_id);
  transaction.duid = client.duid;
  transaction.link_layer = client.link_layer;
  exchange.hostname = {};
  if (const auto fqdn = envelope.message().options.find(OptionCode::client_fqdn)) {
    exchange.hostname = hostname_of(fqdn->body, hostname_buffer);
  }
  const auto requested = envelope.message().options.find(OptionCode::option_request);
  exchange.requested = requested ? requested->body : Bytes{};
}

Outcome Server::Impl::locate(const Inbound& inbound) noexcept {
  // RFC 9915 §16: unicast from clients is not accepted. Relay agents may unicast.
  if (!exchange.envelope.is_relayed() && !inbound.to.address.is_multicast() && !accepts_unicast()) {
    transaction.link = inbound.link;
    return Outcome::dropped_unicast;
  }
  const auto selection = topology->select(inbound, exchange.envelope);
  transaction.link = selection.link;
  transaction.link_choice = selection.choice;
  if (selection.link == kNoLink) return Outcome::dropped_no_link;
  exchange.served = topology->served(selection.link);
  return exchange.served == nullptr ? Outcome::dropped_not_serving : Outcome::replied;
}

// RFC 9915 §16: a server may go on receiving unicast that an earlier one invited, for as long as
// the operator says, and only where a live binding shows that it did.
bool Server::Impl::accepts_unicast() const noexcept {
  constexpr std::array kInvited{MessageType::request, MessageType::renew, MessageType::release,
                                MessageType::decline};
  const auto& until = topology->config().legacy_unicast_until;
  if (!until || exchange.now.wall >= *until) return false;
  if (std::ranges::find(kInvited, exchange.type()) == kInvited.end()) return false;
  for (LeaseIndex at = leases.first(exchange.client.duid); at != kNoLease; at = leases.next(at)) {
    if (leases.get(at).state == LeaseState::bound) return true;
  }
  return false;
}

Outcome Server::Impl::plan() noexcept {
  const Serve& serve = *exchange.served->link->serve;
  std::optional<Iaid> first_ia;
  if (exchange.ia_count > 0) first_ia = exchange.ias[0].iaid;
  exchange.host = topology->hosts().find(transaction.link, exchange.client, first_ia);
  if (exchange.host != nullptr) transaction.host = exchange.host->name;
  const MessageRow* row = message_row(exchange.envelope.message().type);
  if (serve.known_only && row->stateful && exchange.host == nullptr) {
    return Outcome::dropped_unknown_client;
  }
  if (leases.room() < kGrantsMax) writer.reclaim(exchange.now.wall, *topology);
  writer.forget_surplus(exchange.now.wall, exchange.client.duid, *topology);
  Planner planner(*topology, leases, identity.allocation_key, random);
  transaction.reply_type = static_cast<std::uint8_t>(MessageType::reply);
  switch (exchange.type()) {
    case MessageType::solicit:
      exchange.rapid_commit =
          serve.rapid_commit && exchange.envelope.message().options.has(OptionCode::rapid_commit);
      if (!exchange.rapid_commit) {
        transaction.reply_type = static_cast<std::uint8_t>(MessageType::advertise);
      }
      planner.assign(exchange);
      // An Advertise promises nothing yet: nothing is written for it.
      if (!exchange.rapid_commit) exchange.change_count = 0;
      break;
    case MessageType::request:
      planner.assign(exchange);
      break;
    case MessageType::renew:
    case MessageType::rebind:
      planner.extend(exchange);
      break;
    case MessageType::release:
      planner.give_up(exchange, LeaseEvent::release);
      break;
    case MessageType::decline:
      planner.give_up(exchange, LeaseEvent::decline);
      break;
    case MessageType::confirm: {
      const auto status = planner.confirm(exchange);
      if (!status) return Outcome::dropped_cannot_confirm;
      transaction.status = *status;
      break;
    }
    case MessageType::information_request:
      break;
    case MessageType::advertise:
    case MessageType::reply:
    case MessageType::reconfigure:
    case MessageType::relay_forward:
    case MessageType::relay_reply:
    case MessageType::leasequery:
    case MessageType::leasequery_reply:
    case MessageType::addr_reg_inform:
    case MessageType::addr_reg_reply:
      return Outcome::dropped_unknown_type;
  }
  return Outcome::replied;
}

Outcome Server::Impl::send(Outbox& outbox) noexcept {
  if (!writer.has_room(exchange)) return Outcome::dropped_overload;
  const bool outbox_empty = outbox.bytes_used() == 0;
  Writer datagram = outbox.begin_datagram();
  if (datagram.room() == 0) return Outcome::dropped_overload;
  encode_reply(exchange, identity.duid.bytes(), datagram);
  // Into an outbox with other answers in it, it may fit the next time.
  if (!datagram.ok()) {
    return outbox_empty ? Outcome::dropped_reply_too_big : Outcome::dropped_overload;
  }
  const CommitId after = writer.commit(exchange, *topology);
  const bool taken =
      outbox.send(datagram, exchange.inbound->interface, reply_target(exchange), after);
  WARD6_ASSERT(taken);
  return judge();
}

// What the answer amounts to, for counters and the log.
Outcome Server::Impl::judge() const noexcept {
  if (exchange.type() == MessageType::release) return Outcome::released;
  if (exchange.type() == MessageType::decline) return Outcome::declined;
  const bool any_refused = std::ranges::any_of(
      std::span(exchange.ias).first(exchange.ia_count),
      [](const Ia& ia) { return ia.in_reply && ia.status != StatusCode::success; });
  return any_refused ? Outcome::no_leases : Outcome::replied;
}

bool Server::on_timer(const Now& now) noexcept {
  return impl_->writer.expire(now.wall, *impl_->topology);
}

std::optional<WallTime> Server::deadline() const noexcept {
  return impl_->leases.deadline();
}

LeaseRecord Server::lease(LeaseIndex index) const noexcept {
  LeaseRecord record = impl_->leases.get(index);
  record.link = impl_->topology->link_of(record.resource);
  return record;
}

bool Server::remove(const Now& now, const Resource& resource) noexcept {
  return impl_->writer.remove(now.wall, resource, *impl_->topology);
}

std::vector<PoolUse> Server::pools() const {
  std::vector<PoolUse> uses;
  for (const Pool& pool : impl_->topology->pools()) {
    uses.push_back({pool.link, pool.resource(0), pool.resource(pool.space.last()),
                    pool.space.last(), pool.space.taken(), pool.space.blocked()});
  }
  return uses;
}

}  // namespace ward6::dhcp6
