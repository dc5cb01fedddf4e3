#pragma once
// Field 48: private use, as a row of tag (2 digits), length (2 digits, 01 to 99) and value. Two
// tags are in use: 92, as the card schemes number it, the CVC (3 or 4 digits), in 0100 only; and
// 39, the field 39 of the message inquired after (2 characters), in 0610 only.

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pay200::iso8583 {

inline constexpr std::string_view kCvcTag = "92";
inline constexpr std::string_view kInquiredCodeTag = "39";

/// Tag to value.
using PrivateData = std::map<std::string, std::string, std::less<>>;

/// Asserts tags of 2 digits and values of 1 to 99 bytes. The result may hold a CVC: the caller
/// cleanses it.
std::string to_field_48(const PrivateData& data);
/// nullopt if cut, with bytes too many, or with a tag out of order or twice.
std::optional<PrivateData> from_field_48(std::string_view value);

}  // namespace pay200::iso8583
