#include "core/reconciliation/business_day_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::business_day_store {
namespace {

ClosedBusinessDay day_in(const pqxx::row& row) {
  const auto day = day_from_text(db::text(row, "business_day"));
  PAY200_ASSERT(day);
  return {.acquirer = db::text(row, "acquirer"),
          .day = *day,
          .cut_off_at = db::time(row, "cut_off_at"),
          .payment_count = db::number(row, "payment_count"),
          .payment_minor = db::number(row, "payment_minor"),
          .void_count = db::number(row, "void_count"),
          .void_minor = db::number(row, "void_minor"),
          .refund_count = db::number(row, "refund_count"),
          .refund_minor = db::number(row, "refund_minor"),
          .unanswered_count = db::number(row, "unanswered_count"),
          .closed_by = db::text(row, "closed_by"),
          .closed_at = db::time(row, "closed_at"),
          .reconciliation = db::optional_text(row, "reconciliation")};
}

}  // namespace

std::string close_business_day(db::Database& database, const std::string& acquirer,
                               std::chrono::year_month_day day, Time cut_off_at,
                               const std::string& by_operator, Time now) {
  static constexpr db::Statement kStatement = {"close_business_day", R"(
      SELECT close_business_day($1, $2::date, $3, $4, $5) AS outcome)"};
  const auto params =
      db::Params().add(acquirer).add(to_text(day)).add(cut_off_at).add(by_operator).add(now);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

std::optional<ClosedBusinessDay> find_business_day(db::Database& database,
                                                   const std::string& acquirer,
                                                   std::chrono::year_month_day day) {
  static constexpr db::Statement kStatement = {"find_business_day", R"(
      SELECT c.*, r.state AS reconciliation FROM business_day_close c
      LEFT JOIN reconciliation r ON r.acquirer = c.acquirer AND r.business_day = c.business_day
      WHERE c.acquirer = $1 AND c.business_day = $2::date)"};
  const auto rows = database.read(kStatement, db::Params().add(acquirer).add(to_text(day)));
  if (rows.empty()) return std::nullopt;
  return day_in(rows[0]);
}

std::vector<ClosedBusinessDay> list_business_days(db::Database& database,
                                                  const std::string& acquirer, std::size_t most) {
  static constexpr db::Statement kStatement = {"list_business_days", R"(
      SELECT c.*, r.state AS reconciliation FROM business_day_close c
      LEFT JOIN reconciliation r ON r.acquirer = c.acquirer AND r.business_day = c.business_day
      WHERE c.acquirer = $1 ORDER BY c.business_day DESC LIMIT $2)"};
  std::vector<ClosedBusinessDay> days;
  const auto params = db::Params().add(acquirer).add(static_cast<std::int64_t>(most));
  for (const auto& row : database.read(kStatement, params)) days.push_back(day_in(row));
  return days;
}

std::vector<ClosedBusinessDay> waiting_business_days(db::Database& database,
                                                     const std::string& acquirer, Time now) {
  static constexpr db::Statement kStatement = {"waiting_business_days", R"(
      SELECT c.*, r.state AS reconciliation FROM waiting_days($2::timestamptz) w
      JOIN business_day_close c ON c.acquirer = w.acquirer AND c.business_day = w.business_day
      LEFT JOIN reconciliation r ON r.acquirer = c.acquirer AND r.business_day = c.business_day
      WHERE c.acquirer = $1 ORDER BY c.business_day DESC)"};
  std::vector<ClosedBusinessDay> days;
  const auto params = db::Params().add(acquirer).add(now);
  for (const auto& row : database.read(kStatement, params)) days.push_back(day_in(row));
  return days;
}

}  // namespace pay200::business_day_store
