// Replies that wait: for the commit that makes them true, or for room in a socket's queue. A queue
// of fixed size with copies of the payloads; nothing is allocated after construction.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "daemon/net/udp_batch.h"
#include "libdhcp6/core/ids.h"

namespace ward6::daemon {

class ReplyRing {
 public:
  ReplyRing(std::size_t bytes_max, std::size_t replies_max);

  // Copies `departure` to the end. False, and nothing taken, when there is no room.
  [[nodiscard]] bool push(const Departure& departure) noexcept;

  // True when `replies` of together `bytes` are sure to find room, however they are split.
  [[nodiscard]] bool has_room(std::size_t replies, std::size_t bytes) const noexcept;

  // The first reply, borrowed until pop(); nothing when empty.
  [[nodiscard]] std::optional<Departure> front() const noexcept;
  // Fills `out` with the first replies, in order and as many as fit, for as long as `durable`
  // covers what each waits for. They stay in the ring until pop(count). How many.
  [[nodiscard]] std::size_t peek(dhcp6::CommitId durable, std::span<Departure> out) const noexcept;
  // Removes the first `count`. Requires: count <= size().
  void pop(std::size_t count = 1) noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }

 private:
  struct Slot {
    Departure departure;  // its payload points into memory_
    std::size_t end = 0;  // where the next payload may begin
  };

  [[nodiscard]] std::optional<std::size_t> place(std::size_t size) const noexcept;

  std::unique_ptr<std::byte[]> memory_;
  std::size_t bytes_max_;
  std::vector<Slot> slots_;
  std::size_t first_ = 0;  // slot of the first reply
  std::size_t count_ = 0;
  std::size_t head_ = 0;  // where the first payload begins
  std::size_t tail_ = 0;  // where the next one may begin
};

}  // namespace ward6::daemon
