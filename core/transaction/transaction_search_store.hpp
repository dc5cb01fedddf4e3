#pragma once
// The statements of core/transaction. Only TransactionSearch calls them.

#include <optional>
#include <vector>

#include "core/transaction/transaction_search.hpp"

namespace pay200::transaction_search_store {

/// Keyset-paginated on the id, whose time part is the order.
struct Range {
  TransactionId least;           ///< included
  TransactionId before;          ///< not included
  std::optional<Time> from, to;  ///< `to` is not included
};
std::vector<Transaction> search_transactions(db::Database& database,
                                             const TransactionFilter& filter, const Range& range,
                                             std::size_t most);
std::optional<Transaction> find_transaction(db::Database& database, TransactionId id);
std::vector<Transaction> transactions_of_payment(db::Database& database, const PaymentKey& payment);

}  // namespace pay200::transaction_search_store
