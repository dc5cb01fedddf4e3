#pragma once
// Transactions as people look for them: what was paid (PAYMENT), cancelled (CANCEL) or refunded
// (REFUND), newest first. Reads only; an operator's may cross merchants.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/money/money.hpp"
#include "core/platform/clock.hpp"
#include "core/platform/db/database.hpp"
#include "core/platform/id.hpp"
#include "core/platform/result.hpp"

namespace pay200 {

enum class TransactionType { kPayment, kCancel, kRefund };
std::string_view to_text(TransactionType type);  ///< "PAYMENT"

struct Transaction {
  TransactionId id;
  PaymentKey payment;
  TransactionType type = TransactionType::kPayment;
  Money amount;        ///< always positive
  Money left;          ///< of the payment, once this transaction was done
  bool moved = false;  ///< false: a purchase cancelled before any money moved
  std::optional<std::string> acquirer, rrn, approval_code;
  /// Of a CANCEL or REFUND: merchant or shopper, and who did it for the merchant. Not from
  /// search().
  std::optional<std::string> requested_by, by_operator;
  std::chrono::year_month_day business_day;  ///< the acquirer's
  Time occurred_at;
  // Of the payment and its merchant:
  std::string order_id, order_name;
  std::optional<std::string> customer_name;
  std::string merchant_name;
  bool live = false;
};

/// Midnight in Asia/Seoul.
Time start_of_seoul_day(std::chrono::year_month_day day);

struct TransactionFilter {
  bool live = false;
  std::optional<MerchantId> merchant_id;
  std::optional<Time> from, to;  ///< `to` is not included
  bool moved_only = false;       ///< leaves out what moved no money
  std::optional<TransactionType> type;
  /// Part of the order's name, the order id or the customer's name; capitals do not matter.
  std::optional<std::string> name;
  std::optional<TransactionId> after;  ///< the last one of the page before
  std::size_t limit = 20;              ///< 1 to 100
};

struct TransactionPage {
  std::vector<Transaction> transactions;
  std::optional<TransactionId> next;  ///< for `after`, if there are more
};

class TransactionSearch {
 public:
  explicit TransactionSearch(db::Database& database);

  TransactionPage search(const TransactionFilter& filter);
  /// All that match, whatever `after` and `limit` say, in parts of a few thousand: merchant by
  /// merchant, each newest first, so that the cost grows with what matches. What comes in meanwhile
  /// may be in it or not.
  void each(TransactionFilter filter, const std::function<void(const Transaction&)>& take);
  /// How many each() gives.
  std::int64_t count(const TransactionFilter& filter);
  /// By its id alone, across merchants: for operators.
  std::optional<Transaction> find(TransactionId id);
  /// Oldest first.
  std::vector<Transaction> of_payment(const PaymentKey& payment);

 private:
  db::Database& database_;
};

}  // namespace pay200
