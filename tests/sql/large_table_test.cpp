// A million payments: what is looked up, listed or swept is found through an index, and reads no
// more rows than it answers with. The plans are those of the statements that the programs send,
// prepared as they prepare them (see young_table_test for plans made before there was anything).

#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/payment_world.hpp"

namespace pay200::test {
namespace {

using nlohmann::json;

constexpr std::int64_t kMany = 1'000'000;
/// Of the tables' rows: a page and what lies beside it, not a part of the table.
constexpr double kFewRows = 1'500;

/// One merchant's, a second apart; every id's time part is the row's own. One statement at a time:
/// psql has a minute for each.
constexpr const char* kFill[] = {
    R"(
  CREATE FUNCTION public.id_at(t timestamptz, n bigint) RETURNS uuid LANGUAGE sql AS $$
    SELECT (lpad(to_hex(floor(extract(epoch FROM t) * 1000)::bigint), 12, '0') || '7000'
            || '8000' || lpad(to_hex(n), 12, '0'))::uuid $$;)",
    R"(
  INSERT INTO payment (merchant_id, payment_id, order_id, order_name, currency, total_minor,
      supplied_minor, vat_minor, tax_free_minor, balance_minor, fee_basis_points, fee_fixed_minor,
      state, expires_at, requested_at, approved_at)
  SELECT @merchant, public.id_at(t, n), 'many-' || n, 'order ' || n, 'KRW', 1000, 909, 91, 0, 1000, 0, 0,
      'approved', t, t, t
  FROM (SELECT n, timestamptz '2026-01-01 00:00Z' + n * interval '1 second' AS t
        FROM generate_series(1, @many) n) s;)",
    R"(
  INSERT INTO payment_order SELECT merchant_id, order_id, payment_id FROM payment ON CONFLICT DO NOTHING;)",
    R"(
  INSERT INTO transaction (merchant_id, transaction_id, payment_id, type, amount_minor, currency, moved,
      business_day, occurred_at, search)
  SELECT merchant_id, payment_id, payment_id, CASE WHEN order_id LIKE '%0007' THEN 'REFUND' ELSE 'PAYMENT' END,
      total_minor, currency, true, approved_at::date, approved_at, search_text(payment)
  FROM payment WHERE merchant_id = @merchant;)",
    R"(
  INSERT INTO attempt (merchant_id, attempt_id, payment_id, number, state, shopper_id, card_id, pan_nonce,
      pan_ciphertext, key_version, card_bin, card_last_four, card_brand, card_expiry, acquirer, terminal_id,
      stan, rrn, transmitted_at, amount_minor, currency, deadline_at, started_at)
  SELECT merchant_id, payment_id, payment_id, 1, 'approved', payment_id, payment_id, '', '', 1, '424242',
      '4242', 'visa', '3012', 'sandbox', 'T0000001', 1, '1', requested_at, 1000, 'KRW', requested_at, requested_at
  FROM payment WHERE merchant_id = @merchant;)",
    R"(
  INSERT INTO api_key (key_id, key_hash, merchant_id, kind, prefix, last_four, created_at)
  SELECT public.id_at(now(), n), sha256(n::text::bytea), n, 'secret', 'test_sk_', '0000', now()
  FROM generate_series(1, 100000) n;)",
    R"(
  ANALYZE payment; ANALYZE payment_order; ANALYZE transaction; ANALYZE attempt; ANALYZE api_key; ANALYZE reversal;)",
};

/// Where a plan reads a whole table, and how many rows its scans read.
struct Reading {
  std::string whole_tables;
  double rows = 0;
};

void read_plan(const json& node, Reading& reading) {
  const std::string type = node.at("Node Type");
  const double loops = node.at("Actual Loops");
  if (node.contains("Relation Name")) {
    const std::string table = node.at("Relation Name");
    const double removed = node.value("Rows Removed by Filter", 0.0);
    reading.rows += loops * (node.at("Actual Rows").get<double>() + removed);
    const bool large = table == "payment" || table == "payment_order" || table == "transaction" ||
                       table == "attempt" || table == "api_key";
    if (type == "Seq Scan" && large) reading.whole_tables += table + " ";
  }
  if (!node.contains("Plans")) return;
  for (const json& inner : node.at("Plans")) read_plan(inner, reading);
}

class LargeTableTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    world_ = new PaymentWorld();
    for (std::string sql : kFill) {
      const auto replace = [&sql](const std::string& name, const std::string& value) {
        for (std::size_t at = 0; (at = sql.find(name)) != std::string::npos;) {
          sql.replace(at, name.size(), value);
        }
      };
      replace("@merchant", merchant());
      replace("@many", std::to_string(kMany));
      world_->value(sql);
    }
  }
  static void TearDownTestSuite() {
    delete world_;
    world_ = nullptr;
  }

  static Reading reading_of(const std::string& sql) {
    const std::string text = world_->value(
        "SET plan_cache_mode = force_generic_plan; EXPLAIN (ANALYZE, FORMAT JSON) " + sql);
    Reading reading;
    read_plan(json::parse(text.substr(text.find('['))).at(0).at("Plan"), reading);
    return reading;
  }

  static void expect_few(const std::string& what, const std::string& sql) {
    SCOPED_TRACE(what);
    const Reading reading = reading_of(sql);
    EXPECT_EQ(reading.whole_tables, "") << "read from end to end";
    EXPECT_LT(reading.rows, kFewRows);
  }

  /// As the program sends it: prepared, with its parameters bound.
  static void expect_few_prepared(const std::string& what, const std::string& statement,
                                  const std::string& values) {
    SCOPED_TRACE(what);
    const std::string text =
        world_->value("SET plan_cache_mode = force_generic_plan; PREPARE q AS " + statement +
                      "; EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE q(" + values + ")");
    Reading reading;
    read_plan(json::parse(text.substr(text.find('['))).at(0).at("Plan"), reading);
    EXPECT_EQ(reading.whole_tables, "") << "read from end to end";
    EXPECT_LT(reading.rows, kFewRows);
  }

  static std::string merchant() { return std::to_string(world_->merchant_id.value); }

  static PaymentWorld* world_;
};

PaymentWorld* LargeTableTest::world_ = nullptr;

TEST_F(LargeTableTest, OnePaymentIsFoundThroughItsKeyAndItsOrder) {
  const std::string id =
      world_->value("SELECT payment_id FROM payment WHERE order_id = 'many-500000'");
  expect_few("the snapshot's payment", "SELECT * FROM payment WHERE merchant_id = " + merchant() +
                                           " AND payment_id = '" + id + "'");
  expect_few("its attempts", "SELECT * FROM attempt WHERE merchant_id = " + merchant() +
                                 " AND payment_id = '" + id + "' ORDER BY number");
  expect_few("its last transaction", "SELECT * FROM transaction WHERE merchant_id = " + merchant() +
                                         " AND payment_id = '" + id +
                                         "' ORDER BY transaction_id DESC LIMIT 1");
  expect_few("by order", "SELECT payment_id FROM payment_order WHERE merchant_id = " + merchant() +
                             " AND order_id = 'many-500000'");
}

TEST_F(LargeTableTest, AnApiKeyIsFoundByItsHash) {
  expect_few("by hash",
             "SELECT * FROM api_key k JOIN merchant m ON m.merchant_id = k.merchant_id "
             "WHERE key_hash = sha256('5000')");
}

/// core/transaction/transaction_search_store, with its parameters' places.
constexpr const char* kSearch = R"(
  SELECT f.* FROM merchant m CROSS JOIN LATERAL (
      SELECT t.*, p.order_id, p.order_name FROM transaction t
      JOIN payment p ON p.merchant_id = t.merchant_id AND p.payment_id = t.payment_id
      WHERE t.merchant_id = m.merchant_id
        AND t.transaction_id >= $3::uuid AND t.transaction_id < $4::uuid
        AND ($5::timestamptz IS NULL OR t.occurred_at >= $5::timestamptz)
        AND ($6::timestamptz IS NULL OR t.occurred_at < $6::timestamptz)
        AND (t.moved OR NOT $10::boolean)
        AND ($7::text IS NULL OR t.type = $7::text)
        AND ($8::text IS NULL OR strpos(lower(p.order_name), lower($8::text)) > 0)
      ORDER BY t.transaction_id DESC LIMIT $9::bigint) f
  WHERE m.mode = $1::text AND ($2::bigint IS NULL OR m.merchant_id = $2::bigint)
  ORDER BY f.transaction_id DESC LIMIT $9::bigint)";

TEST_F(LargeTableTest, APageOfTransactionsReadsAPage) {
  const std::string least = "'00000000-0000-0000-0000-000000000000'";
  const std::string greatest = "'ffffffff-ffff-ffff-ffff-ffffffffffff'";
  const std::string late = "(SELECT payment_id FROM payment WHERE order_id = 'many-3000')";
  const std::string late_id = "'" + world_->value("SELECT " + late) + "'";
  const auto page = [&](const std::string& what, const std::string& from_id,
                        const std::string& before_id, const std::string& rest) {
    expect_few_prepared(what, kSearch,
                        "'test', " + merchant() + ", " + from_id + ", " + before_id + ", " + rest);
  };
  page("the first page", least, greatest, "NULL, NULL, NULL, NULL, 101, true");
  page("a late page", least, late_id, "NULL, NULL, NULL, NULL, 101, true");
  // Some 1,000 rows in: the range of ids is what bounds it, an hour wider at both ends.
  const std::string day =
      "'" + world_->value("SELECT payment_id FROM payment WHERE order_id = 'many-400000'") + "'";
  page("days long ago", least, day,
       "'2026-01-05 00:00Z', '2026-01-05 16:00Z', NULL, NULL, 101, true");
  page("by type", least, greatest, "NULL, NULL, 'PAYMENT', NULL, 101, false");
  page("by a name that many have", least, greatest, "NULL, NULL, NULL, 'order', 101, false");
}

