#include "config/suggest.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ward6::config {
namespace {

constexpr std::size_t kWordSizeMax = 40;  // no name of ours is longer

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char fold(char c) {
  return c == '_' ? '-' : lower(c);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t bound) {
  if (a.size() > kWordSizeMax || b.size() > kWordSizeMax) return bound + 1;
  using Row = std::array<std::size_t, kWordSizeMax + 1>;
  Row before{};
  Row previous{};
  Row current{};
  for (std::size_t j = 0; j <= b.size(); ++j) previous.at(j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t same = fold(a[i - 1]) == fold(b[j - 1]) ? 0 : 1;
      current.at(j) =
          std::min({previous.at(j) + 1, current.at(j - 1) + 1, previous.at(j - 1) + same});
      const bool swapped =
          i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1]);
      if (swapped) current.at(j) = std::min(current.at(j), before.at(j - 2) + 1);
    }
    before = previous;
    previous = current;
  }
  return std::min(previous.at(b.size()), bound + 1);
}

// One slip in three letters is still the same word.
Nearest::Nearest(std::string_view word)
    : word_(word), distance_(std::max<std::size_t>(word.size() / 3, 1) + 1) {}

void Nearest::offer(std::string_view candidate) {
  const std::size_t distance = edit_distance(word_, candidate, distance_);
  if (distance < distance_) {
    best_ = candidate;
    distance_ = distance;
  }
}

}  // namespace ward6::config
