#include "daemon/io/random.h"

#include <cerrno>
#include <span>
#include <sys/random.h>

#include "libdhcp6/core/assert.h"

namespace ward6::daemon {

void fill_random(dhcp6::MutableBytes out) noexcept {
  while (!out.empty()) {
    const ssize_t got = ::getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    WARD6_ASSERT(got > 0);
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

dhcp6::HashKey random_key() noexcept {
  std::array<std::uint64_t, 2> words{};
  fill_random(std::as_writable_bytes(std::span(words)));
  return {words[0], words[1]};
}

std::uint64_t KernelRandom::next() noexcept {
  if (used_ == block_.size()) {
    fill_random(std::as_writable_bytes(std::span(block_)));
    used_ = 0;
  }
  return block_[used_++];
}

}  // namespace ward6::daemon
