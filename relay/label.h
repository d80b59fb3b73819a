// A text with variables that becomes the value of an Interface-Id, Remote-Id or Subscriber-Id:
// "{hostname}/{interface}:{vlan}". Parsed once, when the configuration is loaded. There is no
// variable for the kernel's interface index: it changes at a boot or when an interface is made
// anew, and with it everything that a server has keyed on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "libdhcp6/core/address.h"
#include "libdhcp6/wire/writer.h"

namespace ward6::relay {

enum class Variable : std::uint8_t { link, interface, mac, vlan, hostname, client_mac };

// The values of the variables. Borrowed.
struct LabelFacts {
  std::string_view link;               // name in the configuration
  std::string_view interface;          // name in the kernel
  dhcp6::LinkLayerAddress mac;         // of that interface
  std::uint16_t vlan = 0;              // its 802.1Q number; 0: none
  std::string_view hostname;           // of this machine
  dhcp6::LinkLayerAddress client_mac;  // empty: not known
};

struct LabelError {
  std::size_t column = 0;  // from 0, in the text
  std::string text;        // what is wrong and what may stand there
};

class Label {
 public:
  // Letters as they are; {name} is a variable, {{ a brace; or "0x…" for bytes as a whole.
  [[nodiscard]] static tl::expected<Label, LabelError> parse(std::string_view text);

  [[nodiscard]] bool empty() const noexcept { return pieces_.empty(); }
  [[nodiscard]] bool uses(Variable variable) const noexcept;
  // Some piece differs from message to message.
  [[nodiscard]] bool is_per_client() const noexcept { return uses(Variable::client_mac); }
  // A variable without a value leaves nothing.
  void write(dhcp6::Writer& writer, const LabelFacts& facts) const noexcept;
  // The same into a buffer of its own; for what is the same in every message.
  [[nodiscard]] std::vector<std::byte> bytes(const LabelFacts& facts) const;

 private:
  struct Piece {
    std::string literal;  // when it is no variable
    bool is_variable = false;
    Variable variable{};
  };
  std::vector<Piece> pieces_;
};

}  // namespace ward6::relay
