#include "dev/bench/fill_tables.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace pay200::dev {
namespace {

/// psql has a minute for each.
constexpr int kPaymentsAtOnce = 100'000;

/// The tables that hold a payment's rows, in the order in which they depend on one another.
/// bench.copy copies the first @count approved payments `rounds` times: every id becomes the one
/// that would have been made so many hours before (the first 48 bits of a UUIDv7 are its time in
/// ms), every time that much earlier. Whose they are stays: merchant, shopper, card.
constexpr const char* kCopy = R"(
CREATE SCHEMA IF NOT EXISTS bench;
CREATE OR REPLACE FUNCTION bench.earlier(id uuid, hours bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(('x' || left(replace(id::text, '-', ''), 16))::bit(64)::bigint - hours * 3600000 * 65536), 16, '0')
            || right(replace(id::text, '-', ''), 16))::uuid $$;
CREATE TABLE IF NOT EXISTS bench.original AS
    SELECT merchant_id, payment_id FROM pay200.payment WHERE state = 'approved' LIMIT 1000;
CREATE UNIQUE INDEX IF NOT EXISTS original_pk ON bench.original (merchant_id, payment_id);
CREATE TABLE IF NOT EXISTS bench.copied AS SELECT 0 AS rounds;
CREATE OR REPLACE FUNCTION bench.copy(p_first integer, p_last integer) RETURNS void LANGUAGE plpgsql AS $f$
DECLARE
    v_table text;
    v_columns text;
    v_values text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['payment', 'payment_order', 'attempt', 'transaction', 'ledger_entry', 'payment_event',
                                   'shopper_history'] LOOP
        SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position),
            string_agg(CASE
                WHEN column_name IN ('shopper_id', 'card_id', 'confirm_id') THEN 'o.' || quote_ident(column_name)
                WHEN data_type = 'uuid' THEN format('bench.earlier(o.%I, n)', column_name)
                WHEN data_type LIKE 'timestamp%' THEN format('o.%I - n * interval ''1 hour''', column_name)
                WHEN column_name = 'order_id' THEN 'o.order_id || ''-'' || n'
                ELSE 'o.' || quote_ident(column_name) END, ', ' ORDER BY ordinal_position)
        INTO v_columns, v_values
        FROM information_schema.columns
        WHERE table_schema = 'pay200' AND table_name = v_table AND is_generated = 'NEVER';
        EXECUTE format('INSERT INTO pay200.%I (%s) SELECT %s FROM generate_series($1, $2) n CROSS JOIN bench.original p
                        JOIN pay200.%I o ON o.merchant_id = p.merchant_id AND o.payment_id = p.payment_id', v_table,
                       v_columns, v_values, v_table) USING p_first, p_last;
    END LOOP;
END
$f$;
SELECT count(*) FROM bench.original;
)";

int number_in(const std::string& text) { return std::stoi(text); }

}  // namespace

int count_payments(Stack& stack) {
  return number_in(stack.postgres().execute("SELECT count(*) FROM pay200.payment", "pay200"));
}

void fill_tables(Stack& stack, int payments) {
  EmbeddedPostgres& postgres = stack.postgres();
  const int originals = number_in(postgres.execute(kCopy, "pay200"));
  if (originals == 0) throw std::runtime_error("no payment to copy");
  int missing = payments - count_payments(stack);
  while (missing > 0) {
    const int rounds = std::max(1, std::min(missing, kPaymentsAtOnce) / originals);
    const std::string many = std::to_string(rounds);
    postgres.execute("SELECT bench.copy(rounds + 1, rounds + " + many +
                         ") FROM bench.copied; UPDATE bench.copied SET rounds = rounds + " + many,
                     "pay200");
    missing -= rounds * originals;
    std::printf("%d payments to fill in\r", std::max(0, missing));
    std::fflush(stdout);
  }
  for (const char* table : {"payment", "payment_order", "attempt", "transaction", "ledger_entry",
                            "payment_event", "shopper_history"}) {
    postgres.execute(std::string("VACUUM ANALYZE pay200.") + table, "pay200");
  }
  postgres.execute("CHECKPOINT");
}

}  // namespace pay200::dev
