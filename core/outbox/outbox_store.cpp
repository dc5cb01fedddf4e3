#include "core/outbox/outbox_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::outbox_store {
namespace {

template <class Id>
Id id_from(const pqxx::row& row, const char* column) {
  const auto id = Id::from_sql(db::text(row, column));
  PAY200_ASSERT(id);
  return *id;
}

HistoryEntry payment_in(MerchantId merchant_id, const pqxx::row& row) {
  const auto currency = currency_from_text(db::text(row, "currency"));
  PAY200_ASSERT(currency);
  HistoryEntry payment;
  payment.shopper_id = id_from<ShopperId>(row, "shopper_id");
  payment.key = {merchant_id, id_from<PaymentId>(row, "payment_id")};
  payment.number = static_cast<int>(db::number(row, "number"));
  payment.merchant_name = db::text(row, "merchant_name");
  payment.order_name = db::text(row, "order_name");
  payment.total = Money{db::number(row, "total_minor"), *currency};
  payment.balance = Money{db::number(row, "balance_minor"), *currency};
  payment.tax.supplied_minor = db::number(row, "supplied_minor");
  payment.tax.vat_minor = db::number(row, "vat_minor");
  payment.tax.tax_free_minor = db::number(row, "tax_free_minor");
  payment.state = payment_state_from_text(db::text(row, "state"));
  payment.card_bin = db::text(row, "card_bin");
  payment.card_last_four = db::text(row, "card_last_four");
  payment.card_brand = db::text(row, "card_brand");
  payment.approval_code = db::optional_text(row, "approval_code");
  payment.requested_at = db::time(row, "requested_at");
  payment.approved_at = db::optional_time(row, "approved_at");
  payment.canceled_at = db::optional_time(row, "canceled_at");
  return payment;
}

PaymentEvent payment_event_from(const pqxx::row& row) {
  PaymentEvent event;
  event.event_id = db::text(row, "event_id");
  event.payment_id = id_from<PaymentId>(row, "payment_id");
  event.event = db::text(row, "event");
  event.state_after = payment_state_from_text(db::text(row, "event_state"));
  if (const auto before = db::optional_text(row, "state_before")) {
    event.state_before = payment_state_from_text(*before);
  }
  if (db::optional_text(row, "cancel_id")) event.cancel_id = id_from<CancelId>(row, "cancel_id");
  if (db::optional_text(row, "dispute_id")) {
    event.dispute_id = id_from<DisputeId>(row, "dispute_id");
  }
  event.occurred_at = db::time(row, "occurred_at");
  return event;
}

PendingEvent event_from(MerchantId merchant_id, const pqxx::row& row) {
  PendingEvent pending;
  pending.event_id = db::text(row, "event_id");
  pending.event = db::text(row, "event");
  pending.of_payment = payment_event_from(row);
  if (!db::optional_text(row, "shopper_id")) return pending;
  pending.payment = payment_in(merchant_id, row);
  pending.attempt_state = db::text(row, "attempt_state");
  if (!db::optional_text(row, "declined_card_id")) return pending;
  pending.declined_card = id_from<CardId>(row, "declined_card_id");
  pending.declined_code = db::optional_text(row, "declined_code").value_or("");
  return pending;
}

}  // namespace

// From one merchant to the next by the primary key, so that the cost is that of the merchants and
// not of their events.
std::vector<MerchantId> merchants_with_pending(db::Database& database, MerchantId after,
                                               std::size_t most) {
  static constexpr db::Statement kStatement = {"merchants_with_pending", R"(
      WITH RECURSIVE found AS (
          (SELECT merchant_id FROM outbox WHERE merchant_id > $1::bigint ORDER BY merchant_id LIMIT 1)
          UNION ALL
          SELECT (SELECT o.merchant_id FROM outbox o WHERE o.merchant_id > found.merchant_id
                  ORDER BY o.merchant_id LIMIT 1)
          FROM found WHERE found.merchant_id IS NOT NULL)
      SELECT merchant_id FROM found WHERE merchant_id IS NOT NULL LIMIT $2::bigint)"};
  std::vector<MerchantId> merchants;
  const auto rows =
      database.read(kStatement, db::Params().add(after).add(static_cast<std::int64_t>(most)));
  for (const auto& row : rows) merchants.push_back({db::number(row, "merchant_id")});
  return merchants;
}

std::vector<PendingEvent> claim_outbox(db::Database& database, MerchantId merchant_id,
                                       std::size_t most, Time claimed_until, Time now) {
  static constexpr db::Statement kStatement = {"claim_outbox", R"(
      SELECT * FROM claim_outbox($1::bigint, $2::integer, $3::timestamptz, $4::timestamptz))"};
  db::Params params;
  params.add(merchant_id).add(static_cast<std::int64_t>(most)).add(claimed_until).add(now);
  std::vector<PendingEvent> events;
  for (const auto& row : database.call(kStatement, params)) {
    events.push_back(event_from(merchant_id, row));
  }
  return events;
}

void finish_outbox(db::Database& database, MerchantId merchant_id,
                   const std::vector<std::string>& event_ids) {
  static constexpr db::Statement kStatement = {"finish_outbox",
                                               "SELECT finish_outbox($1::bigint, $2::uuid[])"};
  database.call(kStatement, db::Params().add(merchant_id).add(event_ids));
}

}  // namespace pay200::outbox_store
