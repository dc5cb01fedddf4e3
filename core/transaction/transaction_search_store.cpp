#include "core/transaction/transaction_search_store.hpp"

#include "core/platform/assert.hpp"

namespace pay200::transaction_search_store {
namespace {

TransactionType type_from(const std::string& text) {
  for (const auto type :
       {TransactionType::kPayment, TransactionType::kCancel, TransactionType::kRefund}) {
    if (to_text(type) == text) return type;
  }
  PAY200_ASSERT(!"a type that the table's constraint allows");
}

template <class Id>
Id id_from(const pqxx::row& row, const char* column) {
  const auto id = Id::from_sql(db::text(row, column));
  PAY200_ASSERT(id.has_value());
  return *id;
}

Transaction transaction_from(const pqxx::row& row) {
  const auto currency = currency_from_text(db::text(row, "currency"));
  const auto business_day = day_from_text(db::text(row, "business_day"));
  PAY200_ASSERT(currency.has_value() && business_day.has_value());
  Transaction transaction;
  transaction.id = id_from<TransactionId>(row, "transaction_id");
  transaction.payment = {MerchantId{db::number(row, "merchant_id")},
                         id_from<PaymentId>(row, "payment_id")};
  transaction.type = type_from(db::text(row, "type"));
  transaction.amount = Money{db::number(row, "amount_minor"), *currency};
  transaction.left = Money{db::number(row, "left_minor"), *currency};
  transaction.moved = db::flag(row, "moved");
  transaction.acquirer = db::optional_text(row, "acquirer");
  transaction.rrn = db::optional_text(row, "rrn");
  transaction.approval_code = db::optional_text(row, "approval_code");
  transaction.business_day = *business_day;
  transaction.occurred_at = db::time(row, "occurred_at");
  transaction.order_id = db::text(row, "order_id");
  transaction.order_name = db::text(row, "order_name");
  transaction.customer_name = db::optional_text(row, "customer_name");
  transaction.merchant_name = db::text(row, "merchant_name");
  transaction.live = db::text(row, "mode") == "live";
  return transaction;
}

/// A list does not look at the cancels: the workers may not read them, and it costs a look-up a
/// row.
Transaction with_who_asked(const pqxx::row& row) {
  Transaction transaction = transaction_from(row);
  transaction.requested_by = db::optional_text(row, "requested_by");
  transaction.by_operator = db::optional_text(row, "operator");
  return transaction;
}

std::vector<Transaction> transactions_from(const pqxx::result& rows) {
  std::vector<Transaction> transactions;
  for (const auto& row : rows) transactions.push_back(transaction_from(row));
  return transactions;
}

}  // namespace

// A page per merchant from its own index, then the newest of those: the cost grows with the number
// of merchants asked for, not with the table.
std::vector<Transaction> search_transactions(db::Database& database,
                                             const TransactionFilter& filter, const Range& range,
                                             std::size_t most) {
  static constexpr db::Statement kStatement = {"search_transactions", R"(
      SELECT f.*, m.name AS merchant_name, m.mode
      FROM merchant m CROSS JOIN LATERAL (
          SELECT t.merchant_id, t.transaction_id, t.payment_id, t.type, t.amount_minor, t.currency,
                 t.moved, t.acquirer, t.rrn, t.approval_code, t.business_day, t.occurred_at,
                 p.total_minor - coalesce((SELECT sum(b.amount_minor) FROM transaction b
                     WHERE b.merchant_id = t.merchant_id AND b.payment_id = t.payment_id
                       AND b.type <> 'PAYMENT' AND b.transaction_id <= t.transaction_id), 0)
                     AS left_minor,
                 p.order_id, p.order_name, p.customer_name
          FROM transaction t
          JOIN payment p ON p.merchant_id = t.merchant_id AND p.payment_id = t.payment_id
          WHERE t.merchant_id = m.merchant_id
            AND t.transaction_id >= $3::uuid AND t.transaction_id < $4::uuid
            AND ($5::timestamptz IS NULL OR t.occurred_at >= $5::timestamptz)
            AND ($6::timestamptz IS NULL OR t.occurred_at < $6::timestamptz)
            AND (t.moved OR NOT $10::boolean)
            AND ($7::text IS NULL OR t.type = $7::text)
            AND ($8::text IS NULL
                 OR strpos(lower(p.order_name), lower($8::text)) > 0
                 OR strpos(lower(p.order_id), lower($8::text)) > 0
                 OR strpos(lower(p.customer_name), lower($8::text)) > 0)
          ORDER BY t.transaction_id DESC LIMIT $9::bigint) f
      WHERE m.mode = $1::text AND ($2::bigint IS NULL OR m.merchant_id = $2::bigint)
      ORDER BY f.transaction_id DESC LIMIT $9::bigint)"};
  db::Params params;
  params.add(filter.live ? "live" : "test").add(filter.merchant_id);
  params.add(range.least).add(range.before).add(range.from).add(range.to);
  if (filter.type) {
    params.add(to_text(*filter.type));
  } else {
    params.add_null();
  }
  if (filter.name) {
    params.add(std::string_view(*filter.name));
  } else {
    params.add_null();
  }
  params.add(static_cast<std::int64_t>(most)).add(filter.moved_only);
  return transactions_from(database.read(kStatement, params));
}

std::optional<Transaction> find_transaction(db::Database& database, TransactionId id) {
  static constexpr db::Statement kStatement = {"find_transaction", R"(
      SELECT t.merchant_id, t.transaction_id, t.payment_id, t.type, t.amount_minor, t.currency,
             t.moved, t.acquirer, t.rrn, t.approval_code, t.business_day, t.occurred_at,
             p.total_minor - coalesce((SELECT sum(b.amount_minor) FROM transaction b
                 WHERE b.merchant_id = t.merchant_id AND b.payment_id = t.payment_id
                   AND b.type <> 'PAYMENT' AND b.transaction_id <= t.transaction_id), 0)
                 AS left_minor,
             c.requested_by, c.operator,
             p.order_id, p.order_name, p.customer_name, m.name AS merchant_name, m.mode
      FROM merchant m
      JOIN transaction t ON t.merchant_id = m.merchant_id AND t.transaction_id = $1::uuid
      JOIN payment p ON p.merchant_id = t.merchant_id AND p.payment_id = t.payment_id
      LEFT JOIN cancel c ON c.merchant_id = t.merchant_id AND c.payment_id = t.payment_id
          AND c.transaction_id = t.transaction_id)"};
  const pqxx::result found = database.read(kStatement, db::Params().add(id));
  if (found.empty()) return std::nullopt;
  return with_who_asked(found[0]);
}

std::vector<Transaction> transactions_of_payment(db::Database& database,
                                                 const PaymentKey& payment) {
  static constexpr db::Statement kStatement = {"transactions_of_payment", R"(
      SELECT t.merchant_id, t.transaction_id, t.payment_id, t.type, t.amount_minor, t.currency,
             t.moved, t.acquirer, t.rrn, t.approval_code, t.business_day, t.occurred_at,
             p.total_minor - coalesce((SELECT sum(b.amount_minor) FROM transaction b
                 WHERE b.merchant_id = t.merchant_id AND b.payment_id = t.payment_id
                   AND b.type <> 'PAYMENT' AND b.transaction_id <= t.transaction_id), 0)
                 AS left_minor,
             c.requested_by, c.operator,
             p.order_id, p.order_name, p.customer_name, m.name AS merchant_name, m.mode
      FROM transaction t
      JOIN payment p ON p.merchant_id = t.merchant_id AND p.payment_id = t.payment_id
      LEFT JOIN cancel c ON c.merchant_id = t.merchant_id AND c.payment_id = t.payment_id
          AND c.transaction_id = t.transaction_id
      JOIN merchant m ON m.merchant_id = t.merchant_id
      WHERE t.merchant_id = $1::bigint AND t.payment_id = $2::uuid
      ORDER BY t.transaction_id)"};
  std::vector<Transaction> transactions;
  for (const auto& row :
       database.read(kStatement, db::Params().add(payment.merchant_id).add(payment.payment_id))) {
    transactions.push_back(with_who_asked(row));
  }
  return transactions;
}

}  // namespace pay200::transaction_search_store
