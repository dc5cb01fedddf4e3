#include "core/transaction/transaction_search.hpp"

#include <algorithm>
#include <cstdint>

#include "core/platform/assert.hpp"
#include "core/transaction/transaction_search_store.hpp"

namespace pay200 {
namespace {

using std::chrono::hours;
using std::chrono::sys_days;
using transaction_search_store::Range;

constexpr std::size_t kMostPerPage = 100;
constexpr hours kSeoulOffset{9};

/// A transaction's id is made moments before its row; this much apart they never are.
constexpr hours kIdSlack{1};

/// The smallest UUIDv7 of a time: its first 48 bits are milliseconds (RFC 9562, section 5.7).
TransactionId least_id_of(Time time) {
  const auto since_epoch = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
  auto rest = static_cast<std::uint64_t>(std::max<std::int64_t>(since_epoch.count(), 0));
  TransactionId id;
  for (std::size_t i = 6; i-- > 0; rest >>= 8U) {
    id.value.bytes[i] = static_cast<std::uint8_t>(rest & 0xFFU);
  }
  return id;
}

TransactionId greatest_id() {
  TransactionId id;
  id.value.bytes.fill(0xFF);
  return id;
}

Range range_of(const TransactionFilter& filter) {
  Range range;
  range.before = greatest_id();
  if (filter.from) {
    range.from = filter.from;
    range.least = least_id_of(*range.from - kIdSlack);
  }
  if (filter.to) {
    range.to = filter.to;
    range.before = least_id_of(*range.to + kIdSlack);
  }
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
