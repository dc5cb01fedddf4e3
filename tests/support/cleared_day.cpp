#include "tests/support/cleared_day.hpp"

#include "core/platform/id.hpp"

namespace pay200::test {
namespace {

std::string new_id() { return "'" + Uuid::make_v7(system_clock().now()).to_string() + "'"; }
std::string quoted(const std::string& text) { return "'" + text + "'"; }

/// A superuser's; the functions of reconciliation do the same.
void run(TestDatabase& database, const std::string& sql) {
  database.execute("SET search_path = pay200; " + sql);
}

void post(TestDatabase& database, const std::string& dispute_id, const std::string& day,
          const std::string& kind, const std::string& debited, const std::string& credited) {
  run(database, "SELECT post_entries(merchant_id, " + new_id() + ", " + quoted(kind) +
                    ", dispute_id, payment_id, " + quoted(day) + ", ARRAY[" + quoted(debited) +
                    ", " + quoted(credited) +
                    "], ARRAY[amount_minor, -amount_minor], currency, now()) FROM dispute WHERE "
                    "dispute_id = " +
                    quoted(dispute_id));
}

}  // namespace

void clear_day(TestDatabase& database, const ClearedDay& day) {
  clear_day([&database](const std::string& sql) { database.execute(sql); }, day);
}

void clear_day(const ExecuteSql& execute, const ClearedDay& day) {
  const std::string id = new_id();
  const std::string acquirer = quoted(day.acquirer);
  const std::string of =
      quoted(day.transactions_of.empty() ? day.business_day : day.transactions_of);
  execute(
      "SET search_path = pay200; "
      "INSERT INTO reconciliation (reconciliation_id, acquirer, business_day, file_id, "
      "file_sha256, record_count, state, matched_count, funded_minor, acquirer_fee_minor, "
      "operator, started_at, finished_at, least_id, most_id) VALUES (" +
      id + ", " + acquirer + ", " + quoted(day.business_day) + ", " + id + ", '', 0, " +
      quoted(day.state) + ", 0, 0, 0, 'test', now(), CASE " + quoted(day.state) +
      " WHEN 'done' THEN now() END, '00000000-0000-0000-0000-000000000000', "
      "'ffffffff-ffff-ffff-ffff-ffffffffffff'); "
      "INSERT INTO cleared_transaction SELECT t.merchant_id, t.transaction_id, t.payment_id, " +
      id + ", t.acquirer, " + quoted(day.business_day) +
      ", CASE t.type WHEN 'PAYMENT' THEN t.amount_minor ELSE -t.amount_minor END, CASE t.type "
      "WHEN 'PAYMENT' THEN t.amount_minor * " +
      std::to_string(kAcquirerFeeBasisPoints) + " / 10000 ELSE 0 END, 0, " + of + " <> " +
      quoted(day.business_day) + " FROM transaction t WHERE t.moved AND t.acquirer = " + acquirer +
      " AND t.business_day = " + of +
      " AND NOT EXISTS (SELECT 1 FROM transaction v WHERE v.merchant_id = t.merchant_id AND "
      "v.payment_id = t.payment_id AND v.type = 'CANCEL'); "
      "SELECT post_entries(merchant_id, gen_random_uuid(), 'funding', " +
      id + ", NULL, " + quoted(day.business_day) +
      ", ARRAY['settlement_trust', 'acquirer_fee', 'acquirer_receivable'], ARRAY[(s - f), f, "
      "-s], 'KRW', now()) FROM (SELECT merchant_id, sum(amount_minor)::bigint AS s, "
      "sum(acquirer_fee_minor)::bigint AS f FROM cleared_transaction WHERE reconciliation_id "
      "= " +
      id + " GROUP BY merchant_id) sums");
}

std::string open_dispute(TestDatabase& database, const std::string& payment_id,
                         const std::string& business_day) {
  const std::string id = Uuid::make_v7(system_clock().now()).to_string();
  run(database,
      "INSERT INTO dispute (merchant_id, dispute_id, payment_id, transaction_id, acquirer, "
      "reference, amount_minor, currency, state, opened_by, opened_on, respond_by, "
      "acquirer_fee_minor, opened_at, changed_at) SELECT merchant_id, " +
          quoted(id) + ", payment_id, transaction_id, acquirer, " + quoted(id) +
          ", amount_minor, currency, 'OPEN', gen_random_uuid(), " + quoted(business_day) + ", " +
          quoted(business_day) +
          "::date + 7, 0, now(), now() FROM transaction WHERE type = 'PAYMENT' AND payment_id = " +
          quoted(payment_id));
  post(database, id, business_day, "dispute_opened", "dispute_hold", "acquirer_receivable");
  // Kept back from the day's funding.
  post(database, id, business_day, "funding", "acquirer_receivable", "settlement_trust");
  return id;
}

void lose_dispute(TestDatabase& database, const std::string& dispute_id,
                  const std::string& business_day) {
  run(database, "UPDATE dispute SET state = 'LOST', decided_on = " + quoted(business_day) +
                    " WHERE dispute_id = " + quoted(dispute_id));
  post(database, dispute_id, business_day, "dispute_lost", "merchant_payable", "dispute_hold");
}

void return_dispute(TestDatabase& database, const std::string& dispute_id,
                    const std::string& business_day) {
  run(database,
      "UPDATE dispute SET state = 'WON', reversed_by = gen_random_uuid(), reversed_on = " +
          quoted(business_day) +
          ", reversal_fee_minor = 0 WHERE dispute_id = " + quoted(dispute_id));
  post(database, dispute_id, business_day, "dispute_returned", "acquirer_receivable",
       "merchant_payable");
  post(database, dispute_id, business_day, "funding", "settlement_trust", "acquirer_receivable");
}

}  // namespace pay200::test
