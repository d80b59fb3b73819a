#include "daemon/io/ethernet.h"

#include <algorithm>
#include <cstring>
#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <memory>
#include <net/if_arp.h>
#include <span>
#include <sys/socket.h>

namespace ward6::daemon {
namespace {

constexpr std::size_t kEthernetSize = 6;
constexpr std::byte kLocallyAdministered{2};

[[nodiscard]] std::optional<dhcp6::LinkLayerAddress> ethernet_of(const ifaddrs& entry) {
  if (entry.ifa_addr == nullptr || entry.ifa_addr->sa_family != AF_PACKET) return std::nullopt;
  sockaddr_ll address{};
  std::memcpy(&address, entry.ifa_addr, sizeof address);
  if (address.sll_hatype != ARPHRD_ETHER || address.sll_halen != kEthernetSize) {
    return std::nullopt;
  }
  const auto mac = dhcp6::LinkLayerAddress::from(
      std::as_bytes(std::span(address.sll_addr)).first(kEthernetSize));
  const bool zero = std::ranges::all_of(mac->bytes(), [](std::byte b) { return b == std::byte{}; });
  if (zero) return std::nullopt;
  return *mac;
}

}  // namespace

std::optional<dhcp6::LinkLayerAddress> first_ethernet_address() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return std::nullopt;
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, &::freeifaddrs);
  std::optional<dhcp6::LinkLayerAddress> fallback;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    const auto mac = ethernet_of(*entry);
    if (!mac) continue;
    // Addresses of virtual interfaces are often made up anew at each boot.
    if ((mac->octets[0] & kLocallyAdministered) == std::byte{}) return mac;
    if (!fallback) fallback = mac;
  }
  return fallback;
}

}  // namespace ward6::daemon
