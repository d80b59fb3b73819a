#include "libdhcp6/lease/details.h"

#include <algorithm>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {
namespace {

// In the journal: never renumber, only append.
enum class Tag : std::uint8_t {
  link_layer = 1,
  hostname = 2,
  peer = 3,
  relay = 4,
  interface_id = 5,
  remote_id = 6,
  subscriber_id = 7,
};

constexpr std::size_t kInterfaceIdentifierSize = 8;

void put(Writer& writer, Tag tag, Bytes value) noexcept {
  if (value.empty() || value.size() > kDetailSizeMax) return;
  if (value.size() + 2 > writer.room()) return;
  writer.u8(static_cast<std::uint8_t>(tag)).u8(static_cast<std::uint8_t>(value.size())).raw(value);
}

// Most peers are fe80::/64 and an interface identifier; then eight bytes say it all.
bool is_plain_link_local(const Ipv6Address& address) noexcept {
  return address.high() == 0xfe80'0000'0000'0000U;
}

Result<void> read_address(Bytes value, Ipv6Address& out) noexcept {
  if (value.size() == kInterfaceIdentifierSize) {
    out = Ipv6Address::from_halves(0xfe80'0000'0000'0000U, Reader(value).u64());
    return {};
  }
  if (value.size() != kAddressSize) return fail(Errc::bad_length);
  out = Ipv6Address::from(value);
  return {};
}

Result<void> read_value(std::uint8_t tag, Bytes value, LeaseDetails& out) noexcept {
  switch (tag) {
    case static_cast<std::uint8_t>(Tag::link_layer): {
      const auto link_layer = LinkLayerAddress::from(value);
      if (!link_layer) return tl::unexpected(link_layer.error());
      out.link_layer = *link_layer;
      break;
    }
    case static_cast<std::uint8_t>(Tag::hostname):
      out.hostname = as_text(value);
      break;
    case static_cast<std::uint8_t>(Tag::peer):
      return read_address(value, out.peer);
    case static_cast<std::uint8_t>(Tag::relay):
      return read_address(value, out.relay);
    case static_cast<std::uint8_t>(Tag::interface_id):
      out.interface_id = value;
      break;
    case static_cast<std::uint8_t>(Tag::remote_id):
      out.remote_id = value;
      break;
    case static_cast<std::uint8_t>(Tag::subscriber_id):
      out.subscriber_id = value;
      break;
    default:
      break;  // of a later version
  }
  return {};
}

}  // namespace

Bytes encode_details(const LeaseDetails& details, MutableBytes out) noexcept {
  WARD6_ASSERT(out.size() >= kDetailsSizeMax);
  Writer writer(out.first(kDetailsSizeMax));
  put(writer, Tag::link_layer, details.link_layer.bytes());
  if (!details.peer.is_unspecified()) {
    const Bytes octets(details.peer.octets);
    const bool brief = is_plain_link_local(details.peer);
    put(writer, Tag::peer, brief ? octets.last(kInterfaceIdentifierSize) : octets);
  }
  if (!details.relay.is_unspecified()) put(writer, Tag::relay, details.relay.octets);
  put(writer, Tag::interface_id, details.interface_id);
  put(writer, Tag::remote_id, details.remote_id);
  put(writer, Tag::subscriber_id, details.subscriber_id);
  if (writer.room() > 2) {
    const std::size_t room = std::min(writer.room() - 2, kDetailSizeMax);
    put(writer, Tag::hostname, as_bytes(details.hostname.substr(0, room)));
  }
  return writer.written();
}

Result<LeaseDetails> decode_details(Bytes block) noexcept {
  LeaseDetails details;
  Reader reader(block);
  while (reader.remaining() > 0) {
    const std::size_t at = reader.position();
    const std::uint8_t tag = reader.u8();
    const Bytes value = reader.take(reader.u8());
    if (!reader.ok()) return fail(Errc::truncated, at);
    const auto read = read_value(tag, value, details);
    if (!read) return fail(read.error().code, at);
  }
  return details;
}

}  // namespace ward6::dhcp6
