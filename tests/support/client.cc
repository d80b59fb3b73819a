#include "tests/support/client.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "libdhcp6/wire/ia.h"
#include "libdhcp6/wire/message.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6::test {
namespace {

constexpr std::size_t kMessageMax = kDatagramSizeMax;

void require(bool condition, const char* what) {
  if (!condition) throw std::logic_error(what);
}

template <class T>
const T& checked(const Result<T>& result, const char* what) {
  require(result.has_value(), what);
  return *result;
}

StatusCode decode_status(Bytes body) {
  return StatusCode{checked(StatusView::decode(body), "status code").code};
}

void write_ia(Writer& writer, const IaWish& ia, std::uint32_t lifetimes) {
  const auto scope = writer.open(ia.prefix ? OptionCode::ia_pd : OptionCode::ia_na);
  writer.u32(value(ia.iaid)).u32(lifetimes).u32(lifetimes);
  for (const Prefix& named : ia.named) {
    const auto inner = writer.open(ia.prefix ? OptionCode::ia_prefix : OptionCode::ia_address);
    if (!ia.prefix) writer.address(named.base());
    writer.u32(lifetimes).u32(lifetimes);
    if (ia.prefix) writer.u8(named.length()).address(named.base());
  }
}

DecodedLease decode_lease(const OptionView& option) {
  DecodedLease lease;
  if (option.is(OptionCode::ia_address)) {
    const auto view = checked(IaAddressView::decode(option.body), "IA Address");
    lease = {host(view.address), view.preferred_lifetime, view.valid_lifetime,
             octets(view.options.bytes())};
  } else {
    const auto view = checked(IaPrefixView::decode(option.body), "IA Prefix");
    const auto prefix = Prefix::make(view.address, view.length);
    lease = {checked(prefix, "host bits in an IA Prefix"), view.preferred_lifetime,
             view.valid_lifetime, octets(view.options.bytes())};
  }
  require(lease.preferred <= lease.valid, "preferred lifetime over the valid lifetime");
  return lease;
}

DecodedIa decode_ia(const OptionView& option) {
  const auto view = checked(IaView::decode(option.body), "IA");
  DecodedIa ia;
  ia.prefix = option.is(OptionCode::ia_pd);
  ia.iaid = view.iaid;
  ia.t1 = view.t1;
  ia.t2 = view.t2;
  for (const OptionView inner : view.options) {
    if (inner.is(OptionCode::status_code)) {
      require(!ia.status, "two status codes in an IA");
      ia.status = decode_status(inner.body);
      continue;
    }
    require(inner.is(ia.prefix ? OptionCode::ia_prefix : OptionCode::ia_address),
            "an option that may not stand in an IA");
    ia.leases.push_back(decode_lease(inner));
  }
  return ia;
}

}  // namespace

RawOption raw(OptionCode code, Buffer body) {
  return {value(code), std::move(body)};
}
RawOption raw(OptionCode code, std::string_view body) {
  return {value(code), octets(body)};
}

RawOption codes(OptionCode which, std::vector<OptionCode> wanted) {
  RawOption made = raw(which);
  for (const OptionCode code : wanted) {
    made.body.push_back(to_byte(value(code) >> 8U));
    made.body.push_back(to_byte(value(code)));
  }
  return made;
}

RawOption link_layer_option(std::string_view mac) {
  Buffer body = octets({0, 1});
  const auto address = *LinkLayerAddress::parse(mac);
  body.insert(body.end(), address.bytes().begin(), address.bytes().end());
  return raw(OptionCode::client_link_layer_address, body);
}

const DecodedLease& DecodedIa::lease(const Resource& resource) const {
  for (const DecodedLease& lease : leases) {
    if (lease.resource == resource) return lease;
  }
  throw std::out_of_range("no lease of " + resource.to_string());
}

bool DecodedIa::has(const Resource& resource) const {
  return std::ranges::any_of(leases, [&](const auto& l) { return l.resource == resource; });
}

