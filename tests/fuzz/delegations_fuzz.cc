// A life of a table of delegations: messages from both sides, time, restarts, commands and new
// configurations. Whatever happens: the changes, one by one, give the table; what is kept beside it
// agrees with it; nothing grows over a limit; a Release takes nothing but from who sent it.
//
// An input is a row of events: an octet that says what happens, and what that needs. Messages are
// either made of the input's choices or the input's own octets.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libdhcp6/core/reader.h"
#include "libdhcp6/wire/writer.h"
#include "relay/delegations.h"

namespace {

using namespace ward6;
using dhcp6::Bytes;
using dhcp6::Duid;
using dhcp6::Ipv6Address;
using dhcp6::LinkId;
using dhcp6::OptionCode;
using dhcp6::Prefix;
using dhcp6::Reader;
using dhcp6::WallTime;
using dhcp6::Writer;
using relay::Delegation;
using relay::DelegationChange;
using relay::DelegationEvent;
using relay::DelegationPolicy;
using relay::Delegations;
using Table = std::map<Prefix, Delegation>;
using Client = std::pair<LinkId, std::string>;

constexpr std::size_t kEventsMax = 256;
constexpr std::size_t kMessageMax = 2048;
constexpr unsigned kLinks = 4;

void require(bool condition) {
  if (!condition) std::abort();
}

LinkId link_of(unsigned number) {
  return LinkId{static_cast<std::uint16_t>(number % kLinks)};
}

Ipv6Address address_of(unsigned number) {
  const std::uint64_t high = (number & 0x80U) != 0 ? 0x2001'0db8'0000'0000 : 0xfe80'0000'0000'0000;
  return Ipv6Address::from_halves(high, number & 7U);
}

Duid duid_of(unsigned number) {
  const std::array<std::byte, 4> bytes{std::byte{0}, std::byte{3}, std::byte{0},
                                       dhcp6::to_byte(number & 3U)};
  return Duid::make(bytes).value();
}

// Few, so that clients meet in them; some are within others, and some are none.
Prefix prefix_of(unsigned number) {
  const std::uint64_t high = (number & 0x80U) != 0 ? 0 : 0x2001'0db8'0000'0000;
  const Ipv6Address address = Ipv6Address::from_halves(high + ((number & 15U) << 8U), 0);
  static constexpr std::array<unsigned, 8> kLengths{56, 56, 56, 60, 52, 128, 64, 15};
  return Prefix::containing(address, kLengths.at((number >> 4U) & 7U));
}

std::uint32_t lifetime_of(unsigned number) {
  if (number == 255) return dhcp6::kInfinity.count();
  return number;
}

std::vector<DelegationPolicy> policies_of(unsigned number) {
  static const std::array<std::string, 3> names{"a", "b", "c"};
  std::vector<DelegationPolicy> policies;
  for (unsigned at = 0; at < names.size(); ++at) {
    if (((number >> at) & 1U) != 0) continue;
    DelegationPolicy policy;
    // Turned by one when bit 3 is set, so that links change places.
    const std::size_t shifted = (number & 8U) != 0 ? (at + 1) % names.size() : at;
    policy.link = link_of(static_cast<unsigned>(shifted));
    policy.name = names.at(at);
    policy.per_client = 1 + ((number >> 4U) & 3U);
    policy.per_link = 1 + ((number >> 6U) & 3U) * 3;
    policies.push_back(std::move(policy));
  }
  return policies;
}

// A message of the input's choices, all of it well formed.
Bytes compose(Reader& reader, std::uint8_t type, dhcp6::MutableBytes out) {
  Writer writer(out);
  writer.u8(type).u24(1);
  writer.option(OptionCode::client_id, duid_of(reader.u8()).bytes());
  writer.option(OptionCode::server_id, duid_of(0).bytes());
  const unsigned ias = reader.u8() & 3U;
  for (unsigned ia = 0; ia < ias; ++ia) {
    const unsigned head = reader.u8();
    const auto scope = writer.open(OptionCode::ia_pd);
    writer.u32(head & 3U).u32(0).u32(0);
    for (unsigned at = 0; at < ((head >> 2U) & 3U); ++at) {
      const Prefix prefix = prefix_of(reader.u8());
      const std::uint32_t preferred = lifetime_of(reader.u8());
      const std::uint32_t valid = lifetime_of(reader.u8());
      const auto inner = writer.open(OptionCode::ia_prefix);
      writer.u32(preferred).u32(valid).u8(prefix.length()).address(prefix.base());
    }
    if ((head & 0xf0U) == 0xf0U) dhcp6::encode_status(writer, dhcp6::StatusCode::no_binding, "");
  }
  return writer.written();
}

class Life {
 public:
  explicit Life(Reader reader) : reader_(reader) { configure(0); }

