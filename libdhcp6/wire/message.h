// A client or server message, and the relay layers around it, as checked views into the datagram.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/wire/options_view.h"
#include "libdhcp6/wire/protocol.h"

namespace ward6::dhcp6 {

// RFC 9915 §8. The type is as it came and may be one that we do not know.
struct MessageView {
  std::uint8_t type = 0;
  TransactionId transaction{};
  OptionsView options;

  [[nodiscard]] bool is(MessageType other) const noexcept {
    return type == static_cast<std::uint8_t>(other);
  }
  // Fails with truncated or too_many; offsets count from the start of the message.
  [[nodiscard]] static Result<MessageView> parse(Bytes bytes) noexcept;
};

// RFC 9915 §9: one Relay-forward or Relay-reply header with its options.
struct RelayView {
  std::uint8_t type = 0;
  std::uint8_t hop_count = 0;
  Ipv6Address link_address;
  Ipv6Address peer_address;
  OptionsView options;
  Bytes inner;  // the body of the Relay Message option

  // Fails with truncated, too_many, missing or duplicate (of the Relay Message option).
  [[nodiscard]] static Result<RelayView> parse(Bytes bytes) noexcept;
};

[[nodiscard]] constexpr bool is_relay_type(std::uint8_t type) noexcept {
  return type == static_cast<std::uint8_t>(MessageType::relay_forward) ||
         type == static_cast<std::uint8_t>(MessageType::relay_reply);
}

// A datagram unwound: relay layers from the outermost to the innermost, then the message inside.
class Envelope {
 public:
  // Unwinds with a loop, at most kRelayLayersMax layers; all must have the type of the outermost.
  // Fails with the errors of the views above, nested_too_deep, or not_allowed for mixed types.
  [[nodiscard]] static Result<Envelope> parse(Bytes datagram) noexcept;

  [[nodiscard]] std::span<const RelayView> relays() const noexcept {
    return std::span(relays_).first(relay_count_);
  }
  [[nodiscard]] bool is_relayed() const noexcept { return relay_count_ > 0; }
  [[nodiscard]] const MessageView& message() const noexcept { return message_; }

 private:
  std::array<RelayView, kRelayLayersMax> relays_{};
  std::size_t relay_count_ = 0;
  MessageView message_;
};

}  // namespace ward6::dhcp6
