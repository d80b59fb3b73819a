#include "libdhcp6/server/reply.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <string_view>

#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/option_table.h"

namespace ward6::dhcp6 {
namespace {

// The codes of an Option Request option, as a set. Its size does not follow the message's: of codes
// past the registry, which are for private use, the first few count.
class RequestedCodes {
 public:
  explicit RequestedCodes(Bytes body) noexcept {
    Reader reader(body);
    while (reader.remaining() >= 2) {
      const std::uint16_t code = reader.u16();
      if (code < low_.size()) {
        low_.set(code);
      } else if (high_count_ < high_.size()) {
        high_.at(high_count_++) = code;
      }
    }
  }
  // RFC 9915 §21.7: not every option may be asked for. Of codes without a row we know nothing.
  void keep_requestable() noexcept { low_ &= requestable(); }
  [[nodiscard]] bool has(std::uint16_t code) const noexcept {
    if (code < low_.size()) return low_.test(code);
    const auto high = std::span(high_).first(high_count_);
    return std::ranges::find(high, code) != high.end();
  }

 private:
  [[nodiscard]] static const std::bitset<512>& requestable() noexcept {
    static const std::bitset<512> codes = [] {
      std::bitset<512> all = std::bitset<512>().set();
      for (const OptionRow& row : option_table()) {
        if (!row.requestable()) all.reset(value(row.code));
      }
      return all;
    }();
    return codes;
  }