const RawOption* Answer::find(OptionCode code) const {
  for (const RawOption& option : options) {
    if (option.code == value(code)) return &option;
  }
  return nullptr;
}

namespace {

const DecodedIa& find_ia(const Answer& answer, bool prefix, std::uint32_t iaid) {
  for (const DecodedIa& ia : answer.ias) {
    if (ia.prefix == prefix && value(ia.iaid) == iaid) return ia;
  }
  throw std::out_of_range("no such IA in the answer");
}

}  // namespace

const DecodedIa& Answer::na(std::uint32_t iaid) const {
  return find_ia(*this, false, iaid);
}
const DecodedIa& Answer::pd(std::uint32_t iaid) const {
  return find_ia(*this, true, iaid);
}

Resource Answer::address(std::uint32_t iaid) const {
  require(na(iaid).leases.size() == 1, "not one address");
  return na(iaid).leases[0].resource;
}

Resource Answer::prefix(std::uint32_t iaid) const {
  require(pd(iaid).leases.size() == 1, "not one prefix");
  return pd(iaid).leases[0].resource;
}

std::vector<Resource> Answer::live() const {
  std::vector<Resource> found;
  for (const DecodedIa& ia : ias) {
    for (const DecodedLease& lease : ia.leases) {
      if (lease.valid.count() > 0) found.push_back(lease.resource);
    }
  }
  return found;
}

void decode_answer(Bytes datagram, Answer& answer) {
  answer.datagram = octets(datagram);
  const auto envelope = checked(Envelope::parse(datagram), "the answer does not parse");
  for (std::size_t i = envelope.relays().size(); i > 0; --i) {
    const RelayView& layer = envelope.relays()[i - 1];
    require(layer.type == static_cast<std::uint8_t>(MessageType::relay_reply), "relay type");
    RelayLayer& relay = answer.relays.emplace_back();
    relay.link_address = layer.link_address;
    relay.peer_address = layer.peer_address;
    for (const OptionView o : layer.options) {
      if (!o.is(OptionCode::relay_message)) relay.options.push_back({o.code, octets(o.body)});
    }
    answer.hop_counts.push_back(layer.hop_count);
  }
  const MessageView& message = envelope.message();
  answer.type = MessageType{message.type};
  answer.transaction = value(message.transaction);
  for (const OptionView option : message.options) {
    answer.options.push_back({option.code, octets(option.body)});
    if (option.is(OptionCode::ia_na) || option.is(OptionCode::ia_pd)) {
      answer.ias.push_back(decode_ia(option));
    }
    if (option.is(OptionCode::status_code)) answer.status = decode_status(option.body);
  }
}

Client::Client(Engine& to_engine, std::uint32_t number)
    : engine(&to_engine),
      duid(*Duid::en(32473, octets({number >> 24U, number >> 16U, number >> 8U, number}))),
      mac(*LinkLayerAddress::from(
          octets({2, 0, number >> 24U, number >> 16U, number >> 8U, number}))),
      address(Ipv6Address::from_halves(0xfe80000000000000U, number)) {}

Client& Client::na(std::uint32_t iaid, std::vector<Prefix> named) {
  ias.push_back({false, Iaid{iaid}, std::move(named)});
  return *this;
}

Client& Client::pd(std::uint32_t iaid, std::vector<Prefix> named) {
  ias.push_back({true, Iaid{iaid}, std::move(named)});
  return *this;
}

Client& Client::wants(std::vector<OptionCode> wanted) {
  std::erase_if(options,
                [](const RawOption& o) { return o.code == value(OptionCode::option_request); });
  options.push_back(codes(OptionCode::option_request, std::move(wanted)));
  return *this;
}

Client& Client::through(RelayLayer relay) {
  relays.push_back(std::move(relay));
  return *this;
}

Client& Client::nothing() {
  ias.clear();
  return *this;
}

