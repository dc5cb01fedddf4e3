#include "fcgi-app/render/listing_json.hpp"

#include <nlohmann/json.hpp>

namespace pay200::render {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json value_or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json cursor_or_null(const std::optional<ListingCursor>& cursor) {
  return cursor ? Json(to_text(*cursor)) : Json(nullptr);
}

Json list_json(const std::vector<Transaction>& transactions) {
  Json list = Json::array();
  for (const Transaction& transaction : transactions) {
    list.push_back(listed_transaction_json(transaction));
  }
  return list;
}

Json figure_json(const Figure& figure) {
  return {{"count", figure.count}, {"amount", figure.amount_minor}};
}

/// `name` says what the figures are of.
Json figures_json(const char* name, Json value, const TransactionTotals& totals) {
  return {{name, std::move(value)},
          {"payments", figure_json(totals.payments)},
          {"cancels", figure_json(totals.cancels)},
          {"refunds", figure_json(totals.refunds)}};
}

}  // namespace

Json listed_transaction_json(const Transaction& transaction) {
  return {
      {"transactionKey", to_text(transaction.id)},
      {"paymentKey", to_text(transaction.payment)},
      {"type", to_text(transaction.type)},
      {"moved", transaction.moved},
      {"amount", transaction.amount.amount_minor},
      {"balanceAmount", transaction.left.amount_minor},
      {"currency", to_text(transaction.amount.currency)},
      {"orderId", transaction.order_id},
      {"orderName", transaction.order_name},
      {"customerName", value_or_null(transaction.customer_name)},
      {"acquirerCode", value_or_null(transaction.acquirer)},
      {"approveNo", value_or_null(transaction.approval_code)},
      {"transactedAt", to_iso8601(transaction.occurred_at)},
  };
}

Json listing_json(const ListingPage& page) {
  return {{"transactions", list_json(page.transactions)},
          {"newer", cursor_or_null(page.newer)},
          {"older", cursor_or_null(page.older)}};
}

Json totals_json(const TransactionTotals& totals) {
  return {{"payments", figure_json(totals.payments)},
          {"cancels", figure_json(totals.cancels)},
          {"refunds", figure_json(totals.refunds)},
          {"unmoved", figure_json(totals.unmoved)},
          {"netAmount", totals.net_minor()}};
}

Json changes_json(const ListingChanges& changes) {
  return {{"transactions", list_json(changes.transactions)},
          {"cursor", to_text(changes.cursor)},
          {"complete", changes.complete}};
}

Json overview_json(const Overview& overview) {
  Json days = Json::array();
  for (const DayFigures& day : overview.days) {
    days.push_back(figures_json("date", to_text(day.day), day.totals));
  }
  Json hours = Json::array();
  for (const TransactionTotals& totals : overview.hours) {
    hours.push_back(figures_json("hour", hours.size(), totals));
  }
  Json today = days.back();
  return {{"today", std::move(today)}, {"days", std::move(days)}, {"hours", std::move(hours)}};
}

}  // namespace pay200::render
