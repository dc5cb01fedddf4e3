#include "core/history/history_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::history_store {
namespace {

HistoryEntry entry_from(ShopperId shopper_id, const pqxx::row& row) {
  const auto currency = currency_from_text(db::text(row, "currency"));
  const auto payment_id = PaymentId::from_sql(db::text(row, "payment_id"));
  PAY200_ASSERT(currency && payment_id);
  HistoryEntry entry;
  entry.shopper_id = shopper_id;
  entry.key = {MerchantId{db::number(row, "merchant_id")}, *payment_id};
  entry.number = static_cast<int>(db::number(row, "number"));
  entry.merchant_name = db::text(row, "merchant_name");
  entry.order_name = db::text(row, "order_name");
  entry.total = Money{db::number(row, "total_minor"), *currency};
  entry.balance = Money{db::number(row, "balance_minor"), *currency};
  entry.tax.supplied_minor = db::number(row, "supplied_minor");
  entry.tax.vat_minor = db::number(row, "vat_minor");
  entry.tax.tax_free_minor = db::number(row, "tax_free_minor");
  entry.state = payment_state_from_text(db::text(row, "state"));
  entry.card_bin = db::text(row, "card_bin");
  entry.card_last_four = db::text(row, "card_last_four");
  entry.card_brand = db::text(row, "card_brand");
  entry.approval_code = db::optional_text(row, "approval_code");
  entry.requested_at = db::time(row, "requested_at");
  entry.approved_at = db::optional_time(row, "approved_at");
  entry.canceled_at = db::optional_time(row, "canceled_at");
  return entry;
}

}  // namespace

std::vector<HistoryEntry> list_history(db::Database& database, ShopperId shopper_id,
                                       const HistoryFilter& filter, std::size_t most) {
  static constexpr db::Statement kStatement = {"list_history", R"(
      SELECT payment_id, merchant_id, number, merchant_name, order_name, currency, total_minor,
             balance_minor, supplied_minor, vat_minor, tax_free_minor, state, card_bin,
             card_last_four, card_brand, approval_code, requested_at, approved_at, canceled_at
      FROM shopper_history
      WHERE shopper_id = $1::uuid AND payment_id < $2::uuid
        AND ($3::timestamptz IS NULL OR requested_at >= $3::timestamptz)
        AND ($4::timestamptz IS NULL OR requested_at < $4::timestamptz)
      ORDER BY payment_id DESC LIMIT $5::bigint)"};
  static constexpr const char* kBehindAll = "ffffffff-ffff-ffff-ffff-ffffffffffff";
  db::Params params;
  params.add(shopper_id)
      .add(filter.after ? filter.after->to_sql() : std::string(kBehindAll))
      .add(filter.from)
      .add(filter.before)
      .add(static_cast<std::int64_t>(most));
  std::vector<HistoryEntry> entries;
  for (const auto& row : database.read(kStatement, params)) {
    entries.push_back(entry_from(shopper_id, row));
  }
  return entries;
}

void project_history(db::Database& database, const HistoryEntry& entry) {
  static constexpr db::Statement kStatement = {"project_history", R"(
      SELECT project_history($1::uuid, $2::uuid, $3::bigint, $4::integer, $5::text, $6::text,
                             $7::text, $8::bigint, $9::bigint, $10::bigint, $11::bigint,
                             $12::bigint, $13::text, $14::text, $15::text, $16::text, $17::text,
                             $18::timestamptz, $19::timestamptz, $20::timestamptz))"};
  db::Params params;
  params.add(entry.shopper_id)
      .add(entry.key.payment_id)
      .add(entry.key.merchant_id)
      .add(entry.number)
      .add(entry.merchant_name)
      .add(entry.order_name)
      .add(to_text(entry.total.currency))
      .add(entry.total.amount_minor)
      .add(entry.balance.amount_minor)
      .add(entry.tax.supplied_minor)
      .add(entry.tax.vat_minor)
      .add(entry.tax.tax_free_minor)
      .add(to_text(entry.state))
      .add(entry.card_bin)
      .add(entry.card_last_four)
      .add(entry.card_brand)
      .add(entry.approval_code)
      .add(entry.requested_at)
      .add(entry.approved_at)
      .add(entry.canceled_at);
  database.call(kStatement, params);
}

}  // namespace pay200::history_store
