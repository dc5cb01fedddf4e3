#include "core/transaction/transaction_search_store.hpp"

#include <pqxx/pqxx>

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

/// $1 to $8 of a search.
db::Params search_params(const TransactionFilter& filter, const TransactionRange& range) {
  db::Params params;
  params.add(filter.live ? "live" : "test").add(filter.merchant_id);
  params.add(range.least).add(range.before).add(range.from).add(range.to);
  params.add(filter.type ? std::optional(to_text(*filter.type)) : std::nullopt);
  params.add(filter.name ? std::optional(std::string_view(*filter.name)) : std::nullopt);
  return params;
}

db::Params listing_params(const ListingFilter& filter, const TransactionRange& range) {
  db::Params params;
  params.add(filter.merchant_id).add(range.least).add(range.before).add(range.from).add(range.to);
  params.add(filter.type ? std::optional(to_text(*filter.type)) : std::nullopt);
  params.add(filter.name ? std::optional(std::string_view(*filter.name)) : std::nullopt);
  return params;
}

/// A group's count and sum, where they belong.
void add_sums(const pqxx::row& row, TransactionTotals& totals) {
  Figure* figure = &totals.unmoved;
  if (db::flag(row, "moved")) {
    switch (type_from(db::text(row, "type"))) {
      case TransactionType::kPayment:
        figure = &totals.payments;
        break;
      case TransactionType::kCancel:
        figure = &totals.cancels;
        break;
      case TransactionType::kRefund:
        figure = &totals.refunds;
        break;
    }
  }
  figure->count += db::number(row, "transactions");
  figure->amount_minor += db::number(row, "amount_minor");
}

std::vector<Transaction> transactions_from(const pqxx::result& rows) {
  std::vector<Transaction> transactions;
  for (const auto& row : rows) transactions.push_back(transaction_from(row));
  return transactions;
}

}  // namespace

// What is left of a payment is summed up over its own few transactions (transaction_of_payment),
// its condition on the type behind FILTER: before it, the small index of what was given back, of
// all the merchant's payments, would look cheaper than it is.

