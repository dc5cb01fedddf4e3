#include "core/ledger/ledger_store.hpp"

#include <pqxx/pqxx>

#include "core/platform/assert.hpp"

namespace pay200::ledger_store {
namespace {

template <class Id>
Id id_from(const pqxx::row& row, const char* column) {
  const auto id = Id::from_sql(db::text(row, column));
  PAY200_ASSERT(id.has_value());
  return *id;
}

}  // namespace

std::vector<PostedEntry> entries_of_payment(db::Database& database, const PaymentKey& payment) {
  static constexpr db::Statement kStatement = {"entries_of_payment", R"(
      SELECT transaction_id, account, amount_minor, currency, created_at
      FROM ledger_entry WHERE merchant_id = $1::bigint AND payment_id = $2::uuid
      ORDER BY transaction_id, amount_minor DESC, account)"};
  db::Params params;
  params.add(payment.merchant_id).add(payment.payment_id);
  std::vector<PostedEntry> entries;
  for (const auto& row : database.read(kStatement, params)) {
    const auto currency = currency_from_text(db::text(row, "currency"));
    PAY200_ASSERT(currency.has_value());
    entries.push_back(PostedEntry{
        id_from<TransactionId>(row, "transaction_id"), db::text(row, "account"),
        Money{db::number(row, "amount_minor"), *currency}, db::time(row, "created_at")});
  }
  return entries;
}

std::vector<Violation> check_invariants(db::Database& database, Time now) {
  static constexpr db::Statement kStatement = {"check_invariants", R"(
      SELECT check_name, merchant_id,
          coalesce(payment_id, '00000000-0000-0000-0000-000000000000') AS payment_id, detail
      FROM check_invariants($1::timestamptz) ORDER BY check_name, merchant_id, payment_id)"};
  std::vector<Violation> violations;
  for (const auto& row : database.read(kStatement, db::Params().add(now))) {
    const PaymentKey payment{MerchantId{db::number(row, "merchant_id")},
                             id_from<PaymentId>(row, "payment_id")};
    violations.push_back(Violation{db::text(row, "check_name"), payment, db::text(row, "detail")});
  }
  return violations;
}

LedgerCounts count_ledger(db::Database& database) {
  static constexpr db::Statement kStatement = {"count_ledger", R"(
      SELECT (SELECT count(*) FROM merchant) AS merchants,
             (SELECT count(*) FROM payment) AS payments,
             (SELECT count(*) FROM attempt) AS attempts,
             (SELECT count(*) FROM transaction) AS transactions,
             (SELECT count(*) FROM ledger_entry) AS entries)"};
  const pqxx::result rows = database.read(kStatement);
  const pqxx::row row = rows[0];
  LedgerCounts counts;
  counts.merchants = db::number(row, "merchants");
  counts.payments = db::number(row, "payments");
  counts.attempts = db::number(row, "attempts");
  counts.transactions = db::number(row, "transactions");
  counts.entries = db::number(row, "entries");
  return counts;
}

}  // namespace pay200::ledger_store
