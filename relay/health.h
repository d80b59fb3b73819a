// Whether a server answers, told from what passes through the relay: no message of its own.
#pragma once

#include <chrono>
#include <cstdint>

#include "relay/rate.h"

namespace ward6::relay {

class ServerHealth {
 public:
  // As many messages that every server would answer, and as long since the first of them, without
  // any answer, make a server down.
  static constexpr std::uint32_t kUnanswered = 3;
  static constexpr std::chrono::seconds kPatience{5};
  // How often one that is down gets a copy, to see whether it is back.
  static constexpr std::chrono::seconds kProbe{5};

  // A message went to the server. `expects_answer`: RFC 9915 obliges a server to answer it.
  void on_sent(bool expects_answer, Instant now) noexcept;
  void on_answer() noexcept { unanswered_ = 0; }
  [[nodiscard]] bool is_down(Instant now) const noexcept;
  // It is down, and time to try again.
  [[nodiscard]] bool wants_probe(Instant now) const noexcept;

 private:
  std::uint32_t unanswered_ = 0;
  Instant first_unanswered_{};
  Instant last_sent_{};
};

}  // namespace ward6::relay
