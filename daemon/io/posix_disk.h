// The lease store's disk: a real directory.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/io/fd.h"
#include "libdhcp6/lease/disk.h"

namespace ward6::daemon {

class PosixDisk final : public dhcp6::Disk {
 public:
  // Nothing is opened yet: open_directory() is first.
  explicit PosixDisk(std::string path);

  // Opens the directory. With Access::write it is made, mode 0750, when it is missing; its parent
  // must exist. With Access::read nothing is ever changed, and lock() and the like fail.
  [[nodiscard]] dhcp6::Result<void> open_directory(Access access);

  [[nodiscard]] dhcp6::Result<void> lock() override;
  [[nodiscard]] dhcp6::Result<std::vector<dhcp6::DiskEntry>> list() override;
  [[nodiscard]] dhcp6::Result<std::unique_ptr<dhcp6::DiskFile>> create(
      const std::string& name) override;
  [[nodiscard]] dhcp6::Result<std::unique_ptr<dhcp6::DiskFile>> open(const std::string& name,
                                                                     Access access) override;
  [[nodiscard]] dhcp6::Result<void> rename(const std::string& from, const std::string& to) override;
  [[nodiscard]] dhcp6::Result<void> remove(const std::string& name) override;
  [[nodiscard]] dhcp6::Result<void> sync_directory() override;
  [[nodiscard]] std::string error_text() const override { return error_text_; }

  // "cannot <verb> <directory>/<name>: <text of errno>", and the error that goes with it. For the
  // disk's files too.
  [[nodiscard]] dhcp6::Error note_failure(std::string_view verb,
                                          std::string_view name,
                                          int error_number);

 private:
  std::string path_;
  Fd directory_;
  Fd lock_;
  std::string error_text_;
};

}  // namespace ward6::daemon
