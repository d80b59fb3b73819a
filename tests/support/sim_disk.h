// A directory in memory that behaves like the worst disk a lease store must survive: what was not
// synced is lost, kept or torn at a power loss; any operation can be made to fail; bits flip.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libdhcp6/core/random.h"
#include "libdhcp6/lease/disk.h"

namespace ward6::dhcp6::test {

// What survives the process: shared by the SimDisks that are opened on it one after the other.
class SimStorage {
 public:
  enum class Fault : std::uint8_t {
    power_loss,  // this operation is under way when everything ends; call lose_power() next
    io,          // it fails; a write may have been done in part
    full,        // likewise: no space left
  };

  // Counts operations that change something, from 1. The one with this number meets the fault, and
  // with power_loss all later ones fail too.
  void fail_at(std::uint64_t operation, Fault fault) noexcept;
  void no_fault() noexcept { fail_at_ = 0; }
  [[nodiscard]] std::uint64_t operations() const noexcept { return operations_; }
  // From now on, writes that make a file longer fail.
  void set_full(bool full) noexcept { full_ = full; }

  // Keeps what was synced, and of the rest whatever `random` says: whole operations, sectors or
  // a number of bytes of a write. Directory changes survive in order. Releases the lock.
  void lose_power(RandomSource& random);

  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] bool has(const std::string& name) const { return directory_.contains(name); }
  [[nodiscard]] std::vector<std::byte>& bytes(const std::string& name);  // for flips and cuts
  void put(const std::string& name, std::vector<std::byte> bytes);
  void remove(const std::string& name);
  void touch(const std::string& name, WallTime time);

 private:
  friend class SimDisk;
  friend class SimFile;

  struct Change {  // of a file, not synced
    std::uint64_t offset = 0;
    std::vector<std::byte> data;
    std::uint64_t zeros = 0;                 // instead of data
    std::optional<std::uint64_t> truncated;  // instead of both
  };
  struct File {
    std::vector<std::byte> now;
    std::vector<std::byte> durable;
    std::vector<Change> pending;
    WallTime modified{1'000'000};
  };
  using Directory = std::map<std::string, std::shared_ptr<File>>;

  [[nodiscard]] Result<void> operation(const char* what);
  static void apply(std::vector<std::byte>& bytes, const Change& change);
  static void apply_torn(std::vector<std::byte>& bytes, const Change& change, RandomSource& random);
  [[nodiscard]] Result<void> change_file(File& file, Change change, const char* what);

  Directory directory_;
  Directory durable_;
  std::vector<std::function<void(Directory&)>> pending_;  // changes of the directory, in order
  std::uint64_t operations_ = 0;
  std::uint64_t fail_at_ = 0;
  Fault fault_ = Fault::io;
  bool dead_ = false;
  bool full_ = false;
  bool locked_ = false;
  std::string error_text_;
};

class SimDisk final : public Disk {
 public:
  explicit SimDisk(SimStorage& storage) noexcept : storage_(storage) {}
  SimDisk(const SimDisk&) = delete;
  SimDisk& operator=(const SimDisk&) = delete;
  SimDisk(SimDisk&&) = delete;
  SimDisk& operator=(SimDisk&&) = delete;
  ~SimDisk() override;

  [[nodiscard]] Result<void> lock() override;
  [[nodiscard]] Result<std::vector<DiskEntry>> list() override;
  [[nodiscard]] Result<std::unique_ptr<DiskFile>> create(const std::string& name) override;
  [[nodiscard]] Result<std::unique_ptr<DiskFile>> open(const std::string& name,
                                                       Access access) override;
  [[nodiscard]] Result<void> rename(const std::string& from, const std::string& to) override;
  [[nodiscard]] Result<void> remove(const std::string& name) override;
  [[nodiscard]] Result<void> sync_directory() override;
  [[nodiscard]] std::string error_text() const override { return storage_.error_text_; }

 private:
  SimStorage& storage_;
  bool holds_lock_ = false;
};

}  // namespace ward6::dhcp6::test
