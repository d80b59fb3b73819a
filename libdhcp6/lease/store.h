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
  std::uint64_t records = 0;        // good ones
  std::uint64_t torn_bytes = 0;     // cut off the end: a group that was never acknowledged
  struct Rot {
    std::string file;
    std::uint64_t offset = 0;       // of the first bad byte
    std::uint64_t size = 0;         // until the next good record
  };
  std::vector<Rot> rotten;          // bad bytes with good records behind them
};

class LeaseStore {
 public:
  virtual ~LeaseStore() = default;

  // Calls `visit` with every record, in an order in which the last one of a resource is its state.
  // The record is borrowed until `visit` returns. The record's link is an index into the names that
  // were given to links(); records of links that are gone come with kNoLink.
  // Called once, before the first commit().
  using Visitor = std::function<void(const LeaseRecord&)>;
  [[nodiscard]] virtual Result<LoadReport> load(const Visitor& visit) = 0;

  // The names of the configured links, by LinkId; again after each reload of the configuration.
  virtual void links(const std::vector<std::string>& names) = 0;

  // Appends a group of records as Journal encoded them and makes it durable. Blocks; called on one
  // thread at a time. After a failure the store refuses everything else: stop and recover.
  [[nodiscard]] virtual Result<void> commit(Bytes group) = 0;
};

}  // namespace ward6::dhcp6