Answer Client::rapid() {
  options.push_back(raw(OptionCode::rapid_commit));
  Answer answer = solicit();
  options.pop_back();
  return answer;
}

Answer Client::acquire() {
  const Answer advertise = solicit();
  require(advertise.sent, "no Advertise");
  return request();
}

Buffer Client::message(MessageType type) const {
  Buffer buffer(kMessageMax, std::byte{0x2a});
  Writer writer{MutableBytes(buffer)};
  writer.u8(static_cast<std::uint8_t>(type)).u24(transaction);
  if (with_client_id) writer.option(OptionCode::client_id, duid.bytes());
  const bool needs_server_id = type == MessageType::request || type == MessageType::renew ||
                               type == MessageType::release || type == MessageType::decline;
  if (server_id) {
    writer.option(OptionCode::server_id, *server_id);
  } else if (needs_server_id && with_server_id) {
    writer.option(OptionCode::server_id, engine->identity.duid.bytes());
  }
  if (type != MessageType::information_request) {
    for (const IaWish& ia : ias) write_ia(writer, ia, lifetimes);
  }
  for (const RawOption& option : options) writer.option(OptionCode{option.code}, option.body);
  require(writer.ok(), "the message is too long");
  return octets(writer.written());
}

Buffer Client::relayed(Bytes inner) const {
  Buffer message = octets(inner);
  for (std::size_t i = 0; i < relays.size(); ++i) {
    const RelayLayer& relay = relays[i];
    Buffer buffer(kMessageMax, std::byte{0x2a});
    Writer writer{MutableBytes(buffer)};
    Ipv6Address peer = relay.peer_address;
    if (peer.is_unspecified()) {
      peer = i == 0 ? address : Ipv6Address::from_halves(0xfe80000000000000U, 0xa0 + i - 1);
    }
    writer.u8(static_cast<std::uint8_t>(MessageType::relay_forward));
    writer.u8(static_cast<std::uint8_t>(i)).address(relay.link_address).address(peer);
    writer.option(OptionCode::relay_message, message);
    for (const RawOption& option : relay.options) {
      writer.option(OptionCode{option.code}, option.body);
    }
    require(writer.ok(), "the relayed message is too long");
    message = octets(writer.written());
  }
  return message;
}

Answer Client::send(MessageType type) {
  const Answer answer = send_raw(relayed(message(type)));
  if (learns) learn(answer);
  return answer;
}

Answer Client::send_raw(Bytes datagram) {
  engine->outbox.reset();
  Inbound inbound;
  inbound.link = link;
  inbound.interface = interface;
  inbound.link_layer = mac;
  inbound.payload = datagram;
  inbound.from = {address, port};
  inbound.to = {kAllRelayAgentsAndServers, kServerPort};
  if (!relays.empty()) {
    inbound.from = {Ipv6Address::from_halves(0x20010db8ffff0000U, relays.size()), relay_port};
    inbound.to.address = ip("2001:db8:ffff::547");
  }
  if (to) inbound.to.address = *to;
  Answer answer;
  answer.outcome = engine->server->handle(engine->now, inbound, engine->outbox);
  const auto out = engine->outbox.datagrams();
  require(out.size() == (is_drop(answer.outcome) ? 0U : 1U), "one datagram unless dropped");
  if (out.empty()) return answer;
  answer.sent = true;
  answer.to = out[0].to;
  answer.interface = out[0].interface;
  answer.after = out[0].after;
  decode_answer(out[0].payload, answer);
  return answer;
}

void Client::learn(const Answer& answer) {
  for (const DecodedIa& got : answer.ias) {
    for (IaWish& wish : ias) {
      if (wish.prefix != got.prefix || wish.iaid != got.iaid || got.leases.empty()) continue;
      wish.named.clear();
      for (const DecodedLease& lease : got.leases) {
        if (lease.valid.count() > 0) wish.named.push_back(lease.resource);
      }
    }
  }
}

}  // namespace ward6::dhcp6::test