  std::bitset<512> low_;
  std::array<std::uint16_t, 64> high_{};
  std::size_t high_count_ = 0;
};

std::string_view status_text(StatusCode code) noexcept {
  switch (code) {
    case StatusCode::success:
      return "";
    case StatusCode::no_addrs_avail:
      return "no address is free on this link";
    case StatusCode::no_prefix_avail:
      return "no prefix is free for delegation on this link";
    case StatusCode::no_binding:
      return "this server has no such lease of yours";
    case StatusCode::not_on_link:
      return "the address is not of this link";
    case StatusCode::unspec_fail:
    case StatusCode::use_multicast:
      break;
  }
  return "";
}

// RFC 6603 §4.2: the excluded prefix as its length and the bits after the delegated prefix's.
void encode_exclude(const Resource& delegated, const Prefix& exclude, Writer& writer) noexcept {
  const Ipv6Address excluded = combine(delegated, exclude.base());
  const unsigned bits = unsigned{exclude.length()} - delegated.length();
  const auto scope = writer.open(OptionCode::pd_exclude);
  writer.u8(exclude.length());
  std::uint64_t high = excluded.high();
  std::uint64_t low = excluded.low();
  for (unsigned i = 0; i < delegated.length(); ++i) {
    high = high << 1U | low >> 63U;
    low <<= 1U;
  }
  for (unsigned done = 0; done < bits; done += 8) {
    const auto octet = static_cast<std::uint8_t>(high >> 56U);
    const unsigned left = bits - done;
    writer.u8(left >= 8 ? octet : static_cast<std::uint8_t>(octet & (0xffU << (8 - left))));
    high = high << 8U | low >> 56U;
    low <<= 8U;
  }
}

void encode_grant(const Exchange& exchange,
                  const Grant& grant,
                  bool wants_exclude,
                  Writer& writer) noexcept {
  if (!grant.prefix) {
    const auto scope = writer.open(OptionCode::ia_address);
    writer.address(grant.resource.base());
    writer.seconds(grant.preferred_lifetime).seconds(grant.valid_lifetime);
    return;
  }
  const auto scope = writer.open(OptionCode::ia_prefix);
  writer.seconds(grant.preferred_lifetime).seconds(grant.valid_lifetime);
  writer.u8(grant.resource.length()).address(grant.resource.base());
  if (!wants_exclude) return;
  for (const Delegation& delegation : exchange.served->link->serve->delegate) {
    const bool of_it =
        delegation.length == grant.resource.length() && delegation.from.contains(grant.resource);
    if (of_it && delegation.exclude) encode_exclude(grant.resource, *delegation.exclude, writer);
  }
}

void encode_ia(const Exchange& exchange,
               const Ia& ia,
               bool wants_exclude,
               Writer& writer) noexcept {
  const bool live = ia.granted.count > 0;
  const auto scope = writer.open(ia.prefix ? OptionCode::ia_pd : OptionCode::ia_na);
  writer.u32(value(ia.iaid));
  writer.seconds(live ? exchange.t1 : Seconds{0}).seconds(live ? exchange.t2 : Seconds{0});
  for (const Ia::Lines& lines : {ia.granted, ia.withdrawn}) {
    const auto grants = std::span(exchange.transaction->grants).subspan(lines.first, lines.count);
    for (const Grant& grant : grants) encode_grant(exchange, grant, wants_exclude, writer);
  }
  if (ia.status != StatusCode::success) encode_status(writer, ia.status, status_text(ia.status));
}

// RFC 9915 §18.3: what was requested and is configured; §21.23: the Information Refresh Time only
// in a Reply to an Information-request.
void encode_options(const Exchange& exchange,
                    const RequestedCodes& requested,
                    Writer& writer) noexcept {
  const bool stateless = exchange.type() == MessageType::information_request;
  const auto wanted = [&](const ConfiguredOption& option) {
    if (option.code == value(OptionCode::information_refresh_time) && !stateless) return false;
    return option.always || requested.has(option.code);
  };
  const auto put = [&](const ConfiguredOption& option) {
    if (wanted(option)) writer.option(OptionCode{option.code}, option.body);
  };
  std::span<const ConfiguredOption> of_host;
  if (exchange.host != nullptr) of_host = exchange.host->options;
  for (const ConfiguredOption& option : of_host) put(option);
  for (const ConfiguredOption& option : exchange.served->options) {
    // A code of the host hides the link's.
    const bool hidden = std::ranges::any_of(
        of_host, [&](const ConfiguredOption& other) { return other.code == option.code; });
    if (!hidden) put(option);
  }
}

// RFC 6422 §6: options that a relay supplies for the client, when we have no value of our own. Of
// the options that may travel so (RFC 6422 §8) one is defined: the ERP local domain name.
void encode_relay_supplied(const Exchange& exchange,
                           const RequestedCodes& requested,
                           Writer& writer) noexcept {
  const auto code = value(OptionCode::erp_local_domain);
  const auto is_it = [](const ConfiguredOption& option) {
    return option.code == value(OptionCode::erp_local_domain);
  };
  const bool ours =
      std::ranges::any_of(exchange.served->options, is_it) ||
      (exchange.host != nullptr && std::ranges::any_of(exchange.host->options, is_it));
  if (ours || !requested.has(code)) return;
  const auto relays = exchange.envelope.relays();
  for (std::size_t i = relays.size(); i > 0; --i) {
    const auto supplied = relays[i - 1].options.find(OptionCode::relay_supplied_options);
    if (!supplied) continue;
    const auto options = OptionsView::parse(supplied->body);
    const auto domain = options ? options->find(OptionCode::erp_local_domain) : std::nullopt;
    if (!domain) continue;
    writer.option(OptionCode::erp_local_domain, domain->body);
    return;
  }
}

void encode_message(const Exchange& exchange, Bytes server_duid, Writer& writer) noexcept {
  const MessageView& message = exchange.envelope.message();
  const Transaction& transaction = *exchange.transaction;
  writer.u8(transaction.reply_type).u24(value(message.transaction));
  writer.option(OptionCode::server_id, server_duid);
  // RFC 9915 §16.10: the client's identifier, and only if it gave one.
  if (const auto client_id = message.options.find(OptionCode::client_id)) {
    writer.option(OptionCode::client_id, client_id->body);
  }
  const bool lease_options = exchange.type() != MessageType::release &&
                             exchange.type() != MessageType::decline &&
                             exchange.type() != MessageType::confirm;
  RequestedCodes requested(exchange.requested);
  requested.keep_requestable();
  if (!lease_options) {
    encode_status(writer, transaction.status, status_text(transaction.status));
  } else if (exchange.type() == MessageType::solicit) {
    const std::uint8_t preference = exchange.served->link->serve->preference;
    if (exchange.rapid_commit) {
      writer.option(OptionCode::rapid_commit, {});  // RFC 9915 §18.3.1
    } else if (preference != 0) {
      const auto scope = writer.open(OptionCode::preference);
      writer.u8(preference);
    }
  }
  const bool wants_exclude = requested.has(value(OptionCode::pd_exclude));
  for (const Ia& ia : std::span(exchange.ias).first(exchange.ia_count)) {
    if (ia.in_reply && exchange.type() != MessageType::confirm) {
      encode_ia(exchange, ia, wants_exclude, writer);
    }
  }
  if (!lease_options) return;
  encode_options(exchange, requested, writer);
  encode_relay_supplied(exchange, requested, writer);
}

// RFC 4994 §5: gives back every option of the relay layer that its Echo Request names.
void encode_echo(const RelayView& relay, Writer& writer) noexcept {
  const auto request = relay.options.find(OptionCode::echo_request);
  if (!request) return;
  const RequestedCodes wanted(request->body);
  for (const OptionView option : relay.options) {
    const bool already = option.is(OptionCode::interface_id) ||
                         option.is(OptionCode::relay_source_port) ||
                         option.is(OptionCode::relay_message);
    if (!already && wanted.has(option.code)) {
      writer.option(OptionCode{option.code}, option.body);
    }
  }
}

}  // namespace

void encode_reply(const Exchange& exchange, Bytes server_duid, Writer& writer) noexcept {
  // RFC 9915 §19.3: one Relay-reply for each Relay-forward, with its addresses and hop-count.
  std::array<std::size_t, kRelayLayersMax> starts{};
  const auto relays = exchange.envelope.relays();
  for (std::size_t i = 0; i < relays.size(); ++i) {
    const RelayView& relay = relays[i];
    writer.u8(static_cast<std::uint8_t>(MessageType::relay_reply)).u8(relay.hop_count);
    writer.address(relay.link_address).address(relay.peer_address);
    // RFC 9915 §18.3.10 and RFC 8357 §5.2: these two go back as they came.
    for (const OptionCode code : {OptionCode::interface_id, OptionCode::relay_source_port}) {
      if (const auto option = relay.options.find(code)) writer.option(code, option->body);
    }
    encode_echo(relay, writer);
    starts.at(i) = writer.begin(OptionCode::relay_message);
  }
  encode_message(exchange, server_duid, writer);
  for (std::size_t i = relays.size(); i > 0; --i) writer.end(starts.at(i - 1));
}

Endpoint reply_target(const Exchange& exchange) noexcept {
  const Inbound& inbound = *exchange.inbound;
  // RFC 9915 §7.2: to the well-known port, whatever port the message came from.
  if (!exchange.envelope.is_relayed()) return {inbound.from.address, kClientPort};
  // RFC 8357 §5.2: but to the relay's own port if it asks for that.
  const bool own_port = exchange.envelope.relays()[0].options.has(OptionCode::relay_source_port);
  return {inbound.from.address, own_port ? inbound.from.port : kServerPort};
}

}  // namespace ward6::dhcp6