  void run() {
    for (std::size_t event = 0; event < kEventsMax && reader_.remaining() > 0; ++event) {
      before_ = delegations_.all();
      step(reader_.u8());
      follow();
      check_table();
    }
  }

 private:
  void step(unsigned what) {
    switch (what & 7U) {
      case 0:
      case 1:
        return from_server(what);
      case 2:
        return from_client(what);
      case 3:
        now_.seconds += reader_.u8();
        return expire(1 + (what >> 3U));
      case 4:
        return configure(reader_.u8());
      case 5:
        return clear(what >> 3U);
      case 6:
        return restore();
      default:
        now_.seconds -= std::min<std::uint32_t>(reader_.u8(), 100);  // a clock that is put right
        return;
    }
  }

  DelegationEvent event(std::uint8_t type, bool is_raw) {
    DelegationEvent event;
    event.link = link_of(reader_.u8());
    const unsigned who = reader_.u8();
    event.client = address_of(who);
    event.mac.size = (who & 8U) != 0 ? 6 : 0;
    event.mac.octets[5] = event.mac.empty() ? std::byte{0} : dhcp6::to_byte(who);
    event.message = is_raw ? reader_.take(std::min<std::size_t>(reader_.u8(), reader_.remaining()))
                           : compose(reader_, type, message_);
    return event;
  }

  void from_server(unsigned what) {
    const bool is_raw = (what & 8U) != 0;
    const DelegationEvent event =
        this->event(static_cast<std::uint8_t>(dhcp6::MessageType::reply), is_raw);
    delegations_.on_server_message(now_, event);
    changes_ = delegations_.take_changes();
    for (const DelegationChange& change : changes_) {
      require(change.reason == DelegationChange::Reason::reply);
      require(change.kind == DelegationChange::Kind::gone ||
              (change.delegation.link == event.link && change.delegation.next_hop == event.client));
    }
    check_limits();
  }

  void from_client(unsigned what) {
    const bool is_raw = (what & 8U) != 0;
    static constexpr std::array<std::uint8_t, 4> kTypes{8, 8, 3, 5};
    const DelegationEvent event = this->event(kTypes.at((what >> 4U) & 3U), is_raw);
    delegations_.on_client_message(now_, event);
    changes_ = delegations_.take_changes();
    for (const DelegationChange& change : changes_) {
      require(change.kind == DelegationChange::Kind::gone);
      require(change.reason == DelegationChange::Reason::release);
      require(change.delegation.link == event.link);
      require(change.delegation.next_hop == event.client);
    }
  }

  void expire(std::size_t limit) {
    const bool is_more = delegations_.expire(now_, limit);
    changes_ = delegations_.take_changes();
    require(changes_.size() <= limit);
    require(!is_more || changes_.size() == limit);
    const auto deadline = delegations_.deadline();
    require(is_more == (deadline && *deadline <= now_));
    for (const DelegationChange& change : changes_) {
      require(change.delegation.valid_until <= now_);
    }
  }

  void configure(unsigned number) {
    policies_ = policies_of(number);
    delegations_.configure(policies_);
    changes_ = delegations_.take_changes();
  }

