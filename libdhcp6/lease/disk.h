// The disk as the lease store sees it: one directory of files. The daemon's is real
// (daemon/io/posix_disk.h), the tests' loses, tears and corrupts (tests/support/sim_disk.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "libdhcp6/core/bytes.h"
#include "libdhcp6/core/result.h"
#include "libdhcp6/core/time.h"

namespace ward6::dhcp6 {

// An open file; closed by its destructor. Must not outlive its Disk. Every failure is Errc::io,
// no_space when the disk is full; the disk's error_text() then says more.
class DiskFile {
 public:
  virtual ~DiskFile() = default;

  // Fills `into` from `offset`; how many bytes there were. Fewer only at the end of the file.
  [[nodiscard]] virtual Result<std::size_t> read(std::uint64_t offset, MutableBytes into) = 0;
  // Writes all of `data`. After a failure any part of it may be there.
  [[nodiscard]] virtual Result<void> write(std::uint64_t offset, Bytes data) = 0;
  // Writes zeros from `from` to `to`, so that later writes there change neither the file's size
  // nor where its blocks are.
  [[nodiscard]] virtual Result<void> zero_fill(std::uint64_t from, std::uint64_t to) = 0;
  [[nodiscard]] virtual Result<void> truncate(std::uint64_t size) = 0;
  // Returns when all of the above is durable. After a failure nobody knows what is: do not retry.
  [[nodiscard]] virtual Result<void> sync() = 0;
};

struct DiskEntry {
  std::string name;
  std::uint64_t size = 0;
  WallTime modified;
};

class Disk {
 public:
  enum class Access : std::uint8_t { read, write };

  virtual ~Disk() = default;

  // Takes the directory for this process until the disk is destroyed. Fails with conflict when
  // another one has it.
  [[nodiscard]] virtual Result<void> lock() = 0;
  [[nodiscard]] virtual Result<std::vector<DiskEntry>> list() = 0;
  // A new empty file for writing, replacing one of that name. Durable after sync_directory().
  [[nodiscard]] virtual Result<std::unique_ptr<DiskFile>> create(const std::string& name) = 0;
  // Fails with missing when there is none.
  [[nodiscard]] virtual Result<std::unique_ptr<DiskFile>> open(const std::string& name,
                                                               Access access) = 0;
  // Replaces `to` if it exists. Durable after sync_directory().
  [[nodiscard]] virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  [[nodiscard]] virtual Result<void> remove(const std::string& name) = 0;
  [[nodiscard]] virtual Result<void> sync_directory() = 0;

  // What the last failure of this disk or one of its files was, for the operator: "cannot write
  // /var/lib/ward6/leases/0000000007.journal: No space left on device".
  [[nodiscard]] virtual std::string error_text() const = 0;
};

}  // namespace ward6::dhcp6
