// Turns a decided exchange into bytes: the Advertise or Reply, and the Relay-reply around it.
#pragma once

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/server/exchange.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {

// Writes the answer with all its relay layers. When writer.ok() is false afterwards, it did not
// fit. `server_duid` goes into the Server Identifier option.
void encode_reply(const Exchange& exchange, Bytes server_duid, Writer& writer) noexcept;

// Where the answer goes: RFC 9915 §7.2, §18.3.10; RFC 8357 §4.2.
[[nodiscard]] Endpoint reply_target(const Exchange& exchange) noexcept;

}  // namespace ward6::dhcp6
