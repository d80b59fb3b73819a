#include "libdhcp6/lease/archive.h"

#include <array>
#include <map>
#include <vector>

#include "libdhcp6/core/assert.h"
#include "libdhcp6/lease/record.h"

namespace ward6::dhcp6 {
namespace {

// A running daemon may delete what it no longer needs between our look at the directory and our
// look into a file. That happens once in a snapshot, so that this is never reached twice.
constexpr int kAttemptsMax = 4;

struct Kept {
  std::vector<std::byte> record;
  std::string link;
  std::string file;
  std::uint64_t offset = 0;
  std::uint64_t group = 0;
};
using State = std::map<Resource, Kept>;

void keep(const StoredLease& lease, State& state) {
  if (lease.record.state == LeaseState::free) {
    state.erase(lease.record.resource);
    return;
  }
  std::array<std::byte, kFrameBodySizeMax> body{};
  const Bytes encoded = Bytes(body).first(encode_record(lease.record, body));
  Kept& kept = state[lease.record.resource];
  kept.record.assign(encoded.begin(), encoded.end());
  kept.link = lease.link;
  kept.file = lease.file;
  kept.offset = lease.offset;
  kept.group = lease.group;
}

void visit_all(const State& state, const StoredLeaseVisitor& visit) {
  for (const auto& [resource, kept] : state) {
    const auto record = decode_record(kept.record);
    WARD6_ASSERT(record.has_value());
    visit({.record = *record,
           .link = kept.link,
           .file = kept.file,
           .offset = kept.offset,
           .group = kept.group});
  }
}

}  // namespace

Result<LoadReport> LeaseArchive::leases(const StoredLeaseVisitor& visit) {
  Error error{.code = Errc::missing};
  for (int attempt = 0; attempt < kAttemptsMax && error.code == Errc::missing; ++attempt) {
    State state;
    const auto files = find_store_files(disk_);
    if (!files) {
      error_text_ = disk_.error_text();
      return tl::unexpected(files.error());
    }
    Recovery recovery(disk_, {}, [&state](const StoredLease& lease) { keep(lease, state); });
    const auto read = recovery.current(*files);
    if (read) {
      visit_all(state, visit);
      return recovery.report();
    }
    error = read.error();
    error_text_ = recovery.error_text();
  }
  return tl::unexpected(error);
}

Result<LoadReport> LeaseArchive::history(const StoredLeaseVisitor& visit) {
  const auto files = find_store_files(disk_);
  if (!files) {
    error_text_ = disk_.error_text();
    return tl::unexpected(files.error());
  }
  Recovery recovery(disk_, {}, visit);
  const auto read = recovery.history(*files);
  if (read) return recovery.report();
  error_text_ = recovery.error_text();
  return tl::unexpected(read.error());
}

}  // namespace ward6::dhcp6
