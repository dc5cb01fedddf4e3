#pragma once
// Random texts that people read from one screen and type into another.

#include <string>
#include <string_view>

namespace pay200 {

/// "7k2m1-q9xw4-0g7k2": so many groups of five characters of Crockford's base32, 25 bits each.
std::string random_groups(int groups);

/// As it was made, however it was typed: small letters, without spaces and hyphens, o and i and l
/// for what they look like.
std::string typed_groups(std::string_view text);

}  // namespace pay200