  void clear(unsigned what) {
    Delegations::Selection selection;
    if ((what & 1U) != 0) selection.prefix = prefix_of(reader_.u8());
    if ((what & 2U) != 0) selection.client = duid_of(reader_.u8());
    if ((what & 4U) != 0) selection.link = link_of(reader_.u8());
    const auto fits = [&selection](const Delegation& held) {
      return (!selection.prefix || selection.prefix->contains(held.prefix)) &&
             (!selection.client || *selection.client == held.client) &&
             (!selection.link || *selection.link == held.link);
    };
    const std::size_t count = delegations_.clear(selection);
    changes_ = delegations_.take_changes();
    require(changes_.size() == count);
    for (const auto& [prefix, held] : delegations_.all()) require(!fits(held));
    for (const DelegationChange& change : changes_) require(fits(change.delegation));
  }

  void restore() {
    Delegation delegation;
    delegation.prefix = prefix_of(reader_.u8());
    delegation.link = link_of(reader_.u8());
    delegation.next_hop = address_of(reader_.u8());
    delegation.client = duid_of(reader_.u8());
    delegation.valid_until = WallTime{now_.seconds + reader_.u8()};
    const bool is_held = delegations_.restore(now_, delegation);
    changes_ = delegations_.take_changes();
    require(changes_.size() == (is_held ? 1 : 0));
  }

  // Applies the changes as a watcher would.
  void follow() {
    for (const DelegationChange& change : changes_) {
      const Delegation& delegation = change.delegation;
      const auto at = mirror_.find(delegation.prefix);
      require((at == mirror_.end()) == (change.kind == DelegationChange::Kind::held));
      if (change.kind == DelegationChange::Kind::gone) {
        require(at->second == delegation);
        mirror_.erase(at);
      } else {
        require(at == mirror_.end() || at->second != delegation);
        mirror_.insert_or_assign(delegation.prefix, delegation);
      }
    }
    changes_.clear();
    require(mirror_ == delegations_.all());
  }

  void check_table() const {
    require(delegations_.is_consistent());
    auto earliest = dhcp6::kNever;
    for (const auto& [prefix, held] : delegations_.all()) {
      require(relay::is_delegable(prefix));
      require(held.next_hop.is_link_local());
      require(delegations_.policy(held.link) != nullptr);
      earliest = std::min(earliest, held.valid_until);
    }
    require(delegations_.deadline().value_or(dhcp6::kNever) == earliest);
  }

  // RFC 8987 §4.1 G-5, G-6. What is over a limit that was lowered, or was restored, does not grow.
  void check_limits() {
    const auto clients_before = clients(before_);
    for (const auto& [client, count] : clients(delegations_.all())) {
      const auto was = clients_before.find(client);
      const std::size_t limit = delegations_.policy(client.first)->per_client;
      require(count <= limit || (was != clients_before.end() && count <= was->second));
    }
    for (const DelegationPolicy& policy : policies_) {
      const auto is_on = [&policy](const auto& held) { return held.second.link == policy.link; };
      const auto was = std::ranges::count_if(before_, is_on);
      const auto is = std::ranges::count_if(delegations_.all(), is_on);
      require(is <= std::max<std::ptrdiff_t>(was, policy.per_link));
    }
  }

  static std::map<Client, std::size_t> clients(const Table& table) {
    std::map<Client, std::size_t> counts;
    for (const auto& [prefix, held] : table) {
      ++counts[{held.link, std::string(dhcp6::as_text(held.client.bytes()))}];
    }
    return counts;
  }

  Reader reader_;
  Delegations delegations_;
  std::vector<DelegationPolicy> policies_;
  Table before_;  // the last event
  Table mirror_;
  std::vector<DelegationChange> changes_;
  WallTime now_{1'800'000'000};
  std::array<std::byte, kMessageMax> message_{};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Life(Reader(std::as_bytes(std::span(data, size)))).run();
  return 0;
}