/// A statement of core/transaction, as it is.
std::string listing_statement(const std::string& name) {
  std::ifstream file(PAY200_SOURCE_DIR "/core/transaction/transaction_search_store.cpp");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::string begin = "{\"" + name + "\", R\"(";
  const auto at = text.find(begin);
  if (at == std::string::npos) throw std::logic_error("no statement " + name);
  const auto from = at + begin.size();
  return text.substr(from, text.find(")\"}", from) - from);
}

TEST_F(LargeTableTest, ThePagesOfTheBackOfficeReadAPage) {
  const std::string least = "'00000000-0000-0000-0000-000000000000'";
  const std::string greatest = "'ffffffff-ffff-ffff-ffff-ffffffffffff'";
  const std::string middle =
      "'" + world_->value("SELECT payment_id FROM payment WHERE order_id = 'many-500000'") + "'";
  const auto page = [&](const std::string& what, const std::string& statement,
                        const std::string& from, const std::string& before,
                        const std::string& rest) {
    expect_few_prepared(
        what, listing_statement(statement),
        merchant() + ", " + from + ", " + before + ", NULL, NULL, " + rest + ", 51");
  };
  page("the first page", "newest_transactions", least, greatest, "NULL, NULL");
  page("a late page", "newest_transactions", least, middle, "NULL, NULL");
  page("the page before it", "oldest_transactions", middle, greatest, "NULL, NULL");
  page("payments", "newest_transactions", least, greatest, "'PAYMENT', NULL");
  page("what is rare", "newest_transactions", least, greatest, "'REFUND', NULL");
  page("what is rare, backwards", "oldest_transactions", least, greatest, "'REFUND', NULL");
  page("what there is none of", "newest_transactions", least, greatest, "'CANCEL', NULL");
  page("a name that many have", "newest_transactions", least, greatest, "NULL, 'ORDER'");
  page("a name among what is rare", "newest_transactions", least, greatest, "'REFUND', '990007'");
}

TEST_F(LargeTableTest, ASearchAndASumReadTheirMerchantsIndexAndNoTable) {
  world_->value("VACUUM transaction");
  const auto reads = [&](const std::string& statement, const std::string& merchant_id,
                         const std::string& rest) {
    const std::string text = world_->value(
        "SET plan_cache_mode = force_generic_plan; PREPARE q AS " + listing_statement(statement) +
        "; EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE q(" + merchant_id +
        ", '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', NULL, "
        "NULL, NULL, " +
        rest + ")");
    EXPECT_EQ(text.find("Seq Scan"), std::string::npos) << statement;
    EXPECT_NE(text.find("Index Only Scan"), std::string::npos) << statement;
    Reading reading;
    read_plan(json::parse(text.substr(text.find('['))).at(0).at("Plan"), reading);
    return reading.rows;
  };
  EXPECT_GE(reads("sum_transactions", merchant(), "NULL"), kMany);
  EXPECT_GE(reads("newest_transactions", merchant(), "'no such name', 51"), kMany);
  // Who has nothing is not made to wait by who has a million.
  EXPECT_LT(reads("sum_transactions", "1", "NULL"), 10);
  EXPECT_LT(reads("newest_transactions", "1", "'no such name', 51"), 10);
}

TEST_F(LargeTableTest, TheSweepsReadWhatIsDue) {
  expect_few("payments", R"(
    (SELECT merchant_id, payment_id FROM payment
     WHERE state IN ('held', 'confirmed') AND hold_expires_at <= now() ORDER BY hold_expires_at LIMIT 200)
    UNION ALL
    (SELECT merchant_id, payment_id FROM payment
     WHERE state = 'ready' AND expires_at <= now() ORDER BY expires_at LIMIT 200)
    LIMIT 200)");
  expect_few("attempts",
             "SELECT merchant_id, attempt_id FROM attempt WHERE state IN ('sending', 'reversing') "
             "AND deadline_at < now() ORDER BY deadline_at LIMIT 200");
  expect_few("reversals",
             "SELECT r.reversal_id FROM reversal r JOIN attempt a ON a.merchant_id = "
             "r.merchant_id AND a.attempt_id = r.attempt_id WHERE r.state = 'pending' "
             "AND r.next_at <= now() ORDER BY r.next_at LIMIT 200");
}

TEST_F(LargeTableTest, WhatIsOwedIsCountedWithoutReadingWhatIsSettled) {
  expect_few("unknown attempts",
             "SELECT count(*), min(deadline_at) FROM attempt WHERE state = 'unknown'");
}

TEST_F(LargeTableTest, AStatementWithoutAnIndexIsSeen) {
  EXPECT_NE(reading_of("SELECT count(*) FROM payment WHERE order_name = 'order 7'").whole_tables,
            "");
}

}  // namespace
}  // namespace pay200::test
