#include "daemon/delegation_filter.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace ward6::daemon {
namespace {

using Set = FilterElement::Set;

// Prefixes come first: the kernel finds its way by the first field, and interfaces are few.
constexpr std::string_view kSets =
    R"(  counter spoofed { }
  counter looped { }
  set filtered { type ifname; }
  set rejecting { type ifname; }
  set on_link { type ipv6_addr . ifname; flags interval; }
  set delegated { type ipv6_addr . ifname; flags interval; }
  set loop { type ipv6_addr . ifname; flags interval; }
  set loop_mac { type ipv6_addr . ether_addr . ifname; flags interval; }
)";

// RFC 8987 §4.2 R-3, BCP 38: a host may speak for its link-local address, for none yet (duplicate
// address detection, RFC 4862 §5.4), for the link's prefixes, and for what is delegated there.
// R-5: looping is a packet to a delegated prefix that comes from where it would go; on links with
// several stations from the very client. Its source is mostly from elsewhere, so `sources` leaves
// it to `forward`. ICMPv6 type 1 code 6 is the error that R-5 names.
constexpr std::string_view kChains =
    R"(  chain ingress {
    type filter hook prerouting priority raw; policy accept;
    iifname @filtered jump sources
  }
  chain sources {
    ip6 saddr { ::, fe80::/10 } return
    ip6 saddr . iifname @on_link return
    ip6 saddr . iifname @delegated return
    ip6 daddr . iifname @loop return
    ip6 daddr . ether saddr . iifname @loop_mac return
    counter name spoofed drop
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    ip6 daddr . iifname @loop goto loops
    ip6 daddr . ether saddr . iifname @loop_mac goto loops
  }
  chain loops {
    counter name looped
    iifname @rejecting reject with icmpv6 type reject-route
    drop
  }
)";

constexpr std::array<std::string_view, 6> kNames{"filtered",  "rejecting", "on_link",
                                                 "delegated", "loop",      "loop_mac"};

[[nodiscard]] std::string_view name(Set set) noexcept {
  return kNames.at(static_cast<std::size_t>(set));
}

[[nodiscard]] std::string render(const FilterElement& element) {
  switch (element.set) {
    case Set::filtered:
    case Set::rejecting:
      return fmt::format("\"{}\"", element.interface);
    case Set::on_link:
    case Set::delegated:
    case Set::loop:
      return fmt::format("{} . \"{}\"", element.prefix.to_string(), element.interface);
    case Set::loop_mac:
      return fmt::format("{} . {} . \"{}\"", element.prefix.to_string(), element.mac,
                         element.interface);
  }
  return {};
}

// One command for each set.
void render_commands(std::string_view verb, const FilterElements& elements, std::string& text) {
  for (auto at = elements.begin(); at != elements.end();) {
    const Set set = at->set;
    text += fmt::format("{} element ip6 {} {} {{ {}", verb, kFilterTable, name(set), render(*at));
    for (++at; at != elements.end() && at->set == set; ++at) text += ",\n  " + render(*at);
    text += " }\n";
  }
}

[[nodiscard]] bool is_within(const FilterElement& inner, const FilterElement& outer) noexcept {
  return inner.set == outer.set && inner.interface == outer.interface && inner.mac == outer.mac &&
         outer.prefix.contains(inner.prefix);
}

}  // namespace

bool is_plain_name(std::string_view interface) noexcept {
  return !interface.empty() && std::ranges::all_of(interface, [](char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') ||
           std::string_view("._-@+").find(c) != std::string_view::npos;
  });
}

std::string render_table(const FilterElements& elements, bool& all_disjoint) {
  // In the order of the set, what is around a prefix comes just before all that is within.
  FilterElements disjoint;
  for (const FilterElement& element : elements) {
    if (disjoint.empty() || !is_within(element, *disjoint.rbegin()) ||
        element.set == Set::filtered || element.set == Set::rejecting) {
      disjoint.insert(disjoint.end(), element);
    }
  }
  all_disjoint = disjoint.size() == elements.size();
  std::string text = render_removal();
  text += fmt::format("table ip6 {} {{\n{}{}}}\n", kFilterTable, kSets, kChains);
  render_commands("add", disjoint, text);
  return text;
}

// Removed first: a prefix may go from one interface or station to another.
std::string render_changes(const FilterElements& added, const FilterElements& removed) {
  std::string text;
  render_commands("delete", removed, text);
  render_commands("add", added, text);
  return text;
}

std::string render_removal() {
  // What is not there cannot be deleted: it is made first.
  return fmt::format("table ip6 {0}\ndelete table ip6 {0}\n", kFilterTable);
}

}  // namespace ward6::daemon
