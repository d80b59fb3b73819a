#include "daemon/reply_ring.h"

#include <algorithm>

#include "libdhcp6/core/assert.h"

namespace ward6::daemon {

ReplyRing::ReplyRing(std::size_t bytes_max, std::size_t replies_max)
    : memory_(std::make_unique_for_overwrite<std::byte[]>(bytes_max)),
      bytes_max_(bytes_max),
      slots_(replies_max) {
  WARD6_ASSERT(replies_max > 0);
}

// A payload is never split: one that does not fit behind the last goes to the start, and the bytes
// left at the end stay unused until the ring has come round. tail_ == head_ means full, unless
// there is no reply at all.
std::optional<std::size_t> ReplyRing::place(std::size_t size) const noexcept {
  if (count_ == 0) return size <= bytes_max_ ? std::optional<std::size_t>(0) : std::nullopt;
  if (tail_ > head_) {
    if (size <= bytes_max_ - tail_) return tail_;
    return size <= head_ ? std::optional<std::size_t>(0) : std::nullopt;
  }
  return size <= head_ - tail_ ? std::optional<std::size_t>(tail_) : std::nullopt;
}

bool ReplyRing::has_room(std::size_t replies, std::size_t bytes) const noexcept {
  if (slots_.size() - count_ < replies) return false;
  if (count_ == 0) return bytes <= bytes_max_;
  // One piece of free memory must hold them all: what is lost at the end is then of no concern.
  if (tail_ > head_) return bytes <= bytes_max_ - tail_ || bytes <= head_;
  return bytes <= head_ - tail_;
}

bool ReplyRing::push(const Departure& departure) noexcept {
  if (count_ == slots_.size()) return false;
  const auto at = place(departure.payload.size());
  if (!at) return false;
  const dhcp6::MutableBytes room =
      dhcp6::MutableBytes(memory_.get(), bytes_max_).subspan(*at, departure.payload.size());
  std::ranges::copy(departure.payload, room.begin());
  Slot& slot = slots_[(first_ + count_) % slots_.size()];
  slot.departure = departure;
  slot.departure.payload = room;
  slot.end = *at + room.size();
  if (count_ == 0) head_ = *at;
  tail_ = slot.end;
  ++count_;
  return true;
}

std::optional<Departure> ReplyRing::front() const noexcept {
  if (count_ == 0) return std::nullopt;
  return slots_[first_].departure;
}

std::size_t ReplyRing::peek(dhcp6::CommitId durable, std::span<Departure> out) const noexcept {
  const std::size_t most = std::min(count_, out.size());
  std::size_t filled = 0;
  while (filled < most) {
    const Departure& departure = slots_[(first_ + filled) % slots_.size()].departure;
    if (value(departure.after) > value(durable)) break;
    out[filled++] = departure;
  }
  return filled;
}

void ReplyRing::pop(std::size_t count) noexcept {
  WARD6_ASSERT(count <= count_);
  first_ = (first_ + count) % slots_.size();
  count_ -= count;
  if (count_ == 0) {
    head_ = tail_ = 0;
    return;
  }
  const dhcp6::Bytes next = slots_[first_].departure.payload;
  head_ = slots_[first_].end - next.size();
}

}  // namespace ward6::daemon
