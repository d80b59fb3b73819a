// Any frame at the guard. What a careless host might take for a Router Advertisement, a Redirect
// or a DHCPv6 server's message in this one frame is dropped on a host's port: the host peels off
// every tag and every encapsulation, and passes over extension headers in any order, known or not.
// The host's parser here is of another make than the judge's.
//
// An input is one octet for the knobs and the role, then the frame.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

#include "raguard/guard.h"
#include "raguard/learner.h"
#include "raguard/rogues.h"

namespace {

using namespace ward6;
using raguard::PortRole;
using raguard::Reason;

void require(bool condition) {
  if (!condition) std::abort();
}

raguard::GuardPolicy make_policy(bool drop_headers, bool drop_fragments, bool strict) {
  raguard::AllowedRouter router;
  router.name = "rtr";
  router.address = dhcp6::Ipv6Address::from_halves(0xfe80000000000000U, 0x000000fffe000001U);
  router.mac = dhcp6::LinkLayerAddress::parse("02:00:00:00:00:01").value();
  if (strict) {
    router.prefixes.emplace();
    router.dns_servers.emplace();
    router.routes.emplace();
    router.mtu.emplace();
  }
  raguard::GuardPolicy policy;
  policy.routers = {router};
  policy.drop_unrecognised_headers = drop_headers;
  policy.drop_link_local_fragments = drop_fragments;
  return policy;
}

// A host that takes everything: the position in the frame moves on by hand.
class CarelessHost {
 public:
  explicit CarelessHost(std::span<const std::uint8_t> frame) : frame_(frame) {}

  [[nodiscard]] bool takes_poison() {
    std::size_t at = 12;
    for (;;) {
      const auto type = u16(at);
      if (!type) return false;
      if (*type == 0x8100 || *type == 0x88a8 || *type == 0x9100 || *type == 0x9200) {
        at += 4;
      } else if (*type < 0x600 && u16(at + 2) == 0xaaaa && u8(at + 4) == 3 && u8(at + 5) == 0 &&
                 u8(at + 6) == 0 && (u8(at + 7) == 0 || u8(at + 7) == 0xf8)) {
        at += 8;
      } else {
        return *type == 0x86dd && packet(at + 2);
      }
    }
  }

 private:
  [[nodiscard]] std::optional<std::uint8_t> u8(std::size_t at) const {
    if (at >= frame_.size()) return std::nullopt;
    return frame_[at];
  }
  [[nodiscard]] std::optional<std::uint16_t> u16(std::size_t at) const {
    if (at + 1 >= frame_.size()) return std::nullopt;
    return static_cast<std::uint16_t>(frame_[at] << 8U | frame_[at + 1]);
  }

  [[nodiscard]] bool packet(std::size_t at) const {
    auto next = u8(at + 6);
    at += 40;
    while (next) {
      const auto length = u8(at + 1);
      switch (*next) {
        case 58:
          return u8(at) == 134 || u8(at) == 137;
        case 17:
          return is_server(at);
        case 44:
          if (!length || !u8(at + 7) || (*u16(at + 2) >> 3U) != 0) return false;
          next = u8(at);
          at += 8;
          break;
        case 51:
          if (!length) return false;
          next = u8(at);
          at += (*length + 2U) * 4U;
          break;
        case 0:
        case 43:
        case 60:
          if (!length) return false;
          next = u8(at);
          at += (*length + 1U) * 8U;
          break;
        default:
          return false;
      }
    }
    return false;
  }
  [[nodiscard]] bool is_server(std::size_t at) const {
    const auto type = u8(at + 8);
    if (u16(at + 2) == 546) return true;
    return u16(at + 2) == 547 && (type == 2 || type == 7 || type == 10 || type == 13);
  }

  std::span<const std::uint8_t> frame_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::span all(data, size);
  const unsigned knobs = all[0];
  const auto bytes = std::as_bytes(all.subspan(1));
  const auto policy = make_policy((knobs & 1U) != 0, (knobs & 2U) != 0, (knobs & 4U) != 0);
  for (const PortRole role :
       {PortRole::host, PortRole::router, PortRole::server, PortRole::trusted, PortRole::monitor}) {
    const raguard::Judgement judgement = raguard::judge(policy, role, bytes);
    require(judgement.is_drop() == raguard::is_drop(judgement.reason));
    require(!raguard::row(judgement.reason).id.empty());
    if (role == PortRole::trusted) require(!judgement.is_drop());
    if (judgement.reason == Reason::router_policy) require(judgement.findings.any());
    if (role == PortRole::host) {
      if (CarelessHost(all.subspan(1)).takes_poison()) require(judgement.is_drop());
    }
    raguard::Rogues rogues;
    if (judgement.is_drop()) require(rogues.note({1}, judgement, bytes).is_new);
    raguard::Learner learner;
    learner.learn({1}, "port", judgement);
  }
  return 0;
}
