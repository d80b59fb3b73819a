// The structural options that carry leases: IA_NA, IA_PD, IA Address, IA Prefix; and Status Code.
#pragma once

#include <cstdint>
#include <string_view>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/core/time.h"
#include "libdhcp6/wire/options_view.h"
#include "libdhcp6/wire/protocol.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {

// RFC 9915 §21.4 and §21.21: IA_NA and IA_PD have the same form.
struct IaView {
  Iaid iaid{};
  Seconds t1{};
  Seconds t2{};
  OptionsView options;

  [[nodiscard]] static Result<IaView> decode(Bytes body) noexcept;
};

// RFC 9915 §21.6.
struct IaAddressView {
  Ipv6Address address;
  Seconds preferred_lifetime{};
  Seconds valid_lifetime{};
  OptionsView options;

  [[nodiscard]] static Result<IaAddressView> decode(Bytes body) noexcept;
};

// RFC 9915 §21.22. The prefix is as the client wrote it: with a length over 128 decode() fails;
// host bits may be set, so this is not a Prefix yet.
struct IaPrefixView {
  Seconds preferred_lifetime{};
  Seconds valid_lifetime{};
  std::uint8_t length = 0;
  Ipv6Address address;
  OptionsView options;

  [[nodiscard]] static Result<IaPrefixView> decode(Bytes body) noexcept;
};

// RFC 9915 §21.13.
struct StatusView {
  std::uint16_t code = 0;
  std::string_view message;  // UTF-8 by the RFC; may hold any byte

  [[nodiscard]] static Result<StatusView> decode(Bytes body) noexcept;
};

void encode_status(Writer& writer, StatusCode code, std::string_view message) noexcept;

}  // namespace ward6::dhcp6
