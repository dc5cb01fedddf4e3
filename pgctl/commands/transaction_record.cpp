#include "pgctl/commands/transaction_record.hpp"

namespace pay200::pgctl {
Cell signed_amount_cell(const Transaction& transaction) {
  Money moved = transaction.amount;
  if (transaction.type != TransactionType::kPayment) moved.amount_minor = -moved.amount_minor;
  if (!transaction.moved) moved.amount_minor = 0;
  return {transaction.amount.amount_minor, amount_cell(moved).text};
}

std::vector<Column> transaction_columns() {
  using Align = Column::Align;
  using Narrow = Column::Narrow;
  return {{"transaction", "TRANSACTION"},
          {"occurredAt", "TIME"},
          {"type", "TYPE"},
          {"amount", "AMOUNT", Align::kRight},
          {"orderName", "ORDER", Align::kLeft, Narrow::kCut},
          {"customerName", "CUSTOMER", Align::kLeft, Narrow::kDropped},
          {"orderId", "ORDER ID", Align::kLeft, Narrow::kDropped},
          {"merchantName", "MERCHANT", Align::kLeft, Narrow::kDropped},
          {"merchant", "MERCHANT ID", Align::kLeft, Narrow::kDropped},
          {"payment", "PAYMENT", Align::kLeft, Narrow::kDropped},
          {"currency", "CURRENCY", Align::kLeft, Narrow::kDropped},
          {"moved", "MOVED", Align::kLeft, Narrow::kDropped},
          {"businessDay", "BUSINESS DAY", Align::kLeft, Narrow::kDropped}};
}

std::vector<Cell> transaction_cells(const Transaction& transaction) {
  return {text_cell(to_text(transaction.id)),
          minute_cell(transaction.occurred_at),
          text_cell(to_text(transaction.type)),
          signed_amount_cell(transaction),
          text_cell(transaction.order_name),
          optional_cell(transaction.customer_name),
          text_cell(transaction.order_id),
          text_cell(transaction.merchant_name),
          text_cell(to_text(transaction.payment.merchant_id)),
          text_cell(to_text(transaction.payment)),
          text_cell(to_text(transaction.amount.currency)),
          flag_cell(transaction.moved),
          text_cell(to_text(transaction.business_day))};
}

Listing listing_of(const std::vector<Transaction>& transactions) {
  Listing listing;
  listing.columns = transaction_columns();
  for (const auto& transaction : transactions) {
    listing.rows.push_back(transaction_cells(transaction));
  }
  return listing;
}

}  // namespace pay200::pgctl
