#include "core/transaction/transaction_search.hpp"

#include <algorithm>

#include "core/platform/assert.hpp"
#include "core/transaction/transaction_range.hpp"
#include "core/transaction/transaction_search_store.hpp"

namespace pay200 {
namespace {

using std::chrono::hours;
using std::chrono::sys_days;

constexpr std::size_t kMostPerPage = 100;
constexpr hours kSeoulOffset{9};

TransactionRange range_of(const TransactionFilter& filter) {
  TransactionRange range = transaction_range(filter.from, filter.to);
  if (filter.after) range.before = std::min(range.before, *filter.after);
  return range;
}

}  // namespace

std::string_view to_text(TransactionType type) {
  switch (type) {
    case TransactionType::kPayment:
      return "PAYMENT";
    case TransactionType::kCancel:
      return "CANCEL";
    case TransactionType::kRefund:
      return "REFUND";
  }
  PAY200_ASSERT(!"a type");
}

Time start_of_seoul_day(std::chrono::year_month_day day) {
  return Time(sys_days(day)) - kSeoulOffset;
}

TransactionSearch::TransactionSearch(db::Database& database) : database_(database) {}

TransactionPage TransactionSearch::search(const TransactionFilter& filter) {
  PAY200_ASSERT(filter.limit >= 1 && filter.limit <= kMostPerPage);
  TransactionPage page;
  // One more than asked for tells whether there is another page.
  page.transactions = transaction_search_store::search_transactions(
      database_, filter, range_of(filter), filter.limit + 1);
  if (page.transactions.size() > filter.limit) {
    page.transactions.resize(filter.limit);
    page.next = page.transactions.back().id;
  }
  return page;
}

std::optional<Transaction> TransactionSearch::find(TransactionId id) {
  return transaction_search_store::find_transaction(database_, id);
}

std::vector<Transaction> TransactionSearch::of_payment(const PaymentKey& payment) {
  return transaction_search_store::transactions_of_payment(database_, payment);
}

}  // namespace pay200
