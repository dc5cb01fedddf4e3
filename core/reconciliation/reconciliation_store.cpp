#include "core/reconciliation/reconciliation_store.hpp"

#include <pqxx/pqxx>
#include <utility>

#include "core/platform/assert.hpp"
#include "core/platform/db/copy.hpp"
#include "core/platform/fail_point.hpp"

namespace pay200::reconciliation_store {
namespace {

constexpr const char* kItemsOfReconciliation = R"(
    SELECT * FROM reconciliation_item WHERE reconciliation_id = $1::uuid
    ORDER BY state <> 'open', state <> 'undecided', line NULLS LAST, item_id LIMIT $2)";

constexpr const char* kReconciliation = R"(
    SELECT r.*, i.decided, i.undecided, i.open FROM reconciliation r
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE state = 'decided') AS decided,
            count(*) FILTER (WHERE state = 'undecided') AS undecided,
            count(*) FILTER (WHERE state = 'open') AS open
        FROM reconciliation_item i WHERE i.reconciliation_id = r.reconciliation_id) i
    WHERE r.reconciliation_id = $1::uuid)";

template <class Id>
Id id_from(const pqxx::row& row, const char* column) {
  const auto id = Id::from_sql(db::text(row, column));
  PAY200_ASSERT(id);
  return *id;
}

template <class Id>
std::optional<Id> optional_id(const pqxx::row& row, const char* column) {
  if (!db::optional_text(row, column)) return std::nullopt;
  return id_from<Id>(row, column);
}

std::chrono::year_month_day day_from(const pqxx::row& row) {
  const auto day = day_from_text(db::text(row, "business_day"));
  PAY200_ASSERT(day);
  return *day;
}

Reconciliation reconciliation_in(const pqxx::row& row) {
  return {.id = id_from<ReconciliationId>(row, "reconciliation_id"),
          .acquirer = db::text(row, "acquirer"),
          .day = day_from(row),
          .file_id = db::text(row, "file_id"),
          .file_sha256 = db::text(row, "file_sha256"),
          .state = db::text(row, "state"),
          .record_count = db::number(row, "record_count"),
          .matched_count = db::number(row, "matched_count"),
          .funded_minor = db::number(row, "funded_minor"),
          .acquirer_fee_minor = db::number(row, "acquirer_fee_minor"),
          .decided_count = db::number(row, "decided"),
          .undecided_count = db::number(row, "undecided"),
          .difference_count = db::number(row, "open"),
          .by_operator = db::text(row, "operator"),
          .started_at = db::time(row, "started_at"),
          .finished_at = db::optional_time(row, "finished_at")};
}

std::optional<Reconciliation> first_of(const pqxx::result& rows) {
  if (rows.empty()) return std::nullopt;
  return reconciliation_in(rows[0]);
}

std::vector<ReconciliationItem> items_from(const pqxx::result& rows) {
  std::vector<ReconciliationItem> items;
  for (const auto& row : rows) {
    items.push_back({.merchant_id = {db::number(row, "merchant_id")},
                     .id = id_from<ReconciliationItemId>(row, "item_id"),
                     .day = day_from(row),
                     .kind = db::text(row, "kind"),
                     .state = db::text(row, "state"),
                     .line = db::optional_number(row, "line"),
                     .payment_id = optional_id<PaymentId>(row, "payment_id"),
                     .transaction_id = optional_id<TransactionId>(row, "transaction_id"),
                     .rrn = db::text(row, "rrn"),
                     .ours_minor = db::optional_number(row, "ours_minor"),
                     .theirs_minor = db::optional_number(row, "theirs_minor"),
                     .reference = db::optional_text(row, "reference"),
                     .detail = db::text(row, "detail")});
  }
  return items;
}

/// Of a transaction of its day: with the sign a sale and a refund are one key.
std::int64_t moved_minor(const ClearingRecord& record) {
  if (record.type == "S") return record.amount_minor;
  return record.type == "R" ? -record.amount_minor : 0;
}

db::Params day_params(const Day& day) {
  return db::Params().add(day.id).add(day.acquirer).add(to_text(day.day));
}

db::Params with_most(db::Params params, std::size_t most) {
  params.add(static_cast<std::int64_t>(most));
  return params;
}

}  // namespace

bool take_reconciliation_lease(db::Transaction& transaction) {
  static constexpr db::Statement kStatement = {"take_reconciliation_lease",
                                               "SELECT take_reconciliation_lease() AS taken"};
  return db::flag(db::execute(transaction, kStatement)[0], "taken");
}

