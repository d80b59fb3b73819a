#include "libdhcp6/core/duid.h"

#include <algorithm>

#include "libdhcp6/core/hex.h"
#include "libdhcp6/core/reader.h"

namespace ward6::dhcp6 {
namespace {

// Puts fields one behind the other into a buffer of the largest DUID.
class Builder {
 public:
  Builder& u16(std::uint16_t value) noexcept {
    push(to_byte(unsigned{value} >> 8U));
    push(to_byte(value));
    return *this;
  }
  Builder& u32(std::uint32_t value) noexcept {
    return u16(static_cast<std::uint16_t>(value >> 16U)).u16(static_cast<std::uint16_t>(value));
  }
  Builder& raw(Bytes bytes) noexcept {
    for (const std::byte b : bytes) push(b);
    return *this;
  }
  [[nodiscard]] Result<Duid> finish() const noexcept {
    if (overflow_) return fail(Errc::bad_duid);
    return Duid::make(Bytes(data_).first(size_));
  }

 private:
  void push(std::byte b) noexcept {
    if (size_ == data_.size()) {
      overflow_ = true;
      return;
    }
    data_.at(size_++) = b;
  }

  std::array<std::byte, kDuidSizeMax> data_{};
  std::size_t size_ = 0;
  bool overflow_ = false;
};

constexpr std::uint16_t code(DuidType type) noexcept {
  return static_cast<std::uint16_t>(type);
}

}  // namespace

Result<Duid> Duid::make(Bytes bytes) noexcept {
  if (bytes.size() < kDuidSizeMin || bytes.size() > kDuidSizeMax) return fail(Errc::bad_duid);
  Duid duid;
  std::ranges::copy(bytes, duid.data_.begin());
  duid.size_ = static_cast<std::uint8_t>(bytes.size());
  return duid;
}

Result<Duid> Duid::parse(std::string_view text) noexcept {
  std::array<std::byte, kDuidSizeMax> buffer{};
  const auto count = parse_hex(text, buffer);
  if (!count) return tl::unexpected(count.error());
  return make(Bytes(buffer).first(*count));
}

Result<Duid> Duid::llt(std::uint16_t hardware, std::uint32_t time, Bytes link_layer) noexcept {
  return Builder{}.u16(code(DuidType::llt)).u16(hardware).u32(time).raw(link_layer).finish();
}

Result<Duid> Duid::ll(std::uint16_t hardware, Bytes link_layer) noexcept {
  return Builder{}.u16(code(DuidType::ll)).u16(hardware).raw(link_layer).finish();
}

Result<Duid> Duid::en(std::uint32_t enterprise, Bytes identifier) noexcept {
  return Builder{}.u16(code(DuidType::en)).u32(enterprise).raw(identifier).finish();
}

Result<Duid> Duid::uuid(Bytes uuid) noexcept {
  if (uuid.size() != 16) return fail(Errc::bad_duid);  // RFC 9915 §11.5: 128 bits
  return Builder{}.u16(code(DuidType::uuid)).raw(uuid).finish();
}

std::uint16_t Duid::type() const noexcept {
  return Reader(bytes()).u16();
}

std::string Duid::to_string() const {
  return to_hex(bytes(), ':');
}

}  // namespace ward6::dhcp6
