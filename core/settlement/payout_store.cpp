#include "core/settlement/payout_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::payout_store {
namespace {

Payout payout_from(const pqxx::row& row) {
  const MerchantId merchant{db::number(row, "merchant_id")};
  Payout payout;
  payout.key = {merchant, PayoutId::from_sql(db::text(row, "payout_id")).value()};
  payout.settlement = {merchant, SettlementId::from_sql(db::text(row, "settlement_id")).value()};
  payout.merchant_name = db::text(row, "merchant_name");
  payout.live = db::text(row, "mode") == "live";
  payout.amount = {db::number(row, "amount_minor"),
                   currency_from_text(db::text(row, "currency")).value()};
  payout.due_day = day_from_text(db::text(row, "due_day")).value();
  payout.state = payout_state_from_text(db::text(row, "state"));
  if (const auto account = db::optional_text(row, "account_id")) {
    payout.account_id = PayoutAccountId::from_sql(*account);
  }
  payout.bank_code = db::optional_text(row, "bank_code");
  payout.last_four = db::optional_text(row, "last_four");
  payout.holder = db::optional_text(row, "holder");
  payout.account_verified = db::optional_time(row, "verified_at").has_value();
  payout.made_at = db::time(row, "made_at");
  payout.sent_at = db::optional_time(row, "sent_at");
  payout.ended_at = db::optional_time(row, "ended_at");
  payout.sent_by = db::optional_text(row, "sent_by");
  payout.ended_by = db::optional_text(row, "ended_by");
  payout.reference = db::optional_text(row, "reference");
  return payout;
}

std::string end_payout(db::Database& database, const db::Statement& statement, const PayoutEnd& end,
                       Time now) {
  db::Params params;
  params.add(end.key.merchant_id)
      .add(end.key.payout_id)
      .add(end.id)
      .add(end.reference)
      .add(end.by_operator)
      .add(to_text(end.day))
      .add(now);
  return db::text(database.call(statement, params)[0], "outcome");
}

}  // namespace

std::vector<Payout> list_payouts(db::Database& database, const PayoutFilter& filter) {
  static constexpr db::Statement kStatement = {"list_payouts", R"(
      SELECT p.merchant_id, p.payout_id, p.settlement_id, p.amount_minor, p.currency, p.due_day,
             p.state, p.made_at, p.sent_at, p.sent_by, p.ended_at, p.ended_by, p.reference,
             m.name AS merchant_name, m.mode, a.account_id, a.bank_code, a.last_four, a.holder,
             a.verified_at
      FROM payout p
      JOIN merchant m ON m.merchant_id = p.merchant_id
      LEFT JOIN LATERAL (
          SELECT * FROM payout_account x
          WHERE x.merchant_id = p.merchant_id
            AND (p.account_id IS NULL OR x.account_id = p.account_id)
          ORDER BY x.account_id DESC LIMIT 1
      ) a ON true
      WHERE m.mode = $1::text
        AND ($2::bigint IS NULL OR p.merchant_id = $2::bigint)
        AND ($3::text IS NULL OR p.state = $3::text)
        AND ($4::date IS NULL OR p.due_day <= $4::date)
        AND ($5::uuid IS NULL OR p.payout_id < $5::uuid)
        AND ($6::timestamptz IS NULL OR p.sent_at >= $6::timestamptz)
      ORDER BY p.payout_id DESC LIMIT $7::bigint)"};
  db::Params params;
  params.add(filter.live ? "live" : "test")
      .add(filter.merchant_id)
      .add(filter.state ? std::optional(std::string(to_text(*filter.state))) : std::nullopt)
      .add(filter.due_until ? std::optional(to_text(*filter.due_until)) : std::nullopt)
      .add(filter.after)
      .add(filter.sent_since)
      .add(static_cast<std::int64_t>(filter.limit));
  std::vector<Payout> payouts;
  for (const auto& row : database.read(kStatement, params)) payouts.push_back(payout_from(row));
  return payouts;
}

std::optional<Payout> find_payout(db::Database& database, const PayoutKey& key) {
  static constexpr db::Statement kStatement = {"find_payout", R"(
      SELECT p.merchant_id, p.payout_id, p.settlement_id, p.amount_minor, p.currency, p.due_day,
             p.state, p.made_at, p.sent_at, p.sent_by, p.ended_at, p.ended_by, p.reference,
             m.name AS merchant_name, m.mode, a.account_id, a.bank_code, a.last_four, a.holder,
             a.verified_at
      FROM payout p
      JOIN merchant m ON m.merchant_id = p.merchant_id
      LEFT JOIN LATERAL (
          SELECT * FROM payout_account x
          WHERE x.merchant_id = p.merchant_id
            AND (p.account_id IS NULL OR x.account_id = p.account_id)
          ORDER BY x.account_id DESC LIMIT 1
      ) a ON true
      WHERE p.merchant_id = $1::bigint AND p.payout_id = $2::uuid)"};
  const pqxx::result found =
      database.read(kStatement, db::Params().add(key.merchant_id).add(key.payout_id));
  if (found.empty()) return std::nullopt;
  return payout_from(found[0]);
}

std::string send_payout(db::Database& database, const PayoutKey& key, PayoutAccountId account,
                        const std::string& by_operator, std::chrono::year_month_day day, Time now) {
  static constexpr db::Statement kStatement = {"send_payout", R"(
      SELECT send_payout($1::bigint, $2::uuid, $3::uuid, $4::text, $5::date, $6::timestamptz)
             AS outcome)"};
  db::Params params;
  params.add(key.merchant_id)
      .add(key.payout_id)
      .add(account)
      .add(by_operator)
      .add(to_text(day))
      .add(now);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

std::string confirm_payout(db::Database& database, const PayoutEnd& end, Time now) {
  static constexpr db::Statement kStatement = {"confirm_payout", R"(
      SELECT confirm_payout($1::bigint, $2::uuid, $3::uuid, $4::text, $5::text, $6::date,
                            $7::timestamptz) AS outcome)"};
  return end_payout(database, kStatement, end, now);
}

std::string return_payout(db::Database& database, const PayoutEnd& end, Time now) {
  static constexpr db::Statement kStatement = {"return_payout", R"(
      SELECT return_payout($1::bigint, $2::uuid, $3::uuid, $4::text, $5::text, $6::date,
                           $7::timestamptz) AS outcome)"};
  return end_payout(database, kStatement, end, now);
}

}  // namespace pay200::payout_store