// A page per merchant from its own index, then the newest of those: the cost grows with the number
// of merchants asked for, not with the table.
std::vector<Transaction> search_transactions(db::Database& database,
                                             const TransactionFilter& filter,
                                             const TransactionRange& range, std::size_t most) {
  static constexpr db::Statement kStatement = {"search_transactions", R"(
      SELECT f.*, m.name AS merchant_name, m.mode
      FROM merchant m CROSS JOIN LATERAL (
          SELECT t.merchant_id, t.transaction_id, t.payment_id, t.type, t.amount_minor, t.currency,
                 t.moved, t.acquirer, t.rrn, t.approval_code, t.business_day, t.occurred_at,
                 p.total_minor - coalesce((SELECT sum(b.amount_minor) FILTER (WHERE b.type <> 'PAYMENT')
                     FROM transaction b
                     WHERE b.merchant_id = t.merchant_id AND b.payment_id = t.payment_id
                       AND b.transaction_id <= t.transaction_id), 0)
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
  db::Params params = search_params(filter, range);
  params.add(static_cast<std::int64_t>(most)).add(filter.moved_only);
  return transactions_from(database.read(kStatement, params));
}

// Without the payments: what they are searched by is kept beside the transaction.
std::int64_t count_transactions(db::Database& database, const TransactionFilter& filter,
                                const TransactionRange& range) {
  static constexpr db::Statement kStatement = {"count_transactions", R"(
      SELECT count(*) AS transactions
      FROM merchant m JOIN transaction t ON t.merchant_id = m.merchant_id
      WHERE m.mode = $1::text AND ($2::bigint IS NULL OR m.merchant_id = $2::bigint)
        AND t.transaction_id >= $3::uuid AND t.transaction_id < $4::uuid
        AND ($5::timestamptz IS NULL OR t.occurred_at >= $5::timestamptz)
        AND ($6::timestamptz IS NULL OR t.occurred_at < $6::timestamptz)
        AND ($7::text IS NULL OR t.type = $7::text)
        AND ($8::text IS NULL OR strpos(t.search, lower($8::text)) > 0)
        AND (t.moved OR NOT $9::boolean))"};
  db::Params params = search_params(filter, range);
  params.add(filter.moved_only);
  return db::number(database.read(kStatement, params)[0], "transactions");
}

std::vector<MerchantId> merchants_of_mode(db::Database& database, bool live) {
  static constexpr db::Statement kStatement = {"merchants_of_mode", R"(
      SELECT merchant_id FROM merchant WHERE mode = $1::text ORDER BY merchant_id)"};
  std::vector<MerchantId> merchants;
  for (const auto& row : database.read(kStatement, db::Params().add(live ? "live" : "test"))) {
    merchants.push_back(MerchantId{db::number(row, "merchant_id")});
  }
  return merchants;
}

std::optional<Transaction> find_transaction(db::Database& database, TransactionId id) {
  static constexpr db::Statement kStatement = {"find_transaction", R"(
      SELECT t.merchant_id, t.transaction_id, t.payment_id, t.type, t.amount_minor, t.currency,
             t.moved, t.acquirer, t.rrn, t.approval_code, t.business_day, t.occurred_at,
             p.total_minor - coalesce((SELECT sum(b.amount_minor) FILTER (WHERE b.type <> 'PAYMENT')
                     FROM transaction b
                 WHERE b.merchant_id = t.merchant_id AND b.payment_id = t.payment_id
                   AND b.transaction_id <= t.transaction_id), 0)
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
             p.total_minor - coalesce((SELECT sum(b.amount_minor) FILTER (WHERE b.type <> 'PAYMENT')
                     FROM transaction b
                 WHERE b.merchant_id = t.merchant_id AND b.payment_id = t.payment_id
                   AND b.transaction_id <= t.transaction_id), 0)
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

// The second branch is for what is rare among payments and has an index of its own; of two branches
// one is never begun (its condition is on parameters alone).
std::vector<Transaction> newest_transactions(db::Database& database, const ListingFilter& filter,
                                             const TransactionRange& range, std::size_t most) {
  static constexpr db::Statement kStatement = {"newest_transactions", R"(
      WITH page AS MATERIALIZED (
          (SELECT t.transaction_id FROM transaction t
           WHERE ($6::text IS NULL OR $6::text = 'PAYMENT')
             AND t.merchant_id = $1::bigint
             AND t.transaction_id >= $2::uuid AND t.transaction_id < $3::uuid
             AND ($4::timestamptz IS NULL OR t.occurred_at >= $4::timestamptz)
             AND ($5::timestamptz IS NULL OR t.occurred_at < $5::timestamptz)
             AND ($6::text IS NULL OR t.type = $6::text)
             AND ($7::text IS NULL OR strpos(t.search, lower($7::text)) > 0)
           ORDER BY t.transaction_id DESC LIMIT $8::bigint)
          UNION ALL
          (SELECT t.transaction_id FROM transaction t
           WHERE $6::text <> 'PAYMENT'
             AND t.merchant_id = $1::bigint AND t.type = $6::text AND t.type <> 'PAYMENT'
             AND t.transaction_id >= $2::uuid AND t.transaction_id < $3::uuid
             AND ($4::timestamptz IS NULL OR t.occurred_at >= $4::timestamptz)
             AND ($5::timestamptz IS NULL OR t.occurred_at < $5::timestamptz)
             AND ($7::text IS NULL OR strpos(t.search, lower($7::text)) > 0)
           ORDER BY t.transaction_id DESC LIMIT $8::bigint))
      SELECT t.merchant_id, t.transaction_id, t.payment_id, t.type, t.amount_minor, t.currency,
             t.moved, t.acquirer, t.rrn, t.approval_code, t.business_day, t.occurred_at,
             p.total_minor - coalesce((SELECT sum(b.amount_minor) FILTER (WHERE b.type <> 'PAYMENT')
                     FROM transaction b
                 WHERE b.merchant_id = $1::bigint AND b.payment_id = t.payment_id
                   AND b.transaction_id <= t.transaction_id), 0)
                 AS left_minor,
             p.order_id, p.order_name, p.customer_name, m.name AS merchant_name, m.mode
      FROM page
      JOIN transaction t ON t.merchant_id = $1::bigint AND t.transaction_id = page.transaction_id
      JOIN payment p ON p.merchant_id = $1::bigint AND p.payment_id = t.payment_id
      JOIN merchant m ON m.merchant_id = $1::bigint
      ORDER BY t.transaction_id DESC)"};
  db::Params params = listing_params(filter, range);
  params.add(static_cast<std::int64_t>(most));
  return transactions_from(database.read(kStatement, params));
}

std::vector<Transaction> oldest_transactions(db::Database& database, const ListingFilter& filter,
                                             const TransactionRange& range, std::size_t most) {
  static constexpr db::Statement kStatement = {"oldest_transactions", R"(
      WITH page AS MATERIALIZED (
          (SELECT t.transaction_id FROM transaction t
           WHERE ($6::text IS NULL OR $6::text = 'PAYMENT')
             AND t.merchant_id = $1::bigint
             AND t.transaction_id >= $2::uuid AND t.transaction_id < $3::uuid
             AND ($4::timestamptz IS NULL OR t.occurred_at >= $4::timestamptz)
             AND ($5::timestamptz IS NULL OR t.occurred_at < $5::timestamptz)
             AND ($6::text IS NULL OR t.type = $6::text)
             AND ($7::text IS NULL OR strpos(t.search, lower($7::text)) > 0)
           ORDER BY t.transaction_id ASC LIMIT $8::bigint)
          UNION ALL
          (SELECT t.transaction_id FROM transaction t
           WHERE $6::text <> 'PAYMENT'
             AND t.merchant_id = $1::bigint AND t.type = $6::text AND t.type <> 'PAYMENT'
             AND t.transaction_id >= $2::uuid AND t.transaction_id < $3::uuid
             AND ($4::timestamptz IS NULL OR t.occurred_at >= $4::timestamptz)
             AND ($5::timestamptz IS NULL OR t.occurred_at < $5::timestamptz)
             AND ($7::text IS NULL OR strpos(t.search, lower($7::text)) > 0)
           ORDER BY t.transaction_id ASC LIMIT $8::bigint))
      SELECT t.merchant_id, t.transaction_id, t.payment_id, t.type, t.amount_minor, t.currency,
             t.moved, t.acquirer, t.rrn, t.approval_code, t.business_day, t.occurred_at,
             p.total_minor - coalesce((SELECT sum(b.amount_minor) FILTER (WHERE b.type <> 'PAYMENT')
                     FROM transaction b
                 WHERE b.merchant_id = $1::bigint AND b.payment_id = t.payment_id
                   AND b.transaction_id <= t.transaction_id), 0)
                 AS left_minor,
             p.order_id, p.order_name, p.customer_name, m.name AS merchant_name, m.mode
      FROM page
      JOIN transaction t ON t.merchant_id = $1::bigint AND t.transaction_id = page.transaction_id
      JOIN payment p ON p.merchant_id = $1::bigint AND p.payment_id = t.payment_id
      JOIN merchant m ON m.merchant_id = $1::bigint
      ORDER BY t.transaction_id DESC)"};
  db::Params params = listing_params(filter, range);
  params.add(static_cast<std::int64_t>(most));
  return transactions_from(database.read(kStatement, params));
}

TransactionTotals sum_transactions(db::Database& database, const ListingFilter& filter,
                                   const TransactionRange& range) {
  static constexpr db::Statement kStatement = {"sum_transactions", R"(
      SELECT t.type, t.moved, count(*) AS transactions, sum(t.amount_minor)::bigint AS amount_minor
      FROM transaction t
      WHERE t.merchant_id = $1::bigint
        AND t.transaction_id >= $2::uuid AND t.transaction_id < $3::uuid
        AND ($4::timestamptz IS NULL OR t.occurred_at >= $4::timestamptz)
        AND ($5::timestamptz IS NULL OR t.occurred_at < $5::timestamptz)
        AND ($6::text IS NULL OR t.type = $6::text)
        AND ($7::text IS NULL OR strpos(t.search, lower($7::text)) > 0)
      GROUP BY t.type, t.moved)"};
  TransactionTotals totals;
  for (const auto& row : database.read(kStatement, listing_params(filter, range))) {
    add_sums(row, totals);
  }
  return totals;
}

std::vector<HourSum> sum_days(db::Database& database, MerchantId merchant_id,
                              const TransactionRange& range, Time hours_from) {
  static constexpr db::Statement kStatement = {"sum_days", R"(
      SELECT (t.occurred_at AT TIME ZONE 'Asia/Seoul')::date AS day,
             CASE WHEN t.occurred_at >= $6::timestamptz
                  THEN extract(hour FROM t.occurred_at AT TIME ZONE 'Asia/Seoul') ELSE 0 END::bigint AS hour,
             t.type, t.moved, count(*) AS transactions, sum(t.amount_minor)::bigint AS amount_minor
      FROM transaction t
      WHERE t.merchant_id = $1::bigint
        AND t.transaction_id >= $2::uuid AND t.transaction_id < $3::uuid
        AND t.occurred_at >= $4::timestamptz AND t.occurred_at < $5::timestamptz AND t.moved
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2)"};
  db::Params params;
  params.add(merchant_id).add(range.least).add(range.before).add(range.from).add(range.to);
  params.add(hours_from);
  std::vector<HourSum> sums;
  for (const auto& row : database.read(kStatement, params)) {
    const auto day = day_from_text(db::text(row, "day"));
    PAY200_ASSERT(day.has_value());
    const int hour = static_cast<int>(db::number(row, "hour"));
    if (sums.empty() || sums.back().day != *day || sums.back().hour != hour) {
      sums.push_back({*day, hour, {}});
    }
    add_sums(row, sums.back().totals);
  }
  return sums;
}

}  // namespace pay200::transaction_search_store
