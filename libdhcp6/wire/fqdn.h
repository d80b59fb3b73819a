// The Client FQDN option as a value: RFC 4704 §4.
#pragma once

#include <cstdint>
#include <string>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {

// RFC 4704 §4.1. Bits that are yet to be defined are ignored on receipt and sent as zero.
struct FqdnView {
  bool server_updates = false;    // S: the server does, or is asked to do, the AAAA update
  bool server_overrides = false;  // O: the server chose S against the client's wish
  bool no_updates = false;        // N: the server does, or is asked to do, no update at all
  Bytes name;                     // labels in wire form, borrowed; may be empty

  // Fails with truncated or, for a name that RFC 1035 §3.1 does not allow, as
  // validate_partial_name() does.
  [[nodiscard]] static Result<FqdnView> decode(Bytes body) noexcept;

  // RFC 4704 §4.2: without its terminating zero the name is partial.
  [[nodiscard]] bool is_complete() const noexcept;
  // The name as text, without a dot at the end.
  [[nodiscard]] std::string text() const;
};

// Writes the whole option. Requires: fqdn.name is valid, as decode() gives it.
void encode_fqdn(Writer& writer, const FqdnView& fqdn) noexcept;

}  // namespace ward6::dhcp6
