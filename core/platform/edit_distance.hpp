#pragma once

#include <cstddef>
#include <string_view>

namespace pay200 {

/// How many characters were added, left out, changed, or swapped with their neighbour (optimal
/// string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace pay200
