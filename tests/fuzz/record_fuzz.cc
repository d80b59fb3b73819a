// Lease records, details and frames from any bytes. What decodes must survive another round.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/lease/details.h"
#include "libdhcp6/lease/record.h"

using namespace ward6::dhcp6;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes in = std::as_bytes(std::span(data, size));
  const auto frame = read_frame(in, 0);
  if (frame) WARD6_ASSERT(frame->size() <= in.size());
  WARD6_ASSERT(find_frame_start(in) <= in.size());

  const auto record = decode_record(in);
  if (record) {
    std::array<std::byte, kFrameBodySizeMax> body{};
    const std::size_t body_size = encode_record(*record, body);
    const auto again = decode_record(Bytes(body).first(body_size));
    WARD6_ASSERT(again.has_value());
    WARD6_ASSERT(again->resource == record->resource);
    WARD6_ASSERT(again->since == record->since);
    WARD6_ASSERT(again->changed == record->changed);
    WARD6_ASSERT(again->expires == record->expires);
    WARD6_ASSERT(equal(again->duid, record->duid));
    WARD6_ASSERT(equal(again->details, record->details));
  }
  const auto details = decode_details(in);
  if (details) {
    std::array<std::byte, kDetailsSizeMax> block{};
    const auto again = decode_details(encode_details(*details, block));
    WARD6_ASSERT(again.has_value());
    WARD6_ASSERT(again->link_layer == details->link_layer);
    WARD6_ASSERT(again->peer == details->peer);
    WARD6_ASSERT(again->relay == details->relay);
  }
  return 0;
}
