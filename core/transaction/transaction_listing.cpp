#include "core/transaction/transaction_listing.hpp"

#include <algorithm>

#include "core/platform/assert.hpp"
#include "core/transaction/transaction_range.hpp"
#include "core/transaction/transaction_search_store.hpp"

namespace pay200 {
namespace {

using Direction = ListingCursor::Direction;
using std::chrono::days;
using std::chrono::sys_days;

constexpr std::string_view kOlder = "older_";
constexpr std::string_view kNewer = "newer_";
constexpr std::string_view kTransactionPrefix = "txn_";
constexpr int kHours = 24;
/// Between a transaction's id and its commit lies at most a wait for its payment's lock.
constexpr std::chrono::minutes kLateCommit{1};
constexpr std::size_t kMostChanges = 100;

ListingPage older_page(db::Database& database, const ListingFilter& filter,
                       const std::optional<TransactionId>& than, std::size_t limit) {
  TransactionRange range = transaction_range(filter.from, filter.to);
  if (than) range.before = std::min(range.before, *than);
  ListingPage page;
  // One more than asked for tells whether there is another page.
  page.transactions =
      transaction_search_store::newest_transactions(database, filter, range, limit + 1);
  const bool more = page.transactions.size() > limit;
  if (more) page.transactions.pop_back();
  if (page.transactions.empty()) return page;
  if (than) page.newer = ListingCursor{Direction::kNewer, page.transactions.front().id};
  if (more) page.older = ListingCursor{Direction::kOlder, page.transactions.back().id};
  return page;
}

ListingPage newer_page(db::Database& database, const ListingFilter& filter, TransactionId than,
                       std::size_t limit) {
  TransactionRange range = transaction_range(filter.from, filter.to);
  range.least = std::max(range.least, than);
  ListingPage page;
  // `than` itself lies in the range: it is what is older than this page.
  page.transactions =
      transaction_search_store::oldest_transactions(database, filter, range, limit + 2);
  if (!page.transactions.empty() && page.transactions.back().id == than) {
    page.transactions.pop_back();
  }
  const bool more = page.transactions.size() > limit;
  while (page.transactions.size() > limit) page.transactions.erase(page.transactions.begin());
  if (page.transactions.empty()) return page;
  if (more) page.newer = ListingCursor{Direction::kNewer, page.transactions.front().id};
  page.older = ListingCursor{Direction::kOlder, page.transactions.back().id};
  return page;
}

}  // namespace

std::string to_text(const ListingCursor& cursor) {
  const std::string id = to_text(cursor.than).substr(kTransactionPrefix.size());
  return std::string(cursor.direction == Direction::kOlder ? kOlder : kNewer) + id;
}

std::optional<ListingCursor> listing_cursor_from_text(std::string_view text) {
  const bool older = text.starts_with(kOlder);
  if (!older && !text.starts_with(kNewer)) return std::nullopt;
  const auto id = transaction_id_from_text(std::string(kTransactionPrefix) +
                                           std::string(text.substr(kOlder.size())));
  if (!id) return std::nullopt;
  return ListingCursor{older ? Direction::kOlder : Direction::kNewer, *id};
}

TransactionListing::TransactionListing(db::Database& database) : database_(database) {}

ListingPage TransactionListing::page(const ListingFilter& filter,
                                     const std::optional<ListingCursor>& cursor,
                                     std::size_t limit) {
  PAY200_ASSERT(limit >= 1 && limit <= kMostPerPage);
  if (!cursor) return older_page(database_, filter, std::nullopt, limit);
  if (cursor->direction == Direction::kOlder) {
    return older_page(database_, filter, cursor->than, limit);
  }
  return newer_page(database_, filter, cursor->than, limit);
}

TransactionTotals TransactionListing::totals(const ListingFilter& filter) {
  return transaction_search_store::sum_transactions(database_, filter,
                                                    transaction_range(filter.from, filter.to));
}

Overview TransactionListing::overview(MerchantId merchant_id, int day_count, Time now) {
  PAY200_ASSERT(day_count >= 1);
  const sys_days today(seoul_day(now));
  const sys_days first = today - days(day_count - 1);
  Overview overview;
  for (sys_days day = first; day <= today; day += days(1)) overview.days.push_back({day, {}});
  overview.hours.resize(kHours);
  const Time begin = start_of_seoul_day(first);
  const Time midnight = start_of_seoul_day(today);
  const auto range = transaction_range(begin, midnight + days(1));
  for (const auto& sum :
       transaction_search_store::sum_days(database_, merchant_id, range, midnight)) {
    auto& day = overview.days.at(static_cast<std::size_t>((sys_days(sum.day) - first).count()));
    const auto add = [](Figure& to, const Figure& from) {
      to.count += from.count;
      to.amount_minor += from.amount_minor;
    };
    add(day.totals.payments, sum.totals.payments);
    add(day.totals.cancels, sum.totals.cancels);
    add(day.totals.refunds, sum.totals.refunds);
    if (sys_days(sum.day) == today) {
      overview.hours.at(static_cast<std::size_t>(sum.hour)) = sum.totals;
    }
  }
  return overview;
}

ListingChanges TransactionListing::changes(MerchantId merchant_id,
                                           const std::optional<TransactionId>& since, Time now) {
  ListingChanges changes;
  TransactionRange range = transaction_range(std::nullopt, std::nullopt);
  const ListingFilter filter{merchant_id};
  if (since) range.least = least_transaction_id_of(time_of(*since) - kLateCommit);
  changes.transactions = transaction_search_store::newest_transactions(
      database_, filter, range, since ? kMostChanges + 1 : 1);
  changes.cursor = since.value_or(least_transaction_id_of(now));
  if (!changes.transactions.empty()) {
    changes.cursor = std::max(changes.cursor, changes.transactions.front().id);
  }
  if (!since) changes.transactions.clear();
  changes.complete = changes.transactions.size() <= kMostChanges;
  if (!changes.complete) changes.transactions.pop_back();
  return changes;
}

}  // namespace pay200
