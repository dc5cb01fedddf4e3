#include "core/settlement/settlement_store.hpp"

#include <nlohmann/json.hpp>
#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::settlement_store {
namespace {

const char* mode(bool live) { return live ? "live" : "test"; }

template <class Id>
Id id_from(const pqxx::row& row, const char* column) {
  const auto id = Id::from_sql(db::text(row, column));
  PAY200_ASSERT(id.has_value());
  return *id;
}

std::chrono::year_month_day day_from(const pqxx::row& row, const char* column) {
  const auto day = day_from_text(db::text(row, column));
  PAY200_ASSERT(day.has_value());
  return *day;
}

SettlementFigures figures_from(const pqxx::row& row) {
  SettlementFigures figures;
  figures.gross = db::number(row, "gross_minor");
  figures.canceled = db::number(row, "canceled_minor");
  figures.refunded = db::number(row, "refunded_minor");
  figures.fee = db::number(row, "fee_minor");
  figures.vat = db::number(row, "vat_minor");
  figures.disputed = db::number(row, "disputed_minor");
  figures.returned = db::number(row, "returned_minor");
  figures.carried_in = db::number(row, "carried_in_minor");
  figures.net = db::number(row, "net_minor");
  figures.payout = db::number(row, "payout_minor");
  figures.carried_out = db::number(row, "carried_out_minor");
  return figures;
}

Settlement settlement_from(const pqxx::row& row) {
  Settlement settlement;
  const MerchantId merchant{db::number(row, "merchant_id")};
  settlement.key = {merchant, id_from<SettlementId>(row, "settlement_id")};
  settlement.business_day = day_from(row, "business_day");
  settlement.due_day = day_from(row, "due_day");
  settlement.currency = currency_from_text(db::text(row, "currency")).value();
  settlement.figures = figures_from(row);
  settlement.lines = db::number(row, "lines");
  settlement.created_at = db::time(row, "created_at");
  if (db::optional_text(row, "payout_id")) {
    settlement.payout = SettlementPayout{{merchant, id_from<PayoutId>(row, "payout_id")},
                                         payout_state_from_text(db::text(row, "payout_state"))};
  }
  return settlement;
}

SettlementLine line_from(MerchantId merchant, const pqxx::row& row) {
  SettlementLine line;
  line.id = id_from<SettlementLineId>(row, "line_id");
  line.type = settlement_line_type_from_text(db::text(row, "type"));
  if (db::optional_text(row, "transaction_id")) {
    line.transaction = id_from<TransactionId>(row, "transaction_id");
  }
  if (db::optional_text(row, "payment_id")) {
    line.payment = PaymentKey{merchant, id_from<PaymentId>(row, "payment_id")};
  }
  line.order_id = db::optional_text(row, "order_id").value_or("");
  line.order_name = db::optional_text(row, "order_name").value_or("");
  line.business_day = day_from(row, "business_day");
  line.occurred_at = db::time(row, "occurred_at");
  line.amount = db::number(row, "amount_minor");
  line.fee = db::number(row, "fee_minor");
  line.vat = db::number(row, "vat_minor");
  line.payable = db::number(row, "payable_minor");
  return line;
}

std::optional<std::string> text_of(const std::optional<std::chrono::year_month_day>& day) {
  return day ? std::optional(to_text(*day)) : std::nullopt;
}

constexpr db::Statement kSettleBusinessDay = {"settle_business_day", R"(
    SELECT settle_business_day($1::bigint, $2::uuid, $3::uuid, $4::date, $5::date,
                               $6::timestamptz) AS outcome)"};

db::Params business_day_params(const SettlementKey& key, PayoutId payout,
                               std::chrono::year_month_day business_day,
                               std::chrono::year_month_day due_day, Time now) {
  db::Params params;
  params.add(key.merchant_id)
      .add(key.settlement_id)
      .add(payout)
      .add(to_text(business_day))
      .add(to_text(due_day))
      .add(now);
  return params;
}

constexpr db::Statement kFindSettlement = {"find_settlement", R"(
    SELECT s.*, p.payout_id, p.state AS payout_state
    FROM settlement s
    LEFT JOIN payout p ON p.merchant_id = s.merchant_id AND p.settlement_id = s.settlement_id
    WHERE s.merchant_id = $1::bigint AND s.settlement_id = $2::uuid)"};

std::optional<Settlement> first_of(const pqxx::result& found) {
  if (found.empty()) return std::nullopt;
  return settlement_from(found[0]);
}

}  // namespace

