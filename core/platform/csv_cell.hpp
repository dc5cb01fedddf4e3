#pragma once
// A cell of a file for spreadsheets (RFC 4180, lines ended by CR LF, UTF-8 with a BOM, by which
// Excel knows that it is UTF-8).

#include <string>
#include <string_view>

namespace pay200 {

inline constexpr std::string_view kCsvByteOrderMark = "\xEF\xBB\xBF";
inline constexpr std::string_view kCsvLineEnd = "\r\n";

/// Not for numbers: one below zero would no longer be one. In quotes where it must be. A text that
/// a spreadsheet would take for a formula (what begins with = + - @, a tab or a return) gets an
/// apostrophe before it: others choose what an order is called.
std::string csv_cell(std::string_view text);

}  // namespace pay200
