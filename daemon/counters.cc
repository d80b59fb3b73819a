#include "daemon/counters.h"

#include <algorithm>
#include <cctype>
#include <unordered_map>
#include <utility>

#include "libdhcp6/wire/protocol.h"

namespace ward6::daemon {
namespace {

consteval std::array<std::uint8_t, 256> make_slots() {
  std::array<std::uint8_t, 256> slots{};
  slots.fill(static_cast<std::uint8_t>(kTypeSlots - 1));
  for (std::size_t slot = 0; slot < kCountedTypes.size(); ++slot) {
    slots[kCountedTypes[slot]] = static_cast<std::uint8_t>(slot);
  }
  return slots;
}
constexpr std::array<std::uint8_t, 256> kSlotOf = make_slots();

}  // namespace

std::string type_slot_name(std::size_t slot) {
  if (slot >= kCountedTypes.size()) return "other";
  if (kCountedTypes[slot] == 0) return "unparsed";
  std::string text(dhcp6::name(dhcp6::MessageType{kCountedTypes[slot]}));
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::uint64_t LinkCounters::total(dhcp6::Outcome outcome) const noexcept {
  std::uint64_t sum = 0;
  for (const OutcomeCounts& counts : by_type) sum += counts[static_cast<std::size_t>(outcome)];
  return sum;
}

void Counters::set_links(const std::vector<std::string>& names) {
  std::unordered_map<std::string, LinkCounters> known;
  for (std::size_t at = 0; at < names_.size(); ++at) known[names_[at]] = links_[at];
  std::vector<LinkCounters> links;
  links.reserve(names.size());
  for (const std::string& name : names) links.push_back(known[name]);
  names_ = names;
  links_ = std::move(links);
}

LinkCounters& Counters::of(dhcp6::LinkId link) noexcept {
  const std::size_t index = value(link);
  return index < links_.size() ? links_[index] : no_link_;
}

void Counters::count(dhcp6::LinkId link,
                     std::uint8_t message_type,
                     dhcp6::Outcome outcome) noexcept {
  const auto at = static_cast<std::size_t>(outcome);
  ++of(link).by_type[kSlotOf[message_type]][at];
  ++outcomes_[at];
}

}  // namespace ward6::daemon
