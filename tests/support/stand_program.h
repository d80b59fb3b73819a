// A shell script in place of a program that the daemon runs.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/temp_directory.h"

namespace ward6::dhcp6::test {

class StandProgram {
 public:
  // `script` runs in /bin/sh; $dir is a directory of its own.
  explicit StandProgram(const std::string& script) : path_(near("program")) {
    std::ofstream(path_) << "#!/bin/sh\ndir=" << directory_.path() << "\n" << script;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string near(const char* name) const { return directory_.path() + "/" + name; }

 private:
  TempDirectory directory_;
  std::string path_;
};

}  // namespace ward6::dhcp6::test
