#pragma once
// One merchant's transactions, for its staff: page by page in both directions, summed up, as a
// file, and what has come since. What any of it costs does not depend on where a page lies, nor on
// other merchants: it reads the merchant's own part of an index (sql/migrations/0028).

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/transaction/transaction_search.hpp"

namespace pay200 {

struct ListingFilter {
  MerchantId merchant_id;
  std::optional<Time> from = {}, to = {};  ///< `to` is not included
  std::optional<TransactionType> type = {};
  /// Part of the order's name, the order id or the customer's name; capitals do not matter.
  std::optional<std::string> name = {};
};

/// Where a page begins, seen from another.
struct ListingCursor {
  enum class Direction { kOlder, kNewer };
  Direction direction = Direction::kOlder;
  TransactionId than;
};
std::string to_text(const ListingCursor& cursor);  ///< "older_068kx..."
std::optional<ListingCursor> listing_cursor_from_text(std::string_view text);

struct ListingPage {
  std::vector<Transaction> transactions;  ///< newest first
  std::optional<ListingCursor> newer, older;
};

struct Figure {
  std::int64_t count = 0;
  std::int64_t amount_minor = 0;
};

struct TransactionTotals {
  Figure payments, cancels, refunds;
  Figure unmoved;  ///< purchases cancelled before any money moved

  std::int64_t net_minor() const {
    return payments.amount_minor - cancels.amount_minor - refunds.amount_minor;
  }
};

struct DayFigures {
  std::chrono::year_month_day day;  ///< in Asia/Seoul
  TransactionTotals totals;
};

struct Overview {
  std::vector<DayFigures> days;          ///< oldest first, today last
  std::vector<TransactionTotals> hours;  ///< today's 24
};

struct ListingChanges {
  std::vector<Transaction> transactions;  ///< newest first
  TransactionId cursor;
  bool complete = true;  ///< false: more than these have come
};

/// Thread-safe. Throws as db::Database does.
class TransactionListing {
 public:
  static constexpr std::size_t kMostPerPage = 1'000;

  explicit TransactionListing(db::Database& database);

  /// No cursor: the newest. `limit`: 1 to kMostPerPage.
  ListingPage page(const ListingFilter& filter, const std::optional<ListingCursor>& cursor,
                   std::size_t limit);
  TransactionTotals totals(const ListingFilter& filter);
  Overview overview(MerchantId merchant_id, int days, Time now);
  /// What may have come since the cursor of an earlier answer. The last minute before it is told
  /// again: what was begun earlier may be committed later. No cursor: only where to go on from.
  ListingChanges changes(MerchantId merchant_id, const std::optional<TransactionId>& since,
                         Time now);

 private:
  db::Database& database_;
};

}  // namespace pay200
