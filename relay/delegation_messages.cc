// What the messages between clients and servers do to the table of delegations.
#include <utility>

#include "relay/delegations.h"

namespace ward6::relay {
namespace {

using dhcp6::as_text;
using dhcp6::Bytes;
using dhcp6::Duid;
using dhcp6::Iaid;
using dhcp6::IaPrefixView;
using dhcp6::IaView;
using dhcp6::MessageType;
using dhcp6::MessageView;
using dhcp6::OptionCode;
using dhcp6::OptionsView;
using dhcp6::OptionView;
using dhcp6::Prefix;
using dhcp6::Seconds;
using dhcp6::WallTime;
using Kind = DelegationChange::Kind;
using Reason = DelegationChange::Reason;

bool is(Bytes message, MessageType type) noexcept {
  return !message.empty() && dhcp6::to_u8(message.front()) == static_cast<std::uint8_t>(type);
}

// The messages that a server may answer with a Reply that delegates: RFC 9915 §18.3.
bool asks_for_delegation(Bytes message) noexcept {
  return is(message, MessageType::solicit) || is(message, MessageType::request) ||
         is(message, MessageType::renew) || is(message, MessageType::rebind);
}

// RFC 9915 §21.13: without a Status Code it is a success.
bool has_failed(const OptionsView& options) noexcept {
  const auto option = options.find(OptionCode::status_code);
  if (!option) return false;
  const auto status = dhcp6::StatusView::decode(option->body);
  return !status || status->code != static_cast<std::uint16_t>(dhcp6::StatusCode::success);
}

// RFC 8987 §4.1 G-4: the same DUID on another link may be another client.
bool is_of(const Delegation& held, dhcp6::LinkId link, const Duid& client) noexcept {
  return held.link == link && held.client == client;
}

}  // namespace

void Delegations::on_client_message(WallTime /*now*/, const DelegationEvent& event) {
  if (find_port(event.link) == nullptr) return;
  if (is(event.message, MessageType::release)) return release(event);
  if (event.mac.empty() || !asks_for_delegation(event.message)) return;
  const auto message = MessageView::parse(event.message);
  if (!message || !message->options.has(OptionCode::ia_pd)) return;
  senders_.remember({event.link, event.client}, event.mac);
}

void Delegations::on_server_message(WallTime now, const DelegationEvent& event) {
  Port* port = find_port(event.link);
  if (port == nullptr || !is(event.message, MessageType::reply)) return;
  const auto found = identify(event.message);
  if (!found || has_failed(found->message.options)) return;
  Reply reply{*port, {}, now};
  reply.given.link = event.link;
  reply.given.next_hop = event.client;
  reply.given.mac = event.mac.empty() ? senders_.find({event.link, event.client}) : event.mac;
  reply.given.client = found->client;
  reply.given.since = now;
  for (const OptionView option : found->message.options) {
    if (option.is(OptionCode::ia_pd)) take_ia(reply, option.body);
  }
}

// Nothing: it is about no delegation, or cannot be read and was counted.
std::optional<Delegations::Identified> Delegations::identify(Bytes bytes) {
  const auto message = MessageView::parse(bytes);
  if (message && !message->options.has(OptionCode::ia_pd)) return std::nullopt;
  if (message && message->options.count(OptionCode::client_id) == 1) {
    const auto client = Duid::make(message->options.find(OptionCode::client_id)->body);
    if (client) return Identified{*message, *client};
  }
  ++counters_.not_understood;
  return std::nullopt;
}

void Delegations::take_ia(const Reply& reply, Bytes body) {
  const auto ia = IaView::decode(body);
  if (!ia) {
    ++counters_.not_understood;
    return;
  }
  if (has_failed(ia->options)) return;
  for (const OptionView option : ia->options) {
    if (!option.is(OptionCode::ia_prefix)) continue;
    const auto view = IaPrefixView::decode(option.body);
    if (!view) {
      ++counters_.not_understood;
    } else if (!has_failed(view->options)) {
      take_prefix(reply, ia->iaid, *view);
    }
  }
}

void Delegations::take_prefix(const Reply& reply, Iaid iaid, const IaPrefixView& view) {
  Delegation given = reply.given;
  // Bits past the length mean nothing: the client masks them, and so does every route.
  given.prefix = Prefix::containing(view.address, view.length);
  given.iaid = iaid;
  given.preferred_until = after(reply.now, view.preferred_lifetime);
  given.valid_until = after(reply.now, view.valid_lifetime);
  // RFC 9915 §21.22: the client discards what is preferred for longer than it is valid.
  if (!is_delegable(given.prefix) || view.preferred_lifetime > view.valid_lifetime) {
    ++counters_.unusable;
    return;
  }
  const auto held = held_.find(given.prefix);
  const bool is_theirs = held != held_.end() && is_of(held->second, given.link, given.client);
  // RFC 9915 §18.2.10.1: a valid lifetime of 0 takes the prefix out of this IA. Of a prefix that
  // the client holds in another IA it says nothing.
  if (view.valid_lifetime == Seconds{0}) {
    if (!is_theirs || held->second.iaid != iaid) return;
    ++counters_.withdrawn;
    return end(held, Reason::reply);
  }
  // RFC 8987 §4.1 G-8: the server's word is newer than ours.
  if (held != held_.end() && !is_theirs) {
    ++counters_.of_another;
    end(held, Reason::reply);
  }
  // RFC 8987 §4.3 S-2: the next hop is the client's link-local address.
  if (!given.next_hop.is_link_local()) {
    ++counters_.no_next_hop;
  } else if (is_theirs) {
    renew(held->second, std::move(given));
  } else if (has_room(reply.port, given)) {
    ++counters_.learned;
    hold(reply.port, given, Reason::reply);
  }
}

void Delegations::renew(Delegation& held, Delegation given) {
  ++counters_.renewed;
  given.since = held.since;
  if (given.mac.empty() && given.next_hop == held.next_hop) given.mac = held.mac;
  if (given == held) return;
  unindex(held);
  held = std::move(given);
  index(held);
  changes_.push_back({Kind::changed, Reason::reply, held});
}

// RFC 8987 §4.1 G-5, G-6: what is over a limit is relayed, but not installed.
bool Delegations::has_room(const Port& port, const Delegation& delegation) {
  std::uint32_t count = 0;
  auto at = by_client_.lower_bound(ClientKey{delegation.link, as_text(delegation.client.bytes())});
  for (; at != by_client_.end() && count < port.policy.per_client; ++at, ++count) {
    if (!is_of(**at, delegation.link, delegation.client)) break;
  }
  const bool is_over_client = count >= port.policy.per_client;
  if (!is_over_client && port.held < port.policy.per_link) return true;
  ++(is_over_client ? counters_.over_client : counters_.over_link);
  refused_ = delegation;
  return false;
}

// RFC 8987 §4.1 G-9. The server will discard one without a Server Identifier (RFC 9915 §16.9), so
// it releases nothing here either.
void Delegations::release(const DelegationEvent& event) {
  const auto found = identify(event.message);
  if (!found || !found->message.options.has(OptionCode::server_id)) return;
  for (const OptionView option : found->message.options) {
    if (option.is(OptionCode::ia_pd)) release_ia(event, found->client, option.body);
  }
}

// RFC 9915 §18.2.7: a client may release some of an IA's prefixes and names those.
void Delegations::release_ia(const DelegationEvent& event, const Duid& client, Bytes body) {
  const auto ia = IaView::decode(body);
  if (!ia) {
    ++counters_.not_understood;
    return;
  }
  if (!ia->options.has(OptionCode::ia_prefix)) {
    for (const Prefix& prefix : prefixes_of(event.link, client, ia->iaid)) {
      release_one(event, held_.find(prefix));
    }
    return;
  }
  for (const OptionView option : ia->options) {
    if (!option.is(OptionCode::ia_prefix)) continue;
    const auto view = IaPrefixView::decode(option.body);
    if (!view) {
      ++counters_.not_understood;
      continue;
    }
    const auto held = held_.find(Prefix::containing(view->address, view->length));
    if (held == held_.end() || held->second.iaid != ia->iaid) continue;
    if (is_of(held->second, event.link, client)) release_one(event, held);
  }
}

// A neighbour that knows the client's DUID must not cut it off: whoever asks has to be where the
// packets go.
void Delegations::release_one(const DelegationEvent& event, Held::iterator at) {
  if (at->second.next_hop != event.client) {
    ++counters_.not_released;
    return;
  }
  ++counters_.released;
  end(at, Reason::release);
}

std::vector<Prefix> Delegations::prefixes_of(dhcp6::LinkId link,
                                             const Duid& client,
                                             Iaid iaid) const {
  std::vector<Prefix> prefixes;
  auto at = by_client_.lower_bound(ClientKey{link, as_text(client.bytes())});
  for (; at != by_client_.end() && is_of(**at, link, client); ++at) {
    if ((*at)->iaid == iaid) prefixes.push_back((*at)->prefix);
  }
  return prefixes;
}

}  // namespace ward6::relay
