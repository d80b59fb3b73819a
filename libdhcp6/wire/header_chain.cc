#include "libdhcp6/wire/header_chain.h"

#include <algorithm>

#include "libdhcp6/core/reader.h"

namespace ward6::dhcp6 {
namespace {

// RFC 8200 §4; the Authentication Header is of RFC 4302 §2.
constexpr std::array kExtensionHeaders{next_header::kHopByHop, next_header::kRouting,
                                       next_header::kFragment, next_header::kAuthentication,
                                       next_header::kDestinationOptions};

// RFC 8200 §4.5: the fragment's offset in eight octets, two reserved bits, and "more follow".
void read_place(unsigned place, HeaderChain& chain) noexcept {
  chain.has_fragment_header = true;
  chain.is_fragment = chain.is_fragment || (place & ~6U) != 0;
  chain.is_later_fragment = chain.is_later_fragment || (place & ~7U) != 0;
}

}  // namespace

HeaderChain walk_headers(std::uint8_t first, Bytes packet) noexcept {
  HeaderChain chain;
  chain.next = first;
  chain.rest = packet;
  while (std::ranges::find(kExtensionHeaders, chain.next) != kExtensionHeaders.end()) {
    Reader reader(chain.rest);
    const std::uint8_t next = reader.u8();
    const std::size_t length = reader.u8();
    unsigned place = 0;
    if (chain.next == next_header::kFragment) {
      place = reader.u16();
      reader.u32();  // identification
    } else {
      const bool is_authentication = chain.next == next_header::kAuthentication;
      reader.take((is_authentication ? (length + 2) * 4 : (length + 1) * 8) - 2);
    }
    if (!reader.ok()) return chain;
    if (chain.count < HeaderChain::kNoted) chain.noted.at(chain.count) = chain.next;
    ++chain.count;
    if (chain.next == next_header::kFragment) read_place(place, chain);
    if (chain.next == next_header::kAuthentication && !chain.authenticated) {
      chain.authenticated = next;
    }
    chain.next = next;
    chain.rest = reader.rest();
    if (chain.is_later_fragment) break;  // here is no header any more
  }
  chain.is_whole = true;
  return chain;
}

}  // namespace ward6::dhcp6
