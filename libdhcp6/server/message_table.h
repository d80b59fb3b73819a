// One row per message type: what a server requires of it. RFC 9915 §16.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "libdhcp6/core/outcome.h"
#include "libdhcp6/wire/message.h"
#include "libdhcp6/wire/protocol.h"

namespace ward6::dhcp6 {

enum class Presence : std::uint8_t {
  required,
  forbidden,
  optional,
  ours,           // required, and it must be ours
  optional_ours,  // if it is there, it must be ours
};

struct MessageRow {
  MessageType type;
  bool for_server;  // false: servers discard it
  Presence client_id;
  Presence server_id;
  bool may_have_ia;
  bool stateful;  // needs leases: not answered on a link for known hosts only
  std::string_view rfc;
};

// clang-format off
inline constexpr std::array kMessageTable{
    MessageRow{MessageType::solicit,             true,  Presence::required, Presence::forbidden,     true,  true,  "RFC 9915 §16.2"},
    MessageRow{MessageType::advertise,           false, Presence::optional, Presence::optional,      true,  false, "RFC 9915 §16.3"},
    MessageRow{MessageType::request,             true,  Presence::required, Presence::ours,          true,  true,  "RFC 9915 §16.4"},
    MessageRow{MessageType::confirm,             true,  Presence::required, Presence::forbidden,     true,  false, "RFC 9915 §16.5"},
    MessageRow{MessageType::renew,               true,  Presence::required, Presence::ours,          true,  true,  "RFC 9915 §16.6"},
    MessageRow{MessageType::rebind,              true,  Presence::required, Presence::forbidden,     true,  true,  "RFC 9915 §16.7"},
    MessageRow{MessageType::reply,               false, Presence::optional, Presence::optional,      true,  false, "RFC 9915 §16.10"},
    MessageRow{MessageType::release,             true,  Presence::required, Presence::ours,          true,  false, "RFC 9915 §16.9"},
    MessageRow{MessageType::decline,             true,  Presence::required, Presence::ours,          true,  false, "RFC 9915 §16.8"},
    MessageRow{MessageType::reconfigure,         false, Presence::optional, Presence::optional,      false, false, "RFC 9915 §16.11"},
    MessageRow{MessageType::information_request, true,  Presence::optional, Presence::optional_ours, false, false, "RFC 9915 §16.12"},
    MessageRow{MessageType::relay_reply,         false, Presence::optional, Presence::optional,      false, false, "RFC 9915 §16.14"},
};
// clang-format on

// The row of a type; nullptr: a type that we do not know.
[[nodiscard]] constexpr const MessageRow* message_row(std::uint8_t type) noexcept {
  for (const MessageRow& row : kMessageTable) {
    if (static_cast<std::uint8_t>(row.type) == type) return &row;
  }
  return nullptr;
}

// Holds a message against its row; Outcome::replied: it may be answered.
[[nodiscard]] Outcome validate(const MessageView& message, Bytes server_duid) noexcept;

}  // namespace ward6::dhcp6