Result<Nothing> copy_clearing_records(db::Transaction& transaction, ClearingFile& file,
                                      const std::function<void(std::int64_t)>& told) {
  static constexpr db::Statement kMake = {"make_clearing_record", "SELECT make_clearing_record()"};
  constexpr std::int64_t kTold = 1'000;
  db::execute(transaction, kMake);
  db::Copy copy(transaction, "clearing_record",
                {"line", "type", "merchant_id", "terminal_id", "stan", "rrn", "approval_code",
                 "amount_minor", "fee_minor", "moved_minor", "reference"});
  ClearingRecord record;
  for (;;) {
    const auto more = file.next(record);
    if (!more) return more.error();
    if (!*more) break;
    copy.row(record.line, record.type, record.merchant_id.value, record.terminal_id, record.stan,
             record.rrn, record.approval_code, record.amount_minor, record.fee_minor,
             moved_minor(record), record.reference);
    fail_point("record_copied");
    if (file.records() % kTold == 0) told(file.records());
  }
  copy.complete();
  told(file.records());
  return Nothing{};
}

std::int64_t match_clearing_file(db::Transaction& transaction, const Day& day,
                                 std::int64_t records) {
  static constexpr db::Statement kStatement = {"match_clearing_file", R"(
      SELECT match_clearing_file($1::uuid, $2, $3::date, $4::timestamptz, $5::bigint) AS matched)"};
  const auto rows =
      db::execute(transaction, kStatement, day_params(day).add(day.cut_off_at).add(records));
  return db::number(rows[0], "matched");
}

std::int64_t sort_clearing_rest(db::Transaction& transaction, const Day& day, Time now) {
  static constexpr db::Statement kStatement = {"sort_clearing_rest", R"(
      SELECT sort_clearing_rest($1::uuid, $2, $3::date, $4::timestamptz) AS cleared)"};
  const auto rows = db::execute(transaction, kStatement, day_params(day).add(now));
  return db::number(rows[0], "cleared");
}

void list_missing(db::Transaction& transaction, const Day& day, Time now) {
  static constexpr db::Statement kStatement = {"list_missing", R"(
      SELECT list_missing($1::uuid, $2, $3::date, $4::timestamptz, $5::timestamptz))"};
  db::execute(transaction, kStatement, day_params(day).add(day.cut_off_at).add(now));
}

void fund_cleared(db::Transaction& transaction, const Day& day, const std::string& file_id,
                  const ClearingFile& file, std::int64_t matched, const std::string& by_operator,
                  Time now) {
  static constexpr db::Statement kStatement = {"fund_cleared", R"(
      SELECT fund_cleared($1::uuid, $2, $3::date, $4, $5, $6::bigint, $7::bigint, $8,
                          $9::timestamptz))"};
  db::execute(transaction, kStatement,
              day_params(day)
                  .add(file_id)
                  .add(file.sha256())
                  .add(file.records())
                  .add(matched)
                  .add(by_operator)
                  .add(now));
}

std::optional<std::chrono::year_month_day> day_of_file(db::Transaction& transaction,
                                                       const std::string& acquirer,
                                                       const std::string& file_id) {
  static constexpr db::Statement kStatement = {"day_of_file", R"(
      SELECT business_day FROM reconciliation WHERE acquirer = $1 AND file_id = $2)"};
  const auto rows = db::execute(transaction, kStatement, db::Params().add(acquirer).add(file_id));
  if (rows.empty()) return std::nullopt;
  return day_from(rows[0]);
}

std::optional<Reconciliation> find_in(db::Transaction& transaction, ReconciliationId id) {
  static constexpr db::Statement kStatement = {"reconciliation_in", kReconciliation};
  return first_of(db::execute(transaction, kStatement, db::Params().add(id)));
}

std::vector<ReconciliationItem> items_in(db::Transaction& transaction, ReconciliationId id,
                                         std::size_t most) {
  static constexpr db::Statement kStatement = {"reconciliation_items_in", kItemsOfReconciliation};
  return items_from(db::execute(transaction, kStatement, with_most(db::Params().add(id), most)));
}

std::vector<Undecided> undecided_items(db::Database& database, ReconciliationId id) {
  static constexpr db::Statement kStatement = {"undecided_items", R"(
      SELECT merchant_id, item_id FROM reconciliation_item
      WHERE reconciliation_id = $1::uuid AND state = 'undecided'
      ORDER BY line NULLS LAST, item_id)"};
  std::vector<Undecided> items;
  for (const auto& row : database.read(kStatement, db::Params().add(id))) {
    items.push_back(
        {{db::number(row, "merchant_id")}, id_from<ReconciliationItemId>(row, "item_id")});
  }
  return items;
}

