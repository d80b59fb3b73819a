#include "libdhcp6/wire/outbox.h"

#include <algorithm>

#include "libdhcp6/core/assert.h"

namespace ward6::dhcp6 {

Outbox::Outbox(std::size_t bytes_max, std::size_t datagrams_max)
    : arena_(bytes_max), datagrams_max_(datagrams_max) {
  datagrams_.reserve(datagrams_max);
}

Writer Outbox::begin_datagram() noexcept {
  if (datagrams_.size() == datagrams_max_) return Writer{{}};
  const MutableBytes left = MutableBytes(arena_).subspan(used_);
  return Writer{left.first(std::min(left.size(), kDatagramSizeMax))};
}

bool Outbox::send(const Writer& writer,
                  InterfaceIndex interface,
                  const Endpoint& to,
                  CommitId after,
                  const Ipv6Address& source) noexcept {
  WARD6_ASSERT(writer.ok());
  if (datagrams_.size() == datagrams_max_) return false;
  const Bytes payload = writer.written();
  WARD6_ASSERT(payload.empty() || payload.data() == MutableBytes(arena_).subspan(used_).data());
  datagrams_.push_back(Outbound{interface, to, payload, after, source});
  used_ += payload.size();
  return true;
}

void Outbox::reset() noexcept {
  used_ = 0;
  datagrams_.clear();
}

}  // namespace ward6::dhcp6
