#pragma once
// docs/performance.md, made of the figures and nothing else.

#include <string>

#include "dev/bench/figures.hpp"

namespace pay200::dev {

/// `plot`: the name of the picture beside it.
std::string page_of(const Figures& figures, const std::string& plot);

/// How a figure is written for people: as many digits as mean something.
std::string in_words(double value);

}  // namespace pay200::dev
