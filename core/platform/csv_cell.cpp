#include "core/platform/csv_cell.hpp"

#include <algorithm>
#include <array>

namespace pay200 {
namespace {

/// By how OWASP says that a formula begins; the full-width signs count where a spreadsheet is set
/// up for East Asia.
bool may_be_formula(std::string_view text) {
  constexpr std::array<std::string_view, 11> kSigns = {"=",  "+",  "-",  "@",  "\t", "\r",
                                                       "\n", "＝", "＋", "－", "＠"};
  return std::ranges::any_of(kSigns, [&](std::string_view s) { return text.starts_with(s); });
}

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string cell(text);
  if (may_be_formula(text)) cell.insert(cell.begin(), '\'');
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

}  // namespace pay200