std::string decide_item(db::Database& database, const Undecided& item, const Uuid& new_id,
                        std::chrono::year_month_day respond_by, Time now) {
  static constexpr db::Statement kStatement = {"decide_item", R"(
      SELECT decide_item($1::bigint, $2::uuid, $3::uuid, $4::date, $5::timestamptz) AS outcome)"};
  db::Params params;
  params.add(item.merchant_id)
      .add(item.item_id)
      .add(new_id.to_string())
      .add(to_text(respond_by))
      .add(now);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

std::vector<DisputeKey> disputes_to_lapse(db::Database& database, const std::string& acquirer,
                                          std::chrono::year_month_day day) {
  static constexpr db::Statement kStatement = {"disputes_to_lapse", R"(
      SELECT merchant_id, dispute_id FROM dispute
      WHERE acquirer = $1 AND state IN ('OPEN', 'CONTESTED') AND respond_by < $2::date
      ORDER BY merchant_id, dispute_id)"};
  std::vector<DisputeKey> keys;
  const auto params = db::Params().add(acquirer).add(to_text(day));
  for (const auto& row : database.read(kStatement, params)) {
    keys.push_back({{db::number(row, "merchant_id")}, id_from<DisputeId>(row, "dispute_id")});
  }
  return keys;
}

std::string lapse_dispute(db::Database& database, const DisputeKey& dispute,
                          std::chrono::year_month_day day, Time now) {
  static constexpr db::Statement kStatement = {"lapse_dispute", R"(
      SELECT lapse_dispute($1::bigint, $2::uuid, $3::date, $4::timestamptz) AS outcome)"};
  db::Params params;
  params.add(dispute.merchant_id).add(dispute.dispute_id).add(to_text(day)).add(now);
  return db::text(database.call(kStatement, params)[0], "outcome");
}

bool finish_reconciliation(db::Database& database, ReconciliationId id, Time now) {
  static constexpr db::Statement kStatement = {"finish_reconciliation", R"(
      SELECT finish_reconciliation($1::uuid, $2::timestamptz) AS done)"};
  return db::flag(database.call(kStatement, db::Params().add(id).add(now))[0], "done");
}

std::optional<ReconciliationItem> close_difference(db::Database& database, const Closing& closing,
                                                   Time now) {
  static constexpr db::Statement kStatement = {"close_difference", R"(
      SELECT * FROM close_difference($1::uuid, $2::uuid, $3, $4, $5::timestamptz))"};
  db::Params params;
  params.add(closing.item_id).add(closing.id).add(closing.reason).add(closing.by_operator).add(now);
  auto items = items_from(database.call(kStatement, params));
  if (items.empty()) return std::nullopt;
  return std::move(items.front());
}

std::optional<Reconciliation> get_reconciliation(db::Database& database, ReconciliationId id) {
  static constexpr db::Statement kStatement = {"get_reconciliation", kReconciliation};
  return first_of(database.read(kStatement, db::Params().add(id)));
}

std::optional<Reconciliation> find_reconciliation(db::Database& database,
                                                  const std::string& acquirer,
                                                  std::chrono::year_month_day day) {
  static constexpr db::Statement kStatement = {"find_reconciliation", R"(
      SELECT reconciliation_id FROM reconciliation WHERE acquirer = $1 AND business_day = $2::date)"};
  const auto rows = database.read(kStatement, db::Params().add(acquirer).add(to_text(day)));
  if (rows.empty()) return std::nullopt;
  return get_reconciliation(database, id_from<ReconciliationId>(rows[0], "reconciliation_id"));
}

std::vector<Reconciliation> list_reconciliations(db::Database& database,
                                                 const std::string& acquirer, std::size_t most) {
  static constexpr db::Statement kStatement = {"list_reconciliations", R"(
      SELECT r.*, i.decided, i.undecided, i.open FROM reconciliation r
      CROSS JOIN LATERAL (
          SELECT count(*) FILTER (WHERE state = 'decided') AS decided,
              count(*) FILTER (WHERE state = 'undecided') AS undecided,
              count(*) FILTER (WHERE state = 'open') AS open
          FROM reconciliation_item i WHERE i.reconciliation_id = r.reconciliation_id) i
      WHERE r.acquirer = $1 ORDER BY r.business_day DESC LIMIT $2)"};
  std::vector<Reconciliation> found;
  for (const auto& row : database.read(kStatement, with_most(db::Params().add(acquirer), most))) {
    found.push_back(reconciliation_in(row));
  }
  return found;
}

std::vector<ReconciliationItem> items_of_reconciliation(db::Database& database, ReconciliationId id,
                                                        std::size_t most) {
  static constexpr db::Statement kStatement = {"items_of_reconciliation", kItemsOfReconciliation};
  return items_from(database.read(kStatement, with_most(db::Params().add(id), most)));
}

std::vector<ReconciliationItem> open_reconciliation_items(db::Database& database,
                                                          const std::string& acquirer,
                                                          std::chrono::year_month_day before,
                                                          std::size_t most) {
  static constexpr db::Statement kStatement = {"open_reconciliation_items", R"(
      SELECT * FROM reconciliation_item
      WHERE acquirer = $1 AND business_day < $2::date AND state IN ('open', 'waiting')
          AND state = 'open'
      ORDER BY business_day, item_id LIMIT $3)"};
  const auto params = db::Params().add(acquirer).add(to_text(before));
  return items_from(database.read(kStatement, with_most(params, most)));
}

}  // namespace pay200::reconciliation_store
