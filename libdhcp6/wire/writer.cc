#include "libdhcp6/wire/writer.h"

#include <algorithm>

#include "libdhcp6/core/assert.h"

namespace ward6::dhcp6 {

Writer& Writer::raw(Bytes bytes) noexcept {
  if (failed_ || bytes.size() > room()) {
    failed_ = true;
    return *this;
  }
  std::ranges::copy(bytes, out_.subspan(at_).begin());
  at_ += bytes.size();
  return *this;
}

Writer& Writer::option(OptionCode code, Bytes body) noexcept {
  if (body.size() > 0xffff) failed_ = true;
  return u16(value(code)).u16(static_cast<std::uint16_t>(body.size())).raw(body);
}

Writer::Scope Writer::open(OptionCode code) noexcept {
  return Scope{*this, begin(code)};
}

std::size_t Writer::begin(OptionCode code) noexcept {
  u16(value(code)).u16(0);
  return at_;
}

void Writer::rewind(std::size_t size) noexcept {
  WARD6_ASSERT(size <= at_);
  at_ = size;
  failed_ = false;
}

Writer& Writer::number(std::uint64_t value, std::size_t size) noexcept {
  if (failed_ || size > room()) {
    failed_ = true;
    return *this;
  }
  for (std::size_t i = size; i > 0; --i) {
    out_[at_ + i - 1] = to_byte(static_cast<unsigned>(value & 0xffU));
    value >>= 8U;
  }
  at_ += size;
  return *this;
}

void Writer::end(std::size_t start) noexcept {
  if (failed_) return;
  const std::size_t size = at_ - start;
  if (size > 0xffff) {
    failed_ = true;
    return;
  }
  out_[start - 2] = to_byte(static_cast<unsigned>(size >> 8U));
  out_[start - 1] = to_byte(static_cast<unsigned>(size));
}

}  // namespace ward6::dhcp6
