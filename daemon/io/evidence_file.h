// Frames of offenders as capture files of bounded size, for tshark and whoever asks for proof: the
// newer one, and when that is full the one before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "libdhcp6/core/bytes.h"

struct pcap;
struct pcap_dumper;

namespace ward6::daemon {

class EvidenceFile {
 public:
  static constexpr std::string_view kName = "guard.pcap";
  static constexpr std::string_view kFormerName = "guard.pcap.1";

  using Trouble = std::function<void(const std::string& text)>;

  // `size_max`: of both files together, in bytes; 0: nothing is written. What is there already is
  // added to. A failure is told once, until something is written again.
  EvidenceFile(std::string directory, std::uint64_t size_max, Trouble trouble);
  ~EvidenceFile();
  EvidenceFile(const EvidenceFile&) = delete;
  EvidenceFile& operator=(const EvidenceFile&) = delete;
  EvidenceFile(EvidenceFile&&) = delete;
  EvidenceFile& operator=(EvidenceFile&&) = delete;

  // An Ethernet frame, whole, as seen now. In the file when this returns, but not synced: a power
  // cut may cost the last ones.
  void add(dhcp6::Bytes frame);

 private:
  [[nodiscard]] bool open();
  void close();
  void fail(const std::string& text);

  std::string directory_;
  std::uint64_t size_max_;
  Trouble trouble_;
  pcap* format_;
  pcap_dumper* file_ = nullptr;
  bool is_failing_ = false;
};

}  // namespace ward6::daemon
