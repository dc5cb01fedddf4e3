#pragma once
// Transactions as a file for spreadsheets (core/platform/csv_cell).

#include <string>

#include "core/platform/error_code.hpp"
#include "core/transaction/transaction_search.hpp"

namespace pay200::render {

/// The BOM and the headings.
std::string transaction_csv_head(Language language);
/// One line.
std::string transaction_csv_line(const Transaction& transaction, Language language);

}  // namespace pay200::render
