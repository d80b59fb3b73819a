#include "raguard/link_layer.h"

#include <algorithm>

#include "libdhcp6/core/reader.h"

namespace ward6::raguard {
namespace {

using dhcp6::Reader;

// IEEE 802.1Q and 802.1ad, and what switches wrote before these: the last two are left in the
// packet by Linux.
constexpr std::array<std::uint16_t, 2> kTagTypes{0x8100, 0x88a8};
constexpr std::array<std::uint16_t, 2> kOldTagTypes{0x9100, 0x9200};
// IEEE 802.3 §3.2.6: less is a length and not a type.
constexpr std::uint16_t kTypeMin = 0x600;
// LLC: both SAPs 0xaa, unnumbered information; then the OUI.
constexpr std::uint64_t kSnap = 0xaaaa03;
constexpr std::uint64_t kOuiRfc1042 = 0x000000;
constexpr std::uint64_t kOuiBridgeTunnel = 0x0000f8;

[[nodiscard]] bool holds(const std::array<std::uint16_t, 2>& types, std::uint16_t type) noexcept {
  return std::ranges::find(types, type) != types.end();
}

[[nodiscard]] bool take_snap(Reader& reader) noexcept {
  Reader ahead = reader;
  const std::uint64_t llc = ahead.u24();
  const std::uint64_t oui = ahead.u24();
  if (!ahead.ok() || llc != kSnap || (oui != kOuiRfc1042 && oui != kOuiBridgeTunnel)) return false;
  reader = ahead;
  return true;
}

}  // namespace

LinkLayerView parse_link_layer(dhcp6::Bytes frame) noexcept {
  Reader reader(frame);
  LinkLayerView view;
  const dhcp6::Bytes destination = reader.take(kMacSize);
  const dhcp6::Bytes source = reader.take(kMacSize);
  view.type = reader.u16();
  if (!reader.ok()) return view;
  view.destination = destination;
  view.source = source;
  for (;;) {  // each turn takes four octets or more
    const bool is_old_tag = holds(kOldTagTypes, view.type);
    if (is_old_tag || holds(kTagTypes, view.type)) {
      const std::uint16_t control = reader.u16();
      const std::uint16_t type = reader.u16();
      if (!reader.ok()) return view;
      view.has_odd_tag = view.has_odd_tag || is_old_tag || view.tags > 0 ||
                         view.encapsulation == Encapsulation::snap;
      if (view.tags < LinkLayerView::kNoted) view.noted.at(view.tags) = control;
      ++view.tags;
      view.type = type;
    } else if (view.type < kTypeMin && take_snap(reader)) {
      view.encapsulation = Encapsulation::snap;
      view.type = reader.u16();
      if (!reader.ok()) return view;
    } else {
      view.payload = reader.rest();
      return view;
    }
  }
}

}  // namespace ward6::raguard
