#pragma once
// Transactions as the verbs of `tx` show them.

#include <vector>

#include "core/transaction/transaction_search.hpp"
#include "pgctl/output/record.hpp"

namespace pay200::pgctl {

/// For people, money that goes back is negative, and 0 where a purchase was cancelled before any
/// moved; for scripts it is the amount, beside type and moved.
Cell signed_amount_cell(const Transaction& transaction);

/// The columns of a listing, and a row of it.
std::vector<Column> transaction_columns();
std::vector<Cell> transaction_cells(const Transaction& transaction);
Listing listing_of(const std::vector<Transaction>& transactions);

}  // namespace pay200::pgctl
