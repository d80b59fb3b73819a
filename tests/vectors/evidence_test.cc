// Frames as evidence: files that other programs read, of bounded size.
#include <filesystem>

#include "daemon/io/evidence_file.h"
#include "tests/support/catch.h"
#include "tests/support/temp_directory.h"
#include "tests/vectors/pcap.h"

namespace ward6::daemon::test {
namespace {

using dhcp6::test::Buffer;
using dhcp6::test::read_frames;
using dhcp6::test::TempDirectory;

std::string in(const TempDirectory& directory, std::string_view name) {
  return directory.path() + "/" + std::string(name);
}

TEST_CASE("evidence is a capture file at any time, and goes on after a restart",
          "[daemon][guard]") {
  const TempDirectory directory;
  const Buffer frame(100, std::byte{7});
  for (std::size_t run = 1; run <= 2; ++run) {
    EvidenceFile file(directory.path(), 1 << 20, [](const std::string& text) { FAIL(text); });
    file.add(frame);
    const auto frames = read_frames(in(directory, EvidenceFile::kName));
    REQUIRE(frames.size() == run);
    CHECK(frames.back().bytes == frame);
  }
}

TEST_CASE("evidence takes no more room than it may", "[daemon][guard]") {
  const TempDirectory directory;
  constexpr std::uint64_t kMax = 20'000;
  EvidenceFile file(directory.path(), kMax, [](const std::string& text) { FAIL(text); });
  for (unsigned number = 0; number < 200; ++number) {
    file.add(Buffer(1000, static_cast<std::byte>(number)));
    std::uint64_t size = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
      size += entry.file_size();
    }
    CHECK(size <= kMax + 2048);
  }
  CHECK(read_frames(in(directory, EvidenceFile::kFormerName)).size() == 10);
}

TEST_CASE("evidence that cannot be written is told once", "[daemon][guard]") {
  std::size_t told = 0;
  EvidenceFile file("/does/not/exist", 1 << 20, [&](const std::string&) { ++told; });
  for (int round = 0; round < 3; ++round) file.add(Buffer(60));
  CHECK(told == 1);
  const TempDirectory directory;
  EvidenceFile none(directory.path(), 0, [&](const std::string&) { ++told; });
  none.add(Buffer(60));
  CHECK(std::filesystem::is_empty(directory.path()));
}

}  // namespace
}  // namespace ward6::daemon::test
