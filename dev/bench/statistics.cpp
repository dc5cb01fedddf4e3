#include "dev/bench/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace pay200::dev {

double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

double percentile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const double place = std::ceil(part * static_cast<double>(values.size())) - 1;
  return values[static_cast<std::size_t>(std::max(0.0, place))];
}

double spread(const std::vector<double>& values) {
  if (values.empty() || median(values) == 0) return 0;
  const auto [least, most] = std::ranges::minmax(values);
  return (most - least) / median(values);
}

}  // namespace pay200::dev
