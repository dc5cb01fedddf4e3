#pragma once
// How wide text is in a terminal: a Hangul syllable takes two columns (Unicode UAX #11).

#include <cstddef>
#include <string>
#include <string_view>

namespace pay200 {

/// In columns. Bytes that are not UTF-8 count as one column each.
std::size_t display_width(std::string_view text);

/// What a terminal may be given: control characters (escape sequences among them) and bytes that
/// are not UTF-8 become U+FFFD.
std::string printable(std::string_view text);

/// At most `width` columns, with an ellipsis where something was cut. Whole code points only.
std::string cut_to_width(std::string_view text, std::size_t width);

}  // namespace pay200
