#include "libdhcp6/wire/message.h"

#include "libdhcp6/core/reader.h"

namespace ward6::dhcp6 {
namespace {

// An error inside a part, with its offset counted from the whole.
tl::unexpected<Error> shifted(const Error& error, std::size_t by) noexcept {
  return fail(error.code, error.offset + by);
}

}  // namespace

Result<MessageView> MessageView::parse(Bytes bytes) noexcept {
  Reader reader(bytes);
  MessageView message;
  message.type = reader.u8();
  message.transaction = TransactionId{reader.u24()};
  if (!reader.ok()) return fail(Errc::truncated, 0);
  const auto options = OptionsView::parse(reader.rest());
  if (!options) return shifted(options.error(), kMessageHeaderSize);
  message.options = *options;
  return message;
}

Result<RelayView> RelayView::parse(Bytes bytes) noexcept {
  Reader reader(bytes);
  RelayView relay;
  relay.type = reader.u8();
  relay.hop_count = reader.u8();
  relay.link_address = reader.address();
  relay.peer_address = reader.address();
  if (!reader.ok()) return fail(Errc::truncated, 0);
  const auto options = OptionsView::parse(reader.rest());
  if (!options) return shifted(options.error(), kRelayHeaderSize);
  relay.options = *options;
  const auto inner = relay.options.find(OptionCode::relay_message);
  if (!inner) return fail(Errc::missing, kRelayHeaderSize);
  if (relay.options.count(OptionCode::relay_message) > 1) {
    return fail(Errc::duplicate, kRelayHeaderSize);
  }
  relay.inner = inner->body;
  return relay;
}

Result<Envelope> Envelope::parse(Bytes datagram) noexcept {
  Envelope envelope;
  Bytes rest = datagram;
  while (!rest.empty() && is_relay_type(to_u8(rest[0]))) {
    if (envelope.relay_count_ == kRelayLayersMax) return fail(Errc::nested_too_deep);
    const auto relay = RelayView::parse(rest);
    if (!relay) return tl::unexpected(relay.error());
    if (envelope.relay_count_ > 0 && relay->type != envelope.relays_[0].type) {
      return fail(Errc::not_allowed);
    }
    envelope.relays_.at(envelope.relay_count_++) = *relay;
    rest = relay->inner;
  }
  const auto message = MessageView::parse(rest);
  if (!message) return tl::unexpected(message.error());
  envelope.message_ = *message;
  return envelope;
}

}  // namespace ward6::dhcp6
