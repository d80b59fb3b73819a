// What happened how often: by link, message type and outcome, and what the sockets met. Plain
// numbers of the one thread that serves; they only grow.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "libdhcp6/core/ids.h"
#include "libdhcp6/core/outcome.h"

namespace ward6::daemon {

// Message types with counters of their own; the last slot is for all others.
inline constexpr std::array<std::uint8_t, 17> kCountedTypes{0, 1,  2,  3,  4,  5,  6,  7, 8,
                                                            9, 10, 11, 12, 13, 14, 36, 37};
inline constexpr std::size_t kTypeSlots = kCountedTypes.size() + 1;
// "solicit", "unparsed", "other": how a slot is called in counters.
[[nodiscard]] std::string type_slot_name(std::size_t slot);

using OutcomeCounts = std::array<std::uint64_t, dhcp6::kOutcomeCount>;

struct LinkCounters {
  std::array<OutcomeCounts, kTypeSlots> by_type{};
  std::uint64_t ia_ta_ignored = 0;  // messages with an IA_TA: RFC 9915 §21.5

  [[nodiscard]] std::uint64_t total(dhcp6::Outcome outcome) const noexcept;
};

struct SocketCounters {
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
  std::uint64_t send_refused = 0;      // by the kernel: no route, no neighbour, filter
  std::uint64_t send_dropped = 0;      // queue full, and the backlog as well; or the socket is gone
  std::uint64_t receive_overflow = 0;  // dropped by the kernel before we could read
  std::uint64_t receive_errors = 0;
  std::uint64_t read_pauses = 0;  // reading waited for the disk
  std::uint64_t held_most = 0;    // replies that waited for a commit at one time
  std::uint64_t commits = 0;
  std::uint64_t committed_bytes = 0;
};

class Counters {
 public:
  // Links are known by name: their counters survive a reload that moves them.
  void set_links(const std::vector<std::string>& names);

  void count(dhcp6::LinkId link, std::uint8_t message_type, dhcp6::Outcome outcome) noexcept;
  void count_ignored_ia_ta(dhcp6::LinkId link) noexcept { ++of(link).ia_ta_ignored; }

  // By LinkId; and what belonged to no link.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  [[nodiscard]] const LinkCounters& link(std::size_t index) const noexcept { return links_[index]; }
  [[nodiscard]] const LinkCounters& no_link() const noexcept { return no_link_; }
  // Over all links, also those that are gone.
  [[nodiscard]] const OutcomeCounts& outcomes() const noexcept { return outcomes_; }

  SocketCounters sockets;

 private:
  [[nodiscard]] LinkCounters& of(dhcp6::LinkId link) noexcept;

  std::vector<std::string> names_;
  std::vector<LinkCounters> links_;
  LinkCounters no_link_;
  OutcomeCounts outcomes_{};
};

}  // namespace ward6::daemon
