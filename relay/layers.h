// The layers of a Relay-forward, counted before another one is put around them.
#pragma once

#include <cstddef>

#include "libdhcp6/core/bytes.h"

namespace ward6::relay {

struct Layers {
  // One more than a relay agent may take at most: what lies deeper is not looked at.
  std::size_t count = 0;
  bool parsed = true;      // each of them; the innermost message is not looked into
  bool supplied = false;   // some layer holds Relay-Supplied Options: RFC 6422 §5
  dhcp6::Bytes innermost;  // the message inside; when not `parsed`, the layer that did not

  [[nodiscard]] bool too_deep() const noexcept;
};

// `message` is a Relay-forward; views into it.
[[nodiscard]] Layers count_layers(dhcp6::Bytes message) noexcept;

}  // namespace ward6::relay
