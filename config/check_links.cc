// How links are told apart: by interface, link-address and Interface-Id.
#include <algorithm>
#include <tuple>
#include <vector>

#include "config/facts.h"

namespace ward6::config {
namespace {

using dhcp6::Prefix;

std::vector<const NameFact*> sorted(const std::vector<NameFact>& facts) {
  std::vector<const NameFact*> order;
  order.reserve(facts.size());
  for (const NameFact& fact : facts) order.push_back(&fact);
  std::ranges::sort(order, [](const NameFact* a, const NameFact* b) {
    return std::tie(a->name, a->place) < std::tie(b->name, b->place);
  });
  return order;
}

void check_interfaces(const Facts& facts, Diagnostics& out) {
  const auto order = sorted(facts.interfaces);
  for (std::size_t i = 1; i < order.size(); ++i) {
    const NameFact& first = *order[i - 1];
    if (first.name != order[i]->name) continue;
    out.error(
        order[i]->place,
        cat("interface '", first.name, "' belongs to another link already", at_line(first.place)),
        "An interface is one link: join the two, a link may have several prefixes.",
        {{first.place, "the other link's", {}}});
  }
}

void check_interface_ids(const Facts& facts, Diagnostics& out) {
  const auto order = sorted(facts.interface_ids);
  for (std::size_t i = 1; i < order.size(); ++i) {
    const NameFact& first = *order[i - 1];
    if (first.name != order[i]->name) continue;
    out.error(order[i]->place,
              cat("this interface-id already stands for ", link_text(facts, first.link),
                  at_line(first.place)),
              "Each relayed message must belong to one link.", {{first.place, "used here", {}}});
  }
}

// Something that a link-address can lie in.
struct Claim {
  Prefix prefix;
  Place place;
  std::size_t link = 0;
  bool link_address = false;
};

void report_claims(const Facts& facts, const Claim& a, const Claim& b, Diagnostics& out) {
  const bool both = a.link_address && b.link_address;
  // The finding is about a link-address; of two, about the later one.
  const bool take_a = both ? b.place < a.place : a.link_address;
  const Claim& at = take_a ? a : b;
  const Claim& other = take_a ? b : a;
  const std::string_view what = other.link_address ? "link-address " : "prefix ";
  out.error(at.place,
            cat("link-address ", at.prefix.to_string(), " of ", link_text(facts, at.link),
                " overlaps ", what, other.prefix.to_string(), " of ", link_text(facts, other.link),
                at_line(other.place)),
            "Each link-address must lead to one link.", {{other.place, "the other one", {}}});
}

void check_link_addresses(const Facts& facts, Diagnostics& out) {
  std::vector<Claim> claims;
  claims.reserve(facts.link_addresses.size() + facts.on_links.size());
  for (const auto& fact : facts.link_addresses) {
    claims.push_back({fact.prefix, fact.place, fact.link, true});
  }
  if (claims.empty()) return;
  for (const auto& fact : facts.on_links) {
    claims.push_back({fact.prefix, fact.place, fact.link, false});
  }
  std::ranges::sort(claims, [](const Claim& a, const Claim& b) {
    return std::tuple(a.prefix.base(), a.prefix.length(), a.place) <
           std::tuple(b.prefix.base(), b.prefix.length(), b.place);
  });
  std::vector<const Claim*> open;  // each contains the next
  for (const Claim& claim : claims) {
    while (!open.empty() && !open.back()->prefix.contains(claim.prefix)) open.pop_back();
    for (auto outer = open.rbegin(); outer != open.rend(); ++outer) {
      const bool relevant = claim.link_address || (*outer)->link_address;
      if (!relevant || (*outer)->link == claim.link) continue;
      report_claims(facts, **outer, claim, out);
      break;
    }
    open.push_back(&claim);
  }
}

}  // namespace

void check_sources(const Facts& facts,
                   std::span<const dhcp6::Ipv6Address> listen,
                   Diagnostics& out) {
  const auto hears = [listen](const dhcp6::Ipv6Address& address) {
    return std::ranges::any_of(listen, [&address](const dhcp6::Ipv6Address& each) {
      return each == address || each.is_unspecified();
    });
  };
  for (const SourceFact& fact : facts.sources) {
    if (listen.empty() || hears(fact.address)) continue;
    out.error(fact.place,
              cat("'listen' is without ", fact.address.to_string(),
                  ", so nobody hears what servers answer to it"),
              "Add it to server.listen, or leave that out to listen everywhere.");
  }
}

void check_links(const Facts& facts, Diagnostics& out) {
  check_interfaces(facts, out);
  check_interface_ids(facts, out);
  check_link_addresses(facts, out);
}

}  // namespace ward6::config
