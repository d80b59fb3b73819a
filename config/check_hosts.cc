// Reservations and identities of hosts. Everything is sorted once and then looked up.
#include <algorithm>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "config/facts.h"

namespace ward6::config {
namespace {

using dhcp6::Ipv6Address;
using dhcp6::Prefix;

// Finds what contains an address, among prefixes sorted by base. Overlapping prefixes are errors
// of their own; of them any may be found.
template <class Fact>
class Space {
 public:
  Space(const std::vector<Fact>& facts, Prefix Fact::*prefix) : prefix_(prefix) {
    for (const Fact& fact : facts) order_.push_back(&fact);
    std::ranges::sort(order_, [prefix](const Fact* a, const Fact* b) {
      return std::tuple(a->*prefix, a->place) < std::tuple(b->*prefix, b->place);
    });
  }

  [[nodiscard]] const Fact* find(const Ipv6Address& address) const {
    const auto after = std::ranges::upper_bound(
        order_, address, {}, [this](const Fact* fact) { return (fact->*prefix_).base(); });
    if (after == order_.begin()) return nullptr;
    const Fact* fact = *std::prev(after);
    return (fact->*prefix_).contains(address) ? fact : nullptr;
  }
  // The first that lies within `outer`.
  [[nodiscard]] const Fact* within(const Prefix& outer) const {
    const auto at = std::ranges::lower_bound(
        order_, outer.base(), {}, [this](const Fact* fact) { return (fact->*prefix_).base(); });
    return at != order_.end() && outer.contains((*at)->*prefix_) ? *at : nullptr;
  }

 private:
  Prefix Fact::*prefix_;
  std::vector<const Fact*> order_;
};

// An address that a reservation comes to, suffixes completed.
struct Concrete {
  Ipv6Address address;
  const ReservedAddressFact* fact = nullptr;
};

class HostCheck {
 public:
  HostCheck(const Facts& facts, Diagnostics& out)
      : facts_(facts),
        out_(out),
        on_links_(facts.on_links, &OnLinkFact::prefix),
        blocks_(facts.blocks, &BlockFact::from) {
    by_link_.resize(facts.links.size());
    for (const OnLinkFact& fact : facts.on_links) by_link_[fact.link].push_back(&fact);
  }

  void run() {
    for (const ReservedAddressFact& fact : facts_.addresses) place_address(fact);
    std::ranges::sort(concrete_, [](const Concrete& a, const Concrete& b) {
      return std::tie(a.address, a.fact->place) < std::tie(b.address, b.fact->place);
    });
    check_twice();
    check_global_suffixes();
    check_pools();
    for (const ReservedPrefixFact& fact : facts_.prefixes) place_prefix(fact);
    check_prefixes_twice();
    check_names(facts_.host_names, "host name", "Names are for people: give each host its own.");
    check_names(facts_.identities, "match", "The first one would always win: join the two hosts.");
  }

 private:
  void place_address(const ReservedAddressFact& fact);
  void place_full(const ReservedAddressFact& fact);
  void place_suffix(const ReservedAddressFact& fact);
  void place_prefix(const ReservedPrefixFact& fact);
  void warn_reserved(const Ipv6Address& address, const ReservedAddressFact& fact);
  void report_twice(const ReservedAddressFact& a,
                    const ReservedAddressFact& b,
                    const std::string& what);
  void check_twice();
  void check_global_suffixes();
  void check_pools();
  void check_prefixes_twice();
  void check_names(const std::vector<NameFact>& names,
                   std::string_view what,
                   std::string_view remedy);

