// A table of delegations for two links, and the messages that fill it; virtual time.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libdhcp6/wire/writer.h"
#include "relay/delegations.h"
#include "tests/support/bytes.h"

namespace ward6::relay::test {

using dhcp6::Duid;
using dhcp6::Iaid;
using dhcp6::kNever;
using dhcp6::LinkId;
using dhcp6::LinkLayerAddress;
using dhcp6::MessageType;
using dhcp6::OptionCode;
using dhcp6::Prefix;
using dhcp6::StatusCode;
using dhcp6::WallTime;
using dhcp6::Writer;
using dhcp6::test::Buffer;
using dhcp6::test::ip;
using dhcp6::test::net;
using Kind = DelegationChange::Kind;
using Reason = DelegationChange::Reason;

inline constexpr LinkId kOffice{0};
inline constexpr LinkId kGuests{1};
inline constexpr LinkId kOther{2};  // without a policy
inline constexpr std::uint32_t kInfinite = 0xffffffff;

inline Duid duid(unsigned number) {
  std::array<std::byte, 10> bytes{};
  Writer(bytes).u16(3).u16(1).u32(0x02000000).u16(static_cast<std::uint16_t>(number));
  return Duid::make(bytes).value();
}

inline LinkLayerAddress mac(unsigned number) {
  LinkLayerAddress address;
  address.size = 6;
  address.octets[5] = dhcp6::to_byte(number);
  return address;
}

// The n-th /56.
inline Prefix nth(std::uint64_t number) {
  return Prefix::make(dhcp6::Ipv6Address::from_halves(0x2001'0db8'0000'0000 + (number << 8U), 0),
                      56)
      .value();
}

struct Given {
  Prefix prefix;
  std::uint32_t valid = 3600;
  std::uint32_t preferred = 1800;
};

struct Ia {
  std::uint32_t iaid = 1;
  std::vector<Given> prefixes;
};

inline void write_ia(Writer& writer, const Ia& ia) {
  const auto scope = writer.open(OptionCode::ia_pd);
  writer.u32(ia.iaid).u32(0).u32(0);
  for (const Given& given : ia.prefixes) {
    const auto inner = writer.open(OptionCode::ia_prefix);
    writer.u32(given.preferred).u32(given.valid).u8(given.prefix.length());
    writer.address(given.prefix.base());
  }
}

// A message of a client, or to it, with a Server Identifier.
inline Buffer message(MessageType type, const Duid& client, const std::vector<Ia>& ias) {
  Buffer bytes(65000);
  Writer writer(bytes);
  writer.u8(static_cast<std::uint8_t>(type)).u24(0xabcdef);
  writer.option(OptionCode::client_id, client.bytes());
  writer.option(OptionCode::server_id, duid(999).bytes());
  for (const Ia& ia : ias) write_ia(writer, ia);
  bytes.resize(writer.size());
  return bytes;
}

// The same with the bytes of more options behind.
inline Buffer with(Buffer bytes, OptionCode code, const Buffer& body) {
  const std::size_t size = bytes.size();
  bytes.resize(size + dhcp6::kOptionHeaderSize + body.size());
  Writer(dhcp6::MutableBytes(bytes).subspan(size)).option(code, body);
  return bytes;
}

// Who sends and gets messages.
struct Router {
  unsigned number = 1;
  LinkId link = kOffice;
  dhcp6::Ipv6Address address = ip("fe80::1");
};

inline Router router(unsigned number, LinkId link = kOffice) {
  return {number, link, dhcp6::plus(ip("fe80::"), number)};
}

inline DelegationPolicy policy(LinkId link, std::string_view name) {
  DelegationPolicy policy;
  policy.link = link;
  policy.name = name;
  return policy;
}

struct Table {
  Table() { delegations.configure({policy(kOffice, "office"), policy(kGuests, "guests")}); }

  void from(const Router& who, const Buffer& bytes, const LinkLayerAddress& from_mac = {}) {
    delegations.on_client_message(now, {who.link, who.address, from_mac, bytes});
  }
  void to(const Router& who, const Buffer& bytes) {
    delegations.on_server_message(now, {who.link, who.address, {}, bytes});
  }
  void reply(const Router& who, const std::vector<Ia>& ias) {
    to(who, message(MessageType::reply, duid(who.number), ias));
  }
  void release(const Router& who, const std::vector<Ia>& ias) {
    from(who, message(MessageType::release, duid(who.number), ias));
  }
  void pass(std::uint32_t seconds) { now.seconds += seconds; }

  [[nodiscard]] const Delegations::Counters& counters() const { return delegations.counters(); }
  [[nodiscard]] bool has(const Prefix& prefix) const { return delegations.all().contains(prefix); }
  [[nodiscard]] const Delegation& at(const Prefix& prefix) const {
    return delegations.all().at(prefix);
  }
  [[nodiscard]] std::size_t size() const { return delegations.all().size(); }

  Delegations delegations;
  WallTime now{1'800'000'000};
};

// What changed, in short: "+2001:db8::/56 reply".
inline std::vector<std::string> changes(Table& table) {
  std::vector<std::string> texts;
  for (const DelegationChange& change : table.delegations.take_changes()) {
    const char* sign = change.kind == Kind::held ? "+" : change.kind == Kind::gone ? "-" : "~";
    texts.push_back(sign + change.delegation.prefix.to_string() + " " +
                    std::string(name(change.reason)));
  }
  return texts;
}

}  // namespace ward6::relay::test
