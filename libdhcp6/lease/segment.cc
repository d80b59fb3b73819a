#include "libdhcp6/lease/segment.h"

#include <algorithm>
#include <charconv>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/core/reader.h"
#include "libdhcp6/lease/crc32c.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::dhcp6 {
namespace {

constexpr std::string_view kMagic = "ward6led";
constexpr std::size_t kNumberDigits = 10;
constexpr std::string_view kJournalSuffix = ".journal";
constexpr std::string_view kSnapshotSuffix = ".snapshot";
constexpr std::string_view kUnfinishedSuffix = ".tmp";

}  // namespace

EncodedHeader encode_header(const SegmentHeader& header) noexcept {
  EncodedHeader out{};
  Writer writer(out);
  writer.raw(as_bytes(kMagic)).u8(static_cast<std::uint8_t>(header.kind));
  writer.u8(header.major).u8(header.minor).u8(0);
  writer.u64(header.number).u32(header.salt).u64(header.first_group);
  writer.u32(crc32c(writer.written()));
  WARD6_ASSERT(writer.ok());
  WARD6_ASSERT(writer.room() == 0);
  return out;
}

Result<SegmentHeader> decode_header(Bytes in) noexcept {
  Reader reader(in);
  const Bytes magic = reader.take(kMagic.size());
  const std::uint8_t kind = reader.u8();
  SegmentHeader header;
  header.major = reader.u8();
  header.minor = reader.u8();
  reader.take(1);
  header.number = reader.u64();
  header.salt = reader.u32();
  header.first_group = reader.u64();
  const std::size_t covered = reader.position();
  const std::uint32_t crc = reader.u32();
  if (!reader.ok()) return fail(Errc::truncated, in.size());
  if (!equal(magic, as_bytes(kMagic))) return fail(Errc::corrupt);
  if (crc32c(in.first(covered)) != crc) return fail(Errc::corrupt, covered);
  if (kind != static_cast<std::uint8_t>(SegmentKind::journal) &&
      kind != static_cast<std::uint8_t>(SegmentKind::snapshot)) {
    return fail(Errc::corrupt, kMagic.size());
  }
  header.kind = static_cast<SegmentKind>(kind);
  return header;
}

std::string file_name(const SegmentName& name) {
  std::string text = std::to_string(name.number);
  if (text.size() < kNumberDigits) text.insert(0, kNumberDigits - text.size(), '0');
  text.append(name.kind == SegmentKind::journal ? kJournalSuffix : kSnapshotSuffix);
  if (name.unfinished) text.append(kUnfinishedSuffix);
  return text;
}

std::optional<SegmentName> parse_file_name(std::string_view text) noexcept {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot < kNumberDigits) return std::nullopt;
  const std::string_view digits = text.substr(0, dot);
  SegmentName name;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-bounds-pointer-arithmetic): from_chars wants it
  const auto* const end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, name.number);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  std::string_view rest = text.substr(dot);
  if (rest.ends_with(kUnfinishedSuffix)) {
    name.unfinished = true;
    rest.remove_suffix(kUnfinishedSuffix.size());
  }
  if (rest == kSnapshotSuffix) name.kind = SegmentKind::snapshot;
  if (rest == kSnapshotSuffix || rest == kJournalSuffix) return name;
  return std::nullopt;
}

}  // namespace ward6::dhcp6
