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
constexpr std::size_t kMostPerPart = 5'000;
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

void TransactionSearch::each(TransactionFilter filter,
                             const std::function<void(const Transaction&)>& take) {
  std::vector<MerchantId> merchants;
  if (filter.merchant_id) {
    merchants = {*filter.merchant_id};
  } else {
    merchants = transaction_search_store::merchants_of_mode(database_, filter.live);
  }
  for (const MerchantId merchant_id : merchants) {
    filter.merchant_id = merchant_id;
    filter.after.reset();
    for (bool more = true; more;) {
      const auto part = transaction_search_store::search_transactions(
          database_, filter, range_of(filter), kMostPerPart);
      for (const auto& transaction : part) take(transaction);
      more = part.size() == kMostPerPart;
      if (more) filter.after = part.back().id;
    }
  }
}

std::int64_t TransactionSearch::count(const TransactionFilter& filter) {
  TransactionFilter all = filter;
  all.after.reset();
  return transaction_search_store::count_transactions(database_, all, range_of(all));
}

std::optional<Transaction> TransactionSearch::find(TransactionId id) {
  return transaction_search_store::find_transaction(database_, id);
}

std::vector<Transaction> TransactionSearch::of_payment(const PaymentKey& payment) {
  return transaction_search_store::transactions_of_payment(database_, payment);
}

}  // namespace pay200
