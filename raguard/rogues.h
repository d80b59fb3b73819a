// Who did what may not be done, port by port: one entry for each station and reason, however many
// frames it sends. Of bounded size whatever arrives: a flood from a million addresses is one entry.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libdhcp6/core/address.h"
#include "libdhcp6/core/time.h"
#include "raguard/guard.h"

namespace ward6::raguard {

// What is kept of a frame: any Router Advertisement that fits one Ethernet frame, whole.
inline constexpr std::size_t kEvidenceMax = 2048;

struct Rogue {
  std::uint64_t number = 0;     // its own, never used again
  dhcp6::LinkLayerAddress mac;  // of its frames; empty: many stations, and this is the sum of them
  Reason reason = Reason::not_judged;
  Cause cause = Cause::none;  // of the frame that is kept
  Findings findings;          // of all frames
  std::uint64_t frames = 0;
  dhcp6::WallTime first;
  dhcp6::WallTime last;
  // Of the first frame.
  std::optional<dhcp6::Ipv6Address> source;
  std::optional<dhcp6::Ipv6Address> destination;
  std::vector<std::uint16_t> vlans;
  std::optional<std::uint8_t> icmp_type;
  std::optional<std::uint8_t> dhcp_type;
  std::optional<RouterAdvert> advert;
  std::vector<std::byte> evidence;  // its bytes, at most kEvidenceMax
};

class Rogues {
 public:
  // Of one port: more stations than that are one entry together.
  static constexpr std::size_t kPerPort = 32;
  // But for those who pose as a router: so many more, so that nobody hides behind a flood.
  static constexpr std::size_t kPosing = 8;
  // After such a silence a station is forgotten, and new again when it comes back.
  static constexpr dhcp6::Seconds kForget{3600};

  struct Noted {
    const Rogue& rogue;
    bool is_new = false;
  };

  // One more frame. Requires: judgement.is_drop().
  Noted note(dhcp6::WallTime now, const Judgement& judgement, dhcp6::Bytes frame);
  // Call it now and then.
  void forget_old(dhcp6::WallTime now);

  [[nodiscard]] std::span<const Rogue> all() const noexcept { return rogues_; }
  // Frames that came to each reason, also those that passed. They only grow.
  void count(Reason reason) noexcept { ++counts_.at(static_cast<std::size_t>(reason)); }
  [[nodiscard]] std::uint64_t count_of(Reason reason) const noexcept {
    return counts_.at(static_cast<std::size_t>(reason));
  }

 private:
  [[nodiscard]] Rogue* find(Reason reason, const dhcp6::LinkLayerAddress& mac) noexcept;

  std::vector<Rogue> rogues_;  // by age
  std::uint64_t next_number_ = 1;
  std::array<std::uint64_t, kReasonCount> counts_{};
};

}  // namespace ward6::raguard
