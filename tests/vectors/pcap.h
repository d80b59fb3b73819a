// Capture files in the tests: reading the UDP payloads out of one, and writing one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "tests/unit/wire/wire_support.h"

namespace ward6::dhcp6::test {

struct Datagram {
  std::uint16_t from_port = 0;
  std::uint16_t to_port = 0;
  Buffer payload;
};

struct Frame {
  bool is_ethernet = true;  // else a bare IPv6 packet
  Buffer bytes;
};

// Classic pcap of either byte order.
[[nodiscard]] std::vector<Frame> read_frames(const std::filesystem::path& path);

// UDP over IPv6 without extension headers, in Ethernet frames or bare; other packets are left out.
[[nodiscard]] std::vector<Datagram> read_pcap(const std::filesystem::path& path);

// Bare IPv6 packets from fe80::1 to fe80::7, with checksums.
void write_pcap(const std::filesystem::path& path, const std::vector<Datagram>& datagrams);

}  // namespace ward6::dhcp6::test
