// "Did you mean …?"
#pragma once

#include <cstddef>
#include <string_view>

namespace ward6::config {

// How many letters must be typed, left out, changed or swapped with their neighbour to get from one
// word to the other; anything above `bound` is given as bound + 1.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t bound);

// Keeps the candidate that is nearest to a word, if one is near enough to be meant.
class Nearest {
 public:
  explicit Nearest(std::string_view word);
  void offer(std::string_view candidate);
  [[nodiscard]] std::string_view best() const { return best_; }  // empty: none

 private:
  std::string_view word_;
  std::string_view best_;
  std::size_t distance_;  // of a candidate that is not near enough any more
};

}  // namespace ward6::config
