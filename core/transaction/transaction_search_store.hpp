#pragma once
// The statements of core/transaction. Only TransactionSearch and TransactionListing call them.

#include <optional>
#include <vector>

#include "core/transaction/transaction_listing.hpp"
#include "core/transaction/transaction_range.hpp"
#include "core/transaction/transaction_search.hpp"

namespace pay200::transaction_search_store {

/// Keyset-paginated on the id, whose time part is the order.
std::vector<Transaction> search_transactions(db::Database& database,
                                             const TransactionFilter& filter,
                                             const TransactionRange& range, std::size_t most);
std::int64_t count_transactions(db::Database& database, const TransactionFilter& filter,
                                const TransactionRange& range);
std::vector<MerchantId> merchants_of_mode(db::Database& database, bool live);
std::optional<Transaction> find_transaction(db::Database& database, TransactionId id);
std::vector<Transaction> transactions_of_payment(db::Database& database, const PaymentKey& payment);

// Of one merchant: each reads that merchant's part of one index, and no table but for the rows that
// it answers with.
/// Newest first: the newest in the range,
std::vector<Transaction> newest_transactions(db::Database& database, const ListingFilter& filter,
                                             const TransactionRange& range, std::size_t most);
/// or the oldest.
std::vector<Transaction> oldest_transactions(db::Database& database, const ListingFilter& filter,
                                             const TransactionRange& range, std::size_t most);
TransactionTotals sum_transactions(db::Database& database, const ListingFilter& filter,
                                   const TransactionRange& range);

struct HourSum {
  std::chrono::year_month_day day;
  int hour = 0;  ///< 0 where hours were not asked for
  TransactionTotals totals;
};
/// What moved money, by day in Asia/Seoul, and from `hours_from` on by hour; in order.
std::vector<HourSum> sum_days(db::Database& database, MerchantId merchant_id,
                              const TransactionRange& range, Time hours_from);

}  // namespace pay200::transaction_search_store
