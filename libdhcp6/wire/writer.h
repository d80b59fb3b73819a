// The one cursor that writes packets and records, into a buffer that it does not own. Its error is
// sticky: once something did not fit, nothing more is written and ok() is false.
#pragma once

#include <cstddef>
#include <cstdint>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/time.h"
#include "libdhcp6/wire/protocol.h"

namespace ward6::dhcp6 {

class Writer {
 public:
  // An open option. Its length field is filled in when the scope ends, so nesting scopes is the one
  // way to nest options. An option that outgrows 65535 bytes is an error of the writer.
  class Scope {
   public:
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    Scope(Scope&&) = delete;
    Scope& operator=(Scope&&) = delete;
    ~Scope() { writer_.end(start_); }

   private:
    friend class Writer;
    Scope(Writer& writer, std::size_t start) noexcept : writer_(writer), start_(start) {}
    Writer& writer_;
    std::size_t start_;  // where the option's body begins
  };

  explicit Writer(MutableBytes out) noexcept : out_(out) {}

  Writer& u8(std::uint8_t value) noexcept { return number(value, 1); }
  Writer& u16(std::uint16_t value) noexcept { return number(value, 2); }
  Writer& u24(std::uint32_t value) noexcept { return number(value, 3); }
  Writer& u32(std::uint32_t value) noexcept { return number(value, 4); }
  Writer& u64(std::uint64_t value) noexcept { return number(value, 8); }
  Writer& seconds(Seconds value) noexcept { return u32(value.count()); }
  Writer& address(const Ipv6Address& value) noexcept { return raw(value.octets); }
  Writer& raw(Bytes bytes) noexcept;

  // A whole option with a body that exists already.
  Writer& option(OptionCode code, Bytes body) noexcept;
  // Begins an option; write its body, then let the scope end.
  [[nodiscard]] Scope open(OptionCode code) noexcept;
  // The same by hand, for nesting to a depth that only run time knows: relay layers. begin() gives
  // what end() wants, innermost first.
  [[nodiscard]] std::size_t begin(OptionCode code) noexcept;
  void end(std::size_t start) noexcept;

  [[nodiscard]] bool ok() const noexcept { return !failed_; }
  [[nodiscard]] std::size_t size() const noexcept { return at_; }
  [[nodiscard]] std::size_t room() const noexcept { return out_.size() - at_; }
  // What was written so far, borrowed from the buffer.
  [[nodiscard]] Bytes written() const noexcept { return Bytes(out_).first(at_); }

  // Forgets everything written after `size`, errors included: to give up an option that did not
  // fit. Requires: size <= this->size() at some earlier moment when ok() was true.
  void rewind(std::size_t size) noexcept;

 private:
  Writer& number(std::uint64_t value, std::size_t size) noexcept;

  MutableBytes out_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace ward6::dhcp6
