#include "libdhcp6/lease/lease.h"

namespace ward6::dhcp6 {

std::string_view name(LeaseState state) noexcept {
  switch (state) {
    case LeaseState::free:
      return "free";
    case LeaseState::bound:
      return "bound";
    case LeaseState::released:
      return "released";
    case LeaseState::expired:
      return "expired";
    case LeaseState::declined:
      return "declined";
  }
  return "unknown";
}

std::string_view name(LeaseEvent event) noexcept {
  switch (event) {
    case LeaseEvent::grant:
      return "grant";
    case LeaseEvent::renew:
      return "renew";
    case LeaseEvent::rebind:
      return "rebind";
    case LeaseEvent::release:
      return "release";
    case LeaseEvent::decline:
      return "decline";
    case LeaseEvent::expire:
      return "expire";
    case LeaseEvent::forget:
      return "forget";
    case LeaseEvent::remove:
      return "remove";
  }
  return "unknown";
}

std::string_view name(Choice choice) noexcept {
  switch (choice) {
    case Choice::unknown:
      return "unknown";
    case Choice::same_again:
      return "same-again";
    case Choice::reservation:
      return "reservation";
    case Choice::hint:
      return "hint";
    case Choice::hashed:
      return "hashed";
    case Choice::random:
      return "random";
    case Choice::sequential:
      return "sequential";
    case Choice::next_free:
      return "next-free";
    case Choice::recycled:
      return "recycled";
  }
  return "unknown";
}

}  // namespace ward6::dhcp6
