#pragma once
// "did you mean ...?"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pay200::pgctl {

/// The known word that was probably meant: few letters added, left out, changed, or two swapped; or
/// a beginning that only one word has. none: nothing is near.
std::optional<std::string> nearest(std::string_view typed, const std::vector<std::string>& known);

}  // namespace pay200::pgctl
