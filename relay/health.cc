#include "relay/health.h"

namespace ward6::relay {

void ServerHealth::on_sent(bool expects_answer, Instant now) noexcept {
  last_sent_ = now;
  if (!expects_answer) return;
  if (unanswered_ == 0) first_unanswered_ = now;
  if (unanswered_ < kUnanswered) ++unanswered_;
}

bool ServerHealth::is_down(Instant now) const noexcept {
  return unanswered_ >= kUnanswered && now - first_unanswered_ >= kPatience;
}

bool ServerHealth::wants_probe(Instant now) const noexcept {
  return is_down(now) && now - last_sent_ >= kProbe;
}

}  // namespace ward6::relay
