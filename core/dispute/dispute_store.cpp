#include "core/dispute/dispute_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::dispute_store {
namespace {

template <class Id>
Id id_from(const pqxx::row& row, const char* column) {
  const auto id = Id::from_sql(db::text(row, column));
  PAY200_ASSERT(id);
  return *id;
}

std::optional<std::chrono::year_month_day> optional_day(const pqxx::row& row, const char* column) {
  const auto text = db::optional_text(row, column);
  if (!text) return std::nullopt;
  const auto day = day_from_text(*text);
  PAY200_ASSERT(day);
  return day;
}

Dispute dispute_in(const pqxx::row& row) {
  const auto currency = currency_from_text(db::text(row, "currency"));
  const auto state = dispute_state_from_text(db::text(row, "state"));
  PAY200_ASSERT(currency && state);
  return {.key = {{db::number(row, "merchant_id")}, id_from<DisputeId>(row, "dispute_id")},
          .payment_id = id_from<PaymentId>(row, "payment_id"),
          .transaction_id = id_from<TransactionId>(row, "transaction_id"),
          .acquirer = db::text(row, "acquirer"),
          .reference = db::text(row, "reference"),
          .amount = Money{db::number(row, "amount_minor"), *currency},
          .state = *state,
          .opened_on = *optional_day(row, "opened_on"),
          .respond_by = *optional_day(row, "respond_by"),
          .evidence = db::optional_text(row, "evidence"),
          .by_operator = db::optional_text(row, "operator"),
          .decided_on = optional_day(row, "decided_on"),
          .opened_at = db::time(row, "opened_at"),
          .changed_at = db::time(row, "changed_at")};
}

}  // namespace

std::optional<Dispute> find_dispute(db::Database& database, const DisputeKey& key) {
  static constexpr db::Statement kStatement = {"find_dispute", R"(
      SELECT * FROM dispute WHERE merchant_id = $1::bigint AND dispute_id = $2::uuid)"};
  const auto rows =
      database.read(kStatement, db::Params().add(key.merchant_id).add(key.dispute_id));
  if (rows.empty()) return std::nullopt;
  return dispute_in(rows[0]);
}

std::vector<Dispute> list_disputes(db::Database& database, const DisputeFilter& filter,
                                   std::size_t most) {
  static constexpr db::Statement kStatement = {"list_disputes", R"(
      SELECT d.* FROM dispute d JOIN merchant m ON m.merchant_id = d.merchant_id
      WHERE m.mode = $1 AND ($2::bigint IS NULL OR d.merchant_id = $2::bigint)
          AND ($3::text IS NULL OR d.state = $3::text)
      ORDER BY d.dispute_id DESC LIMIT $4)"};
  std::optional<std::string> state;
  if (filter.state) state = to_text(*filter.state);
  db::Params params;
  params.add(filter.live ? "live" : "test")
      .add(filter.merchant_id)
      .add(state)
      .add(static_cast<std::int64_t>(most));
  std::vector<Dispute> disputes;
  for (const auto& row : database.read(kStatement, params)) disputes.push_back(dispute_in(row));
  return disputes;
}

std::string accept_dispute(db::Database& database, const DisputeKey& key,
                           const std::string& by_operator, std::chrono::year_month_day day,
                           Time now) {
  static constexpr db::Statement kStatement = {"accept_dispute", R"(
      SELECT accept_dispute($1::bigint, $2::uuid, $3, $4::date, $5::timestamptz) AS outcome)"};
  db::Params params;
  params.add(key.merchant_id)
      .add(key.dispute_id)
      .add(by_operator)
      .add(pay200::to_text(day))
      .add(now);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

std::string contest_dispute(db::Database& database, const DisputeKey& key,
                            const std::string& evidence, const std::string& by_operator,
                            std::chrono::year_month_day decide_by, Time now) {
  static constexpr db::Statement kStatement = {"contest_dispute", R"(
      SELECT contest_dispute($1::bigint, $2::uuid, $3, $4, $5::date, $6::timestamptz) AS outcome)"};
  db::Params params;
  params.add(key.merchant_id)
      .add(key.dispute_id)
      .add(evidence)
      .add(by_operator)
      .add(pay200::to_text(decide_by))
      .add(now);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

}  // namespace pay200::dispute_store
