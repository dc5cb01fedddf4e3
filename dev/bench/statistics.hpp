#pragma once
// What is told of several measurements of the same.

#include <vector>

namespace pay200::dev {

/// Of none: 0.
double median(std::vector<double> values);
/// The value that the given part of all (0 to 1) does not exceed. Of none: 0.
double percentile(std::vector<double> values, double part);
/// How far from each other the smallest and the largest are, as a part of the median.
double spread(const std::vector<double>& values);

}  // namespace pay200::dev
