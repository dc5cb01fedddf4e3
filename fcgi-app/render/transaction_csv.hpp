#pragma once
// Transactions as a file for spreadsheets (RFC 4180, lines ended by CR LF, UTF-8 with a BOM, by
// which Excel knows that it is UTF-8).

#include <string>

#include "core/platform/error_code.hpp"
#include "core/transaction/transaction_search.hpp"

namespace pay200::render {

/// The BOM and the headings.
std::string transaction_csv_head(Language language);
/// One line.
std::string transaction_csv_line(const Transaction& transaction, Language language);

/// In quotes where it must be. A text that a spreadsheet would take for a formula (what begins with
/// = + - @, a tab or a return) gets an apostrophe before it: others choose what an order is called.
std::string csv_cell(std::string_view text);

}  // namespace pay200::render
