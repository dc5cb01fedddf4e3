#pragma once
// The page's plot, as SVG: each ratio against what it is to reach, and how the cost of a payment
// and of a look-up grows with the tables.

#include <string>

#include "dev/bench/figures.hpp"

namespace pay200::dev {

std::string plot_of(const Figures& figures);

}  // namespace pay200::dev
