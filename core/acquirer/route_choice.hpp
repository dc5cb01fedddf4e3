#pragma once
// Which acquirer a payment goes to: by weight, so that over time each has its share, evenly mixed;
// then, where that one cannot take it, the others in their fallback order. Pure; not thread-safe.

#include <cstddef>
#include <vector>

namespace pay200 {

class RouteChoice {
 public:
  struct Route {
    int weight = 1;  ///< 0: only as a fallback
    int fallback_order = 0;
  };

  explicit RouteChoice(const std::vector<Route>& routes);

  /// The usable ones, in the order in which they are to be tried. `fallback`: another has been
  /// tried for this payment already, so weight no longer counts.
  std::vector<std::size_t> order(const std::vector<bool>& usable, bool fallback);

 private:
  std::vector<Route> routes_;
  std::vector<std::size_t> by_fallback_;
  std::vector<long> due_;  ///< smooth weighted round robin: what each has coming
};

}  // namespace pay200
