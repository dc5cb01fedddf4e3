#include "pgctl/suggestion.hpp"

#include <algorithm>
#include <cstddef>

#include "core/platform/edit_distance.hpp"

namespace pay200::pgctl {

std::optional<std::string> nearest(std::string_view typed, const std::vector<std::string>& known) {
  std::vector<std::string> beginnings;
  for (const auto& word : known) {
    if (typed.size() >= 2 && word.substr(0, typed.size()) == typed) beginnings.push_back(word);
  }
  if (beginnings.size() == 1) return beginnings.front();
  std::optional<std::string> best;
  std::size_t least = std::max<std::size_t>(1, typed.size() / 3) + 1;
  for (const auto& word : known) {
    const std::size_t here = edit_distance(typed, word);
    if (here >= least) continue;
    least = here;
    best = word;
  }
  return best;
}

}  // namespace pay200::pgctl
