// The lease store as the rest of ward6 sees it: append a group of changes, make it durable, load
// everything. Back ends pass one contract suite (tests/contract).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "libdhcp6/core/result.h"
#include "libdhcp6/lease/lease.h"

namespace ward6::dhcp6 {

// What load() met. Nothing in it is fatal by itself: the caller decides and tells the operator.
struct LoadReport {
  struct Rot {
    std::string file;
    std::uint64_t offset = 0;  // of the first bad byte
    std::uint64_t size = 0;    // until the next good record; 0: something is missing here
    bool repaired = false;     // older files still held what was lost
  };
  static constexpr std::size_t kListMax = 1000;  // more are counted, not listed

  std::uint64_t records = 0;  // good ones
  // Damage to what was acknowledged: the disk, or somebody, changed it.
  std::vector<Rot> rotten;
  std::uint64_t rotten_count = 0;
  // Damage to the last group before a crash, which nobody was promised.
  std::vector<Rot> torn;
  std::uint64_t torn_bytes = 0;
  // Groups that should be there by their numbers: a file was taken away.
  std::uint64_t missing_groups = 0;

  // Something that was promised may be lost.
  [[nodiscard]] bool lost() const noexcept {
    std::uint64_t repaired = 0;
    for (const Rot& rot : rotten) repaired += rot.repaired ? 1U : 0U;
    return missing_groups > 0 || rotten_count > repaired;
  }
};

class LeaseStore {
 public:
  virtual ~LeaseStore() = default;

  // Calls `visit` with every record, in an order in which the last one of a resource is its state.
  // The record is borrowed until `visit` returns. The record's link is an index into the names that
  // were given to links(); records of links that are gone come with kNoLink.
  // Called once, after links() and before the first commit().
  using Visitor = std::function<void(const LeaseRecord&)>;
  [[nodiscard]] virtual Result<LoadReport> load(const Visitor& visit) = 0;

  // The names of the configured links, by LinkId; again after each reload of the configuration, and
  // then between the last group that was encoded with the old ones and the first with the new ones.
  virtual void links(const std::vector<std::string>& names) = 0;

  // Appends a group of records as Journal encoded them and makes it durable. Blocks; called on one
  // thread at a time. With no_space nothing was written, and the same group may be tried again when
  // the disk has room; after any other failure the store refuses everything: stop and recover.
  [[nodiscard]] virtual Result<void> commit(Bytes group) = 0;

  // What the last failure was, for the operator: which file, why, and what to do. Empty: none yet.
  [[nodiscard]] virtual std::string last_error_text() const = 0;
};

}  // namespace ward6::dhcp6
