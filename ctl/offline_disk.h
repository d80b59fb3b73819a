// The directory of a lease store, for reading only.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libdhcp6/lease/disk.h"

namespace ward6::ctl {

class OfflineDisk final : public dhcp6::Disk {
 public:
  explicit OfflineDisk(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] dhcp6::Result<std::vector<dhcp6::DiskEntry>> list() override;
  [[nodiscard]] dhcp6::Result<std::unique_ptr<dhcp6::DiskFile>> open(const std::string& name,
                                                                     Access access) override;
  // These change something, and fail.
  [[nodiscard]] dhcp6::Result<void> lock() override { return refuse(); }
  [[nodiscard]] dhcp6::Result<std::unique_ptr<dhcp6::DiskFile>> create(
      const std::string& name) override;
  [[nodiscard]] dhcp6::Result<void> rename(const std::string&, const std::string&) override {
    return refuse();
  }
  [[nodiscard]] dhcp6::Result<void> remove(const std::string&) override { return refuse(); }
  [[nodiscard]] dhcp6::Result<void> sync_directory() override { return refuse(); }

  [[nodiscard]] std::string error_text() const override { return error_text_; }

 private:
  [[nodiscard]] dhcp6::Result<void> refuse();

  std::string path_;
  std::string error_text_;
};

}  // namespace ward6::ctl
