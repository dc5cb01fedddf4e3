#include "core/payment/unknown_payments_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::unknown_payments_store {
namespace {

UnknownPayment unknown_payment_from(const pqxx::row& row) {
  const auto payment_id = PaymentId::from_sql(db::text(row, "payment_id"));
  const auto currency = currency_from_text(db::text(row, "currency"));
  PAY200_ASSERT(payment_id && currency);
  UnknownPayment payment;
  payment.key = {MerchantId{db::number(row, "merchant_id")}, *payment_id};
  payment.amount = {db::number(row, "total_minor"), *currency};
  payment.since = db::time(row, "since");
  payment.requested_at = db::time(row, "requested_at");
  payment.merchant_name = db::text(row, "merchant_name");
  payment.order_id = db::text(row, "order_id");
  payment.order_name = db::text(row, "order_name");
  payment.customer_name = db::optional_text(row, "customer_name");
  payment.acquirer = db::text(row, "acquirer");
  payment.rrn = db::text(row, "rrn");
  payment.reversal = db::optional_text(row, "reversal");
  payment.proposed_by = db::optional_text(row, "proposed_by");
  return payment;
}

}  // namespace

// A payment is unknown while its last attempt is; those are in the small index attempt_one_open.
std::vector<UnknownPayment> list_unknown_payments(db::Database& database, bool live,
                                                  const std::optional<MerchantId>& merchant_id,
                                                  std::size_t most) {
  static constexpr db::Statement kStatement = {"list_unknown_payments", R"(
      SELECT p.merchant_id, p.payment_id, p.total_minor, p.currency, p.requested_at, p.order_id,
             p.order_name, p.customer_name, m.name AS merchant_name, a.acquirer, a.rrn,
             coalesce(a.finished_at, a.deadline_at) AS since,
             (SELECT r.state FROM reversal r
              WHERE r.merchant_id = a.merchant_id AND r.payment_id = a.payment_id
                AND r.attempt_id = a.attempt_id
              ORDER BY r.reversal_id DESC LIMIT 1) AS reversal,
             (SELECT s.operator FROM resolution s
              WHERE s.merchant_id = p.merchant_id AND s.payment_id = p.payment_id
              ORDER BY s.resolution_id DESC LIMIT 1) AS proposed_by
      FROM attempt a
      JOIN payment p ON p.merchant_id = a.merchant_id AND p.payment_id = a.payment_id
      JOIN merchant m ON m.merchant_id = a.merchant_id
      WHERE a.state = 'unknown' AND p.state = 'unknown' AND m.mode = $1::text
        AND ($2::bigint IS NULL OR m.merchant_id = $2::bigint)
      ORDER BY since, p.payment_id LIMIT $3::bigint)"};
  db::Params params;
  params.add(live ? "live" : "test").add(merchant_id).add(static_cast<std::int64_t>(most));
  std::vector<UnknownPayment> payments;
  for (const auto& row : database.read(kStatement, params)) {
    payments.push_back(unknown_payment_from(row));
  }
  return payments;
}

}  // namespace pay200::unknown_payments_store
