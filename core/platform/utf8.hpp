#pragma once
// Text as people write it: UTF-8 (RFC 3629), counted in code points, as PostgreSQL counts it.

#include <cstddef>
#include <optional>
#include <string_view>

namespace pay200 {

/// The next code point at `offset`, which moves behind it; nullopt if it is not well-formed (also
/// overlong forms, surrogates, beyond U+10FFFF).
std::optional<char32_t> next_code_point(std::string_view text, std::size_t& offset);

/// In code points; nullopt if the text is not well-formed.
std::optional<std::size_t> utf8_length(std::string_view text);

/// A name as shown on one line: 1 to `most` code points, no control characters or line breaks, no
/// blank at either end.
bool is_one_line(std::string_view text, std::size_t most);

}  // namespace pay200