bool take_settlement_lease(db::Database& database, bool live, const std::string& holder,
                           Time expires_at, Time now) {
  static constexpr db::Statement kStatement = {"take_settlement_lease", R"(
      SELECT take_settlement_lease($1::text, $2::uuid, $3::timestamptz, $4::timestamptz) AS taken)"};
  db::Params params;
  params.add(mode(live)).add(holder).add(expires_at).add(now);
  return db::flag(database.call(kStatement, params)[0], "taken");
}

void end_settlement_lease(db::Database& database, bool live, const std::string& holder) {
  static constexpr db::Statement kStatement = {"end_settlement_lease", R"(
      SELECT end_settlement_lease($1::text, $2::uuid))"};
  database.call(kStatement, db::Params().add(mode(live)).add(holder));
}

void note_settlement_run(db::Database& database, bool live, Time now) {
  static constexpr db::Statement kStatement = {
      "note_settlement_run", "SELECT note_settlement_run($1::text, $2::timestamptz)"};
  database.call(kStatement, db::Params().add(mode(live)).add(now));
}

std::vector<MerchantToSettle> merchants_to_settle(db::Database& database, bool live) {
  static constexpr db::Statement kStatement = {"merchants_to_settle", R"(
      SELECT m.merchant_id, m.settlement_days FROM merchant m
      WHERE m.mode = $1::text
        AND EXISTS (SELECT 1 FROM days_to_settle(m.merchant_id, 'infinity'))
      ORDER BY m.merchant_id)"};
  std::vector<MerchantToSettle> merchants;
  for (const auto& row : database.read(kStatement, db::Params().add(mode(live)))) {
    merchants.push_back({MerchantId{db::number(row, "merchant_id")},
                         static_cast<int>(db::number(row, "settlement_days"))});
  }
  return merchants;
}

std::vector<std::chrono::year_month_day> days_to_settle(db::Database& database, MerchantId merchant,
                                                        std::chrono::year_month_day last) {
  static constexpr db::Statement kStatement = {"days_to_settle", R"(
      SELECT day FROM days_to_settle($1::bigint, $2::date) AS day ORDER BY day)"};
  std::vector<std::chrono::year_month_day> days;
  for (const auto& row : database.read(kStatement, db::Params().add(merchant).add(to_text(last)))) {
    days.push_back(day_from(row, "day"));
  }
  return days;
}

std::string settle_business_day(db::Database& database, const SettlementKey& key, PayoutId payout,
                                std::chrono::year_month_day business_day,
                                std::chrono::year_month_day due_day, Time now) {
  const db::Params params = business_day_params(key, payout, business_day, due_day, now);
  return db::text(database.call(kSettleBusinessDay, params)[0], "outcome");
}

std::string settle_business_day(db::Transaction& transaction, const SettlementKey& key,
                                PayoutId payout, std::chrono::year_month_day business_day,
                                std::chrono::year_month_day due_day, Time now) {
  const db::Params params = business_day_params(key, payout, business_day, due_day, now);
  return db::text(db::execute(transaction, kSettleBusinessDay, params)[0], "outcome");
}

void note_settled_reconciliations(db::Database& database) {
  static constexpr db::Statement kStatement = {"note_settled_reconciliations",
                                               "SELECT note_settled_reconciliations()"};
  database.call(kStatement);
}

std::vector<Settlement> list_settlements(db::Database& database, const SettlementFilter& filter) {
  // Ids are in the order in which settlements were made.
  static constexpr db::Statement kStatement = {"list_settlements", R"(
      SELECT s.*, p.payout_id, p.state AS payout_state
      FROM settlement s
      LEFT JOIN payout p ON p.merchant_id = s.merchant_id AND p.settlement_id = s.settlement_id
      WHERE s.merchant_id IN (SELECT m.merchant_id FROM merchant m WHERE m.mode = $1::text)
        AND ($2::bigint IS NULL OR s.merchant_id = $2::bigint)
        AND ($3::date IS NULL OR s.due_day >= $3::date)
        AND ($4::date IS NULL OR s.due_day <= $4::date)
        AND ($5::uuid IS NULL OR s.settlement_id < $5::uuid)
      ORDER BY s.settlement_id DESC LIMIT $6::bigint)"};
  db::Params params;
  params.add(mode(filter.live))
      .add(filter.merchant_id)
      .add(text_of(filter.from))
      .add(text_of(filter.to))
      .add(filter.after)
      .add(static_cast<std::int64_t>(filter.limit));
  std::vector<Settlement> settlements;
  for (const auto& row : database.read(kStatement, params)) {
    settlements.push_back(settlement_from(row));
  }
  return settlements;
}

