#include "tests/vectors/pcap.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "libdhcp6/core/reader.h"

namespace ward6::dhcp6::test {
namespace {

constexpr std::uint32_t kMagic = 0xa1b2c3d4;
constexpr std::uint32_t kSwappedMagic = 0xd4c3b2a1;
constexpr std::uint32_t kLinkEthernet = 1;
constexpr std::uint32_t kLinkRaw = 101;
constexpr std::size_t kIpv6HeaderSize = 40;
constexpr std::size_t kUdpHeaderSize = 8;
constexpr std::uint8_t kUdp = 17;

std::uint32_t swapped(std::uint32_t value) noexcept {
  return value >> 24U | (value >> 8U & 0xff00U) | (value << 8U & 0xff0000U) | value << 24U;
}

// The datagram in an IPv6 packet, if it is one of UDP.
void take_packet(Reader packet, std::vector<Datagram>& out) {
  const std::uint32_t first = packet.u32();
  const std::uint16_t size = packet.u16();
  const std::uint8_t next = packet.u8();
  (void)packet.take(33);  // hop limit and addresses
  if (!packet.ok() || first >> 28U != 6 || next != kUdp) return;
  Reader udp(packet.take(size));
  Datagram datagram;
  datagram.from_port = udp.u16();
  datagram.to_port = udp.u16();
  (void)udp.u32();  // length and checksum
  if (!udp.ok()) return;
  const Bytes payload = udp.rest();
  datagram.payload.assign(payload.begin(), payload.end());
  out.push_back(std::move(datagram));
}

// RFC 8200 §8.1: the checksum over pseudo-header and datagram.
std::uint16_t checksum(const Ipv6Address& from, const Ipv6Address& to, Bytes udp) {
  Buffer all(from.octets.begin(), from.octets.end());
  all.insert(all.end(), to.octets.begin(), to.octets.end());
  all.insert(all.end(), udp.begin(), udp.end());
  if (all.size() % 2 != 0) all.push_back(std::byte{0});
  std::uint32_t sum = static_cast<std::uint32_t>(udp.size()) + kUdp;
  Reader reader(all);
  while (reader.remaining() > 0) sum += reader.u16();
  while (sum > 0xffff) sum = (sum & 0xffffU) + (sum >> 16U);
  const auto result = static_cast<std::uint16_t>(~sum);
  return result == 0 ? std::uint16_t{0xffff} : result;
}

Buffer packet_of(const Datagram& datagram) {
  const auto from = Ipv6Address::parse("fe80::1").value();
  const auto to = Ipv6Address::parse("fe80::7").value();
  const auto size = static_cast<std::uint16_t>(kUdpHeaderSize + datagram.payload.size());
  Buffer udp = filled(size);
  for (const bool final_pass : {false, true}) {
    const std::uint16_t sum = final_pass ? checksum(from, to, udp) : std::uint16_t{0};
    Writer writer{udp};
    writer.u16(datagram.from_port).u16(datagram.to_port).u16(size).u16(sum);
    writer.raw(datagram.payload);
    REQUIRE(writer.ok());
  }
  Buffer packet = filled(kIpv6HeaderSize + size);
  Writer writer{packet};
  writer.u32(0x60000000).u16(size).u8(kUdp).u8(1).address(from).address(to).raw(udp);
  REQUIRE(writer.ok());
  return packet;
}

}  // namespace

std::vector<Frame> read_frames(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file.good());
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  Reader reader(as_bytes(text));
  const std::uint32_t magic = reader.u32();
  REQUIRE((magic == kMagic || magic == kSwappedMagic));
  const auto number = [&] { return magic == kMagic ? reader.u32() : swapped(reader.u32()); };
  (void)reader.take(16);  // version, zone, accuracy, snapshot length
  const std::uint32_t link = number();
  REQUIRE((link == kLinkEthernet || link == kLinkRaw));
  std::vector<Frame> frames;
  while (reader.remaining() > 0) {
    (void)reader.u64();  // time
    const std::uint32_t size = number();
    (void)reader.u32();  // size before it was cut
    const Bytes bytes = reader.take(size);
    REQUIRE(reader.ok());
    frames.push_back({link == kLinkEthernet, Buffer(bytes.begin(), bytes.end())});
  }
  return frames;
}

std::vector<Datagram> read_pcap(const std::filesystem::path& path) {
  std::vector<Datagram> datagrams;
  for (const Frame& frame : read_frames(path)) {
    Reader reader(frame.bytes);
    if (frame.is_ethernet) (void)reader.take(14);
    take_packet(Reader(reader.rest()), datagrams);
  }
  return datagrams;
}

void write_pcap(const std::filesystem::path& path, const std::vector<Datagram>& datagrams) {
  Buffer out = filled(24);
  Writer header{out};
  header.u32(kMagic).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(kLinkRaw);
  for (const Datagram& datagram : datagrams) {
    const Buffer packet = packet_of(datagram);
    Buffer record = filled(16 + packet.size());
    Writer writer{record};
    const auto size = static_cast<std::uint32_t>(packet.size());
    writer.u32(0).u32(0).u32(size).u32(size).raw(packet);
    out.insert(out.end(), record.begin(), record.end());
  }
  std::ofstream file(path, std::ios::binary);
  const std::string_view text = as_text(out);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  REQUIRE(file.good());
}

}  // namespace ward6::dhcp6::test
