#include "daemon/io/evidence_file.h"

#include <cerrno>
#include <cstdio>
#include <sys/stat.h>
#include <sys/time.h>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <pcap/pcap.h>

namespace ward6::daemon {
namespace {

constexpr int kSnapLength = 65535;
constexpr mode_t kMode = 0640;

}  // namespace

EvidenceFile::EvidenceFile(std::string directory, std::uint64_t size_max, Trouble trouble)
    : directory_(std::move(directory)),
      size_max_(size_max),
      trouble_(std::move(trouble)),
      format_(::pcap_open_dead(DLT_EN10MB, kSnapLength)) {}

EvidenceFile::~EvidenceFile() {
  close();
  ::pcap_close(format_);
}

bool EvidenceFile::open() {
  if (file_ != nullptr) return true;
  const std::string path = fmt::format("{}/{}", directory_, kName);
  // Appends to what is there, if that is a capture file of the same kind.
  file_ = ::pcap_dump_open_append(format_, path.c_str());
  if (file_ == nullptr) {
    fail(::pcap_geterr(format_));
    return false;
  }
  if (::fchmod(::fileno(::pcap_dump_file(file_)), kMode) != 0) {
    fail(fmt::format("chmod {}: {}", path, std::generic_category().message(errno)));
  }
  return true;
}

void EvidenceFile::close() {
  if (file_ != nullptr) ::pcap_dump_close(std::exchange(file_, nullptr));
}

void EvidenceFile::add(dhcp6::Bytes frame) {
  if (size_max_ == 0 || !open()) return;
  pcap_pkthdr header{};
  static_cast<void>(::gettimeofday(&header.ts, nullptr));
  header.len = static_cast<bpf_u_int32>(frame.size());
  header.caplen = header.len;
  // cast: both are octets.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const auto* bytes = reinterpret_cast<const unsigned char*>(frame.data());
  // cast: libpcap's callback takes an untyped pointer of its own kind.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  ::pcap_dump(reinterpret_cast<unsigned char*>(file_), &header, bytes);
  if (::pcap_dump_flush(file_) != 0) {
    const int error = errno;
    close();  // a part of a frame may be at its end: what follows goes to a new file
    static_cast<void>(std::rename(fmt::format("{}/{}", directory_, kName).c_str(),
                                  fmt::format("{}/{}", directory_, kFormerName).c_str()));
    return fail(fmt::format("writing {}/{}: {}", directory_, kName,
                            std::generic_category().message(error)));
  }
  is_failing_ = false;
  const auto size = ::pcap_dump_ftell64(file_);
  if (size < 0 || static_cast<std::uint64_t>(size) < size_max_ / 2) return;
  close();
  if (std::rename(fmt::format("{}/{}", directory_, kName).c_str(),
                  fmt::format("{}/{}", directory_, kFormerName).c_str()) != 0) {
    fail(fmt::format("renaming {}/{}: {}", directory_, kName,
                     std::generic_category().message(errno)));
  }
}

void EvidenceFile::fail(const std::string& text) {
  if (!std::exchange(is_failing_, true)) trouble_(text);
}

}  // namespace ward6::daemon
