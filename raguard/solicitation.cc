#include "raguard/solicitation.h"

#include "libdhcp6/wire/checksum.h"
#include "libdhcp6/wire/header_chain.h"
#include "libdhcp6/wire/writer.h"
#include "raguard/link_layer.h"
#include "raguard/neighbour_discovery.h"

namespace ward6::raguard {

std::array<std::byte, kSolicitationSize> router_solicitation(
    const dhcp6::LinkLayerAddress& from) noexcept {
  constexpr std::size_t kSize = 8;
  const auto all_routers = dhcp6::Ipv6Address::from_halves(0xff02'0000'0000'0000, 2);
  // RFC 4861 §4.1: without a Source Link-Layer Address when it is from the unspecified address.
  dhcp6::InternetSum sum;
  sum.add_pseudo_header({}, all_routers, kSize, dhcp6::next_header::kIcmpV6);
  sum.add(std::uint64_t{kRouterSolicitation} << 8U);
  std::array<std::byte, kSolicitationSize> frame{};
  dhcp6::Writer writer(frame);
  // RFC 2464 §7: 33-33 and the last four octets of the group.
  writer.u16(0x3333).u32(2).raw(from.bytes()).u16(kEtherTypeIpv6);
  writer.u32(0x6000'0000).u16(kSize).u8(dhcp6::next_header::kIcmpV6).u8(kHopLimit);
  writer.address({}).address(all_routers);
  writer.u8(kRouterSolicitation).u8(0).u16(static_cast<std::uint16_t>(~sum.folded())).u32(0);
  return frame;
}

}  // namespace ward6::raguard
