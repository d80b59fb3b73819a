// The last few datagrams that were dropped for each reason: what the person who looks into a
// counter wants to see first. Of fixed size, whatever arrives.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "libdhcp6/core/time.h"
#include "libdhcp6/wire/outbox.h"
#include "relay/verdict.h"

namespace ward6::relay {

struct Sample {
  // What is kept of a datagram's payload: its headers and first options.
  static constexpr std::size_t kBytes = 512;

  dhcp6::WallTime when;
  dhcp6::LinkId link = dhcp6::kNoLink;  // where it came in; kNoLink: from the servers' side
  dhcp6::Endpoint from;
  dhcp6::LinkLayerAddress mac;  // empty when not known
  std::uint32_t size = 0;       // of the whole payload
  std::array<std::byte, kBytes> head{};

  [[nodiscard]] dhcp6::Bytes payload() const noexcept;
};

class Samples {
 public:
  static constexpr std::size_t kPerVerdict = 4;

  Samples() : rings_(kVerdictCount) {}

  void add(Verdict verdict, dhcp6::WallTime now, const dhcp6::Inbound& inbound) noexcept;

  // How many there are of a verdict: at most kPerVerdict.
  [[nodiscard]] std::size_t size(Verdict verdict) const noexcept;
  // The latest is number 0. Requires: at < size(verdict).
  [[nodiscard]] const Sample& get(Verdict verdict, std::size_t at) const noexcept;

 private:
  struct Ring {
    std::array<Sample, kPerVerdict> samples;
    std::uint64_t taken = 0;
  };
  [[nodiscard]] const Ring& ring(Verdict verdict) const noexcept {
    return rings_[static_cast<std::size_t>(verdict)];
  }

  std::vector<Ring> rings_;  // by verdict
};

}  // namespace ward6::relay
