#include "libdhcp6/lease/record.h"

#include <algorithm>
#include <array>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/core/duid.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/lease/crc32c.h"
#include "libdhcp6/lease/details.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {
namespace {

constexpr std::uint8_t kMarker = 0xa6;
constexpr std::uint8_t kStateMask = 0x07;
constexpr std::uint8_t kHasSince = 0x08;
constexpr std::uint8_t kHasExpires = 0x10;
constexpr std::uint8_t kKnownBits = kStateMask | kHasSince | kHasExpires;
constexpr std::size_t kFixedSizeMax =
    2 + 4 + kAddressSize + std::size_t{7} * 4 + 1;  // all but DUID and details

static_assert(kFixedSizeMax + kDuidSizeMax + kDetailsSizeMax <= kFrameBodySizeMax);
static_assert(kLeaseStateCount <= kStateMask + 1);

// The checksum covers type and size too: a wrong size must not pass by luck.
std::uint32_t checksum(Bytes type_and_size, Bytes body, std::uint32_t salt) noexcept {
  return crc32c(body, crc32c(type_and_size, salt));
}

std::size_t base_size(unsigned length) noexcept {
  return (length + 7U) / 8U;
}

// What `expires` is when nothing else is said: the record then does without it.
WallTime implied_expiry(const LeaseRecord& record) noexcept {
  return after(record.changed, record.valid_lifetime);
}

Result<Prefix> read_resource(Reader& reader) noexcept {
  const std::uint8_t length = reader.u8();
  if (length > 128) return fail(Errc::bad_prefix);
  Ipv6Address base;
  const Bytes octets = reader.take(base_size(length));
  std::ranges::copy(octets, base.octets.begin());
  return Prefix::make(base, length);
}

}  // namespace

Result<Frame> read_frame(Bytes in, std::uint32_t salt) noexcept {
  if (in.empty()) return fail(Errc::truncated);
  if (to_u8(in[0]) != kMarker) return fail(Errc::corrupt);
  Reader reader(in);
  reader.take(1);
  const std::uint8_t type = reader.u8();
  const std::size_t size = reader.u16();
  const std::uint32_t crc = reader.u32();
  if (!reader.ok()) return fail(Errc::truncated);
  if (size > kFrameBodySizeMax) return fail(Errc::corrupt);
  const Bytes body = reader.take(size);
  if (!reader.ok()) return fail(Errc::truncated);
  if (checksum(in.subspan(1, 3), body, salt) != crc) return fail(Errc::corrupt);
  return Frame{.type = type, .body = body};
}

std::size_t find_frame_start(Bytes in) noexcept {
  const auto found = std::ranges::find(in, std::byte{kMarker});
  return static_cast<std::size_t>(found - in.begin());
}

std::size_t write_frame(FrameType type, Bytes body, std::uint32_t salt, MutableBytes out) noexcept {
  WARD6_ASSERT(body.size() <= kFrameBodySizeMax);
  std::array<std::byte, 4> head{};
  Writer head_writer(head);
  head_writer.u8(kMarker).u8(static_cast<std::uint8_t>(type));
  head_writer.u16(static_cast<std::uint16_t>(body.size()));
  Writer writer(out);
  writer.raw(head).u32(checksum(Bytes(head).subspan(1), body, salt)).raw(body);
  WARD6_ASSERT(writer.ok());
  return writer.size();
}

std::size_t encode_record(const LeaseRecord& record, MutableBytes out) noexcept {
  WARD6_ASSERT(record.duid.size() <= kDuidSizeMax);
  WARD6_ASSERT(record.details.size() <= kDetailsSizeMax);
  const bool has_since = record.since != record.changed;
  const bool has_expires = record.expires != implied_expiry(record);
  auto bits = static_cast<unsigned>(record.state);
  if (has_since) bits |= kHasSince;
  if (has_expires) bits |= kHasExpires;

  const unsigned length = record.resource.length();
  Writer writer(out);
  writer.u16(value(record.link)).u8(static_cast<std::uint8_t>(bits));
  writer.u8(static_cast<std::uint8_t>(record.event)).u8(static_cast<std::uint8_t>(record.choice));
  writer.u8(static_cast<std::uint8_t>(length));
  writer.raw(Bytes(record.resource.base().octets).first(base_size(length)));
  writer.u32(value(record.iaid)).u32(record.changed.seconds);
  if (has_since) writer.u32(record.since.seconds);
  writer.seconds(record.preferred_lifetime).seconds(record.valid_lifetime);
  if (has_expires) writer.u32(record.expires.seconds);
  writer.u8(static_cast<std::uint8_t>(record.duid.size())).raw(record.duid).raw(record.details);
  WARD6_ASSERT(writer.ok());
  return writer.size();
}

Result<LeaseRecord> decode_record(Bytes body) noexcept {
  Reader reader(body);
  LeaseRecord record;
  record.link = LinkId{reader.u16()};
  const unsigned bits = reader.u8();
  const unsigned event = reader.u8();
  const unsigned choice = reader.u8();
  if ((bits & ~unsigned{kKnownBits}) != 0) return fail(Errc::bad_value, 2);
  if ((bits & kStateMask) >= kLeaseStateCount) return fail(Errc::bad_value, 2);
  if (event >= kLeaseEventCount) return fail(Errc::bad_value, 3);
  record.state = static_cast<LeaseState>(bits & kStateMask);
  record.event = static_cast<LeaseEvent>(event);
  record.choice = choice < kChoiceCount ? static_cast<Choice>(choice) : Choice::unknown;

  const auto resource = read_resource(reader);
  if (!resource) return fail(resource.error().code, reader.position());
  record.resource = *resource;
  record.iaid = Iaid{reader.u32()};
  record.changed = WallTime{reader.u32()};
  record.since = (bits & kHasSince) != 0 ? WallTime{reader.u32()} : record.changed;
  record.preferred_lifetime = reader.seconds();
  record.valid_lifetime = reader.seconds();
  record.expires = (bits & kHasExpires) != 0 ? WallTime{reader.u32()} : implied_expiry(record);
  const std::size_t duid_size = reader.u8();
  if (duid_size > kDuidSizeMax) return fail(Errc::bad_duid, reader.position());
  record.duid = reader.take(duid_size);
  if (!reader.ok()) return fail(Errc::truncated, body.size());
  record.details = reader.rest();
  if (record.details.size() > kDetailsSizeMax) return fail(Errc::too_many, reader.position());
  return record;
}

void set_link(MutableBytes body, std::uint16_t link) noexcept {
  Writer writer(body);
  writer.u16(link);
  WARD6_ASSERT(writer.ok());
}

}  // namespace ward6::dhcp6
