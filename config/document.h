// YAML text as an immutable tree that keeps the place of every node. The YAML library lives behind
// document.cc only; none of its types or exceptions leaves it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "config/diagnostic.h"

namespace ward6::config {

// Bounds on what a file may ask of us. Aliases count as often as they are used.
inline constexpr std::size_t kFileSizeMax = std::size_t{64} << 20U;
inline constexpr std::size_t kDepthMax = 32;
inline constexpr std::size_t kNodesMax = 4'000'000;
inline constexpr std::size_t kAliasedNodesMax = 1'000'000;

enum class NodeKind : std::uint8_t { null, scalar, sequence, map };

struct Node {
  NodeKind kind = NodeKind::null;
  bool plain = true;         // a scalar without quotes
  std::uint8_t height = 1;   // levels in this subtree
  std::uint32_t weight = 1;  // nodes in this subtree, aliases expanded
  Place place;
  std::string text;                // of a scalar
  std::vector<const Node*> items;  // of a sequence; of a map: key, value, key, value …

  [[nodiscard]] bool is_scalar() const { return kind == NodeKind::scalar; }
  [[nodiscard]] bool is_map() const { return kind == NodeKind::map; }
  [[nodiscard]] bool is_sequence() const { return kind == NodeKind::sequence; }
  [[nodiscard]] bool is_null() const { return kind == NodeKind::null; }
};

// "a list", "a map" …, for messages.
[[nodiscard]] std::string_view describe(NodeKind kind) noexcept;

class Document {
 public:
  // Requires: text.size() <= kFileSizeMax. Reports what is wrong to `out`; the tree holds what
  // could be read in spite of it, so that later steps can find more.
  [[nodiscard]] static Document parse(std::string_view text, Diagnostics& out);

  // Null when nothing could be read.
  [[nodiscard]] const Node* root() const { return root_; }

 private:
  friend class TreeBuilder;
  std::deque<Node> nodes_;  // a deque: nodes never move
  const Node* root_ = nullptr;
};

}  // namespace ward6::config