  const Facts& facts_;
  Diagnostics& out_;
  Space<OnLinkFact> on_links_;
  Space<BlockFact> blocks_;
  std::vector<std::vector<const OnLinkFact*>> by_link_;
  std::vector<Concrete> concrete_;
  std::vector<const ReservedAddressFact*> global_suffixes_;
};

void HostCheck::place_address(const ReservedAddressFact& fact) {
  if (fact.suffix) {
    place_suffix(fact);
  } else {
    place_full(fact);
  }
}

// RFC 9915 §13.1: a server does not give such addresses by itself; an operator may know better.
void HostCheck::warn_reserved(const Ipv6Address& address, const ReservedAddressFact& fact) {
  const OnLinkFact* home = on_links_.find(address);
  const bool anycast = home != nullptr && is_subnet_router_anycast(address, home->prefix);
  if (!anycast && !dhcp6::has_reserved_interface_id(address)) return;
  out_.warning(fact.place, cat(address.to_string(), " has a reserved interface identifier"),
               "Choose another address: RFC 5453 keeps this one for anycast and protocols.");
}

void HostCheck::place_full(const ReservedAddressFact& fact) {
  const OnLinkFact* home = on_links_.find(fact.address);
  const bool own = home != nullptr && (fact.link == kEveryLink || home->link == fact.link);
  if (home == nullptr) {
    if (out_.is_mended()) return;
    out_.error(fact.place,
               cat("address ", fact.address.to_string(), " is in no prefix of ",
                   fact.link == kEveryLink ? "any link" : link_text(facts_, fact.link)),
               "Add its prefix to the link's 'prefixes', or correct the address.");
  } else if (!own) {
    out_.error(fact.place,
               cat("address ", fact.address.to_string(), " belongs to prefix ",
                   home->prefix.to_string(), " of ", link_text(facts_, home->link),
                   at_line(home->place), ", not to ", link_text(facts_, fact.link)),
               "Move the host to that link, or correct the address.",
               {{home->place, "the prefix", {}}});
  } else {
    warn_reserved(fact.address, fact);
    concrete_.push_back({fact.address, &fact});
  }
}

void HostCheck::place_suffix(const ReservedAddressFact& fact) {
  if (fact.link == kEveryLink) {
    warn_reserved(fact.address, fact);
    global_suffixes_.push_back(&fact);
    return;
  }
  const auto& prefixes = by_link_[fact.link];
  if (prefixes.empty() && !out_.is_mended()) {
    out_.error(fact.place,
               cat(link_text(facts_, fact.link), " has no prefix for the suffix ",
                   fact.address.to_string()),
               "Add the prefix to the link's 'prefixes'.");
  }
  for (const OnLinkFact* on : prefixes) {
    const Prefix part = Prefix::containing(fact.address, on->prefix.length());
    if (!part.base().is_unspecified()) {
      out_.error(fact.place,
                 cat("the suffix ", fact.address.to_string(), " has more bits than prefix ",
                     on->prefix.to_string(), at_line(on->place), " leaves"),
                 "Shorten it, or write the full address.", {{on->place, "the prefix", {}}});
      continue;
    }
    const Ipv6Address address = dhcp6::combine(on->prefix, fact.address);
    warn_reserved(address, fact);
    concrete_.push_back({address, &fact});
  }
}

void HostCheck::report_twice(const ReservedAddressFact& a,
                             const ReservedAddressFact& b,
                             const std::string& what) {
  const bool a_later = b.place < a.place;
  const Place later = a_later ? a.place : b.place;
  const Place earlier = a_later ? b.place : a.place;
  out_.error(later, cat(what, " is reserved twice", at_line(earlier)),
             "Give each host an address of its own; one host may have several 'match' entries.",
             {{earlier, "first reserved here", {}}});
}

void HostCheck::check_twice() {
  for (std::size_t i = 1; i < concrete_.size(); ++i) {
    if (concrete_[i - 1].address != concrete_[i].address) continue;
    report_twice(*concrete_[i - 1].fact, *concrete_[i].fact,
                 cat("address ", concrete_[i].address.to_string()));
  }
}

// A suffix of a host of every link, against its like and against the hosts of single links.
void HostCheck::check_global_suffixes() {
  std::ranges::sort(global_suffixes_, [](const auto* a, const auto* b) {
    return std::tie(a->address, a->place) < std::tie(b->address, b->place);
  });
  for (std::size_t i = 1; i < global_suffixes_.size(); ++i) {
    if (global_suffixes_[i - 1]->address != global_suffixes_[i]->address) continue;
    report_twice(*global_suffixes_[i - 1], *global_suffixes_[i],
                 cat("suffix ", global_suffixes_[i]->address.to_string()));
  }
  if (global_suffixes_.empty()) return;
  for (const Concrete& taken : concrete_) {
    const OnLinkFact* home = on_links_.find(taken.address);
    if (home == nullptr) continue;
    const Prefix& prefix = home->prefix;
    // The bits past the prefix: what is left of the address without those of its base.
    const Ipv6Address rest = Ipv6Address::from_halves(taken.address.high() ^ prefix.base().high(),
                                                      taken.address.low() ^ prefix.base().low());
    const auto at = std::ranges::lower_bound(global_suffixes_, rest, {},
                                             [](const auto* fact) { return fact->address; });
    if (at == global_suffixes_.end() || (*at)->address != rest) continue;
    report_twice(**at, *taken.fact, cat("address ", taken.address.to_string()));
  }
}

// A pool in which every address is reserved gives nothing to anybody else.
void HostCheck::check_pools() {
  for (const PoolFact& pool : facts_.pools) {
    const auto size = dhcp6::distance(pool.first, pool.last);
    if (!size || *size >= concrete_.size()) continue;
    const auto from = std::ranges::lower_bound(concrete_, pool.first, {}, &Concrete::address);
    const auto to = std::ranges::upper_bound(concrete_, pool.last, {}, &Concrete::address);
    if (static_cast<std::uint64_t>(to - from) <= *size) continue;
    out_.warning(pool.place,
                 cat("all ", *size + 1, " addresses of this pool are reserved for hosts"),
                 "Widen the pool, or leave it out: reservations need none.");
  }
}

void HostCheck::place_prefix(const ReservedPrefixFact& fact) {
  const std::string text = cat("reserved prefix ", fact.prefix.to_string());
  const OnLinkFact* on = on_links_.find(fact.prefix.base());
  if (on == nullptr) on = on_links_.within(fact.prefix);
  if (on != nullptr) {
    out_.error(fact.place,
               cat(text, " overlaps prefix ", on->prefix.to_string(), " of ",
                   link_text(facts_, on->link), at_line(on->place)),
               "A prefix that is on a link cannot be delegated.", {{on->place, "the prefix", {}}});
    return;
  }
  const BlockFact* block = blocks_.find(fact.prefix.base());
  if (block == nullptr) block = blocks_.within(fact.prefix);
  if (block == nullptr) return;
  if (fact.link != kEveryLink && block->link != fact.link) {
    out_.error(fact.place,
               cat(text, " lies in block ", block->from.to_string(), " of ",
                   link_text(facts_, block->link), at_line(block->place)),
               "Move the host to that link, or reserve a prefix elsewhere.",
               {{block->place, "the block", {}}});
  } else if (fact.prefix.length() != block->length) {
    out_.error(fact.place,
               cat(text, " lies in block ", block->from.to_string(), at_line(block->place),
                   ", which delegates /", unsigned{block->length}),
               cat("Reserve a /", unsigned{block->length}, ", or a prefix outside the block."),
               {{block->place, "the block", {}}});
  }
}

void HostCheck::check_prefixes_twice() {
  std::vector<const ReservedPrefixFact*> order;
  order.reserve(facts_.prefixes.size());
  for (const ReservedPrefixFact& fact : facts_.prefixes) order.push_back(&fact);
  std::ranges::sort(order, [](const auto* a, const auto* b) {
    return std::tie(a->prefix, a->place) < std::tie(b->prefix, b->place);
  });
  std::vector<const ReservedPrefixFact*> open;  // each contains the next
  for (const ReservedPrefixFact* fact : order) {
    while (!open.empty() && !open.back()->prefix.contains(fact->prefix)) open.pop_back();
    if (!open.empty()) {
      const bool later = open.back()->place < fact->place;
      const ReservedPrefixFact& at = later ? *fact : *open.back();
      const ReservedPrefixFact& other = later ? *open.back() : *fact;
      out_.error(at.place,
                 cat("reserved prefix ", at.prefix.to_string(), " overlaps the reserved ",
                     other.prefix.to_string(), at_line(other.place)),
                 "Give each host a prefix of its own.", {{other.place, "the other one", {}}});
    }
    open.push_back(fact);
  }
}

void HostCheck::check_names(const std::vector<NameFact>& names,
                            std::string_view what,
                            std::string_view remedy) {
  std::vector<const NameFact*> order;
  order.reserve(names.size());
  for (const NameFact& fact : names) order.push_back(&fact);
  std::ranges::sort(order, [](const NameFact* a, const NameFact* b) {
    return std::tie(a->link, a->name, a->place) < std::tie(b->link, b->name, b->place);
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    const NameFact& first = *order[i - 1];
    if (first.link != order[i]->link || first.name != order[i]->name) continue;
    const std::string text =
        what == "match" ? std::string("the same match") : cat(what, " ", quoted(first.name));
    out_.error(order[i]->place, cat(text, " stands twice", at_line(first.place)),
               std::string(remedy), {{first.place, "first here", {}}});
  }
}

}  // namespace

void check_hosts(const Facts& facts, Diagnostics& out) {
  HostCheck(facts, out).run();
}

}  // namespace ward6::config
