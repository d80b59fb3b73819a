// The kernel's neighbour table, asked for one address at a time: the link-layer address of a client
// where frames cannot be seen. It knows a client that was answered before, not each at first sight.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "daemon/io/attempt.h"
#include "daemon/io/fd.h"
#include "daemon/net/mac_cache.h"

namespace ward6::daemon {

class Neighbours {
 public:
  // Opens nothing yet: most daemons see frames and never ask.
  Neighbours() = default;

  // Empty when the kernel does not know, or does not say. Takes two system calls, and never waits.
  [[nodiscard]] dhcp6::LinkLayerAddress find(const MacCache::Station& station);

 private:
  [[nodiscard]] bool open();
  [[nodiscard]] bool ask(const MacCache::Station& station);
  [[nodiscard]] dhcp6::LinkLayerAddress read_answer();

  Fd socket_;
  std::uint32_t sequence_ = 0;
  alignas(8) std::array<std::byte, 8192> buffer_{};
};

}  // namespace ward6::daemon
