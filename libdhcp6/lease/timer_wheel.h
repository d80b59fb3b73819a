// Orders leases by the second at which something is due: a hierarchical timing wheel with intrusive
// lists. Insert and remove are O(1); moving entries down a level is done in bounded slices, so that
// a million leases that end in one second cost no stall.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "libdhcp6/core/time.h"

namespace ward6::dhcp6 {

// The links of one entry, kept inside the entry.
struct WheelLinks {
  std::uint32_t previous = 0xffffffff;
  std::uint32_t next = 0xffffffff;
};

// `Entries` gives access by index: WheelLinks& links(index) and WallTime expires(index).
template <class Entries>
class TimerWheel {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  explicit TimerWheel(Entries& entries) noexcept : entries_(entries) { heads_.fill(kNone); }

  // Requires: the entry is not in the wheel, and its time is not kNever.
  void insert(std::uint32_t index) noexcept {
    push(list_for(entries_.expires(index).seconds), index);
    ++size_;
  }

  // Requires: the entry is in the wheel and its time is what it was when it was inserted.
  void remove(std::uint32_t index) noexcept {
    unlink(index);
    --size_;
  }

  // An entry whose time has come, still in the wheel; kNone: none is due, or more calls are needed
  // to find it (then deadline() <= now).
  [[nodiscard]] std::uint32_t due(WallTime now) noexcept {
    for (std::size_t step = 0; step < kStepsMax; ++step) {
      if (rewound_ < kWork) {
        take_back_one();
        continue;
      }
      const std::uint32_t ready = heads_[kReady];
      if (ready != kNone) {
        if (entries_.expires(ready) <= now) return ready;
        // The wall clock went back: what was put here in no order lies ahead again.
        current_ = now.seconds;
        rewound_ = 0;
        continue;
      }
      if (heads_[kWork] != kNone) {
        move_one();
        continue;
      }
      const auto next = next_slot();
      if (!next || next->start > now.seconds) return kNone;
      current_ = next->start;
      splice(next->list, next->list < kSlots ? kReady : kWork);
    }
    return kNone;
  }

  // Not later than the first instant at which due() has something to do.
  [[nodiscard]] std::optional<WallTime> deadline() const noexcept {
    // If the clock went back, what is ready is not in order: the next due() finds out.
    if (rewound_ < kWork || heads_[kReady] != kNone) return WallTime{};
    if (heads_[kWork] != kNone) return WallTime{current_};
    const auto next = next_slot();
    if (!next) return std::nullopt;
    return WallTime{next->start};
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  static constexpr std::size_t kLevels = 4;
  static constexpr std::size_t kSlots = 256;
  static constexpr std::size_t kReady = kLevels * kSlots;  // due
  static constexpr std::size_t kWork = kReady + 1;         // to be moved down a level
  static constexpr std::size_t kStepsMax = 1024;

  struct Slot {
    std::size_t list;
    std::uint32_t start;  // the first second that the slot stands for
  };

  // An entry stands at the level of the highest octet in which its time differs from the current
  // one: so all slots of a level that are in use lie ahead of the current position.
  [[nodiscard]] std::size_t list_for(std::uint32_t expires) const noexcept {
    if (expires <= current_) return kReady;
    std::size_t level = kLevels - 1;
    while (level > 0 && ((expires ^ current_) >> (8 * level)) == 0) --level;
    return level * kSlots + ((expires >> (8 * level)) & 0xffU);
  }

  [[nodiscard]] std::optional<Slot> next_slot() const noexcept {
    for (std::size_t level = 0; level < kLevels; ++level) {
      const std::size_t at = (current_ >> (8 * level)) & 0xffU;
      for (std::size_t slot = at + 1; slot < kSlots; ++slot) {
        if (heads_[level * kSlots + slot] == kNone) continue;
        const std::uint64_t above = level == kLevels - 1 ? 0 : current_ >> (8 * (level + 1));
        const std::uint64_t start = ((above << 8U) | slot) << (8 * level);
        return Slot{level * kSlots + slot, static_cast<std::uint32_t>(start)};
      }
    }
    return std::nullopt;
  }

  void push(std::size_t list, std::uint32_t index) noexcept {
    WheelLinks& links = entries_.links(index);
    links.next = heads_[list];
    links.previous = kHeadTag | static_cast<std::uint32_t>(list);
    if (links.next != kNone) entries_.links(links.next).previous = index;
    heads_[list] = index;
  }

  // An entry that is first in its list names the list instead of a previous entry.
  void unlink(std::uint32_t index) noexcept {
    const WheelLinks links = entries_.links(index);
    if (links.next != kNone) entries_.links(links.next).previous = links.previous;
    if ((links.previous & kHeadTag) != 0) {
      heads_[links.previous & ~kHeadTag] = links.next;
    } else {
      entries_.links(links.previous).next = links.next;
    }
  }

  // Rewinding: every list in turn is emptied into the work list, to be placed anew from there.
  void take_back_one() noexcept {
    const std::uint32_t index = heads_[rewound_];
    if (index == kNone) {
      ++rewound_;
      return;
    }
    unlink(index);
    push(kWork, index);
  }

  void move_one() noexcept {
    const std::uint32_t index = heads_[kWork];
    unlink(index);
    push(list_for(entries_.expires(index).seconds), index);
  }

  // Requires: list `to` is empty.
  void splice(std::size_t from, std::size_t to) noexcept {
    heads_[to] = heads_[from];
    heads_[from] = kNone;
    entries_.links(heads_[to]).previous = kHeadTag | static_cast<std::uint32_t>(to);
  }

  // Indexes stay below 2^31, so the top bit tells a list from an entry.
  static constexpr std::uint32_t kHeadTag = 0x80000000U;

  Entries& entries_;
  std::array<std::uint32_t, kLevels * kSlots + 2> heads_{};
  std::uint32_t current_ = 0;
  std::size_t rewound_ = kWork;  // lists below this one are rewound; kWork: nothing to rewind
  std::size_t size_ = 0;
};

}  // namespace ward6::dhcp6
