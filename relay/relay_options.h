// The options by which a relay agent of either kind tells servers who a client is.
#pragma once

#include <cstdint>

#include "libdhcp6/wire/writer.h"
#include "relay/config.h"

namespace ward6::relay {

// RFC 4649 §3: at least one octet behind the enterprise number, else no option. False: none
// written.
bool write_remote_id(const RemoteId& id, const LabelFacts& facts, dhcp6::Writer& writer) noexcept;

// RFC 4580 §2: at least one octet, else no option. False: none written.
bool write_subscriber_id(const Label& id, const LabelFacts& facts, dhcp6::Writer& writer) noexcept;

// RFC 6939 §4. Nothing when the address is not known.
void write_client_link_layer(std::uint16_t hardware_type,
                             const dhcp6::LinkLayerAddress& address,
                             dhcp6::Writer& writer) noexcept;

}  // namespace ward6::relay