std::optional<Settlement> find_settlement(db::Database& database, const SettlementKey& key) {
  return first_of(
      database.read(kFindSettlement, db::Params().add(key.merchant_id).add(key.settlement_id)));
}

std::optional<Settlement> find_settlement(db::Transaction& transaction, const SettlementKey& key) {
  return first_of(db::execute(transaction, kFindSettlement,
                              db::Params().add(key.merchant_id).add(key.settlement_id)));
}

std::vector<SettlementLine> settlement_lines(db::Database& database, const SettlementKey& key,
                                             const std::optional<SettlementLineId>& after,
                                             std::size_t most) {
  static constexpr db::Statement kStatement = {"settlement_lines", R"(
      SELECT l.*, p.order_id, p.order_name
      FROM settlement_line l
      LEFT JOIN payment p ON p.merchant_id = l.merchant_id AND p.payment_id = l.payment_id
      WHERE l.merchant_id = $1::bigint AND l.settlement_id = $2::uuid
        AND ($3::uuid IS NULL OR l.line_id > $3::uuid)
      ORDER BY l.line_id LIMIT $4::bigint)"};
  db::Params params;
  params.add(key.merchant_id)
      .add(key.settlement_id)
      .add(after)
      .add(static_cast<std::int64_t>(most));
  std::vector<SettlementLine> lines;
  for (const auto& row : database.read(kStatement, params))
    lines.push_back(line_from(key.merchant_id, row));
  return lines;
}

std::vector<SettlementService::Sale> list_sales(db::Database& database,
                                                const SettlementService::SalesFilter& filter) {
  // A page's number is what Toss Payments has; the days bound what is passed over.
  static constexpr db::Statement kStatement = {"list_sales", R"(
      SELECT l.*, p.order_id, p.order_name, s.due_day,
             payment_snapshot(l.merchant_id, l.payment_id) AS snapshot
      FROM (SELECT l.*, s.business_day AS sold_day
            FROM settlement s
            JOIN settlement_line l ON l.merchant_id = s.merchant_id
                AND l.settlement_id = s.settlement_id
            WHERE s.merchant_id = $1::bigint AND l.type <> 'PAYOUT_RETURNED'
              AND CASE WHEN $2::boolean THEN s.due_day ELSE s.business_day END
                  BETWEEN $3::date AND $4::date
            ORDER BY s.business_day, l.line_id
            OFFSET $5::bigint LIMIT $6::bigint) l
      JOIN settlement s ON s.merchant_id = l.merchant_id AND s.settlement_id = l.settlement_id
      JOIN payment p ON p.merchant_id = l.merchant_id AND p.payment_id = l.payment_id
      ORDER BY l.sold_day, l.line_id)"};
  db::Params params;
  params.add(filter.merchant_id)
      .add(filter.by_due_day)
      .add(to_text(filter.from))
      .add(to_text(filter.to))
      .add(static_cast<std::int64_t>((filter.page - 1) * filter.size))
      .add(static_cast<std::int64_t>(filter.size));
  std::vector<SettlementService::Sale> sales;
  for (const auto& row : database.read(kStatement, params)) {
    sales.push_back({day_from(row, "sold_day"), day_from(row, "due_day"),
                     line_from(filter.merchant_id, row),
                     payment_from_snapshot(nlohmann::json::parse(db::text(row, "snapshot")))});
  }
  return sales;
}

TrustReport trust_report(db::Database& database, bool live) {
  static constexpr db::Statement kStatement = {"trust_report", R"(
      SELECT trust, unsettled, disputed, advanced, unpaid, in_transit, shoppers, owing_to_us, receivable
      FROM trust_report($1::text))"};
  const pqxx::result rows = database.read(kStatement, db::Params().add(mode(live)));
  const pqxx::row row = rows[0];
  TrustReport report;
  report.trust = db::number(row, "trust");
  report.unsettled = db::number(row, "unsettled");
  report.disputed = db::number(row, "disputed");
  report.advanced = db::number(row, "advanced");
  report.unpaid = db::number(row, "unpaid");
  report.in_transit = db::number(row, "in_transit");
  report.shoppers = db::number(row, "shoppers");
  report.owing_to_us = db::number(row, "owing_to_us");
  report.receivable = db::number(row, "receivable");
  return report;
}

}  // namespace pay200::settlement_store
