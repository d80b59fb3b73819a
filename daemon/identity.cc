#include "daemon/identity.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "daemon/io/clock.h"
#include "daemon/io/ethernet.h"
#include "daemon/io/random.h"
#include "daemon/io/small_file.h"
#include "libdhcp6/core/hex.h"
#include "libdhcp6/core/reader.h"

namespace ward6::daemon {
namespace {

using dhcp6::Duid;
using dhcp6::Result;

constexpr std::string_view kHeader =
    "# The identity of this DHCPv6 server. Keep it secret, and keep a copy: clients know the\n"
    "# server by its DUID, and the key decides which client gets which address.\n";
constexpr std::uint16_t kEthernet = 1;  // IANA hardware type

[[nodiscard]] Result<Duid> random_uuid() {
  std::array<std::byte, 16> uuid{};
  fill_random(uuid);
  // RFC 9562 §5.4: version 4, and the variant.
  uuid[6] = (uuid[6] & std::byte{0x0f}) | std::byte{0x40};
  uuid[8] = (uuid[8] & std::byte{0x3f}) | std::byte{0x80};
  return Duid::uuid(uuid);
}

// RFC 9915 §11.2: the time may wrap, and is only there to make the DUID unlike others.
[[nodiscard]] Result<Duid> make_duid(const DuidChoice& choice) {
  if (choice.kind == DuidChoice::Kind::uuid) return random_uuid();
  if (choice.kind == DuidChoice::Kind::en) {
    std::array<std::byte, 8> identifier{};
    fill_random(identifier);
    return Duid::en(choice.enterprise, identifier);
  }
  const auto mac = first_ethernet_address();
  if (!mac) return random_uuid();
  if (choice.kind == DuidChoice::Kind::ll) return Duid::ll(kEthernet, mac->bytes());
  const std::uint32_t time = read_clocks().wall.seconds - dhcp6::kDuidEpoch;
  return Duid::llt(kEthernet, time, mac->bytes());
}

// RFC 9915 §11.3: behind the type. Requires: a DUID-EN.
[[nodiscard]] std::uint32_t enterprise_of(const Duid& duid) noexcept {
  dhcp6::Reader reader(duid.bytes().subspan(2));
  return reader.u32();
}

// Without an Ethernet interface a UUID stands in for LLT and LL.
[[nodiscard]] bool satisfies(const Duid& duid, const DuidChoice& choice) noexcept {
  using enum DuidChoice::Kind;
  const auto is = [&duid](dhcp6::DuidType type) {
    return duid.type() == static_cast<std::uint16_t>(type);
  };
  switch (choice.kind) {
    case automatic:
      return !duid.empty();
    case given:
      return true;
    case llt:
      return is(dhcp6::DuidType::llt) || is(dhcp6::DuidType::uuid);
    case en:
      return is(dhcp6::DuidType::en) && enterprise_of(duid) == choice.enterprise;
    case uuid:
      return is(dhcp6::DuidType::uuid);
    case ll:
      return is(dhcp6::DuidType::ll) || is(dhcp6::DuidType::uuid);
  }
  return false;
}

[[nodiscard]] std::optional<std::string_view> value_of(std::string_view line,
                                                       std::string_view key) noexcept {
  if (!line.starts_with(key) || line.substr(key.size(), 1) != " ") return std::nullopt;
  return line.substr(key.size() + 1);
}

[[nodiscard]] std::optional<dhcp6::HashKey> parse_key(std::string_view text) noexcept {
  std::array<std::byte, 16> bytes{};
  const auto size = dhcp6::parse_hex(text, bytes);
  if (!size || *size != bytes.size()) return std::nullopt;
  dhcp6::Reader reader(bytes);
  const std::uint64_t first = reader.u64();
  return dhcp6::HashKey{first, reader.u64()};
}

}  // namespace

std::string format_identity(const dhcp6::ServerIdentity& identity) {
  return fmt::format("{}duid {}\nallocation-key {:016x}{:016x}\n", kHeader,
                     identity.duid.to_string(), identity.allocation_key.first,
                     identity.allocation_key.second);
}

Attempt<dhcp6::ServerIdentity> parse_identity(const std::string& text) {
  dhcp6::ServerIdentity identity;
  bool has_key = false;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (const auto duid = value_of(line, "duid")) {
      const auto parsed = Duid::parse(*duid);
      if (!parsed) return tl::unexpected<std::string>("the line 'duid' holds no DUID");
      identity.duid = *parsed;
    } else if (const auto key = value_of(line, "allocation-key")) {
      const auto parsed = parse_key(*key);
      if (!parsed) return tl::unexpected<std::string>("'allocation-key' is not 32 digits");
      identity.allocation_key = *parsed;
      has_key = true;
    }
  }
  if (identity.duid.empty()) return tl::unexpected<std::string>("it has no line 'duid'");
  if (!has_key) return tl::unexpected<std::string>("it has no line 'allocation-key'");
  return identity;
}

Attempt<LoadedIdentity> load_identity(const std::string& state_dir, const DuidChoice& choice) {
  LoadedIdentity loaded;
  const std::string path = state_dir + "/identity";
  const auto text = read_small_file(path);
  if (!text) return tl::unexpected(text.error());
  if (*text) {
    auto parsed = parse_identity(**text);
    if (!parsed) {
      return tl::unexpected(fmt::format("{}: {}; restore it from a copy", path, parsed.error()));
    }
    loaded.identity = *parsed;
  } else {
    loaded.identity.allocation_key = random_key();
  }
  if (!*text || !satisfies(loaded.identity.duid, choice)) {
    const auto duid = make_duid(choice);
    if (!duid) return tl::unexpected<std::string>("no DUID could be made");
    loaded.identity.duid = *duid;
    loaded.created = true;
    if (auto written = write_small_file(state_dir, "identity", format_identity(loaded.identity));
        !written) {
      return tl::unexpected(written.error());
    }
  }
  if (choice.kind == DuidChoice::Kind::given) loaded.identity.duid = choice.fixed;
  return loaded;
}

}  // namespace ward6::daemon
