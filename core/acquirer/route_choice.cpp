#include "core/acquirer/route_choice.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include "core/platform/assert.hpp"

namespace pay200 {

RouteChoice::RouteChoice(const std::vector<Route>& routes)
    : routes_(routes), by_fallback_(routes.size()), due_(routes.size(), 0) {
  std::iota(by_fallback_.begin(), by_fallback_.end(), std::size_t{0});
  std::ranges::stable_sort(by_fallback_, {},
                           [this](std::size_t i) { return routes_[i].fallback_order; });
}

std::vector<std::size_t> RouteChoice::order(const std::vector<bool>& usable, bool fallback) {
  PAY200_ASSERT(usable.size() == routes_.size());
  std::optional<std::size_t> first;
  if (!fallback) {
    long total = 0;
    for (std::size_t i = 0; i < routes_.size(); ++i) {
      if (!usable[i] || routes_[i].weight == 0) continue;
      total += routes_[i].weight;
      due_[i] += routes_[i].weight;
      if (!first || due_[i] > due_[*first]) first = i;
    }
    if (first) due_[*first] -= total;
  }
  std::vector<std::size_t> order;
  if (first) order.push_back(*first);
  for (const std::size_t i : by_fallback_) {
    if (usable[i] && i != first) order.push_back(i);
  }
  return order;
}

}  // namespace pay200
